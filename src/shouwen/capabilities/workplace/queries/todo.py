"""What waits for somebody, and what he waits for: one list over whatever the desk has that calls for a person.

Nothing is kept here: each line is found by the query that its own page uses, and goes when its matter is done.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from shouwen.base.actors import Actor
from shouwen.capabilities.call_backs.queries import call_backs_due
from shouwen.capabilities.regulations.choices import Review as Asked
from shouwen.capabilities.regulations.choices import VersionState
from shouwen.capabilities.regulations.models import RegulationVersion
from shouwen.capabilities.regulations.queries import drafts_to_review
from shouwen.capabilities.tickets.choices import HandOverState, Outcome
from shouwen.capabilities.tickets.models import Dispatch, HandOver, Involvement, Meeting, Task, Ticket
from shouwen.capabilities.tickets.models.meetings import MeetingPart
from shouwen.capabilities.tickets.models.tickets import OPEN_STATES, TicketQuerySet
from shouwen.capabilities.tickets.queries.lists import ListedTicket
from shouwen.capabilities.tickets.queries.lists import rows_of as listed
from shouwen.capabilities.tickets.queries.views import in_view
from shouwen.capabilities.workplace.choices import Waiting
from shouwen.capabilities.workplace.models import Review, Snooze
from shouwen.capabilities.workplace.queries.reviews import reviews_answered, reviews_for

MOST: Final = 100
"""So many of each kind; where there are more, the queue has all of them."""
LAST: Final = datetime.max.replace(tzinfo=UTC)
AHEAD: Final = timedelta(days=14)
"""An appointment for a call-back stands in the list so long before."""


@dataclass(frozen=True, slots=True)
class Todo:
    """One line: what waits, about which ticket, since or until when, and who asked (or who has it now).

    `key` names it for good. Without `due_at` somebody waits for it now if `is_now`; else it has no day.
    `ticket` is the row of the list where the ticket itself is what waits.
    """

    key: str
    kind: Waiting
    title: str
    number: str = ""
    subject_id: int | None = None
    due_at: datetime | None = None
    is_now: bool = False
    who: str = ""
    pk: int = 0
    ticket: ListedTicket | None = None
    snoozed_until: datetime | None = None

    def is_overdue(self, at: datetime) -> bool:
        return self.due_at is not None and self.due_at <= at


def todo_of(*, actor: Actor, at: datetime) -> list[Todo]:
    """What waits for `actor` and is not put off: overdue first, then by instant; at most eight statements."""
    asleep = _asleep(actor, at)
    return [one for one in everything_for(actor=actor, at=at) if one.key not in asleep]


def snoozed_of(*, actor: Actor, at: datetime) -> list[Todo]:
    """What `actor` put off and what still would wait for him, the first to come back in front."""
    asleep = _asleep(actor, at)
    found = everything_for(actor=actor, at=at) if asleep else []
    told = [replace(one, snoozed_until=asleep[one.key]) for one in found if one.key in asleep]
    return sorted(told, key=lambda one: (one.snoozed_until or at, one.key))


def everything_for(*, actor: Actor, at: datetime) -> list[Todo]:
    """All that waits for `actor`, put off or not, in the order of its instants; at most seven statements."""
    if not actor.is_staff:
        return []
    calls = list(_call_backs(actor, at))
    called = {one.subject_id for one in calls}
    found = [
        *(one for one in _tickets(actor, at) if not (_is_completed(one) and one.subject_id in called)),
        *_tasks(Task.objects.filter(person=actor.id or 0), actor, named="asked_by__name"),
        *calls,
        *_meetings(_invited(actor)),
        *(_review(one, Waiting.REVIEW, one.draft.person.name) for one in reviews_for(actor=actor)),
        *(_review(one, Waiting.ANSWER, one.reviewer.name) for one in reviews_answered(actor=actor)),
        *(_draft(one) for one in drafts_to_review(actor=actor)),
    ]
    return _in_order(found)


def _is_completed(one: Todo) -> bool:
    """Whether nothing but its call-back is left to do, where one waits."""
    row = one.ticket
    return row is not None and row.state in ("completed", "verified") and not row.awaits_answer


def asked_of_others(*, actor: Actor) -> list[Todo]:
    """What `actor` set going and others have in hand, in the order of its instants; at most six statements."""
    if not actor.is_staff:
        return []
    mine = actor.id or 0
    drafts = RegulationVersion.objects.filter(state=VersionState.DRAFT, review=Asked.ASKED, author_id=mine)
    found = [
        *_tasks(Task.objects.filter(asked_by=mine), actor, named="person__name"),
        *_meetings(Meeting.objects.filter(opened_by=mine)),
        *(_review(one, Waiting.REVIEW, one.reviewer.name) for one in _reviews_asked(actor)),
        *_dispatches(mine),
        *_hand_overs(mine),
        *(_draft(one) for one in drafts.only("number", "note", "saved_at").newest_first()[:MOST]),
    ]
    return _in_order(found)


def topic_of(person_id: int | None) -> str:
    """Rings when something is put off by this person, or comes back to him."""
    return f"todo/{person_id}"


def followed_by(*, actor: Actor) -> TicketQuerySet:
    """Open tickets that concern `actor` without being his: he was called to a meeting or told by a ladder."""
    return _involving(actor, "follower")


def copied_to(*, actor: Actor) -> TicketQuerySet:
    """Open tickets on which somebody named `actor` by an @."""
    return _involving(actor, "mentioned")


def _involving(actor: Actor, why: str) -> TicketQuerySet:
    ids = Involvement.objects.filter(person=actor.id or 0, why=why).values("ticket_id")
    rows = Ticket.objects.open().filter(pk__among=ids) if actor.is_staff else Ticket.objects.none()
    return rows.order_by("-subject__last_at", "-pk")


def _asleep(actor: Actor, at: datetime) -> dict[str, datetime]:
    return dict(Snooze.objects.visible_to(actor).asleep(at).values_list("key", "until"))


def _tickets(actor: Actor, at: datetime) -> Iterable[Todo]:
    rows = in_view("to-do", actor=actor, at=at)
    rows = rows.order_by(F("next_due_at").asc(nulls_last=True), "priority", "pk")
    for row in listed(rows, limit=MOST):
        yield Todo(
            f"ticket-{row.number}",
            Waiting.TICKET,
            row.title,
            row.number,
            row.pk,
            row.next_due_at,
            is_now=row.awaits_answer or row.state == "dispatched",
            ticket=row,
        )


def _tasks(tasks: QuerySet[Task], actor: Actor, *, named: str) -> Iterable[Todo]:
    open_ones = tasks.filter(finished_at=None, withdrawn_at=None, ticket__state__in=OPEN_STATES)
    shown = open_ones.order_by(F("due_at").asc(nulls_last=True), "pk")
    for pk, wish, due_at, who, number, subject in shown.values_list(
        "pk", "wish", "due_at", named, "ticket__number", "ticket_id"
    )[:MOST]:
        yield Todo(
            f"task-{pk}", Waiting.TASK, wish, number, subject, due_at, is_now=True, who=who or "", pk=pk
        )


def _call_backs(actor: Actor, at: datetime) -> Iterable[Todo]:
    due = call_backs_due(actor=actor, at=at + AHEAD, mine=True).select_related(None)
    for one in due.values(
        "pk", "due_at", "not_before", "ticket_id", "ticket__number", "ticket__title", "ticket__caller_name",
        "ticket__contact__name",
    )[:MOST]:  # fmt: skip
        instants = [instant for instant in (one["due_at"], one["not_before"]) if instant]
        yield Todo(
            f"callback-{one['pk']}",
            Waiting.CALL_BACK,
            one["ticket__title"],
            one["ticket__number"],
            one["ticket_id"],
            max(instants, default=None),
            is_now=True,
            who=one["ticket__contact__name"] or one["ticket__caller_name"],
            pk=one["pk"],
        )


def _invited(actor: Actor) -> QuerySet[Meeting]:
    mine = MeetingPart.objects.filter(meeting=OuterRef("pk"), person=actor.id or 0, invited=True)
    return Meeting.objects.filter(Q(opened_by=actor.id or 0) | Exists(mine))


def _meetings(meetings: QuerySet[Meeting]) -> Iterable[Todo]:
    waited_for = meetings.filter(held_at=None, withdrawn_at=None, ticket__state__in=OPEN_STATES)
    rows = waited_for.order_by("pk").values_list(
        "pk", "about", "opened_by__name", "ticket__number", "ticket__title", "ticket_id"
    )
    for pk, about, who, number, title, subject in rows[:MOST]:
        yield Todo(
            f"meeting-{pk}",
            Waiting.MEETING,
            about or title,
            number,
            subject,
            is_now=True,
            who=who or "",
            pk=pk,
        )


def _reviews_asked(actor: Actor) -> QuerySet[Review]:
    mine = Review.objects.visible_to(actor).filter(draft__person=actor.id or 0, verdict="")
    return mine.select_related("reviewer", "ticket").order_by("asked_at")[:MOST]


def _review(one: Review, kind: Waiting, who: str) -> Todo:
    """Its title is the ticket's: of the draft itself nothing stands in a list."""
    return Todo(
        f"{kind.value}-{one.pk}",
        kind,
        one.ticket.title,
        one.ticket.number,
        one.ticket_id,
        is_now=True,
        who=who,
        pk=one.pk,
    )


def _draft(one: RegulationVersion) -> Todo:
    return Todo(
        f"regulation-{one.number}", Waiting.REGULATION, one.note, str(one.number), pk=one.number, is_now=False
    )


def _dispatches(person: int) -> Iterable[Todo]:
    rows = Dispatch.objects.filter(dispatched_by=person, outcome=Outcome.OPEN, ticket__state="dispatched")
    yield from _given(rows.order_by("pk"), Waiting.DISPATCH, "engineer__name", "team__code")


def _hand_overs(person: int) -> Iterable[Todo]:
    rows = HandOver.objects.filter(
        from_person=person, state=HandOverState.OPEN, ticket__state__in=OPEN_STATES
    )
    yield from _given(rows.order_by("pk"), Waiting.HAND_OVER, "to_person__name", "to_team__code")


def _given(rows: QuerySet[Any], kind: Waiting, person: str, team: str) -> Iterable[Todo]:
    """What was given to somebody, or to a team, and is not taken yet; a team by its code."""
    for pk, who, code, number, title, subject, due_at in rows.values_list(
        "pk", person, team, "ticket__number", "ticket__title", "ticket_id", "ticket__next_due_at"
    )[:MOST]:
        yield Todo(
            f"{kind.value}-{pk}", kind, title, number, subject, due_at, True, who or code or "", pk
        )  # fmt: skip


def _in_order(found: Iterable[Todo]) -> list[Todo]:
    return sorted(found, key=lambda one: (one.due_at or LAST, not one.is_now))
