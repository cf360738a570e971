"""The command palette: everywhere one can go and everything one can do, found by a few letters."""
