"""Who works here: persons, teams, skills, roles, duty, and how they sign in."""
