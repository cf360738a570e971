"""Figures: numbers about the desk's work, each with its definition and exactly the records it counts."""

from datetime import datetime
from typing import Any, Literal

from django.http import HttpRequest
from ninja import Query, Router
from pydantic import Field

from shouwen.api import finding
from shouwen.api.asking import ApiRequest
from shouwen.api.door import Rule
from shouwen.api.jobs import JobShown
from shouwen.api.jobs import shown as job_shown
from shouwen.api.kinds import LARGEST_ID, Code, Day, Given, Shown
from shouwen.api.operations import acting, reading
from shouwen.api.paging import Page, cut, next_url, packed, unpacked
from shouwen.api.schemas.shared import NEXT
from shouwen.base.actors import Actor
from shouwen.base.languages import name_in
from shouwen.base.time import now
from shouwen.capabilities.jobs.commands import ask_for
from shouwen.capabilities.reporting.choices import Split, Which
from shouwen.capabilities.reporting.periods import period_of
from shouwen.capabilities.reporting.permissions import SEE
from shouwen.capabilities.reporting.queries import (
    Asked,
    Counted,
    SplitRow,
    asked_figure,
    counted,
    explained,
    figures_of,
    read,
    reason_words,
    records_of,
    splits_of,
)
from shouwen.capabilities.reporting.queries.exporting import EXPORT_RECORDS, export_parameters
from shouwen.capabilities.tickets.permissions import EXPORT
from shouwen.domain.kpi import Share

router = Router(tags=["Figures"])
READS = Rule("figures", grants=(SEE,))
EXPORTS = Rule("figures", writes=True, grants=(EXPORT,))

NobodyOrId = Field(None, ge=0, le=LARGEST_ID, description="An id; 0 asks for records that have none.")


class DaysAsked(Given):
    """The period: a month of the desk's calendar, or days, both included, in the desk's time zone."""

    period: Literal["this_month", "last_month", "days"] = "this_month"
    from_on: Day | None = Field(None, description="With `period=days`: the first day.")
    to_on: Day | None = Field(None, description="With `period=days`: the last day, included.")


class Narrowed(DaysAsked):
    """The records of one team, person or reason only."""

    team: int | None = NobodyOrId
    person: int | None = NobodyOrId
    reason: Code = Field("", description="Leaves only those of the others that this explains.")


class RecordsAsked(Narrowed, Page):
    """Which list of a figure."""

    which: Literal["all", "part", "rest"] = "all"


class ExportAsked(Narrowed):
    """Which list of a figure leaves as a workbook."""

    which: Literal["all", "part", "rest"] = "all"


class FigureShown(Shown):
    """One figure of a period."""

    figure: str
    name: str
    definition: str
    from_at: datetime = Field(description="The first instant of the period.")
    to_at: datetime = Field(description="The first instant after it.")
    part: int = Field(description="How many records make the figure good.")
    whole: int = Field(description="Of how many.")
    percent: float | None = Field(description="The share in per cent to one place; null of nothing.")
    wanted: str = Field(description="What the regulation wants, such as `>=95%`; empty: nothing.")
    is_met: bool | None


class FiguresShown(Shown):
    items: list[FigureShown]


class SplitShown(Shown):
    """One team, person or reason with its share; `id` is 0 for none, `code` is a reason's."""

    id: int | None
    code: str
    name: str
    part: int
    whole: int
    percent: float | None


class FigureWhole(FigureShown):
    """One figure taken apart."""

    by_team: list[SplitShown]
    by_person: list[SplitShown]
    by_reason: list[SplitShown] = Field(description="Only the others, by what explains them.")


class RecordShown(Shown):
    """One record behind a figure."""

    id: int
    number: str = Field(description="The number of its ticket.")
    title: str
    customer: str
    at: datetime
    is_part: bool = Field(description="Whether it makes the figure good.")
    person: int | None
    person_name: str
    team: int | None
    team_name: str
    reason: str = Field(description="What explains it, in words; empty where nothing does.")


class RecordPage(Shown):
    items: list[RecordShown]
    next: str | None = NEXT


@reading(router, "/figures", name="list_figures", answer=FiguresShown, rule=READS, query=DaysAsked)
def list_figures(request: HttpRequest, days: Query[DaysAsked]) -> FiguresShown:
    """List the figures of a period.

    Only tickets that the token may see are counted: give it the scope `tickets:read` besides.
    """
    period = period_of(span=days.period, from_on=days.from_on, to_on=days.to_on, at=now())
    found = figures_of(period=period, actor=_actor(request))
    return FiguresShown.of(items=[FigureShown.of(**_figure(one)) for one in found])


@reading(router, "/figures/{figure}", name="get_figure", answer=FigureWhole, rule=READS, query=Narrowed)
def get_figure(request: HttpRequest, figure: finding.PathCode, narrowed: Query[Narrowed]) -> FigureWhole:
    """Read one figure, by team, by person and by reason."""
    asked, actor = _asked(figure, narrowed), _actor(request)
    parts = {
        f"by_{split.value}": [
            _split(asked, split, row) for row in splits_of(asked=asked, split=split, actor=actor)
        ]
        if split in asked.figure.splits
        else []
        for split in Split
    }
    return FigureWhole.of(**_figure(counted(asked=asked, actor=actor)), **parts)


@reading(
    router,
    "/figures/{figure}/records",
    name="list_figure_records",
    answer=RecordPage,
    rule=READS,
    query=RecordsAsked,
)
def list_records(request: HttpRequest, figure: finding.PathCode, narrowed: Query[RecordsAsked]) -> RecordPage:
    """List exactly the records that a figure counts, newest first."""
    asked = _asked(figure, narrowed)
    place = unpacked(narrowed.cursor, (datetime, int))
    found = records_of(
        asked=asked,
        actor=_actor(request),
        which=Which(narrowed.which),
        after=(place[0], place[1]) if place else None,
    )
    rows, goes_on = cut([read(row) for row in found[: narrowed.limit + 1]], narrowed.limit)
    cursor = packed(rows[-1].at.isoformat(), rows[-1].id) if goes_on else None
    items = [
        RecordShown.of(
            id=row.id,
            number=row.number,
            title=row.title,
            customer=row.customer,
            at=row.at,
            is_part=row.is_part,
            person=row.person_id,
            person_name=row.person,
            team=row.team_id,
            team_name=name_in(row.team_names),
            reason=explained(figure=asked.figure, record=row),
        )
        for row in rows
    ]
    return RecordPage.of(items=items, next=next_url(request, cursor))


@acting(router, "/figures/{figure}/exports", name="export_figure_records", answer=JobShown, rule=EXPORTS)
def export_records(request: ApiRequest, figure: finding.PathCode, body: ExportAsked) -> JobShown:
    """Ask for the records behind a figure as a workbook.

    Look at the job's `url` until its `file_url` is there.
    """
    parameters = export_parameters(asked=_asked(figure, body), which=Which(body.which))
    return job_shown(request, ask_for(kind=EXPORT_RECORDS, parameters=parameters, actor=_actor(request)))


def _asked(figure: str, narrowed: Narrowed) -> Asked:
    period = period_of(span=narrowed.period, from_on=narrowed.from_on, to_on=narrowed.to_on, at=now())
    return asked_figure(
        code=figure, period=period, team=narrowed.team, person=narrowed.person, reason=narrowed.reason
    )


def _figure(one: Counted) -> dict[str, Any]:
    figure, period = one.asked.figure, one.asked.period
    return {
        "figure": figure.code.value,
        "name": figure.name,
        "definition": str(figure.definition),
        "from_at": period.starts_at,
        "to_at": period.ends_at,
        "part": one.share.part,
        "whole": one.share.whole,
        "percent": _percent(one.share),
        "wanted": one.wanted,
        "is_met": one.is_met,
    }


def _split(asked: Asked, split: Split, row: SplitRow) -> SplitShown:
    is_reason = split == Split.REASON
    name = name_in(row.names) if split == Split.TEAM else row.name
    if is_reason:
        name = reason_words(figure=asked.figure, reason=str(row.value), regulation_id=row.regulation_id)
    return SplitShown.of(
        id=None if is_reason else row.value,
        code=str(row.value) if is_reason else "",
        name=name,
        part=row.share.part,
        whole=row.share.whole,
        percent=_percent(row.share),
    )


def _percent(share: Share) -> float | None:
    return None if share.percent is None else float(share.percent)


def _actor(request: Any) -> Actor:
    actor: Actor = request.actor
    return actor
