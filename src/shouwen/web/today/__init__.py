"""The first minute of the day, per role."""
