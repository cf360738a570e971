"""The inbox: what changed for me."""
