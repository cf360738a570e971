"""What changes saved views, arrangements and wall screens."""

from shouwen.capabilities.views.commands.arranging import arrange, widen
from shouwen.capabilities.views.commands.saving import change_view, remove_view, restore_view, save_view
from shouwen.capabilities.views.commands.screens import end_screen, open_screen

__all__ = [
    "arrange",
    "change_view",
    "end_screen",
    "open_screen",
    "remove_view",
    "restore_view",
    "save_view",
    "widen",
]
