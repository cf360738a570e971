"""Calls of the hotline: the caller card and the list."""
