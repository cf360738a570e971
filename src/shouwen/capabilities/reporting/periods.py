"""The period of a figure: whole days of the desk, half-open as instants."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from shouwen.base.refusals import InvalidInput
from shouwen.capabilities.regulations.queries import active_regulation
from shouwen.capabilities.reporting.choices import Span

EARLIEST, LATEST = date(2000, 1, 1), date(2100, 1, 1)
DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Period:
    """The days `from_on` to `to_on`, both included, in the desk's `zone`."""

    span: Span
    from_on: date
    to_on: date
    zone: ZoneInfo

    @property
    def starts_at(self) -> datetime:
        """The first instant of the first day."""
        return datetime.combine(self.from_on, time.min, self.zone).astimezone(UTC)

    @property
    def ends_at(self) -> datetime:
        """The first instant after the last day."""
        return datetime.combine(self.to_on + DAY, time.min, self.zone).astimezone(UTC)


def period_of(
    *, span: str = Span.THIS_MONTH, from_on: date | None = None, to_on: date | None = None, at: datetime
) -> Period:
    """The days that `span` means at the instant `at`: a calendar month of the desk, or from day to day.

    A month that goes on ends with its last day, so that its address means the same until it is over. Raises
    InvalidInput for an unknown span, and for days that are missing, out of reach or the wrong way round.
    """
    zone = ZoneInfo(active_regulation().document.desk.time_zone)
    if span not in Span.values:
        raise InvalidInput({"period": _("Choose one of the values offered.")})
    if span == Span.DAYS:
        return Period(Span.DAYS, *_checked(from_on, to_on), zone)
    first = at.astimezone(zone).date().replace(day=1)
    if span == Span.LAST_MONTH:
        first = (first - DAY).replace(day=1)
    last = (first + timedelta(days=31)).replace(day=1) - DAY
    return Period(Span(span), first, last, zone)


def _checked(from_on: date | None, to_on: date | None) -> tuple[date, date]:
    errors = {
        name: _("Enter a day between 2000 and 2099.")
        for name, day in (("from_on", from_on), ("to_on", to_on))
        if day is None or not EARLIEST <= day < LATEST
    }
    if errors:
        raise InvalidInput(errors)
    assert from_on is not None
    assert to_on is not None
    if to_on < from_on:
        sentence = _(
            "“Until” is before “From”. Choose a later day for “Until”, or an earlier one for “From”."
        )
        raise InvalidInput({"to_on": sentence})
    return from_on, to_on
