"""The tables of intake."""

from shouwen.capabilities.intake.models.items import IntakeItem
from shouwen.capabilities.intake.models.raw import IntakeRaw

__all__ = ["IntakeItem", "IntakeRaw"]
