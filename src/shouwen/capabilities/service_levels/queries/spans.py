"""Spans of time in words."""

from datetime import timedelta

from django.utils.translation import gettext

DAY = 1440  # minutes


def span_text(span: timedelta) -> str:
    """A span in words, such as "1 h 30 min"; whole days only as days."""
    minutes = span // timedelta(minutes=1)
    if minutes and not minutes % DAY:
        return gettext("%(count)d d") % {"count": minutes // DAY}
    hours, rest = divmod(minutes, 60)
    parts = [gettext("%(count)d h") % {"count": hours}] if hours else []
    if rest or not hours:
        parts.append(gettext("%(count)d min") % {"count": rest})
    return " ".join(parts)
