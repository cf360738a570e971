"""Writing a calendar that other programs subscribe to (RFC 5545): events, their time zone, folded lines.

Only what a feed needs; reading calendars is `domain.holidays`. Every event carries its own name for good.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

PRODUCT: Final = "-//Shouwen//Service desk//EN"
LONGEST: Final = 75
"""So many octets a line may have, without its end (3.1)."""
DAY: Final = timedelta(days=1)
SECOND: Final = timedelta(seconds=1)
CONTROLS: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class Event:
    """Something that lasts from `starts_at` to before `ends_at`, or falls at one instant.

    `uid` stays the same as long as it is the same thing. Only what is `busy` takes up time.
    """

    uid: str
    title: str
    starts_at: datetime
    ends_at: datetime | None = None
    text: str = ""
    url: str = ""
    busy: bool = True


def calendar_text(
    events: Iterable[Event], *, name: str, zone: ZoneInfo, at: datetime, refresh: timedelta
) -> str:
    """The calendar called `name`, its times on the wall of `zone`, as of `at`; asked for anew every `refresh`.

    Every instant is aware. Without events it is a calendar that holds none.
    """
    listed = list(events)
    every = f"PT{int(refresh.total_seconds()) // 60}M"
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:{PRODUCT}",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"NAME:{escaped(name)}",
        f"X-WR-CALNAME:{escaped(name)}",
        f"X-WR-TIMEZONE:{zone.key}",
        f"REFRESH-INTERVAL;VALUE=DURATION:{every}",
        f"X-PUBLISHED-TTL:{every}",
        *_zone_lines(zone, [at, *_instants(listed)]),
        *(line for event in listed for line in _event_lines(event, zone, at)),
        "END:VCALENDAR",
    ]
    return "".join(f"{folded(line)}\r\n" for line in lines)


def escaped(text: str) -> str:
    """`text` as the value of a property (3.3.11): its own signs marked, line breaks as `\\n`, no other controls."""
    for sign in ("\\", ";", ","):
        text = text.replace(sign, f"\\{sign}")
    return CONTROLS.sub("", re.sub(r"\r\n?|\n", r"\\n", text))


def folded(line: str) -> str:
    """`line` in pieces of at most LONGEST octets, each further one begun by a space; no sign is cut in two (3.1)."""
    pieces, piece, room = [], "", LONGEST
    for sign in line:
        size = len(sign.encode())
        if size > room:
            pieces.append(piece)
            piece, room = "", LONGEST - 1
        piece += sign
        room -= size
    return "\r\n ".join([*pieces, piece])


def _instants(events: Iterable[Event]) -> Iterator[datetime]:
    for event in events:
        yield event.starts_at
        if event.ends_at is not None:
            yield event.ends_at


def _event_lines(event: Event, zone: ZoneInfo, at: datetime) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{escaped(event.uid)}"
    yield f"DTSTAMP:{_utc(at)}"
    yield f"DTSTART{_on_the_wall(event.starts_at, zone)}"
    if event.ends_at is not None:
        yield f"DTEND{_on_the_wall(event.ends_at, zone)}"
    yield f"SUMMARY:{escaped(event.title)}"
    if event.text:
        yield f"DESCRIPTION:{escaped(event.text)}"
    if event.url:
        yield f"URL:{event.url}"
    yield f"TRANSP:{'OPAQUE' if event.busy else 'TRANSPARENT'}"
    yield "END:VEVENT"


def _on_the_wall(instant: datetime, zone: ZoneInfo) -> str:
    """The instant on the wall of `zone`; in UTC where that wall shows the hour a second time (3.3.5)."""
    local = instant.astimezone(zone)
    return f":{_utc(instant)}" if local.fold else f";TZID={zone.key}:{local:%Y%m%dT%H%M%S}"


def _utc(instant: datetime) -> str:
    return f"{instant.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _zone_lines(zone: ZoneInfo, instants: list[datetime]) -> Iterator[str]:
    """How the wall of `zone` differs from UTC round all `instants`: as it stands first, and each change (3.6.5)."""
    first, last = min(instants).astimezone(UTC) - DAY, max(instants).astimezone(UTC) + DAY
    yield "BEGIN:VTIMEZONE"
    yield f"TZID:{zone.key}"
    yield from _observance(zone, first, before=first)
    for onset in _changes(zone, first, last):
        yield from _observance(zone, onset, before=onset - SECOND)
    yield "END:VTIMEZONE"


def _changes(zone: ZoneInfo, first: datetime, last: datetime) -> Iterator[datetime]:
    """Each instant from `first` to `last` at which the wall of `zone` is set, to the second."""
    low = first
    while low < last:
        high = low + DAY
        if _offset(zone, low) != _offset(zone, high):
            before, after = low, high
            while after - before > SECOND:
                middle = before + (after - before) // 2
                if _offset(zone, middle) == _offset(zone, low):
                    before = middle
                else:
                    after = middle
            yield after.replace(microsecond=0)
        low = high


def _observance(zone: ZoneInfo, onset: datetime, *, before: datetime) -> Iterator[str]:
    local = onset.astimezone(zone)
    kind = "DAYLIGHT" if local.dst() else "STANDARD"
    yield f"BEGIN:{kind}"
    yield f"DTSTART:{onset + _offset(zone, before):%Y%m%dT%H%M%S}"
    yield f"TZOFFSETFROM:{_signed(_offset(zone, before))}"
    yield f"TZOFFSETTO:{_signed(_offset(zone, onset))}"
    yield f"TZNAME:{escaped(local.tzname() or zone.key)}"
    yield f"END:{kind}"


def _offset(zone: ZoneInfo, instant: datetime) -> timedelta:
    return instant.astimezone(zone).utcoffset() or timedelta(0)


def _signed(offset: timedelta) -> str:
    minutes, sign = abs(int(offset.total_seconds())) // 60, "-" if offset < timedelta(0) else "+"
    return f"{sign}{minutes // 60:02}{minutes % 60:02}"
