"""The story of a ticket: its facts with the texts they point to, newest or oldest first."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from types import MappingProxyType
from typing import Any, Final, Literal

from django.db.models import Exists, OuterRef, Q, QuerySet

from shouwen.base.actors import Actor
from shouwen.base.models import Attachment, Fact
from shouwen.base.prepared import Prepared
from shouwen.capabilities.people.models import Person
from shouwen.capabilities.tickets.models import Entry, Ticket

Filter = Literal["all", "customer", "internal", "phone", "field", "system"]


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the story: a fact, and the entry it told, if it told one."""

    seq: int
    name: str
    at: datetime
    recorded_at: datetime
    actor_kind: str
    actor_name: str
    via: str
    payload: dict[str, Any]
    entry: Entry | None
    is_annulled: bool
    actor_id: int | None = None

    @property
    def is_customer_visible(self) -> bool:
        """Whether a customer reads the words: those for him, and those that customers themselves wrote."""
        told = self.entry
        return told is not None and (told.visibility == "customer" or told.author_kind == "contact")


CUSTOMER_FACTS = frozenset(
    {
        "ticket.registered",
        "ticket.accepted",
        "ticket.dispatched",
        "ticket.taken",
        "ticket.suspended",
        "ticket.resumed",
        "ticket.estimate_given",
        "ticket.completed",
        "ticket.verified",
        "ticket.closed",
        "ticket.reopened",
        "ticket.routed_away",
        "ticket.cancelled",
        "ticket.urged",
        "ticket.customer_spoke",
        "ticket.replied",
        "ticket.solution_proposed",
        "ticket.solution_confirmed",
        "ticket.workaround_recorded",
        "ticket.progress_updated",
        "ticket.file_attached",
    }
)
"""What a customer sees of the story; entries marked internal stay hidden even then."""

STEPS: Final = frozenset(
    {
        "ticket.suspended",
        "ticket.closed",
        "ticket.reopened",
        "ticket.routed_away",
        "ticket.cancelled",
        "ticket.urged",
    }
)
"""Of these he sees that they happened also where the words with them are for colleagues; of the others nothing."""

RATED: Final = Q(name="ticket.call_back_recorded", actor_kind="contact")
"""What a customer said of a finished ticket himself; what he said to an agent, the agent wrote for colleagues."""

QUIET = frozenset(
    {"clock.started", "clock.paused", "clock.resumed", "clock.met", "clock.cancelled", "clock.recalculated"}
    | {"clock.pause_expired"}
)
"""What clocks tell about themselves: in their own panel and under "system", not in everybody's story."""

INSIDE: Final = Exists(
    Entry.objects.filter(ticket_id=OuterRef("subject_id"), seq=OuterRef("seq"), visibility="internal")
)
"""Facts told with words that only colleagues read."""
NEWEST: Final = 2**31 - 1
ENTRIES: Prepared[Entry] = Prepared(
    lambda ticket, first, last: Entry.objects.filter(
        ticket_id=ticket, seq__gte=first, seq__lte=last
    ).order_by("pk")
)
NAMES: Prepared[tuple[int, str]] = Prepared(
    lambda persons: Person.objects.filter(pk__any=persons).values_list("pk", "name"), lists=(0,)
)
FILES: Prepared[Attachment] = Prepared(
    lambda ticket: Attachment.objects.filter(subject_id=ticket).select_related("blob").order_by("pk")
)


def timeline(
    *,
    ticket: Ticket,
    actor: Actor,
    before: int | None = None,
    limit: int = 20,
    show: Filter = "all",
    known: Mapping[int, str] = MappingProxyType({}),
) -> list[Line]:
    """The newest `limit` lines older than fact number `before`, newest first, as far as `actor` may see them.

    `known` has names by person id that need not be read again. Two statements, one more for further names.
    """
    is_customer = actor.kind == "contact"
    newest = _facts(show, is_customer, limit)(ticket.pk, NEWEST if before is None else before)
    if not newest:
        return []
    entries = _entries(ticket, newest[-1].seq, newest[0].seq)
    annulled = {seq for fact in newest for seq in _undone_by(fact)}
    names = {**known, **_names(newest, known)}
    lines = [_line(fact, entries.get(fact.seq), annulled, names) for fact in newest]
    if is_customer or show == "customer":
        lines = [_without_internal(line) for line in lines]
    return [_for_customer(line) for line in lines] if is_customer else lines


def attachments_of(*, ticket: Ticket, actor: Actor) -> list[Attachment]:
    """The files on a ticket that `actor` may see, oldest first; one statement."""
    rows = FILES(ticket.pk)
    return [row for row in rows if row.visibility == "customer"] if actor.kind == "contact" else rows


@cache
def _facts(show: Filter, is_customer: bool, limit: int) -> Prepared[Fact]:
    """The newest facts of a ticket older than a number, as one who shows `show` reads them."""

    def make(ticket: int, before: int) -> QuerySet[Fact]:
        facts = _filtered(Fact.objects.filter(subject_id=ticket, seq__lt=before), show)
        if is_customer:
            facts = _filtered(facts, "customer")
        return facts.order_by("-seq")[:limit]

    return Prepared(make)


def _filtered(facts: QuerySet[Fact], show: Filter) -> QuerySet[Fact]:
    match show:
        case "customer":
            open_to_him = Q(name__in=CUSTOMER_FACTS) & (Q(name__in=STEPS) | ~INSIDE)
            return facts.filter(open_to_him | RATED)
        case "internal":
            return facts.exclude(name__startswith="clock.").filter(~Q(name__in=CUSTOMER_FACTS) | INSIDE)
        case "phone":
            return facts.filter(payload__way="phone") | facts.filter(payload__channel="phone")
        case "field":
            return facts.filter(payload__way="on_site")
        case "system":
            return facts.filter(actor_kind="system")
        case _:
            return facts.exclude(name__in=QUIET)


def _entries(ticket: Ticket, first: int, last: int) -> dict[int, Entry]:
    return {entry.seq: entry for entry in ENTRIES(ticket.pk, first, last)}


def _names(facts: list[Fact], known: Mapping[int, str]) -> dict[int, str]:
    """Names, as far as they are not `known`, of the persons who acted or are named in the facts; one statement."""
    ids = {fact.actor_id for fact in facts if fact.actor_kind == "person"}
    for fact in facts:
        ids |= {fact.payload.get(key) for key in ("engineer", "owner", "person", "to_person", "previous")}
        ids |= {pk for key in MANY for pk in fact.payload.get(key) or ()}
    wanted = [pk for pk in ids if isinstance(pk, int) and pk not in known]
    return dict(NAMES(wanted)) if wanted else {}


def _undone_by(fact: Fact) -> list[int]:
    undone = fact.payload.get("undoes") or []
    return [undone] if isinstance(undone, int) else undone


MANY: Final = ("invited",)
"""What of a payload names several persons."""


def _line(fact: Fact, entry: Entry | None, annulled: set[int], names: dict[int, str]) -> Line:
    told: dict[str, Any] = {
        key: names.get(fact.payload[key], "")
        for key in ("engineer", "owner", "person", "to_person")
        if fact.payload.get(key)
    }
    told |= {key: [names.get(pk, "") for pk in fact.payload[key]] for key in MANY if fact.payload.get(key)}
    if fact.actor_kind == "person":
        actor_name = names.get(fact.actor_id or 0, "")
    else:
        actor_name = entry.author_name if entry else ""
    return Line(
        seq=fact.seq,
        name=fact.name,
        at=fact.at,
        recorded_at=fact.recorded_at,
        actor_kind=fact.actor_kind,
        actor_name=actor_name,
        via=fact.via,
        payload={**fact.payload, "names": told},
        entry=entry,
        is_annulled=fact.seq in annulled,
        actor_id=fact.actor_id,
    )


def _without_internal(line: Line) -> Line:
    return line if line.entry is None or line.is_customer_visible else replace(line, entry=None)


def _for_customer(line: Line) -> Line:
    """The same line without anything inside: no payload but what his progress page shows."""
    shown = ("until", "names", "channel", "attachment", "questionnaire", "graded")
    kept: dict[str, Any] = {key: line.payload[key] for key in shown if key in line.payload}
    return Line(
        seq=line.seq, name=line.name, at=line.at, recorded_at=line.recorded_at, actor_kind=line.actor_kind,
        actor_name=line.actor_name, via=line.via, payload=kept, entry=line.entry, is_annulled=line.is_annulled,
    )  # fmt: skip
