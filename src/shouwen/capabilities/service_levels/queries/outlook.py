"""A promise at a glance: which calendar counts, its hours until the promise is due, what has counted, who stopped it.

The account of `explaining` in short; nothing is counted here a second time.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone
from django.utils.dateformat import format as formatted
from django.utils.translation import gettext

from shouwen.base.languages import reader_language
from shouwen.base.ranges import between, enumerated
from shouwen.capabilities.service_levels.calendars.shelf import calendar_of, day_name
from shouwen.capabilities.service_levels.choices import Status
from shouwen.capabilities.service_levels.models import Clock
from shouwen.capabilities.service_levels.queries.explaining import (
    CAUSES,
    Explanation,
    explain_clock,
    who_paused,
)
from shouwen.domain.calendars import DayCause
from shouwen.domain.explain import Cause
from shouwen.domain.outlook import DAY_MINUTES, Day, Stretch, days_ahead

PAUSES_SHOWN = 2


@dataclass(frozen=True, slots=True)
class DayAhead:
    """One day in words and as stretches of minutes."""

    label: str
    words: str
    stretches: tuple[Stretch, ...]
    now: int | None
    due: int | None


@dataclass(frozen=True, slots=True)
class Outlook:
    """What a card about one promise says: terms with their values, then the days; `left_out` were not listed."""

    promise: str
    rule: str
    facts: tuple[tuple[str, str], ...]
    days: tuple[DayAhead, ...]
    left_out: int


def outlook_of(clock: Clock, *, at: datetime, for_customer: bool = False) -> Outlook:
    """The promise as it stands at `at`; a customer reads no names of colleagues. At most four statements."""
    why = explain_clock(clock, at=at)
    calendar = calendar_of(clock.calendar, clock.calendar_version)
    is_over = clock.met_at is not None or clock.cancelled_at is not None
    days = () if is_over else days_ahead(why.ledger, calendar, at=at)
    covered = (days[-1].on - days[0].on).days + 1 if days and why.ledger.until > at else len(days)
    today = calendar.local_date(at)
    return Outlook(
        why.promise,
        why.rule,
        (*_standing(why, calendar.zone, at), *_pauses(why, for_customer=for_customer)),
        tuple(_day(clock, day, today) for day in days),
        covered - len(days),
    )


def _standing(why: Explanation, zone: str, at: datetime) -> list[tuple[str, str]]:
    account = why.ledger
    elsewhere = f" · {zone}" if zone != timezone.get_current_timezone_name() else ""
    counted = why.counted_text(account.counted_by(at))
    if account.span is not None and account.span >= timedelta(minutes=1):
        counted = gettext("%(counted)s; %(span)s when it is due") % {
            "counted": counted,
            "span": why.counted_text(account.span),
        }
    told = [
        (gettext("Calendar"), f"{why.calendar}{elsewhere}"),
        (gettext("Counted so far"), counted),
    ]
    if why.clock.status == Status.CANCELLED:
        return [(gettext("Due"), gettext("no longer applies")), *told]
    if account.due_at is None:
        return told
    due = f"{timezone.localtime(account.due_at):%Y-%m-%d %H:%M}"
    if why.clock.status == Status.PAUSED:
        due = gettext("later than %(at)s, while paused") % {"at": due}
    marks = [gettext("provisional")] * account.is_provisional + [gettext("set by hand")] * account.by_hand
    return [(gettext("Due"), " · ".join([due, *marks])), *told]


def _pauses(why: Explanation, *, for_customer: bool) -> list[tuple[str, str]]:
    """The last pauses: since when or from when to when, why, and inside the house by whom."""
    rested = [(line, words) for line, words in why.lines if line.cause is Cause.PAUSED]
    if not rested:
        return []
    names = {} if for_customer else who_paused(why.clock.subject_id, [why.ledger])
    rests_now = why.clock.status == Status.PAUSED
    told = []
    for n, (line, words) in enumerate(reversed(rested[-PAUSES_SHOWN:])):
        begins, ends = timezone.localtime(line.begins_at), timezone.localtime(line.ends_at)
        if rests_now and n == 0:
            label, when = gettext("Stopped"), gettext("since %(at)s") % {"at": f"{begins:%m-%d %H:%M}"}
        else:
            label = gettext("Had stopped")
            end = f"{ends:%H:%M}" if begins.date() == ends.date() else f"{ends:%m-%d %H:%M}"
            when = between(f"{begins:%m-%d %H:%M}", end)
        reason = words.partition(" · ")[2]
        told.append((label, " · ".join(filter(None, (reason, names.get(line.paused_by, ""), when)))))
    if len(rested) > PAUSES_SHOWN:
        told.append((gettext("Earlier pauses"), str(len(rested) - PAUSES_SHOWN)))
    return told


def _day(clock: Clock, day: Day, today: date) -> DayAhead:
    usual = {0: gettext("Today"), 1: gettext("Tomorrow")}
    label = usual.get((day.on - today).days) or f"{formatted(day.on, 'D')} {day.on:%m-%d}"
    return DayAhead(label, _hours(clock, day), day.stretches, day.now, day.due)


def _hours(clock: Clock, day: Day) -> str:
    """`08:30 ～ 12:00、13:30 ～ 17:30`, and what is special about the day."""
    special = {
        DayCause.HOLIDAY: Cause.HOLIDAY,
        DayCause.MAKE_UP: Cause.MAKE_UP,
        DayCause.OWN_HOURS: Cause.OWN_HOURS,
    }.get(day.cause)
    name = day_name(clock.calendar, clock.calendar_version, day.name, reader_language()) if day.name else ""
    about = [name or str(CAUSES[special])] if special else []
    if day.hours == ((0, DAY_MINUTES),):
        return " · ".join([str(CAUSES[Cause.WALL]), *about])
    periods = [between(_clock(opens), _clock(closes)) for opens, closes in day.hours]
    return " · ".join([enumerated(periods) or str(CAUSES[Cause.DAY_OFF]), *about])


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"
