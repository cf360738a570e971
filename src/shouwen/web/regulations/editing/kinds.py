"""What can stand in the place of a sentence: how it is shown, and what was sent in it, in plain writing."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from django.http import QueryDict
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from shouwen.base.ranges import labelled
from shouwen.domain.regulation.editing import Plain
from shouwen.ui.html import Attribute, element

Choices = Sequence[tuple[str, str]]
"""Codes with the words a person reads."""

BETWEEN: Final = re.compile(r"[,，、;；\s]+")


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


def drop_down(name: str, label: str, choices: Choices, held: str, **attrs: Attribute) -> SafeString:
    known = choices if any(code == held for code, _words in choices) else [*choices, (held, held)]
    options = (element("option", words, value=code, selected=code == held) for code, words in known)
    return element("select", *options, name=name, aria_label=label, class_="select slot", **attrs)


@dataclass(frozen=True, slots=True)
class Line:
    """A few words; empty is nothing. `size` is s, m or l."""

    size: str = "m"
    input_type: str = "text"
    hint: str = ""

    def draw(self, name: str, label: str, held: Plain) -> SafeString:
        kind = self.input_type
        return element(
            "input", type=kind, name=name, value=held or "", aria_label=label, class_=f"input slot is-{self.size}",
            autocomplete="off", placeholder=self.hint or None,
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
    """Yes or no; a `quiet` no is not written at all."""

    words: str
    quiet: bool = False

    def draw(self, name: str, label: str, held: Plain) -> SafeString:
        box = element("input", type="checkbox", name=name, value="yes", checked=held == "yes")
        return element("label", box, element("span", self.words), class_="tick")

    def read(self, name: str, sent: QueryDict, held: Plain) -> Plain:
        return "yes" if sent.get(name) else None if self.quiet else "no"

    def names(self, name: str) -> Iterable[str]:
        return (name,)


@dataclass(frozen=True, slots=True)
class One:
    """One of several; `none` is what leaving it out is called. With `other` one may write what is not on the list."""

    choices: Choices
    none: str = ""
    other: str = ""

    def draw(self, name: str, label: str, held: Plain) -> SafeString:
        choices = [("", self.none), *self.choices] if self.none else self.choices
        box = drop_down(name, label, choices, many(held)[0] if many(held) else "")
        if not self.other:
            return box
        written = element(
            "input", type="text", name=f"{name}+", class_="input slot is-m", placeholder=self.other,
            aria_label=labelled(label, self.other), autocomplete="off",
        )  # fmt: skip
        return element("span", box, written, class_="slot-group")

    def read(self, name: str, sent: QueryDict, held: Plain) -> Plain:
        return sent.get(f"{name}+", "").strip() or sent.get(name) or None

    def names(self, name: str) -> Iterable[str]:
        return (name, f"{name}+") if self.other else (name,)


@dataclass(frozen=True, slots=True)
class Many:
    """Any of several, behind a button that says which; `none` is what choosing nothing means.

    With `others` one may write what is not on the list; it is the hint what that can be.
    """

    choices: Choices
    none: str
    others: str = ""

    def draw(self, name: str, label: str, held: Plain) -> SafeString:
        chosen = many(held)
        known = dict(self.choices)
        offered = [*self.choices, *((code, code) for code in chosen if code not in known)]
        ticks = [
            element(
                "label",
                element("input", type="checkbox", name=name, value=code, checked=code in chosen),
                element("span", words),
                class_="tick",
            )
            for code, words in offered
        ]
        if self.others:
            hint = labelled(label, self.others)
            ticks.append(
                element(
                    "input", type="text", name=f"{name}+", class_="input", placeholder=self.others, aria_label=hint,
                    autocomplete="off",
                )
            )  # fmt: skip
        told = _(", ").join(words for code, words in offered if code in chosen) or self.none
        head = element(
            "summary", told, aria_label=labelled(label, told), data_none=self.none, data_label=label
        )
        return element("details", head, element("div", *ticks, class_="pick-list"), class_="pick slot")

    def read(self, name: str, sent: QueryDict, held: Plain) -> Plain:
        chosen = [*sent.getlist(name), *filter(None, BETWEEN.split(sent.get(f"{name}+", "")))]
        known = [code for code in many(held) if code in chosen]
        return list(dict.fromkeys([*known, *chosen]))

    def names(self, name: str) -> Iterable[str]:
        return (name, f"{name}+") if self.others else (name,)


@dataclass(frozen=True, slots=True)
class Words:
    """Any number of words on one line, with commas or blanks between them."""

    hint: str = ""
    size: str = "m"

    def draw(self, name: str, label: str, held: Plain) -> SafeString:
        return element(
            "input", type="text", name=name, value=", ".join(many(held)), aria_label=label,
            placeholder=self.hint or None, autocomplete="off", class_=f"input slot is-{self.size}",
        )  # fmt: skip

    def read(self, name: str, sent: QueryDict, held: Plain) -> Plain:
        return list(filter(None, BETWEEN.split(sent.get(name, ""))))

    def names(self, name: str) -> Iterable[str]:
        return (name,)


@dataclass(frozen=True, slots=True)
class Ordered:
    """Several in an order of their own: first, second, third place; empty places are left out."""

    choices: Choices
    places: int

    def draw(self, name: str, label: str, held: Plain) -> SafeString:
        chosen = many(held)
        offered = [("", "--"), *self.choices]
        boxes = (
            drop_down(name, f"{label} · {place + 1}", offered, chosen[place] if place < len(chosen) else "")
            for place in range(max(self.places, len(chosen)))
        )
        return element("span", *boxes, class_="slot-group is-ordered")

    def read(self, name: str, sent: QueryDict, held: Plain) -> Plain:
        return list(dict.fromkeys(filter(None, sent.getlist(name))))

    def names(self, name: str) -> Iterable[str]:
        return (name,)
