"""What an address asks of figures: which days, which records, of whom; and the addresses that ask otherwise."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from urllib.parse import urlencode

from django.http import HttpRequest, QueryDict
from django.utils.dateparse import parse_datetime

from shouwen.base.asked import whole
from shouwen.base.refusals import InvalidInput, NotVisible
from shouwen.base.time import now
from shouwen.capabilities.reporting.choices import Span, Split, Which
from shouwen.capabilities.reporting.periods import Period, period_of
from shouwen.capabilities.reporting.queries import Asked, asked_figure

NARROWING: Final = ("which", *Split.values)


@dataclass(frozen=True, slots=True)
class Days:
    """The period an address asks for; where that is none, this month, and the sentences that say why."""

    period: Period
    errors: dict[str, str]

    @property
    def query(self) -> dict[str, str]:
        """What an address says to ask for the same days."""
        period = self.period
        if period.span != Span.DAYS:
            return {"period": period.span.value}
        return {"from_on": period.from_on.isoformat(), "to_on": period.to_on.isoformat()}


def days_of(request: HttpRequest) -> Days:
    """`from_on` and `to_on` ask for days, else `period` for a month, else it is this month."""
    given = request.GET
    spans_days = "from_on" in given or "to_on" in given
    try:
        period = period_of(
            span=Span.DAYS if spans_days else given.get("period", Span.THIS_MONTH),
            from_on=_day(given, "from_on"),
            to_on=_day(given, "to_on"),
            at=now(),
        )
    except InvalidInput as invalid:
        return Days(period_of(at=now()), invalid.errors)
    return Days(period, {})


def asked_by(request: HttpRequest, code: str, days: Days) -> tuple[Asked, Which]:
    """The figure and which of its records the address asks for; raises NotVisible for what there is not."""
    which = request.GET.get("which", Which.ALL)
    if which not in Which.values:
        raise NotVisible(which=which)
    asked = asked_figure(
        code=code,
        period=days.period,
        team=_id(request.GET, "team"),
        person=_id(request.GET, "person"),
        reason=request.GET.get("reason", "")[:60].replace("\x00", ""),
    )
    return asked, Which(which)


def after_of(request: HttpRequest) -> tuple[datetime, int] | None:
    """The last record that was seen, where the list goes on; raises NotVisible for anything else."""
    written = request.GET.get("after", "")
    if not written:
        return None
    instant, _separator, number = written.partition("~")
    try:
        at = parse_datetime(instant)
    except ValueError:
        at = None
    if at is None or at.tzinfo is None or whole(number) is None:
        raise NotVisible(after=written)
    return at, int(number)


def address_of(code: str, days: Days, *, kept: dict[str, Any] | None = None) -> str:
    """The address of the list of a figure, narrowed by what is `kept`."""
    return f"/figures/{code}?{urlencode({**days.query, **(kept or {})})}"


def kept_by(request: HttpRequest) -> dict[str, str]:
    """How the address narrows the records."""
    return {name: request.GET[name] for name in NARROWING if request.GET.get(name)}


def _day(given: QueryDict, name: str) -> date | None:
    try:
        return date.fromisoformat(given.get(name, ""))
    except ValueError:
        return None


def _id(given: QueryDict, name: str) -> int | None:
    written = given.get(name, "")
    if written and whole(written) is None:
        raise NotVisible(**{name: written})
    return whole(written)
