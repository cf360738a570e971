"""The first day: an empty desk is set up in a browser, in four steps."""
