"""The shelf of calendars: every version that was ever published, and which one was in force when."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from shouwen.domain.calendars import WorkCalendar


@dataclass(frozen=True, slots=True)
class Published:
    """A calendar version and since when it counts for new subjects; None for those alone that are told of it."""

    calendar: WorkCalendar
    published_at: datetime | None


class CalendarShelf:
    """Calendars by code and version. The first version of a code also counts before it was published."""

    def __init__(self, published: Iterable[Published]) -> None:
        self._by_version: dict[tuple[str, int], WorkCalendar] = {}
        self._by_time: dict[str, list[Published]] = {}
        self._newest: dict[str, WorkCalendar] = {}
        self._published = list(published)
        for entry in self._published:
            self._by_version[entry.calendar.code, entry.calendar.version] = entry.calendar
        for entry in sorted((one for one in self._published if one.published_at), key=_when):
            self._by_time.setdefault(entry.calendar.code, []).append(entry)

    @classmethod
    def of(cls, *calendars: WorkCalendar) -> CalendarShelf:
        """A shelf on which these have always been."""
        return cls(Published(calendar, datetime(2000, 1, 1, tzinfo=UTC)) for calendar in calendars)

    def with_newest(self, calendars: Iterable[WorkCalendar]) -> CalendarShelf:
        """This shelf with calendars that count from now on before any published one of the same code."""
        far = datetime.max.replace(tzinfo=UTC)
        drafts = [Published(calendar, far) for calendar in calendars]
        found = CalendarShelf([*self._published, *drafts])
        found._newest = {entry.calendar.code: entry.calendar for entry in drafts}
        return found

    def __contains__(self, code: str) -> bool:
        return code in self._by_time

    def in_force(self, code: str, at: datetime) -> WorkCalendar:
        """The version of `code` that counted at `at`. Raises KeyError for an unknown code."""
        if code in self._newest:
            return self._newest[code]
        versions = self._by_time[code]
        place = bisect_right(versions, at, key=lambda one: _when(one)[0])
        return versions[max(0, place - 1)].calendar

    def version(self, code: str, number: int) -> WorkCalendar:
        """One version. Raises KeyError if it is not on this shelf."""
        return self._by_version[code, number]

    def has(self, code: str, number: int) -> bool:
        """Whether this very version is on the shelf."""
        return (code, number) in self._by_version

    def codes(self) -> list[str]:
        """All codes, sorted."""
        return sorted(self._by_time)


def _when(entry: Published) -> tuple[datetime, int]:
    assert entry.published_at is not None
    return entry.published_at, entry.calendar.version
