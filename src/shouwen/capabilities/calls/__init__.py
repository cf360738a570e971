"""Calls of the hotline: who rang, who answered, and what came of it."""
