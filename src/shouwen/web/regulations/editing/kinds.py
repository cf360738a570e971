"""What can stand in the place of a sentence: how it is shown, and what was sent in it, in plain writing."""

import re
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import Final, NamedTuple, Protocol

from django.http import QueryDict
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from shouwen.domain.regulation.editing import Plain
from shouwen.domain.regulation.words import hours_text, span_of, span_text
from shouwen.ui.html import Attribute, element

Choices = Sequence[tuple[str, str]]
"""Codes with the words a person reads."""


class Kind(Protocol):
    def draw(self, name: str, label: str, held: Plain) -> SafeString: ...

    def read(self, name: str, sent: QueryDict, held: Plain) -> Plain:
        """What was sent under `name`; None leaves the key out."""

    def names(self, name: str) -> Iterable[str]:
        """The fields of the form it is made of."""


def many(held: Plain) -> list[str]:
    """A list that may have been written as one word."""
    if held is None:
        return []
    return [held] if isinstance(held, str) else list(held)


def _drop_down(name: str, label: str, choices: Choices, held: str, **attrs: Attribute) -> SafeString:
    known = choices if any(code == held for code, _words in choices) else [*choices, (held, held)]
    options = (element("option", words, value=code, selected=code == held) for code, words in known)
    return element("select", *options, name=name, aria_label=label, class_="select slot", **attrs)


@dataclass(frozen=True, slots=True)
class Line:
    """A few words; empty is nothing. `size` is s, m or l."""

    size: str = "m"
    input_type: str = "text"

    def draw(self, name: str, label: str, held: Plain) -> SafeString:
        kind = self.input_type
        return element(
            "input", type=kind, name=name, value=held or "", aria_label=label, class_=f"input slot is-{self.size}",
            autocomplete="off",
        )  # fmt: skip

    def read(self, name: str, sent: QueryDict, held: Plain) -> Plain:
        return sent.get(name, "").strip() or None

    def names(self, name: str) -> Iterable[str]:
        return (name,)


@dataclass(frozen=True, slots=True)
class Number:
    least: int = 0
    most: int = 999

    def draw(self, name: str, label: str, held: Plain) -> SafeString:
        return element(
            "input", type="number", inputmode="numeric", name=name, value=held or "", aria_label=label,
            min=str(self.least), max=str(self.most), class_="input slot is-s",
        )  # fmt: skip

    def read(self, name: str, sent: QueryDict, held: Plain) -> Plain:
        return sent.get(name, "").strip() or None

    def names(self, name: str) -> Iterable[str]:
        return (name,)


@dataclass(frozen=True, slots=True)
class Both:
    """The words in both languages of the product."""

    rows: int = 1

    def draw(self, name: str, label: str, held: Plain) -> SafeString:
        held = held if isinstance(held, dict) else {}
        return element(
            "span",
            *(
                self._one(f"{name}/{tag}", f"{label} · {language}", language, str(held.get(tag, "")), tag)
                for tag, language in (("zh", "中文"), ("en", "English"))
            ),
            class_="slot-pair",
        )

    def _one(self, name: str, label: str, language: str, text: str, tag: str) -> SafeString:
        attrs: dict[str, Attribute] = {
            "name": name, "aria_label": label, "lang": "zh-Hans" if tag == "zh" else "en", "class_": "input",
        }  # fmt: skip
        field = (
            element("input", type="text", value=text, autocomplete="off", **attrs)
            if self.rows == 1
            else element("textarea", text, rows=self.rows, **{**attrs, "class_": "textarea"}, data_words=True)
        )
        return element("label", element("span", language, class_="slot-language"), field)

    def read(self, name: str, sent: QueryDict, held: Plain) -> Plain:
        texts = {tag: sent.get(f"{name}/{tag}", "").replace("\r\n", "\n").strip() for tag in ("zh", "en")}
        before = held if isinstance(held, dict) else {}
        for tag, text in texts.items():
            if str(before.get(tag, "")).strip() == text:  # a form does not keep the white space round it
                texts[tag] = before.get(tag, "")
        return {tag: text for tag, text in texts.items() if text} or None

    def names(self, name: str) -> Iterable[str]:
        return (f"{name}/zh", f"{name}/en")


@dataclass(frozen=True, slots=True)
class Flag:
    words: str

    def draw(self, name: str, label: str, held: Plain) -> SafeString:
        box = element("input", type="checkbox", name=name, value="yes", checked=held == "yes")
        return element("label", box, element("span", self.words), class_="tick")

    def read(self, name: str, sent: QueryDict, held: Plain) -> Plain:
        return "yes" if sent.get(name) else "no"

    def names(self, name: str) -> Iterable[str]:
        return (name,)


@dataclass(frozen=True, slots=True)
class One:
    """One of several; `none` is what leaving it out is called."""

    choices: Choices
    none: str = ""

    def draw(self, name: str, label: str, held: Plain) -> SafeString:
        choices = [("", self.none), *self.choices] if self.none else self.choices
        return _drop_down(name, label, choices, many(held)[0] if many(held) else "")

    def read(self, name: str, sent: QueryDict, held: Plain) -> Plain:
        return sent.get(name) or None

    def names(self, name: str) -> Iterable[str]:
        return (name,)


@dataclass(frozen=True, slots=True)
class Many:
    """Any of several, behind a button that says which; `none` is what choosing nothing means."""

    choices: Choices
    none: str

    def draw(self, name: str, label: str, held: Plain) -> SafeString:
        chosen = many(held)
        known = dict(self.choices)
        offered = [*self.choices, *((code, code) for code in chosen if code not in known)]
        ticks = (
            element(
                "label",
                element("input", type="checkbox", name=name, value=code, checked=code in chosen),
                element("span", words),
                class_="tick",
            )
            for code, words in offered
        )
        told = _(", ").join(words for code, words in offered if code in chosen) or self.none
        head = element("summary", told, aria_label=f"{label}: {told}", data_none=self.none, data_label=label)
        return element("details", head, element("div", *ticks, class_="pick-list"), class_="pick slot")

    def read(self, name: str, sent: QueryDict, held: Plain) -> Plain:
        chosen = sent.getlist(name)
        known = [code for code in many(held) if code in chosen]
        return [*known, *(code for code in chosen if code not in known)]

    def names(self, name: str) -> Iterable[str]:
        return (name,)


UNITS: Final = {"m": timedelta(minutes=1), "h": timedelta(hours=1), "d": timedelta(days=1)}


def _amount(text: Plain, units: Iterable[str]) -> tuple[str, str]:
    """A span as number and the largest unit it is whole in; what is no span stands as it is."""
    try:
        span = span_of(text)
    except ValueError:
        return str(text or ""), next(iter(units))
    for unit in sorted(units, key=lambda unit: -UNITS[unit]):
        if span and not span % UNITS[unit]:
            return str(span // UNITS[unit]), unit
    return str(span // UNITS["m"]), "m"


@dataclass(frozen=True, slots=True)
class Span:
    """So many minutes, hours or days."""

    optional: bool = False

    def draw(self, name: str, label: str, held: Plain) -> SafeString:
        amount, unit = _amount(held, UNITS) if held else ("", "h")
        units = [("m", _("minutes")), ("h", _("hours")), ("d", _("days"))]
        number = Number().draw(f"{name}/amount", label, amount)
        return element(
            "span", number, _drop_down(f"{name}/unit", _("Unit"), units, unit), class_="slot-group"
        )

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


def way_words() -> list[tuple[str, str]]:
    return [
        ("working-m", _("minutes of working time")),
        ("working-h", _("hours of working time")),
        ("wall-m", _("minutes, day and night")),
        ("wall-h", _("hours, day and night")),
        ("wall-d", _("days, day and night")),
        ("days", _("calendar days, to the next open day")),
        ("months", _("months, to the next open day")),
        ("end_of_workday", _("working days on, by closing time (0: the same day)")),
        ("times_each_workday", _("times each working day")),
        ("day_of_month", _("as the day of each month")),
        ("", _("no promise")),
    ]


@dataclass(frozen=True, slots=True)
class Within:
    """How long there is: a number and what it counts."""

    def draw(self, name: str, label: str, held: Plain) -> SafeString:
        amount, way = self._told(held)
        number = Number().draw(f"{name}/amount", label, amount)
        return element(
            "span",
            number,
            _drop_down(f"{name}/way", _("What it counts"), way_words(), way),
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


PERIOD = re.compile(r"(\d{1,2})[:：.](\d{2})\s*(?:-|–|—|~|～|至|到|to)+\s*(\d{1,2})[:：.](\d{2})")


def periods_text(held: Plain) -> str:
    """Opening hours on one line: "9:00 ～ 12:00, 13:00 ～ 18:00"."""
    return _(", ").join(f"{each['start']} ～ {each['end']}" for each in held or () if isinstance(each, dict))


def periods_of(text: str) -> Plain:
    """The periods written on one line; what can't be read stays as it was, so that the check names it."""
    found = [{"start": f"{a}:{b}", "end": f"{c}:{d}"} for a, b, c, d in PERIOD.findall(text)]
    return found if found or not text.strip() else [{"start": text.strip(), "end": ""}]


@dataclass(frozen=True, slots=True)
class Hours:
    """The opening hours of a day on one line; empty is not open."""

    def draw(self, name: str, label: str, held: Plain) -> SafeString:
        return element(
            "input", type="text", name=name, value=periods_text(held), aria_label=label, placeholder=_("not open"),
            autocomplete="off", class_="input slot is-l",
        )  # fmt: skip

    def read(self, name: str, sent: QueryDict, held: Plain) -> Plain:
        return periods_of(sent.get(name, "")) or None

    def names(self, name: str) -> Iterable[str]:
        return (name,)


@dataclass(frozen=True, slots=True)
class DayRule:
    """What an exceptional day is: closed, open with another weekday's hours, or with hours of its own."""

    weekdays: Choices

    def draw(self, name: str, label: str, held: Plain) -> SafeString:
        held = held if isinstance(held, dict) else {}
        chosen = "own" if held.get("hours") else held.get("hours_of") or "closed"
        like = [(code, _("open like %(day)s") % {"day": words}) for code, words in self.weekdays]
        choices = [("closed", _("closed")), *like, ("own", _("open with its own hours"))]
        own = element(
            "input", type="text", name=f"{name}/own", value=periods_text(held.get("hours")),
            aria_label=_("Own hours"), placeholder="9:00 ～ 15:00", class_="input slot is-m", autocomplete="off",
        )  # fmt: skip
        return element("span", _drop_down(f"{name}/rule", label, choices, chosen), own, class_="slot-group")

    def read(self, name: str, sent: QueryDict, held: Plain) -> Plain:
        rule, rest = sent.get(f"{name}/rule", "closed"), dict(held) if isinstance(held, dict) else {}
        for key in ("closed", "hours_of", "hours"):
            rest.pop(key, None)
        if rule == "closed":
            return rest | {"closed": "yes"}
        if rule == "own":
            return rest | {"hours": periods_of(sent.get(f"{name}/own", ""))}
        return rest | {"hours_of": rule}

    def names(self, name: str) -> Iterable[str]:
        return (f"{name}/rule", f"{name}/own")


__all__ = [
    "Both", "Choices", "DayRule", "Flag", "Hours", "Kind", "Line", "Many", "Number", "One", "Span",
    "Within", "many", "periods_of", "periods_text",
]  # fmt: skip
