"""Changing the parts of a draft on screen: sentences with choices in them, grids, a year to tap."""
