"""The job centre on screen."""
