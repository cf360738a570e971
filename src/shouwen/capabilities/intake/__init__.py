"""Intake: what came in by any channel, and what it became."""
