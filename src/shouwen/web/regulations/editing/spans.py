"""Durations, limits and instants in the place of a sentence: a number and what it counts."""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import Final, NamedTuple

from django.http import QueryDict
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from shouwen.domain.regulation.editing import Plain
from shouwen.domain.regulation.words import hours_text, span_of, span_text
from shouwen.ui.html import element
from shouwen.web.regulations.editing.kinds import Number, drop_down

UNITS: Final = {
    "s": timedelta(seconds=1), "m": timedelta(minutes=1), "h": timedelta(hours=1), "d": timedelta(days=1),
}  # fmt: skip


def _amount(text: Plain, units: Iterable[str]) -> tuple[str, str]:
    """A span as number and the largest unit it is whole in; what is no span stands as it is."""
    try:
        span = span_of(text)
    except ValueError:
        return str(text or ""), next(iter(units))
    for unit in sorted(units, key=lambda unit: -UNITS[unit]):
        if span and not span % UNITS[unit]:
            return str(span // UNITS[unit]), unit
    return (str(text), "m") if span else ("0", "m")


@dataclass(frozen=True, slots=True)
class Span:
    """So many minutes, hours or days."""

    optional: bool = False

    def draw(self, name: str, label: str, held: Plain) -> SafeString:
        amount, unit = _amount(held, UNITS) if held else ("", "h")
        units = [("s", _("seconds")), ("m", _("minutes")), ("h", _("hours")), ("d", _("days"))]
        number = Number().draw(f"{name}/amount", label, amount)
        return element("span", number, drop_down(f"{name}/unit", _("Unit"), units, unit), class_="slot-group")

    def read(self, name: str, sent: QueryDict, held: Plain) -> Plain:
        amount = sent.get(f"{name}/amount", "").strip()
        if not amount:
            return None
        written = f"{amount}{sent.get(f'{name}/unit', '')}"
        try:
            return span_text(span_of(written))
        except ValueError:
            return written

    def names(self, name: str) -> Iterable[str]:
        return (f"{name}/amount", f"{name}/unit")


class Way(NamedTuple):
    """A way of saying how long there is: its key in the document, and the unit of the number."""

    key: str
    unit: str = ""


WAYS: Final = {
    "working-m": Way("working", "m"), "working-h": Way("working", "h"), "wall-m": Way("wall", "m"),
    "wall-h": Way("wall", "h"), "wall-d": Way("wall", "d"), "days": Way("days"), "months": Way("months"),
    "end_of_workday": Way("end_of_workday"), "times_each_workday": Way("times_each_workday"),
    "day_of_month": Way("day_of_month"),
}  # fmt: skip


def way_words(none: str = "") -> list[tuple[str, str]]:
    return [
        ("working-m", _("minutes of working time")),
        ("working-h", _("hours of working time")),
        ("wall-m", _("minutes, day and night")),
        ("wall-h", _("hours, day and night")),
        ("wall-d", _("days, day and night")),
        ("days", _("calendar days, to the next working day")),
        ("months", _("months, to the next working day")),
        ("end_of_workday", _("working days on, by closing time (0: the same day)")),
        ("times_each_workday", _("times each working day")),
        ("day_of_month", _("as the day of each month")),
        ("", none or _("no promise")),
    ]


@dataclass(frozen=True, slots=True)
class Within:
    """How long there is: a number and what it counts; `none` is what leaving it out is called."""

    none: str = ""

    def draw(self, name: str, label: str, held: Plain) -> SafeString:
        amount, way = self._told(held)
        number = Number().draw(f"{name}/amount", label, amount)
        return element(
            "span",
            number,
            drop_down(f"{name}/way", _("What it counts"), way_words(self.none), way),
            class_="slot-group",
        )

    def _told(self, held: Plain) -> tuple[str, str]:
        for code, way in WAYS.items():
            if isinstance(held, dict) and way.key in held:
                if not way.unit:
                    return str(held[way.key]), code
                amount, unit = _amount(held[way.key], ("m", "h", "d") if way.key == "wall" else ("m", "h"))
                return amount, f"{way.key}-{unit}"
        return "", ""

    def read(self, name: str, sent: QueryDict, held: Plain) -> Plain:
        way = WAYS.get(sent.get(f"{name}/way", ""))
        if way is None:
            return None
        amount = sent.get(f"{name}/amount", "").strip()
        written = f"{amount}{way.unit}"
        if way.unit:
            with suppress(ValueError):
                written = (hours_text if way.key == "working" else span_text)(span_of(written))
        kept = held if isinstance(held, dict) and way.key in held else {}
        return {way.key: written} | {key: value for key, value in kept.items() if key != way.key}

    def names(self, name: str) -> Iterable[str]:
        return (f"{name}/amount", f"{name}/way")


BEFORE, AFTER = "-", "+"


@dataclass(frozen=True, slots=True)
class Instant:
    """A point of a clock's course: a share of its time, or so long before or after it falls due."""

    def draw(self, name: str, label: str, held: Plain) -> SafeString:
        amount, way = _course(str(held or "due"))
        return element(
            "span",
            Number(0, 1000).draw(f"{name}/amount", label, amount),
            drop_down(f"{name}/way", _("What it counts"), course_words(), way),
            class_="slot-group",
        )

    def read(self, name: str, sent: QueryDict, held: Plain) -> Plain:
        way, amount = sent.get(f"{name}/way", "due"), sent.get(f"{name}/amount", "").strip()
        if way == "due":
            return "due"
        if way == "%":
            return f"{amount}%"
        written = f"{amount}{way[1:]}"
        with suppress(ValueError):
            written = span_text(span_of(written))
        return f"{way[0]}{written}"

    def names(self, name: str) -> Iterable[str]:
        return (f"{name}/amount", f"{name}/way")


def _course(text: str) -> tuple[str, str]:
    if text.endswith("%"):
        return text[:-1], "%"
    if text[:1] in (BEFORE, AFTER):
        amount, unit = _amount(text[1:], UNITS)
        return amount, f"{text[0]}{unit}"
    return "", "due"


def course_words() -> list[tuple[str, str]]:
    return [
        ("%", _("% of the time")),
        ("-m", _("minutes before it is due")),
        ("-h", _("hours before it is due")),
        ("-d", _("days before it is due")),
        ("due", _("when it is due")),
        ("+m", _("minutes after it was due")),
        ("+h", _("hours after it was due")),
        ("+d", _("days after it was due")),
    ]
