"""The tables of saved views."""

from shouwen.capabilities.views.models.saved import Arrangement, SavedView
from shouwen.capabilities.views.models.screens import WallScreen

__all__ = ["Arrangement", "SavedView", "WallScreen"]
