"""Why is this due then: a clock's account in words that a customer may read."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from shouwen.base.time import now
from shouwen.capabilities.regulations.queries import regulation_of
from shouwen.capabilities.service_levels.models import Clock
from shouwen.capabilities.service_levels.queries.calendars import calendar_of, day_name
from shouwen.capabilities.service_levels.queries.folds import book_for, stored_clock
from shouwen.domain.clocks.terms import (
    CalendarDays,
    DayOfMonth,
    Terms,
    TimesADay,
    WallSpan,
    WorkingDayEnd,
    WorkingSpan,
)
from shouwen.domain.explain import Cause, Ledger, Line, ledger
from shouwen.domain.regulation import Regulation

CAUSES: Final[dict[Cause, str | Promise]] = {
    Cause.OPEN: _("working hours"),
    Cause.MAKE_UP: _("make-up workday"),
    Cause.OWN_HOURS: _("special hours"),
    Cause.WALL: _("around the clock"),
    Cause.CLOSED: _("outside working hours"),
    Cause.DAY_OFF: _("day off"),
    Cause.HOLIDAY: _("public holiday"),
    Cause.PAUSED: _("paused"),
}


@dataclass(frozen=True, slots=True)
class Explanation:
    """One clock's account: what was promised by which rule, and line by line how the time was counted."""

    clock: Clock
    promise: str
    rule: str
    origin: str
    calendar: str
    regulation_number: int
    ledger: Ledger
    lines: tuple[tuple[Line, str], ...]


def explain_clock(clock: Clock, *, at: datetime | None = None) -> Explanation:
    """The account of `clock` up to its end, or until it falls due; at most two statements, none when cached."""
    regulation = regulation_of(clock.regulation_id)
    document, language = regulation.document, get_language() or ""
    terms = book_for(regulation, clock.subject.kind).terms[clock.terms]
    calendar = calendar_of(clock.calendar, clock.calendar_version)
    account = ledger(stored_clock(clock), terms, calendar, at=at or now())
    named = document.calendars.get(clock.calendar)
    return Explanation(
        clock,
        promise_name(document, clock.promise, language),
        rule_text(terms),
        origin_of(document, clock.promise),
        named.name.in_language(language) if named else clock.calendar,
        regulation.number,
        account,
        tuple((line, line_text(document, clock, line, language)) for line in account.lines),
    )


def promise_name(document: Regulation, promise: str, language: str) -> str:
    """What the regulation calls the promise."""
    if promise.startswith("call_back."):
        call_back = document.call_backs.get(promise.removeprefix("call_back."))
        return call_back.name.in_language(language) if call_back else promise
    target = document.targets.get(promise)
    return target.name.in_language(language) if target else promise


def origin_of(document: Regulation, promise: str) -> str:
    """The clause the promise comes from."""
    if promise.startswith("call_back."):
        call_back = document.call_backs.get(promise.removeprefix("call_back."))
        return call_back.origin if call_back else ""
    target = document.targets.get(promise)
    return target.origin if target else ""


def rule_text(terms: Terms) -> str:
    """The span in words, such as "within 4 h of working time"."""
    match terms.due:
        case WorkingSpan(span):
            return gettext("within %(span)s of working time") % {"span": _span_text(span.total_seconds())}
        case WallSpan(span):
            return gettext("within %(span)s around the clock") % {"span": _span_text(span.total_seconds())}
        case WorkingDayEnd(days=0):
            return gettext("by the end of the same working day")
        case WorkingDayEnd(days=days):
            return gettext("by the end of working day %(days)d after") % {"days": days}
        case CalendarDays(days, months):
            if months:
                return gettext("within %(months)d months") % {"months": months}
            return gettext("within %(days)d days") % {"days": days}
        case TimesADay(times):
            return gettext("%(times)d times each working day") % {"times": times}
        case DayOfMonth(day, before=True):
            return gettext("before day %(day)d of the month") % {"day": day}
        case DayOfMonth(day):
            return gettext("on day %(day)d of the month") % {"day": day}
        case _:
            return gettext("nothing promised")


def line_text(document: Regulation, clock: Clock, line: Line, language: str) -> str:
    """Why this stretch counts or does not."""
    cause = str(CAUSES[line.cause])
    if line.cause is Cause.PAUSED:
        reason = document.workflow.suspension_reasons.get(line.reason)
        if reason is not None:
            return f"{cause} · {reason.name.in_language(language)}"
    if line.name:
        return f"{cause} · {day_name(clock.calendar, clock.calendar_version, line.name, language)}"
    return cause


def _span_text(seconds: float) -> str:
    minutes = int(seconds // 60)
    days, rest = divmod(minutes, 1440)
    parts = [
        (days if not rest % 1440 and days else 0, gettext("%(count)d d")),
        (minutes // 60 if rest or not days else 0, gettext("%(count)d h")),
        (minutes % 60, gettext("%(count)d min")),
    ]
    return " ".join(text % {"count": count} for count, text in parts if count) or gettext("0 min")
