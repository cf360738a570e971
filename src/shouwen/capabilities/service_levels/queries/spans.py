"""Spans of time in words."""

from datetime import timedelta

from django.utils.translation import gettext

DAY = 1440  # minutes


def span_text(span: timedelta) -> str:
    """A span in words, such as "1 h 30 min"; whole days only as days."""
    minutes = span // timedelta(minutes=1)
    if minutes and not minutes % DAY:
        return gettext("%(count)d d") % {"count": minutes // DAY}
    return hours_text(span)


def hours_text(span: timedelta) -> str:
    """A span in hours and minutes, however long: working time has no days of 24 hours."""
    hours, rest = divmod(span // timedelta(minutes=1), 60)
    parts = [gettext("%(count)d h") % {"count": hours}] if hours else []
    if rest or not hours:
        parts.append(gettext("%(count)d min") % {"count": rest})
    return " ".join(parts)


def counted_text(span: timedelta, *, by_the_wall: bool) -> str:
    """Time that counted for a promise: in hours, unless every hour of the day counts."""
    return span_text(span) if by_the_wall else hours_text(span)


def lateness_text(late: timedelta) -> str:
    """By how much a promise is late, on the wall: from two days on in days and hours, as chips tell it."""
    days, rest = divmod(late, timedelta(days=1))
    if days < 2:
        return hours_text(late)
    hours = rest // timedelta(hours=1)
    told = gettext("%(count)d d") % {"count": days}
    return f"{told} {gettext('%(count)d h') % {'count': hours}}" if hours else told
