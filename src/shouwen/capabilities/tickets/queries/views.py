"""The system's views of the queue: which tickets each shows, to whom, in what order."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Q, QuerySet
from django.utils.functional import Promise
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from shouwen.base.actors import Actor
from shouwen.capabilities.people.models import Person
from shouwen.capabilities.regulations.queries import active_regulation
from shouwen.capabilities.service_levels.models import Clock
from shouwen.capabilities.tickets.models import Involvement, Ticket, TicketQuerySet
from shouwen.capabilities.tickets.queries.answering import without_answer

SOON: Final = timedelta(minutes=30)
SILENCE: Final = timedelta(days=3)
MOST_COUNTED: Final = 100


@dataclass(frozen=True, slots=True)
class View:
    """One tab of the queue. `select` narrows what an actor may see; `is_due` calls for action by its count.

    What is put together from `parts` can be read by pages from the first rows of each.

    `is_own` says that whoever is shown a row has a part in it, so that nothing else decides what he may see.
    One that is no tab is what a figure of the first page leads to.
    """

    code: str
    name: Promise | str
    select: Callable[[TicketQuerySet, Actor, datetime], TicketQuerySet]
    is_due: bool = False
    newest_first: bool = False
    is_own: bool = False
    is_tab: bool = True
    parts: Callable[[int], list[TicketQuerySet]] | None = None


def parts_of_mine(person: int) -> list[TicketQuerySet]:
    """Those I work on, answer for, lead or help with; each part has its index, and some tickets are in several."""
    helping = Involvement.objects.filter(person=person, why="helper").values("ticket_id")
    return [*_held_by(person), Ticket.objects.order_by().open().filter(pk__among=helping)]


def _held_by(person: int) -> list[TicketQuerySet]:
    own = Ticket.objects.order_by().open()
    return [own.filter(**{part: person}) for part in ("handler", "owner", "stand_in", "responsible")]


def mine(rows: TicketQuerySet, actor: Actor, at: datetime) -> TicketQuerySet:
    """All parts of what is mine."""
    parts = [part.values("pk") for part in parts_of_mine(actor.id or 0)]
    return rows.open().filter(pk__among=parts[0].union(*parts[1:], all=True))


def in_my_hands(rows: TicketQuerySet, actor: Actor, at: datetime) -> TicketQuerySet:
    """Those I work on now: taken and not done; those that rest come back to me."""
    return rows.in_hand().filter(handler_id=actor.id).exclude(state="dispatched")


def to_take(rows: TicketQuerySet, actor: Actor, at: datetime) -> TicketQuerySet:
    """Dispatched to me and not taken yet."""
    return rows.filter(handler_id=actor.id, state="dispatched")


def for_my_teams_to_take(rows: TicketQuerySet, actor: Actor, at: datetime) -> TicketQuerySet:
    """Given to a team of mine, and none of it has taken them yet."""
    return rows.filter(team_id__in=actor.team_ids, handler__isnull=True, state="dispatched")


def to_do(rows: TicketQuerySet, actor: Actor, at: datetime) -> TicketQuerySet:
    """What waits for me: held by me, left to my decision, or given to a team of mine that has not taken it yet.

    What rests with no promise running waits for others, and what is completed for its owner; a word of the customer to
    answer waits for each of us.
    """
    asked = Ticket.objects.order_by().open().filter(escalated_to_id=actor.id or 0)
    to_take = for_my_teams_to_take(Ticket.objects.order_by(), actor, at)
    first, *others = [part.values("pk") for part in (*_held_by(actor.id or 0), asked, to_take)]
    found = rows.open().filter(pk__among=first.union(*others, all=True))
    rests = Q(state__in=("suspended", "completed", "verified"), next_due_at__isnull=True)
    mine = Q(owner__isnull=False, owner=actor.id or 0) | Q(stand_in__isnull=False, stand_in=actor.id or 0)
    is_done = Q(state__in=("completed", "verified")) & ~mine
    return found.exclude((rests | is_done) & Q(awaits_answer=False))


def to_answer(rows: TicketQuerySet, actor: Actor, at: datetime) -> TicketQuerySet:
    """Mine, and the customer said the last word."""
    return mine(rows, actor, at).filter(awaits_answer=True)


def registered_today(rows: TicketQuerySet, actor: Actor, at: datetime) -> TicketQuerySet:
    """Reported since midnight of the reader's day."""
    return rows.filter(reported_at__gte=localtime(at).replace(hour=0, minute=0, second=0, microsecond=0))


def silent(rows: TicketQuerySet, actor: Actor, at: datetime) -> TicketQuerySet:
    """Waiting for the customer, and nothing has happened for SILENCE."""
    return waiting_for_customer(rows, actor, at).filter(subject__last_at__lt=at - SILENCE)


def to_decide(rows: TicketQuerySet, actor: Actor, at: datetime) -> TicketQuerySet:
    """What a manager has to decide: handed to him by a ladder, complaints, nobody's or left behind by somebody whose
    account was disabled, silent customers, second times.

    What is completed waits for a call-back and no longer for him; what is merely late stands in `overdue`.
    """
    found = Ticket.objects.order_by().open().exclude(state__in=("completed", "verified"))
    gone = Person.objects.filter(is_active=False).values("pk")
    parts = (
        found.filter(escalated_to_id=actor.id or 0),
        found.filter(klass_id__in=complaint_classes()),
        found.filter(owner=None),
        found.filter(owner__among=gone),
        found.filter(handler__among=gone),
        silent(found, actor, at),
        found.filter(reopened__gt=0),
    )
    first, *others = [part.values("pk") for part in parts]
    return rows.filter(pk__among=first.union(*others, all=True))


def complaint_classes() -> frozenset[str]:
    """The keys of the classes whose requests are complaints, as the regulation in force has them."""
    classes = active_regulation().document.classes
    return frozenset(f"class/{code}" for code, klass in classes.items() if klass.flow == "complaint")


def of_my_teams(rows: TicketQuerySet, actor: Actor, at: datetime) -> TicketQuerySet:
    return rows.open().filter(team_id__in=actor.team_ids)


def to_dispatch(rows: TicketQuerySet, actor: Actor, at: datetime) -> TicketQuerySet:
    """Nobody works on it yet, and its class asks for dispatch."""
    classes = active_regulation().document.classes
    asked = [f"class/{code}" for code, klass in classes.items() if klass.needs_dispatch]
    return rows.filter(state__in=("new", "accepted"), handler__isnull=True, klass_id__in=asked)


def unowned(rows: TicketQuerySet, actor: Actor, at: datetime) -> TicketQuerySet:
    return rows.open().filter(owner__isnull=True)


def unanswered(rows: TicketQuerySet, actor: Actor, at: datetime) -> TicketQuerySet:
    """Open, and nobody on duty answers for them."""
    return without_answer(rows, at=at)


def due_soon(rows: TicketQuerySet, actor: Actor, at: datetime) -> TicketQuerySet:
    return rows.open().filter(next_due_at__gt=at, next_due_at__lte=at + SOON)


def overdue(rows: TicketQuerySet, actor: Actor, at: datetime) -> TicketQuerySet:
    return rows.open().filter(next_due_at__lte=at)


def without_update(rows: TicketQuerySet, actor: Actor, at: datetime) -> TicketQuerySet:
    """Whoever works on them still owes the progress update of the reader's day (SA-11)."""
    tomorrow = localtime(at).replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    targets = active_regulation().document.targets
    owed = [code for code, target in targets.items() if target.kind == "update"]
    clocks = Clock.objects.filter(promise__in=owed, is_open=True, status="running", due_at__lt=tomorrow)
    return rows.open().filter(pk__in=clocks.values("subject_id"))


def waiting_for_customer(rows: TicketQuerySet, actor: Actor, at: datetime) -> TicketQuerySet:
    return rows.filter(state="suspended", lane="customer")


def awaiting_call_back(rows: TicketQuerySet, actor: Actor, at: datetime) -> TicketQuerySet:
    return rows.filter(state__in=("completed", "verified"))


VIEWS: Final = {
    view.code: view
    for view in (
        View("mine", _("Mine"), mine, is_own=True, parts=parts_of_mine),
        View("team", _("My team"), of_my_teams, is_own=True),
        View("to-dispatch", _("To dispatch"), to_dispatch, is_due=True),
        View("unowned", _("Without owner"), unowned, is_due=True),
        View("due-soon", _("Due soon"), due_soon),
        View("overdue", _("Overdue"), overdue, is_due=True),
        View("without-update", _("Without progress"), without_update, is_due=True),
        View("waiting", _("Waiting for the customer"), waiting_for_customer),
        View("call-back", _("To call back"), awaiting_call_back),
        View("open", _("All open"), lambda rows, actor, at: rows.open()),
        View("closed", _("Closed"), lambda rows, actor, at: rows.filter(state="closed"), newest_first=True),
        View(
            "routed-away",
            _("Routed away"),
            lambda rows, actor, at: rows.filter(state="routed_away"),
            newest_first=True,
        ),
        View("in-hand", _("I work on"), in_my_hands, is_own=True, is_tab=False),
        View("to-take", _("Dispatched to me"), to_take, is_own=True, is_tab=False),
        View("team-to-take", _("For my team to take"), for_my_teams_to_take, is_own=True, is_tab=False),
        View("to-answer", _("Customers waiting for me"), to_answer, is_own=True, is_tab=False),
        View("to-do", _("To-do"), to_do, is_own=True, is_tab=False),
        View("today", _("Reported today"), registered_today, newest_first=True, is_tab=False),
        View("silent", _("Waiting for the customer for three days"), silent, is_tab=False),
        View("unanswered", _("No owner on duty"), unanswered, is_tab=False),
        View("to-decide", _("Needs your decision"), to_decide, is_tab=False),
    )
}


def in_view(code: str, *, actor: Actor, at: datetime) -> TicketQuerySet:
    """The tickets of one view that `actor` may see, in no order yet; an unknown code means all open."""
    view = VIEWS.get(code, VIEWS["open"])
    rows = Ticket.objects.all() if view.is_own and actor.is_staff else Ticket.objects.visible_to(actor)
    return view.select(rows, actor, at)


def parts_of_view(code: str, *, actor: Actor, at: datetime) -> list[TicketQuerySet]:
    """What `in_view` shows, as lists whose rows together are the view's; a ticket may be in several of them."""
    view = VIEWS.get(code, VIEWS["open"])
    return view.parts(actor.id or 0) if view.parts and actor.is_staff else [in_view(code, actor=actor, at=at)]


def tab_lists(*, actor: Actor, at: datetime) -> dict[str, TicketQuerySet]:
    """The tickets of each view that is a tab, to be counted."""
    return {code: in_view(code, actor=actor, at=at) for code, view in VIEWS.items() if view.is_tab}


def counts(lists: dict[str, QuerySet[Ticket]] | dict[str, TicketQuerySet]) -> dict[str, int]:
    """How many rows each list holds, counted up to MOST_COUNTED; one statement for all, none for no list."""
    if not lists:
        return {}
    columns: list[str] = []
    values: list[Any] = []
    for rows in lists.values():
        try:
            sql, params = rows.order_by().values("pk")[:MOST_COUNTED].query.sql_with_params()
        except EmptyResultSet:
            sql, params = "SELECT 1 WHERE false", ()
        columns.append(f"(SELECT count(*) FROM ({sql}) AS counted)")
        values.extend(params)
    with connection.cursor() as cursor:
        cursor.execute("SELECT " + ", ".join(columns), values)
        return dict(zip(lists, cursor.fetchone(), strict=True))
