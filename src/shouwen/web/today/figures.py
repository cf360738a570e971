"""The numbers of the first page: each counts the very list it leads to."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.timezone import localtime
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from shouwen.base.actors import Actor
from shouwen.capabilities.calls.permissions import can_handle
from shouwen.capabilities.calls.queries import MISSED_CAP, missed_count
from shouwen.capabilities.tickets.models import Ticket, TicketQuerySet
from shouwen.capabilities.tickets.queries.views import MOST_COUNTED, counts, in_view
from shouwen.ui.components import delta

Records = Callable[[Actor, datetime], TicketQuerySet]


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure, what it means, and the view that lists its records, or the `path` of another list; `tone` colours it
    while it is not zero.

    `before` are the records it is compared with, of which fewer are better.
    """

    name: Promise | str
    explain: Promise | str
    view: str
    tone: str = ""
    before: Records | None = None
    path: str = ""

    @property
    def url(self) -> str:
        return self.path or f"/tickets?view={self.view}"


@dataclass(frozen=True, slots=True)
class Told:
    """A figure as it is shown now."""

    figure: Figure
    number: str
    tone: str
    note: SafeString | str = ""


def _yesterday_by_now(actor: Actor, at: datetime) -> TicketQuerySet:
    """Reported on the day before, until the same hour."""
    midnight = localtime(at).replace(hour=0, minute=0, second=0, microsecond=0)
    day = timedelta(days=1)
    return Ticket.objects.visible_to(actor).filter(reported_at__gte=midnight - day, reported_at__lt=at - day)


FIGURES: Final[dict[str, Figure]] = {
    "mine": Figure(_("On my desk"), _("Open tickets I own, lead, work on or help with."), "mine"),
    "answers": Figure(
        _("Customers waiting for me"),
        _("My tickets where the customer had the last word."),
        "to-answer",
        "warn",
    ),
    "to_dispatch": Figure(
        _("To dispatch"),
        _("Tickets that need dispatch and have no handler yet."),
        "to-dispatch",
        "warn",
    ),
    "overdue": Figure(_("Overdue"), _("Open tickets with a promise that has passed."), "overdue", "bad"),
    "due_soon": Figure(
        _("Due within 30 minutes"),
        _("Open tickets whose next promise falls due within half an hour."),
        "due-soon",
        "warn",
    ),
    "open": Figure(_("Open tickets"), _("Everything not closed, cancelled, merged or routed away."), "open"),
    "today": Figure(
        _("Reported today"),
        _("Everything reported since midnight, compared with yesterday up to the same time."),
        "today",
        before=_yesterday_by_now,
    ),
    "unowned": Figure(_("Without owner"), _("Open tickets without an owner."), "unowned", "bad"),
    "waiting": Figure(_("Waiting for the customer"), _("Suspended until the customer answers."), "waiting"),
    "silent": Figure(
        _("Waiting for the customer for three days"),
        _("Suspended until the customer answers, with nothing happening for three days."),
        "silent",
        "warn",
    ),
    "call_back": Figure(_("To call back"), _("Completed, not yet verified or closed."), "call-back"),
    "handling": Figure(
        _("I work on"), _("Tickets I have taken and not completed, those that rest included."), "in-hand"
    ),
    "dispatched": Figure(_("Dispatched to me"), _("Waiting for me to take them."), "to-take", "warn"),
    "team_dispatched": Figure(
        _("For my team to take"),
        _("Dispatched or handed over to a team of mine, and nobody has taken them yet."),
        "team-to-take",
        "warn",
    ),
}

MISSED_CALLS: Final = Figure(
    _("Missed calls"), _("Calls that nobody answered and nobody has called back."), "", "bad",
    path="/calls?show=missed",
)  # fmt: skip

OF_ROLE: Final[dict[str, tuple[str, ...]]] = {
    "agent": ("mine", "answers", "to_dispatch", "call_back", "overdue"),
    "leader": ("to_dispatch", "due_soon", "overdue", "open", "waiting"),
    "manager": ("open", "overdue", "due_soon", "today", "to_dispatch", "silent"),
    "engineer": ("dispatched", "team_dispatched", "handling", "answers"),
    "reader": ("open", "overdue", "call_back"),
}


def figures_for(role: str, *, actor: Actor, at: datetime) -> list[Told]:
    """The figures of a role's first page; one statement for all."""
    chosen = {code: FIGURES[code] for code in OF_ROLE[role]}
    lists = {code: in_view(figure.view, actor=actor, at=at) for code, figure in chosen.items()}
    lists |= {f"before/{code}": figure.before(actor, at) for code, figure in chosen.items() if figure.before}
    counted = counts(lists)
    return [_told(code, figure, counted) for code, figure in chosen.items()]


def missed_calls(*, actor: Actor) -> list[Told]:
    """The figure of missed calls for whoever calls back, while there are any; one statement."""
    count = missed_count(actor=actor) if can_handle(actor) else 0
    shown = f"{MISSED_CAP - 1}+" if count >= MISSED_CAP else str(count)
    return [Told(MISSED_CALLS, shown, MISSED_CALLS.tone)] if count else []


def _told(code: str, figure: Figure, counted: dict[str, int]) -> Told:
    count, before = counted[code], counted.get(f"before/{code}")
    is_exact = before is not None and max(count, before) < MOST_COUNTED
    note = (
        delta(
            count - before,
            better="down",
            more=gettext("%(count)s more than at this time yesterday"),
            fewer=gettext("%(count)s fewer than at this time yesterday"),
            same=gettext("as many as at this time yesterday"),
        )
        if is_exact and before is not None
        else ""
    )
    shown = f"{MOST_COUNTED - 1}+" if count >= MOST_COUNTED else str(count)
    return Told(figure, shown, figure.tone if count else "", note)


def role_of(actor: Actor) -> str:
    """Whose first page this is: by what one may do, the widest first."""
    roles: frozenset[str] = frozenset(actor.extras.get("roles", ()))  # type: ignore[call-overload]  # set at sign-in
    if roles & {"desk_manager", "head_of_service", "administrator", "service_manager", "duty_supervisor"}:
        return "manager"
    if actor.extras.get("landing") == "dispatch" or (
        actor.may_somewhere("tickets.dispatch") and not actor.may("tickets.register")
    ):
        return "leader"
    if actor.may("tickets.register"):
        return "agent"
    return "engineer" if actor.may_somewhere("tickets.work") else "reader"
