"""A year at a glance: twelve small months, the days that are not as usual marked by shape and colour."""

import calendar
from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from shouwen.ui.html import NOTHING, classes, element, joined


class DayMark(NamedTuple):
    """What a day is: `closed` by the week, `holiday`, `make-up` workday, or open with its `own` hours."""

    kind: str
    name: str = ""


def year_grid(
    year: int, marks: Mapping[date, DayMark], *, today: date, note: str = "", pick: bool = False
) -> SafeString:
    """All days of `year`; `note` is what has to be said about it, such as that its holidays are not known yet.

    With `pick` each day is a button of its form that sends `act=day:2026-10-01`, and the year heads a page's part.
    """
    months = joined(_month(year, month, marks, today, pick) for month in range(1, 13))
    head = element(
        "div",
        element("h2" if pick else "h4", _("Year %(year)d") % {"year": year}),
        _legend(),
        class_="year-head",
    )
    told = element("p", note, class_="year-note") if note else NOTHING
    return element("section", head, told, element("div", months, class_="year-months"), class_="year")


def _month(year: int, month: int, marks: Mapping[date, DayMark], today: date, pick: bool) -> SafeString:
    first = date(year, month, 1)
    blanks = joined(element("i") for _number in range(first.weekday()))
    last = calendar.monthrange(year, month)[1]
    days = joined(_day(date(year, month, number), marks, today, pick) for number in range(1, last + 1))
    name = f"{year}-{month:02d}"
    return element(
        "div",
        element("h3" if pick else "h5", name),
        element("div", blanks, days, class_="year-days"),
        class_="year-month",
    )


def _day(day: date, marks: Mapping[date, DayMark], today: date, pick: bool) -> SafeString:
    mark = marks.get(day)
    look = classes(f"is-{mark.kind}" if mark else "", "is-today" if day == today else "")
    title = f"{day:%Y-%m-%d} {mark.name}".strip() if mark and mark.name else None
    if pick:
        label = f"{day.day} · {day:%Y-%m-%d} {mark.name if mark else ''}".strip()
        return element(
            "button", str(day.day), type="submit", name="act", value=f"day:{day:%Y-%m-%d}", class_=look or None,
            title=title, aria_label=label, formnovalidate=True,
        )  # fmt: skip
    return element("span", str(day.day), class_=look or None, title=title)


def _legend() -> SafeString:
    kinds = (
        ("holiday", _("Public holiday")),
        ("make-up", _("Make-up workday")),
        ("own", _("Own hours")),
        ("closed", _("Not open")),
    )
    items = (element("span", element("span", class_=f"year-sign is-{kind}"), words) for kind, words in kinds)
    return element("div", joined(items), class_="year-legend")
