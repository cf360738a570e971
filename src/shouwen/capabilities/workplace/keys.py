"""The keys of the desk: what each does, and which another one may stand in for."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Key:
    """A key in its usual place and what it does; several things where pages differ."""

    usual: str
    does: Promise | str


def _go(letter: str, place: Promise) -> Key:
    return Key(f"g {letter}", place)


GROUPS: Final[tuple[tuple[Promise, tuple[Key, ...]], ...]] = (
    (
        _("On every page"),
        (
            Key("n", _("New ticket, or a new entry of the list")),
            Key("/", _("Search")),
            Key("[", _("Collapse the navigation")),
            Key("z", _("Undo")),
        ),
    ),
    (
        _("Go to"),
        (
            _go("h", _("Today")),
            _go("o", _("To-do")),
            _go("t", _("Tickets")),
            _go("d", _("Dispatch")),
            _go("r", _("Requests")),
            _go("a", _("Calls")),
            _go("b", _("Call-backs")),
            _go("f", _("Figures")),
            _go("c", _("Customers")),
            _go("p", _("People")),
            _go("l", _("Regulation")),
            _go("s", _("Settings")),
            _go("i", _("Messages")),
            _go("j", _("Job centre")),
            _go("w", _("My drafts")),
            _go("y", _("Phrases")),
            _go("m", _("Macros")),
        ),
    ),
    (
        _("In the list"),
        (
            Key("j", _("Next row")),
            Key("k", _("Previous row")),
            Key("x", _("Select")),
            Key("shift+j", _("Extend the selection")),
            Key("shift+k", _("Extend the selection upwards")),
            Key("space", _("Peek")),
            Key("e", _("Change the level in a row, or what the page shows")),
            Key("w", _("Change the handler in a row")),
            Key("f", _("Search in this view")),
        ),
    ),
    (
        _("On a ticket"),
        (
            Key("r", _("Reply, or check again")),
            Key("i", _("Write a note")),
            Key("p", _("Write the progress")),
            Key("a", _("Dispatch, or accept")),
            Key("t", _("Take the ticket")),
            Key("shift+p", _("Propose a solution")),
            Key("c", _("Complete; create on a list")),
            Key("s", _("Suspend or resume; put off what waits")),
            Key("h", _("Hand over")),
            Key("b", _("Call back")),
            Key("u", _("Show the news")),
            Key("l", _("The customer's last word")),
            Key("m", _("Macros, or move a card of the board")),
            Key(".", _("More acts")),
            Key("o", _("Open what was registered")),
            Key("v", _("Versions of the regulation, or its draft to review")),
        ),
    ),
    (
        _("While writing"),
        (
            *(
                Key(f"alt+shift+{n}", format_lazy("{} {}", _("Use the suggestion"), str(n)))
                for n in range(1, 4)
            ),
            Key("alt+shift+r", _("Ask a colleague to review the draft")),
        ),
    ),
)
KEYS: Final = {key.usual: key for _group, keys in GROUPS for key in keys}
FIXED: Final = frozenset(
    {"?", "g", "enter", "escape", "ctrl+enter", "ctrl+arrowleft", "ctrl+arrowright", *"123456789"}
)
"""Keys that stay where they are: those one finds the others by, that begin others, or that number what is offered."""

MAY_STAND: Final = re.compile(r"[a-z,./;'\[\]\\=`-]|space|shift\+[a-z]|g [a-z0-9]|alt\+shift\+[a-z0-9]")


def own_keys_in(chosen: Mapping[str, str]) -> dict[str, str]:
    """The keys that were moved, out of everything that was written: tidied, without those in their usual place."""
    tidy = {usual: " ".join(own.lower().split()) for usual, own in chosen.items() if usual in KEYS}
    return {usual: own for usual, own in tidy.items() if own and own != usual}


def errors_in(own: Mapping[str, str]) -> dict[str, str]:
    """Why a key can't go where it was put, by its usual place: no such key, or another one is there."""
    places: dict[str, list[str]] = {}
    for usual in KEYS:
        places.setdefault(own.get(usual, usual), []).append(usual)
    found = {}
    for usual, place in own.items():
        others = [one for one in places[place] if one != usual]
        if place in FIXED:
            found[usual] = _now("“%(key)s” can't be reassigned.") % {"key": place}
        elif not MAY_STAND.fullmatch(place):
            found[usual] = _now("Write a letter, Shift+letter, G and a letter, or Alt+Shift+letter.")
        elif others:
            found[usual] = _now("“%(key)s” already does: %(what)s") % {
                "key": place,
                "what": KEYS[others[0]].does,
            }
    return found
