"""Public holidays: which are known, a year taken in, what is open counted by them."""

from datetime import date, datetime
from typing import Annotated, Any, Literal

from ninja import Path, Router
from pydantic import Field

from shouwen.api import jobs
from shouwen.api.asking import ApiRequest
from shouwen.api.door import Rule
from shouwen.api.kinds import Day, Given, Line, Nothing, Shown
from shouwen.api.operations import Told, acting, reading
from shouwen.base.actors import Actor
from shouwen.base.time import now
from shouwen.capabilities.jobs.commands import ask_for
from shouwen.capabilities.regulations.queries import active_regulation
from shouwen.capabilities.service_levels.choices import RECOUNT
from shouwen.capabilities.service_levels.commands import import_holidays
from shouwen.capabilities.service_levels.models import HolidayTable

router = Router(tags=["Regulation"])
READS = Rule("service_levels", grants=("service_levels.keep_calendars", "regulations.see"))
KEEPS = Rule("service_levels", writes=True, grants=("service_levels.keep_calendars",))
Year = Annotated[int, Path(ge=2000, le=2099)]


class HolidayShown(Shown):
    """One day out of the ordinary."""

    on: date
    kind: Literal["closed", "make_up", "own_hours"]
    name: str


class TableShown(Shown):
    year: int
    version: int
    source: str
    imported_at: datetime
    days: list[HolidayShown]


class TableList(Shown):
    items: list[TableShown]


class HolidayGiven(Given):
    on: Day
    kind: Literal["closed", "make_up"]
    name: Line = ""


class TableGiven(Given):
    """All days of one year; a correction is a further version."""

    days: list[HolidayGiven] = Field(max_length=366)
    source: Line = ""


@reading(router, "/holidays", name="list_holidays", answer=TableList, rule=READS)
def list_tables(request: ApiRequest) -> Any:
    """List the holidays of every year that is known, newest version of each."""
    newest: dict[int, HolidayTable] = {
        row.year: row for row in HolidayTable.objects.filter(region="cn").order_by("year", "version")
    }
    return TableList.of(items=[_table(row) for row in newest.values()])


@acting(
    router, "/holidays/{year}", name="import_holidays", answer=TableShown, rule=KEEPS, method="PUT", status=200
)  # fmt: skip
def take_in(request: ApiRequest, year: Year, body: TableGiven) -> Any:
    """Take a year's holidays in.

    Calendars that follow them are published anew at once; what is open moves with `/holiday-recounts`.
    """
    days = [{"on": one.on.isoformat(), "is": one.kind, "name": one.name} for one in body.days]
    kept = import_holidays(
        region="cn", year=year, days=days, source=body.source, regulation=active_regulation(),
        actor=_actor(request), at=now(),
    )  # fmt: skip
    return _table(kept)


@acting(router, "/holiday-recounts", name="recount_holidays", answer=jobs.JobShown, rule=KEEPS, status=202)
def recounts(request: ApiRequest, body: Nothing) -> Told:
    """Let what is open count by the newest holidays.

    The worker does it, in steps that nobody waits for: look at the job's `url` until it is over (scope `jobs:read`).
    Its `counts` tell how many matters `moved`, and how many are `left` because they failed. Raises TooMuchAtOnce.
    """
    job = jobs.shown(request, ask_for(kind=RECOUNT, parameters={}, actor=_actor(request)))
    return Told(job, {"Location": job.url})


def _table(of: HolidayTable) -> TableShown:
    days = [
        HolidayShown.of(on=date.fromisoformat(day["on"]), kind=day["is"], name=str(day.get("name", "")))
        for day in of.days
    ]
    return TableShown.of(
        year=of.year, version=of.version, source=of.source, imported_at=of.imported_at, days=days
    )


def _actor(request: ApiRequest) -> Actor:
    actor: Actor = request.actor
    return actor
