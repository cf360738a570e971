"""What each figure counts: the records, which of them are good, and the same in words (口径)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from shouwen.capabilities.reporting.choices import FigureCode, Split, Which
from shouwen.capabilities.tickets.choices import NEVER_STOOD, Outcome, State, Way
from shouwen.capabilities.tickets.models import Dispatch, Ticket

Words = Promise | str

GONE: Final = (State.CANCELLED.value, State.MERGED.value)
SOLVED: Final = (State.COMPLETED.value, State.VERIFIED.value, State.CLOSED.value)
WITHOUT_TRAVEL: Final = (Way.PHONE.value, Way.ONLINE.value, Way.REMOTE.value)


def counted_dispatches() -> QuerySet[Dispatch]:
    """Every dispatch that stood: neither undone nor taken back before somebody took it, of a ticket that is one."""
    return Dispatch.objects.exclude(outcome__in=NEVER_STOOD).exclude(ticket__state__in=GONE)


def solved_tickets() -> QuerySet[Ticket]:
    """Every ticket that is solved as things stand, once."""
    return Ticket.objects.filter(state__in=SOLVED)


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure: `records` with their instant `at`, of which those that are `good` are the part.

    The rest are paths from a record: to its ticket, to whom and where it is counted, to what explains it.
    """

    code: FigureCode
    definition: Words
    which: Mapping[Which, Words]
    """What the list of all records is called, the list of the part, and the list of the others."""
    heads: Mapping[str, Words]
    """What the instant, the person, the team and the explanation of a record are."""
    records: Callable[[], QuerySet[Any]]
    good: Q
    at: str
    ticket: str
    person: str
    team: str
    reason: str
    splits: tuple[Split, ...]

    @property
    def name(self) -> str:
        return str(self.code.label)

    def path(self, column: str) -> str:
        """The path from a record to a column of its ticket."""
        return f"{self.ticket}__{column}" if self.ticket else column


FIGURES: Final[Mapping[FigureCode, Figure]] = {
    figure.code: figure
    for figure in (
        Figure(
            FigureCode.DISPATCH_ACCURACY,
            _(
                "Dispatches to the right target out of all dispatches of the period. A dispatch that was followed by "
                "another because its target was wrong counts as wrong, with its reason. What was undone or taken back "
                "before anybody took it does not count, nor do dispatches of cancelled and merged tickets."
            ),
            {Which.ALL: _("All dispatches"), Which.PART: _("Right target"), Which.REST: _("Wrong target")},
            {
                "at": _("Dispatched at"),
                "person": _("Dispatching person"),
                "team": _("Target team"),
                "reason": _("Reason for the wrong dispatch"),
            },
            counted_dispatches,
            ~Q(outcome=Outcome.WRONG),
            at="at",
            ticket="ticket",
            person="dispatched_by",
            team="team",
            reason="outcome_reason",
            splits=(Split.TEAM, Split.PERSON, Split.REASON),
        ),
        Figure(
            FigureCode.FIRST_LINE_SHARE,
            _(
                "Tickets that the first line solved itself by phone, online or remotely, without dispatch, out of all "
                "tickets solved in the period. A ticket counts once, by its last completion; while it is reopened it "
                "does not count, nor do cancelled and merged tickets and what was closed by an answer alone."
            ),
            {
                Which.ALL: _("All solved tickets"),
                Which.PART: _("Solved by the first line"),
                Which.REST: _("Solved otherwise"),
            },
            {
                "at": _("Solved at"),
                "person": _("Solved by"),
                "team": _("Team"),
                "reason": _("Way of handling"),
            },
            solved_tickets,
            Q(
                ~Exists(Dispatch.objects.exclude(outcome__in=NEVER_STOOD).filter(ticket=OuterRef("pk"))),
                solved_by="agent",
                solved_how__in=WITHOUT_TRAVEL,
            ),
            at="completed_at",
            ticket="",
            person="handler",
            team="team",
            reason="solved_how",
            splits=(Split.TEAM, Split.PERSON),
        ),
    )
}
