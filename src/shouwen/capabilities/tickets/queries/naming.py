"""What the lines of a story tell of besides colleagues, by name: other tickets, teams, contacts."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, Final

from django.db.models import CharField, F, QuerySet, TextField, Value
from django.db.models.functions import Cast

from shouwen.base.actors import Actor
from shouwen.base.languages import name_in
from shouwen.capabilities.customers.models import Contact
from shouwen.capabilities.people.models import Team
from shouwen.capabilities.tickets.models import Ticket
from shouwen.capabilities.tickets.queries.timeline import Line

OTHERS: Final[Mapping[str, str]] = {
    "ticket.merged": "into",
    "ticket.absorbed": "ticket",
    "ticket.split": "into",
    "ticket.linked": "other",
    "ticket.unlinked": "other",
    "ticket.parent_set": "parent",
}
"""Facts that name another ticket, and where in their payload."""
TEAMS: Final[Mapping[str, str]] = {"ticket.dispatched": "team", "ticket.handed_over": "to_team"}
Key = tuple[str, int]


def with_names(lines: list[Line], *, actor: Actor) -> list[Line]:
    """`lines` with the names `ticket` (a number, of tickets `actor` may see), `team` and `actor_name` of contacts who
    wrote nothing. One statement, none where nothing is to be named.
    """
    keys = {line.seq: _keys(line) for line in lines}
    known = _named(actor, {key for told in keys.values() for key in told})
    return [
        _with(line, {kind: known[kind, pk] for kind, pk in keys[line.seq] if (kind, pk) in known})
        for line in lines
    ]


def _keys(line: Line) -> list[Key]:
    told: list[tuple[str, object]] = [("ticket", line.payload.get(OTHERS.get(line.name, "")))]
    if not line.payload.get("engineer"):  # he tells more than his team
        told.append(("team", line.payload.get(TEAMS.get(line.name, ""))))
    if line.actor_kind == "contact" and not line.actor_name:
        told.append(("contact", line.actor_id))
    return [(kind, pk) for kind, pk in told if isinstance(pk, int)]


def _with(line: Line, names: dict[str, str]) -> Line:
    if not names:
        return line
    payload = {**line.payload, "names": {**line.payload.get("names", {}), **names}}
    return replace(line, payload=payload, actor_name=line.actor_name or names.get("contact", ""))


def _named(actor: Actor, keys: Iterable[Key]) -> dict[Key, str]:
    asked: dict[str, set[int]] = {}
    for kind, pk in keys:
        asked.setdefault(kind, set()).add(pk)
    parts = [_part(kind, actor, pks) for kind, pks in sorted(asked.items())]
    if not parts:
        return {}
    rows = parts[0].union(*parts[1:], all=True) if len(parts) > 1 else parts[0]
    return {(kind, pk): _spoken(word) if kind == "team" else word for kind, pk, word in rows}


def _part(kind: str, actor: Actor, pks: set[int]) -> "QuerySet[Any, tuple[str, int, str]]":
    rows: Any  # of three kinds, told alike
    match kind:
        case "ticket":
            rows, word = Ticket.objects.visible_to(actor), "number"
        case "team":
            rows, word = Team.objects.all(), "names"
        case _:
            rows, word = Contact.objects.all(), "name"
    told = {"kind": Value(kind, CharField()), "key": F("pk"), "word": Cast(word, TextField())}
    found: QuerySet[Any, tuple[str, int, str]] = rows.filter(pk__in=pks).order_by().annotate(**told)
    return found.values_list("kind", "key", "word")


def _spoken(names: str) -> str:
    """A team's name out of {"zh": …, "en": …}, in the reader's language."""
    return name_in(json.loads(names))
