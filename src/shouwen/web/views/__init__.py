"""Saved views, the layout of a list, and values changed in its cells."""
