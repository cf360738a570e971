"""Pages of the persons: signing in, one's own settings, colleagues, teams, roles, duty."""
