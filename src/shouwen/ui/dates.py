"""Instants and spans as people read them here: 24 hours, `--` for missing, `3 小时 20 分` for a span."""

from datetime import date, datetime, timedelta
from functools import lru_cache

from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext

from shouwen.base.ranges import between
from shouwen.ui.html import escaped

MISSING = "--"
MINUTE, DAY = 60, 86400


def stamp(at: datetime | None) -> str:
    """`2026-11-21 14:02` in the reader's zone; `--` for None."""
    return timezone.localtime(at).isoformat(" ", "minutes")[:16] if at else MISSING


def short_stamp(at: datetime, now: datetime) -> str:
    """`11-21 14:02`, with the year in front when it is another year than now's."""
    full = stamp(at)
    return full[5:] if full[:4] == stamp(now)[:4] else full


def span(begins: datetime | None, ends: datetime | None) -> str:
    """`2026-11-21 14:02 ～ 2026-11-22 09:00`; the beginning alone where there is no end."""
    return between(stamp(begins), stamp(ends)) if begins and ends else stamp(begins)


def short_span(begins: datetime, ends: datetime) -> str:
    """`11-21 14:02 ～ 11-22 09:00`."""
    return between(stamp(begins)[5:], stamp(ends)[5:])


def day_span(begins: date, ends: date | None) -> str:
    """`2026-11-21 ～ 2026-11-22`; the beginning alone where there is no end."""
    return between(_day(begins), _day(ends)) if ends else _day(begins)


def _day(at: date) -> str:
    return timezone.localtime(at).date().isoformat() if isinstance(at, datetime) else at.isoformat()


def span_words(span: timedelta) -> str:
    """A span in its two largest units, rounded down: `3 小时 20 分`, `2 天 4 小时`, `18 分`; under a minute `1 分`."""
    return _span_words(get_language(), max(int(span.total_seconds()), MINUTE) // MINUTE)


def hours_words(span: timedelta) -> str:
    """A span in hours and minutes, however long: `50 小时`; working time has no days of 24 hours."""
    return _hours_words(get_language(), max(int(span.total_seconds()), MINUTE) // MINUTE)


@lru_cache(maxsize=8192)
def _span_words(language: str | None, minutes: int) -> str:
    hours, minutes = divmod(minutes, 60)
    days, hours_of_day = divmod(hours, 24)
    if days >= 2:
        words = gettext("%(days)d d %(hours)d h") if hours_of_day else gettext("%(days)d d")
        return words % {"days": days, "hours": hours_of_day}
    return _hours_words(language, hours * 60 + minutes)


@lru_cache(maxsize=8192)
def _hours_words(language: str | None, minutes: int) -> str:
    hours, minutes = divmod(minutes, 60)
    if hours:
        words = gettext("%(hours)d h %(minutes)d min") if minutes else gettext("%(hours)d h")
        return words % {"hours": hours, "minutes": minutes}
    return gettext("%(minutes)d min") % {"minutes": minutes}


def left_words(left: timedelta) -> str:
    """`剩 18 分` until an instant, `超 45 分` at it and after."""
    seconds = int(left.total_seconds())
    return _left_words(get_language(), max(abs(seconds), MINUTE) // MINUTE, left <= timedelta(0))


@lru_cache(maxsize=8192)
def _left_words(language: str | None, minutes: int, late: bool) -> str:
    words = gettext("%(span)s late") if late else gettext("%(span)s left")
    return words % {"span": _span_words(language, minutes)}


def ago_words(at: datetime, now: datetime) -> str:
    """`刚刚`, `n 分钟前`, `n 小时前`, then the date; an instant ahead of now is written as a date."""
    seconds = (now - at).total_seconds()
    return _ago_words(get_language(), int(seconds // MINUTE)) if 0 <= seconds < DAY else short_stamp(at, now)


@lru_cache(maxsize=8192)
def _ago_words(language: str | None, minutes: int) -> str:
    if minutes < 1:
        return gettext("just now")
    if minutes < 60:
        return gettext("%(n)d min ago") % {"n": minutes}
    return gettext("%(n)d h ago") % {"n": minutes // 60}


def moment(at: datetime | None, *, now: datetime, absolute: bool = False) -> SafeString:
    """An instant as a `<time>`: how long ago, with the date on hover; `absolute` writes the date."""
    if at is None:
        return SafeString(f'<span class="faint">{MISSING}</span>')
    full = stamp(at)
    words = full if absolute else ago_words(at, now)
    fresh = "" if absolute else " data-ago"
    return SafeString(f'<time datetime="{at.isoformat()}" title="{full}"{fresh}>{escaped(words)}</time>')
