"""Rows of the work list: what a query found, turned into the frozen rows that are drawn."""

from collections.abc import Iterable

from django.utils.translation import gettext

from shouwen.capabilities.regulations.queries import regulation_of
from shouwen.capabilities.tickets.choices import Channel
from shouwen.capabilities.tickets.queries.lists import ListedTicket
from shouwen.ui.components import Clock, TicketRow
from shouwen.ui.components.marks import Tone
from shouwen.web.words import line_name, name_of, promise_name, state_name, suspend_reason

CHANNELS = dict(Channel.choices)
ENDED = frozenset({"closed", "routed_away", "cancelled", "merged"})


def row_of(listed: ListedTicket) -> TicketRow:
    """One row: its state in the regulation's words, its nearest promise, what is special about it."""
    return TicketRow(
        number=listed.number,
        url=f"/t/{listed.number}",
        title=listed.title,
        customer=listed.customer_name,
        state=listed.state,
        priority=listed.priority,
        clock=clock_of(listed),
        handler=listed.handler or "",
        moved_at=listed.moved_at,
        marks=marks_of(listed),
        state_word=state_name(listed.regulation_id, listed.state),
        level=name_of(listed.regulation_id, listed.level),
        klass=name_of(listed.regulation_id, listed.klass),
        owner=listed.owner or "",
        team=line_name(listed.regulation_id, listed.team or ""),
        channel=str(CHANNELS.get(listed.channel, "")),
        reported_at=listed.reported_at,
    )


def rows_of(found: Iterable[ListedTicket]) -> list[TicketRow]:
    return [row_of(listed) for listed in found]


def clock_of(listed: ListedTicket) -> Clock | None:
    """The nearest promise as a chip; a resting ticket shows what it rests for, an ended one nothing."""
    if listed.state in ENDED:
        return None
    if listed.state == "suspended":
        return Clock(
            "paused",
            due_at=listed.suspended_until,
            reason=suspend_reason(listed.regulation_id, listed.suspend_reason),
            card=f"/t/{listed.number}/clocks/next",
        )
    if listed.next_due_at is None:
        return Clock("none")
    document = regulation_of(listed.regulation_id).document
    return Clock(
        "running",
        due_at=listed.next_due_at,
        name=promise_name(document, listed.next_due_name),
        card=f"/t/{listed.number}/clocks/next",
    )


def marks_of(listed: ListedTicket) -> tuple[tuple[str, Tone], ...]:
    """Short words for what a row must not hide: major, urged, reopened, the customer waiting for an answer."""
    marks: list[tuple[str, Tone]] = []
    if listed.is_major:
        marks.append((gettext("Major"), "bad"))
    if listed.urged:
        marks.append(
            (gettext("Urged ×%(n)d") % {"n": listed.urged} if listed.urged > 1 else gettext("Urged"), "warn")
        )
    if listed.reopened:
        marks.append((gettext("Reopened"), "warn"))
    if listed.awaits_answer and listed.state not in ENDED:
        marks.append((gettext("Customer wrote"), "blue"))
    return tuple(marks)
