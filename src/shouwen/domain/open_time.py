"""Open time as sorted intervals of whole microseconds: the ground that calendar arithmetic stands on."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
"""The smallest span; others of whole microseconds are multiples of it."""
DAY = 86_400_000_000
SECOND = 1_000_000
_EPOCH_ORDINAL = date(1970, 1, 1).toordinal()

Hours = tuple[tuple[timedelta, timedelta], ...]
"""Open periods of one day as offsets from local midnight; 24 hours is the end of the day."""


@dataclass(frozen=True, slots=True)
class OpenTime:
    """Open intervals of some years in microseconds since 1970, with the open time that lies before each."""

    first_year: int
    last_year: int
    first: int
    last: int
    opens: Sequence[int]
    closes: Sequence[int]
    before: Sequence[int]
    total: int
    days: Sequence[int]  # ordinals of the local dates that open
    day_closes: Sequence[int]

    def worked(self, at: int) -> int:
        """Open time from the table's beginning to `at`."""
        place = bisect_right(self.opens, at) - 1
        if place < 0:
            return 0
        closes = self.closes[place]
        return self.before[place] + (at if at < closes else closes) - self.opens[place]


def build_table(zone: str, hours_on: Callable[[date], Hours], first_year: int, last_year: int) -> OpenTime:
    """The table of these years, ends included, for a calendar in `zone` that opens on a day as `hours_on` says."""
    first, last = day_micros(date(first_year, 1, 1)), day_micros(date(last_year + 1, 1, 1))
    pieces = offset_pieces(zone, first - 2 * DAY, last + 2 * DAY)
    opened: list[tuple[int, int]] = []
    days: list[int] = []
    day_closes: list[int] = []
    for ordinal in range(date(first_year, 1, 1).toordinal() - 1, date(last_year + 1, 1, 1).toordinal() + 1):
        day = date.fromordinal(ordinal)
        intervals = instants(pieces, day, hours_on(day))
        if intervals:
            opened += intervals
            days.append(ordinal)
            day_closes.append(max(closes for _, closes in intervals))
    opens, closes, before, total = _joined(sorted(opened))
    return OpenTime(first_year, last_year, first, last, opens, closes, before, total, days, day_closes)


def _joined(opened: Iterable[tuple[int, int]]) -> tuple[list[int], list[int], list[int], int]:
    opens: list[int] = []
    closes: list[int] = []
    before: list[int] = []
    total = 0
    for begin, end in opened:
        if closes and begin <= closes[-1]:
            total += max(0, end - closes[-1])
            closes[-1] = max(end, closes[-1])
        else:
            opens.append(begin)
            closes.append(end)
            before.append(total)
            total += end - begin
    return opens, closes, before, total


Pieces = Sequence[tuple[int, int, int]]  # begins, ends, offset from UTC: all in microseconds


@lru_cache(maxsize=64)
def offset_pieces(zone: str, first: int, last: int) -> Pieces:
    """The stretches between `first` and `last` in which `zone` keeps one offset from UTC."""
    tzinfo = ZoneInfo(zone)
    pieces: list[tuple[int, int, int]] = []
    begins, offset, at = first, _utc_offset(tzinfo, first), first
    while at < last:
        following = min(at + DAY, last)
        changed = _utc_offset(tzinfo, following)
        if changed != offset:
            low, high = at // SECOND, -(-following // SECOND)
            while high - low > 1:  # the first second with another offset
                middle = (low + high) // 2
                low, high = (
                    (middle, high) if _utc_offset(tzinfo, middle * SECOND) == offset else (low, middle)
                )
            turn = high * SECOND
            pieces.append((begins, turn, offset))
            begins, offset, at = turn, _utc_offset(tzinfo, turn), turn
        else:
            at = following
    pieces.append((begins, last, offset))
    return pieces


def _utc_offset(tzinfo: ZoneInfo, at: int) -> int:
    local = (EPOCH + at * MICROSECOND).astimezone(tzinfo)
    offset = local.utcoffset() or timedelta(0)
    return (offset.days * 86_400 + offset.seconds) * SECOND + offset.microseconds


def instants(pieces: Pieces, day: date, open_hours: Hours) -> list[tuple[int, int]]:
    """The UTC intervals in which the wall shows `day` and a time inside `open_hours`."""
    midnight = day_micros(day)
    place = max(0, bisect_right(pieces, (midnight - 2 * DAY,)) - 1)
    found: list[tuple[int, int]] = []
    for begins, ends, offset in pieces[place:]:
        if begins > midnight + 3 * DAY:
            break
        for opens, closes in open_hours:
            low = max(begins, midnight + whole(opens) - offset)
            high = min(ends, midnight + whole(closes) - offset)
            if low < high:
                found.append((low, high))
    return found


def micros(instant: datetime) -> int:
    """Microseconds from 1970 to `instant`. Raises ValueError if it is naive."""
    if instant.tzinfo is None:
        raise ValueError("an instant must be timezone-aware")
    since = instant - EPOCH
    return since.days * DAY + since.seconds * SECOND + since.microseconds


def whole(span: timedelta) -> int:
    """`span` in microseconds."""
    return span.days * DAY + span.seconds * SECOND + span.microseconds


def day_micros(day: date) -> int:
    """Microseconds from 1970 to the midnight, in UTC, with which `day` begins."""
    return (day.toordinal() - _EPOCH_ORDINAL) * DAY
