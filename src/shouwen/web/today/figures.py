"""The numbers of the first page: each counts the very list it leads to."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from shouwen.base.actors import Actor
from shouwen.capabilities.call_backs.queries import call_backs_due
from shouwen.capabilities.tickets.models import Ticket, TicketQuerySet
from shouwen.capabilities.tickets.queries.views import MOST_COUNTED, counts, in_view

Records = Callable[[Actor, datetime], "TicketQuerySet | QuerySet[Ticket]"]


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure, what it means, and where its records are; `tone` colours it while it is not zero."""

    name: Promise | str
    explain: Promise | str
    url: str
    records: Records
    tone: str = ""


def _view(code: str) -> Records:
    return lambda actor, at: in_view(code, actor=actor, at=at)


def _my_handling(actor: Actor, at: datetime) -> TicketQuerySet:
    return Ticket.objects.visible_to(actor).open().filter(handler_id=actor.id)


def _dispatched_to_me(actor: Actor, at: datetime) -> TicketQuerySet:
    return Ticket.objects.visible_to(actor).filter(handler_id=actor.id, state="dispatched")


def _waits_for_answer(actor: Actor, at: datetime) -> TicketQuerySet:
    return in_view("mine", actor=actor, at=at).filter(awaits_answer=True)


def _long_waiting(actor: Actor, at: datetime) -> TicketQuerySet:
    waiting = in_view("waiting", actor=actor, at=at)
    return waiting.filter(subject__last_at__lt=at - timedelta(days=3))


FIGURES: Final[dict[str, Figure]] = {
    "mine": Figure(
        _("On my desk"),
        _("Open tickets I own, lead, work on or help with."),
        "/tickets?view=mine",
        _view("mine"),
    ),
    "answers": Figure(
        _("Customers waiting for me"),
        _("My tickets on which the customer said the last word."),
        "/tickets?view=mine",
        _waits_for_answer,
        "warn",
    ),
    "to_dispatch": Figure(
        _("To dispatch"),
        _("Nobody works on it yet although its class asks for it."),
        "/tickets?view=to-dispatch",
        _view("to-dispatch"),
        "warn",
    ),
    "overdue": Figure(
        _("Overdue"),
        _("Open tickets with a promise that has passed."),
        "/tickets?view=overdue",
        _view("overdue"),
        "bad",
    ),
    "due_soon": Figure(
        _("Due within 30 minutes"),
        _("Open tickets whose next promise falls due within half an hour."),
        "/tickets?view=due-soon",
        _view("due-soon"),
        "warn",
    ),
    "open": Figure(
        _("Open tickets"),
        _("Everything not closed, cancelled, merged or routed away."),
        "/tickets?view=open",
        _view("open"),
    ),
    "unowned": Figure(
        _("Without owner"),
        _("Open tickets nobody answers for."),
        "/tickets?view=unowned",
        _view("unowned"),
        "bad",
    ),
    "waiting": Figure(
        _("Waiting for the customer"),
        _("Suspended until the customer answers."),
        "/tickets?view=waiting",
        _view("waiting"),
    ),
    "call_back": Figure(
        _("To call back"),
        _("Completed, not yet verified or closed."),
        "/tickets?view=call-back",
        _view("call-back"),
    ),
    "handling": Figure(
        _("I work on"), _("Open tickets that lie with me."), "/tickets?view=mine", _my_handling
    ),
    "dispatched": Figure(
        _("Dispatched to me"),
        _("Waiting for me to take them."),
        "/tickets?view=mine",
        _dispatched_to_me,
        "warn",
    ),
}

OF_ROLE: Final[dict[str, tuple[str, ...]]] = {
    "agent": ("mine", "answers", "to_dispatch", "call_back", "overdue"),
    "leader": ("to_dispatch", "due_soon", "overdue", "open", "waiting"),
    "manager": ("open", "overdue", "due_soon", "to_dispatch", "unowned"),
    "engineer": ("dispatched", "handling", "answers"),
    "reader": ("open", "overdue", "call_back"),
}


def figures_for(role: str, *, actor: Actor, at: datetime) -> list[tuple[Figure, str, str]]:
    """(figure, number as shown, tone) of a role's first page; one statement for all."""
    chosen = {code: FIGURES[code] for code in OF_ROLE[role]}
    counted = counts({code: figure.records(actor, at) for code, figure in chosen.items()})
    return [
        (
            figure,
            "99+" if counted[code] >= MOST_COUNTED else str(counted[code]),
            figure.tone if counted[code] else "",
        )
        for code, figure in chosen.items()
    ]


def calls_due(*, actor: Actor, at: datetime) -> int:
    """How many call-backs of his are due."""
    return call_backs_due(actor=actor, at=at, mine=True).count()


def role_of(actor: Actor) -> str:
    """Whose first page this is: by what one may do, the widest first."""
    roles: frozenset[str] = frozenset(actor.extras.get("roles", ()))  # type: ignore[call-overload]  # set at sign-in
    if roles & {"desk_manager", "head_of_service", "administrator", "service_manager", "duty_supervisor"}:
        return "manager"
    if actor.extras.get("landing") == "dispatch" or (
        actor.may("tickets.dispatch") and not actor.may("tickets.register")
    ):
        return "leader"
    if actor.may("tickets.register"):
        return "agent"
    return "engineer" if actor.may("tickets.work") else "reader"
