"""What is rung when something happens to a call."""

from typing import Final

ALL: Final = "calls"
"""Lists of calls."""


def card_of(person_id: int | None) -> str:
    """The caller card of a person."""
    return f"calls/{person_id}"
