"""The tables of the workplace."""

from shouwen.capabilities.workplace.models.drafts import Draft
from shouwen.capabilities.workplace.models.macros import Macro
from shouwen.capabilities.workplace.models.phrases import Phrase
from shouwen.capabilities.workplace.models.presence import Presence

__all__ = ["Draft", "Macro", "Phrase", "Presence"]
