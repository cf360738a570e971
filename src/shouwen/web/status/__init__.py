"""How the system stands, and what failed."""
