"""Calendars: the week, the dates of their own, and a year at a glance with holidays and make-up days."""

from datetime import date, timedelta
from itertools import groupby

from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from shouwen.base.languages import name_in
from shouwen.base.ranges import between, enumerated
from shouwen.base.time import now
from shouwen.capabilities.regulations.queries import Compiled
from shouwen.capabilities.service_levels.calendars.definitions import as_written
from shouwen.domain.calendars import DayCause, WorkCalendar
from shouwen.domain.regulation import Calendar, Weekday
from shouwen.ui.components import Fact
from shouwen.ui.components.years import DayMark, year_grid
from shouwen.ui.html import joined
from shouwen.web.regulations.pieces import Card, Group, known, origin_of
from shouwen.web.regulations.wording import clock, said

MINUTE = timedelta(minutes=1)


def calendars(regulation: Compiled) -> list[Group]:
    """Every calendar of the document, this year and the next as the holiday tables have them."""
    this_year = timezone.localdate(now()).year
    cards = tuple(
        _calendar(code, calendar, this_year) for code, calendar in regulation.document.calendars.items()
    )
    note = _("Working time is counted by these calendars. Holidays come from the table of the State Council.")
    return [Group("calendars", _("Calendars"), note=note, cards=cards)]


def _calendar(code: str, calendar: Calendar, year: int) -> Card:
    follows = {"none": _("none"), "cn": _("China, with make-up workdays")}[calendar.holidays]
    facts = known((_("Time zone"), calendar.time_zone), (_("Public holidays"), follows))
    if calendar.always_open:
        return Card(
            code,
            said(calendar.name),
            origin_of(calendar),
            sentence=_("Open day and night, every day."),
            facts=facts,
        )
    drawn, names = as_written(code, calendar)
    known_until = drawn.published_until
    facts = (*facts, *known((_("Holidays known until"), f"{known_until:%Y-%m-%d}" if known_until else "")))
    return Card(
        code,
        said(calendar.name),
        origin_of(calendar),
        facts=(*_week(calendar), *facts),
        drawing=joined(year_of(drawn, names, which) for which in (year, year + 1)),
    )


def _week(calendar: Calendar) -> tuple[Fact, ...]:
    """The weekly plan: neighbouring days with the same hours on one line."""
    names = (
        _("Monday"),
        _("Tuesday"),
        _("Wednesday"),
        _("Thursday"),
        _("Friday"),
        _("Saturday"),
        _("Sunday"),
    )
    told = []
    days = zip(names, (_opening(calendar, weekday) for weekday in Weekday), strict=True)
    for opening, run in groupby(days, key=lambda day: day[1]):
        first, *rest = [name for name, _hours in run]
        told.append(Fact(between(first, rest[-1]) if rest else first, opening))
    return tuple(told)


def _opening(calendar: Calendar, weekday: Weekday) -> str:
    periods = calendar.week.get(weekday, ())
    return enumerated(between(clock(period.start), clock(period.end)) for period in periods) or _("not open")


def year_of(
    calendar: WorkCalendar, names: dict[str, dict[str, str]], year: int, *, pick: bool = False
) -> SafeString:
    """`year` as `calendar` has it; with `pick` each day can be tapped."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    marks = {}
    for number in range((last - first).days + 1):
        day = first + timedelta(days=number)
        periods, cause, name = calendar.rule_on(day)
        told = said_day(names, name)
        match cause:
            case DayCause.HOLIDAY:
                marks[day] = DayMark("holiday", told or _("not open"))
            case DayCause.MAKE_UP:
                marks[day] = DayMark(
                    "make-up", _("%(name)s: worked") % {"name": told} if told else _("worked")
                )
            case DayCause.OWN_HOURS:
                marks[day] = DayMark("own", f"{told} {_written(periods)}".strip())
            case _ if not periods:
                marks[day] = DayMark("closed", "")
    is_provisional = calendar.published_until is not None and last > calendar.published_until
    note = _("The holidays of %(year)d are not published yet: only the weekly plan counts.") % {"year": year}
    today = timezone.localdate(now())
    return year_grid(year, marks, today=today, note=note if is_provisional else "", pick=pick)


def said_day(names: dict[str, dict[str, str]], name: str) -> str:
    """What the holiday is called in the reader's language."""
    return name_in(names.get(name)) or name


def _written(periods: tuple[tuple[timedelta, timedelta], ...]) -> str:
    return enumerated(between(_time(begins), _time(ends)) for begins, ends in periods)


def _time(offset: timedelta) -> str:
    whole, minutes = divmod(offset // MINUTE, 60)
    return f"{whole:02d}:{minutes:02d}"
