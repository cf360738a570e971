"""How many: a figure, taken apart by team, person and reason, each number out of the query that lists its records."""

from dataclasses import dataclass, replace
from typing import Any, Final

from django.db.models import Count, Max, Q, QuerySet

from shouwen.base.actors import Actor
from shouwen.base.permissions import require
from shouwen.base.refusals import NotVisible
from shouwen.capabilities.regulations.queries import active_regulation
from shouwen.capabilities.reporting.choices import FigureCode, Split, Which
from shouwen.capabilities.reporting.definitions import FIGURES, Figure
from shouwen.capabilities.reporting.periods import Period
from shouwen.capabilities.reporting.permissions import SEE, can_see_figures
from shouwen.capabilities.tickets.models import Ticket
from shouwen.domain.kpi import Share
from shouwen.domain.regulation.conditions import ALWAYS

NOBODY: Final = 0
"""Asks for records without a person, or without a team."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A figure of a period, perhaps of one team, person or reason only; None narrows nothing, NOBODY asks for none.

    A reason explains the others of a figure: asked for, those alone are left.
    """

    figure: Figure
    period: Period
    team: int | None = None
    person: int | None = None
    reason: str = ""

    def of(self, split: Split, value: int | str) -> "Asked":
        """The same of one team, person or reason only."""
        narrowed: dict[str, Any] = {split.value: value}
        return replace(self, **narrowed)


@dataclass(frozen=True, slots=True)
class Counted:
    """A figure with its number, and what the regulation in force wants of it (empty: nothing)."""

    asked: Asked
    share: Share
    wanted: str

    @property
    def is_met(self) -> bool | None:
        """Whether it is as wanted; None where nothing is wanted or nothing was counted."""
        return self.share.meets(self.wanted)


@dataclass(frozen=True, slots=True)
class SplitRow:
    """One team, person or reason with its share of the figure; `names` are a team's by language."""

    value: int | str
    name: str
    names: dict[str, str]
    share: Share
    regulation_id: int
    """The newest regulation among its tickets, which says what a reason is called."""


def asked_figure(
    *,
    code: str,
    period: Period,
    team: int | None = None,
    person: int | None = None,
    reason: str = "",
) -> Asked:
    """The figure called `code`; raises NotVisible if there is none."""
    if code not in FIGURES:
        raise NotVisible(figure=code)
    return Asked(FIGURES[FigureCode(code)], period, team, person, reason)


def figures_of(*, period: Period, actor: Actor) -> list[Counted]:
    """Every figure of the period; one statement each."""
    return [counted(asked=Asked(figure, period), actor=actor) for figure in FIGURES.values()]


def counted(*, asked: Asked, actor: Actor) -> Counted:
    """The number of the records that `behind` lists; one statement."""
    good = asked.figure.good
    found = behind(asked=asked, actor=actor).aggregate(part=Count("pk", filter=good), whole=Count("pk"))
    return Counted(asked, Share(found["part"], found["whole"]), _wanted(asked.figure))


def splits_of(*, asked: Asked, split: Split, actor: Actor) -> list[SplitRow]:
    """The figure by team, by person, or its others by reason: the most records first; one statement."""
    figure = asked.figure
    found = behind(asked=asked, actor=actor, which=Which.REST if split == Split.REASON else Which.ALL)
    path = getattr(figure, split.value)
    named = {Split.TEAM: f"{path}__names", Split.PERSON: f"{path}__name"}.get(split)
    rows = (
        found.order_by()
        .values(path, *([named] if named else []))
        .annotate(
            part=Count("pk", filter=figure.good),
            whole=Count("pk"),
            ruled=Max(figure.path("regulation_id")),
        )
        .order_by("-whole", path)
    )
    return [
        SplitRow(
            value=NOBODY if row[path] is None else row[path],
            name=(row[named] or "") if split == Split.PERSON else "",
            names=(row[named] or {}) if split == Split.TEAM else {},
            share=Share(row["part"], row["whole"]),
            regulation_id=row["ruled"],
        )
        for row in rows
    ]


def behind(*, asked: Asked, actor: Actor, which: Which = Which.ALL) -> QuerySet[Any]:
    """The one query of a figure: its records of the period, as far as `actor` may see their tickets.

    Every number and every list comes from it. Raises NotPermitted.
    """
    require(can_see_figures(actor), grant=SEE)
    figure, period = asked.figure, asked.period
    found = figure.records().filter(
        **{f"{figure.at}__gte": period.starts_at, f"{figure.at}__lt": period.ends_at}
    )
    if not actor.may("tickets.see_all"):
        found = found.filter(**{f"{figure.ticket or 'pk'}__in": Ticket.objects.visible_to(actor)})
    for path, value in ((figure.team, asked.team), (figure.person, asked.person)):
        if value is not None:
            found = found.filter(**({f"{path}__isnull": True} if value == NOBODY else {f"{path}_id": value}))
    if asked.reason:
        found = found.filter(~Q(figure.good), **{figure.reason: asked.reason})
    if which != Which.ALL:
        found = found.filter(figure.good if which == Which.PART else ~Q(figure.good))
    return found


def _wanted(figure: Figure) -> str:
    """What the regulation in force wants of the whole desk, where it wants it of all tickets."""
    rules = active_regulation().document.kpi.values()
    return next(
        (rule.wanted for rule in rules if rule.figure == figure.code and rule.wanted and rule.when == ALWAYS),
        "",
    )
