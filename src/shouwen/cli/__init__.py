"""The command `shouwen`: one module here per sub-command, found by itself."""

from shouwen.cli.entry import main

__all__ = ["main"]
