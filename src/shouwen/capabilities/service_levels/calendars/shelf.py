"""The shelf of calendars as the database has it, kept in each process."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from django.db import connection

from shouwen.base.languages import name_in
from shouwen.capabilities.regulations.choices import VersionState
from shouwen.capabilities.regulations.models import RegulationVersion
from shouwen.capabilities.regulations.queries import Compiled
from shouwen.capabilities.service_levels.calendars.definitions import readable
from shouwen.capabilities.service_levels.calendars.publishing import publish_calendars
from shouwen.capabilities.service_levels.models import CalendarVersion
from shouwen.domain.calendars import WorkCalendar
from shouwen.domain.clocks.shelf import CalendarShelf, Published

log = logging.getLogger("shouwen.service_levels")
NEWEST = "SELECT coalesce(max(id), 0) FROM service_levels_calendarversion"


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A stored version that no calendar can be made of; `instead` of it counts another one, if there is any."""

    code: str
    version: int
    instead: int | None


@dataclass(slots=True)
class _Kept:
    newest: int = 0
    shelf: CalendarShelf = field(default_factory=lambda: CalendarShelf(()))
    names: dict[tuple[str, int], dict[str, dict[str, str]]] = field(default_factory=dict)
    unreadable: tuple[Unreadable, ...] = ()


_kept = _Kept()
_published: set[int] = set()
"""Versions of the regulation whose calendars are all on the shelf."""


def shelf(*, fresh: bool) -> CalendarShelf:
    """All calendars ever published; `fresh` asks the database (one statement) whether there are newer ones."""
    global _kept
    if fresh or not _kept.newest:
        with connection.cursor() as cursor:
            cursor.execute(NEWEST)
            (newest,) = cursor.fetchone()
        if newest != _kept.newest:
            _kept = _load(newest)
    return _kept.shelf


def shelf_for(regulation: Compiled, *, fresh: bool = True) -> CalendarShelf:
    """The shelf with every calendar that `regulation` names on it; what is not on it yet is published first."""
    found = shelf(fresh=fresh)
    if all(code in found for code in regulation.document.calendars) and regulation.id in _published:
        return found
    version = RegulationVersion.objects.only("active_from", "saved_at", "state").get(pk=regulation.id)
    wanted = regulation.document.calendars
    if version.state == VersionState.RETIRED:  # what others say by now counts for whoever is new
        wanted = {code: calendar for code, calendar in wanted.items() if code not in found}
    publish_calendars(calendars=wanted, at=version.active_from or version.saved_at)
    _published.add(regulation.id)
    return shelf(fresh=True)


def forget_calendars() -> None:
    """The next question goes to the database (tests, and after a restore)."""
    global _kept
    _kept = _Kept()
    _published.clear()


def calendar_of(code: str, version: int) -> WorkCalendar:
    """One published version. Raises KeyError if there is none."""
    found = shelf(fresh=False)
    return (found if found.has(code, version) else shelf(fresh=True)).version(code, version)


def unreadable_calendars() -> tuple[Unreadable, ...]:
    """The stored versions that no calendar can be made of, by code and version."""
    shelf(fresh=True)
    return _kept.unreadable


def day_name(code: str, version: int, name: str, language: str) -> str:
    """What a calendar calls one of its days, as "Spring Festival", in the reader's language."""
    return name_in(_kept.names.get((code, version), {}).get(name), language) or name


def _load(newest: int) -> _Kept:
    """Every stored version on the shelf; in the place of one that can't be read stands the nearest older good one of
    its code, else the nearest newer, under its number, so that no other promise stops.
    """
    rows = {(row.code, row.version): row for row in CalendarVersion.objects.filter(pk__lte=newest)}
    good = {key: calendar for key, row in rows.items() if (calendar := readable(row))}
    standing = {key: other for key in rows if (other := _instead(key, good))}
    unreadable = [
        Unreadable(*key, standing[key][1] if key in standing else None)
        for key in sorted(rows.keys() - good.keys())
    ]
    for one in unreadable:
        log.error("calendar %s v%s can't be read; in its place v%s", one.code, one.version, one.instead)
    published = (
        Published(
            replace(good[other], version=key[1]), rows[key].published_at if rows[key].is_for_new else None
        )
        for key, other in standing.items()
    )
    names = {key: rows[other].definition["names"] for key, other in standing.items()}
    return _Kept(newest, CalendarShelf(published), names, tuple(unreadable))


def _instead(key: tuple[str, int], good: Mapping[tuple[str, int], WorkCalendar]) -> tuple[str, int] | None:
    """The version that counts where `key` is asked for: itself if it is good."""
    code, version = key
    numbers = [number for held, number in good if held == code]
    older = [number for number in numbers if number <= version]
    chosen = max(older) if older else min(numbers, default=None)
    return (code, chosen) if chosen is not None else None
