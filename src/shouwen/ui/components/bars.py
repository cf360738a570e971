"""Bars side by side, drawn by us: plain SVG whose numbers stand beside it as text."""

from collections.abc import Sequence
from typing import NamedTuple

from django.utils.safestring import SafeString

from shouwen.ui.html import NOTHING, Text, classes, element, joined


class Part(NamedTuple):
    """A stretch of a bar: what it counts, how many, and its tint (good, bad, or empty)."""

    name: Text
    value: int
    tone: str = ""


class Bar(NamedTuple):
    """One bar: what it shows, and its parts from left to right."""

    name: Text
    parts: Sequence[Part]


def bar_chart(groups: Sequence[tuple[Text, Sequence[Bar]]], *, caption: Text) -> SafeString:
    """Groups of bars on one scale under a sentence that says what they show; each bar says its numbers in words."""
    longest = max(
        (sum(part.value for part in bar.parts) for _name, bars in groups for bar in bars), default=0
    )
    drawn = joined(_group(name, bars, max(longest, 1)) for name, bars in groups)
    return element("figure", element("figcaption", caption), drawn, class_="bars")


def _group(name: Text, bars: Sequence[Bar], longest: int) -> SafeString:
    lines = joined(_bar(bar, longest) for bar in bars)
    return element("div", element("h3", name) if name else NOTHING, lines, class_="bar-group")


def _bar(bar: Bar, longest: int) -> SafeString:
    words = " · ".join(f"{part.name} {part.value:,}" for part in bar.parts)
    x, stretches = 0.0, []
    for part in bar.parts:
        width = 100 * part.value / longest
        look = classes("bar-part", f"is-{part.tone}" if part.tone else "")
        stretches.append(element("rect", x=f"{x:.3f}", y="0", width=f"{width:.3f}", height="10", class_=look))
        x += width
    picture = element(
        "svg", joined(stretches), viewBox="0 0 100 10", preserveAspectRatio="none", aria_hidden="true", class_="bar-svg"
    )  # fmt: skip
    return element(
        "div",
        element("span", bar.name, class_="bar-name"),
        picture,
        element("span", words, class_="bar-words"),
        class_="bar-line",
    )
