"""What an address or a form asks for by number, whoever wrote it."""

from typing import Final

MOST_DIGITS: Final = 18
"""So that it fits whatever the database counts by, with room to add to it."""


def whole(written: str) -> int | None:
    """The whole number `written` in plain digits; None for anything else, and for what no row could have."""
    is_plain = written.isascii() and written.isdigit() and len(written) <= MOST_DIGITS
    return int(written) if is_plain else None
