"""The regulation as staff read and change it."""
