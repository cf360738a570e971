"""Two people, or one person at two desks, change the same text: what both wrote stays."""

from collections.abc import Mapping
from typing import NamedTuple


class _Span(NamedTuple):
    """`text` stands where the base had the characters from `start` up to `end`."""

    start: int
    end: int
    text: str


def merge_fields(
    base: Mapping[str, str], mine: Mapping[str, str], theirs: Mapping[str, str]
) -> dict[str, str]:
    """Every field of a form as `merge_texts` joins it; a field not named is empty, and empty ones are left out."""
    merged = {
        name: merge_texts(base.get(name, ""), mine.get(name, ""), theirs.get(name, ""))
        for name in {*mine, *theirs}
    }
    return {name: text for name, text in merged.items() if text}


def merge_texts(base: str, mine: str, theirs: str) -> str:
    """The text in which both changes of `base` have happened; nothing that either wrote is lost.

    Changes of different places are both made. Where they touch, the longer one stands if it holds the other, else
    theirs and mine stand one below the other.
    """
    if theirs in (base, mine):
        return mine
    if mine == base:
        return theirs
    one, other = _change(base, mine), _change(base, theirs)
    if one.end < other.start or (one.end == other.start and one.start < other.start):
        return _replaced(_replaced(base, other), one)
    if other.end < one.start or (other.end == one.start and other.start < one.start):
        return _replaced(_replaced(base, one), other)
    start, end = min(one.start, other.start), max(one.end, other.end)
    own, foreign = _within(base, mine, start, end), _within(base, theirs, start, end)
    if foreign in own or not foreign.strip():
        both = own
    elif own in foreign or not own.strip():
        both = foreign
    else:
        both = f"{foreign}\n{own}"
    return _replaced(base, _Span(start, end, both))


def _change(base: str, text: str) -> _Span:
    """The one stretch in which `text` differs from `base`."""
    start, most = 0, min(len(base), len(text))
    while start < most and base[start] == text[start]:
        start += 1
    tail = 0
    while tail < most - start and base[-1 - tail] == text[-1 - tail]:
        tail += 1
    return _Span(start, len(base) - tail, text[start : len(text) - tail])


def _within(base: str, text: str, start: int, end: int) -> str:
    """What `text` has in place of the base's characters from `start` up to `end`; its change lies within them."""
    return text[start : len(text) - (len(base) - end)]


def _replaced(base: str, span: _Span) -> str:
    return base[: span.start] + span.text + base[span.end :]
