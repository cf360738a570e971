"""A calendar's own dates, and its year at a glance: a day is tapped to say what is different on it."""

from datetime import date

from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from pydantic import ValidationError

from shouwen.base.time import now
from shouwen.capabilities.service_levels.calendars.definitions import as_written
from shouwen.domain.regulation import Calendar
from shouwen.domain.regulation.editing import Plain
from shouwen.domain.regulation.problems import Path
from shouwen.ui.html import element, joined
from shouwen.web.regulations.editing import choices
from shouwen.web.regulations.editing.blocks import Drawing, Rows, Sentence, Slot, sentence
from shouwen.web.regulations.editing.days import DayRule
from shouwen.web.regulations.editing.kinds import Both, Line
from shouwen.web.regulations.hours import year_of


def week_head() -> SafeString:
    return element(
        "p",
        _("Opening hours of each weekday, such as 9:00 – 12:00, 13:00 – 18:00; leave empty for closed."),
        class_="help",
    )


def exceptions() -> Rows:
    def day(path: Path) -> list[Sentence]:
        return [
            sentence(
                _("On %(on)s %(rule)s: %(name)s"),
                on=Slot((*path, "on"), _("Date"), Line("s", "date")),
                rule=Slot(path, _("What is different"), DayRule(choices.weekdays())),
                name=Slot((*path, "name"), _("Name of the day"), Both()),
            )
        ]

    today = timezone.localdate(now()).isoformat()
    return Rows(
        ("days",), _("Special dates (they take precedence over public holidays)"), _("Date %(number)d"),
        _("Another date"), {"on": today, "closed": "yes"}, day,
    )  # fmt: skip


def calendar_year() -> Drawing:
    """This year and the next with all that counts in them; tapping a day begins an exception."""

    def draw(value: Plain) -> SafeString:
        try:
            written = Calendar.model_validate(value)
            drawn, names = as_written("example", written)
        except (ValidationError, ValueError, KeyError):
            return element("p", _("The year is shown once the hours can be read."), class_="help")
        if written.always_open:
            return element("p", _("Every day counts, all hours."), class_="help")
        year = timezone.localdate(now()).year
        tip = element("p", _("Tap a day to say what is different on it."), class_="help")
        return joined([tip, *(year_of(drawn, names, which, pick=True) for which in (year, year + 1))])

    return Drawing(draw)


def tapped(value: Plain, act: str) -> Plain:
    """`value` with an exception on the day that was tapped, or without the one there was."""
    try:
        on = date.fromisoformat(act.removeprefix("day:")).isoformat()
    except ValueError:
        return value
    days = [day for day in value.get("days", []) if isinstance(day, dict)]
    if any(day.get("on") == on for day in days):
        rest = [day for day in days if day.get("on") != on]
    else:
        rest = sorted([*days, {"on": on, "closed": "yes"}], key=lambda day: str(day.get("on")))
    return {**{key: held for key, held in value.items() if key != "days"}, **({"days": rest} if rest else {})}
