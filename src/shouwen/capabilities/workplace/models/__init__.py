"""The tables of the workplace."""

from shouwen.capabilities.workplace.models.drafts import Draft, answer_place
from shouwen.capabilities.workplace.models.hints import HintChoice
from shouwen.capabilities.workplace.models.macros import Macro
from shouwen.capabilities.workplace.models.phrases import Phrase
from shouwen.capabilities.workplace.models.presence import Presence
from shouwen.capabilities.workplace.models.reviews import REWORDED, Review, Wording
from shouwen.capabilities.workplace.models.snoozes import Snooze

__all__ = [
    "REWORDED",
    "Draft",
    "HintChoice",
    "Macro",
    "Phrase",
    "Presence",
    "Review",
    "Snooze",
    "Wording",
    "answer_place",
]
