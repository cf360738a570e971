"""Frames of lists: table, tabs, filters, pages, the bar of acts on what is selected."""

from collections.abc import Sequence
from typing import NamedTuple

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from shouwen.ui.components.buttons import button
from shouwen.ui.components.icons import icon
from shouwen.ui.html import NOTHING, Attribute, Text, classes, element, joined


class Tab(NamedTuple):
    """One of several views of a page; `count` is written as given (`99+`), `due` paints it as calling for action."""

    label: Text
    url: str
    current: bool = False
    count: str | int | None = None  # type: ignore[assignment]  # nobody counts in it as in a tuple
    due: bool = False


class Chip(NamedTuple):
    """One filter: where a click leads, and whether it applies now."""

    label: Text
    url: str
    on: bool = False
    icon: str = ""


def tabs(items: Sequence[Tab], *, label: str, **attrs: Attribute) -> SafeString:
    """Views of one page, each an address of its own."""
    links = joined(
        element(
            "a",
            element("span", tab.label),
            NOTHING
            if tab.count is None
            else element(
                "span", str(tab.count), class_=classes("count", "is-due" if tab.due and tab.count else "")
            ),
            class_="tab",
            href=tab.url,
            aria_current="page" if tab.current else None,
        )
        for tab in items
    )
    return element("nav", links, class_="tabs", aria_label=label, **attrs)


def filter_chips(items: Sequence[Chip], *, label: str = "", reset_url: str = "") -> SafeString:
    """Filters in force and on offer; `reset_url` clears them all."""
    chips = joined(
        element(
            "a",
            icon(chip.icon) if chip.icon else NOTHING,
            chip.label,
            icon("close") if chip.on else NOTHING,
            class_=classes("chip", "is-on" if chip.on else ""),
            href=chip.url,
            aria_pressed=None,
            aria_current="true" if chip.on else None,
        )
        for chip in items
    )
    reset = element("a", _("Reset"), class_="btn is-quiet is-small", href=reset_url) if reset_url else NOTHING
    return element("div", chips, reset, class_="chips", role="group", aria_label=label or _("Filters"))


def table(
    content: SafeString,
    *,
    heads: Sequence[str | tuple[str, str]],
    caption: str,
    plain: bool = False,
    **attrs: Attribute,
) -> SafeString:
    """A table in its frame; `content` is the rows; a head is its words, or (words, class) such as ("数量", "number").

    An empty head is a column of acts. The caption is read aloud, not shown. On a phone each row is a card, unless
    `plain`.
    """
    cells = joined(_head(head) for head in heads)
    inner = joined(
        [
            element("caption", caption, class_="unseen"),
            element("thead", element("tr", cells)),
            element("tbody", content),
        ]
    )
    body = element("table", inner, class_=classes("table", "is-plain" if plain else "is-cards"), **attrs)
    return element(
        "div",
        element("div", body, class_="scroll", tabindex="0", role="group", aria_label=caption),
        class_="frame-table",
    )


def _head(head: str | tuple[str, str]) -> SafeString:
    words, look = (head, "") if isinstance(head, str) else head
    if not words:
        return element("th", element("span", _("Acts"), class_="unseen"), scope="col", class_=look or None)
    return element("th", words, scope="col", class_=look or None)


def cursor_pages(*, next_url: str = "", previous_url: str = "", note: str = "") -> SafeString:
    """Older and newer by cursor: no page numbers, no counting; nothing when the list fits."""
    if not (next_url or previous_url):
        return element("div", note, class_="pages") if note else NOTHING
    back = (
        button(_("Previous"), href=previous_url, icon="arrow-left", rel="prev") if previous_url else NOTHING
    )
    onward = button(_("Next"), href=next_url, icon="arrow-right", rel="next") if next_url else NOTHING
    return element(
        "nav",
        element("span", note),
        element("div", back, onward, class_="acts"),
        class_="pages",
        aria_label=_("Pages"),
    )


def bulk_bar(content: SafeString, *, form: str) -> SafeString:
    """Acts on the selected rows; it appears with the first tick. `form` is the id of the form the ticks belong to."""
    count = element(
        "span",
        SafeString("<span data-picked>0</span> "),
        _("selected"),
        class_="bulk-count",
        aria_live="polite",
    )
    clear = button(_("Clear"), kind="quiet", key="Escape", data_pick_none=True)
    return element(
        "div",
        count,
        content,
        clear,
        class_="bulk",
        hidden=True,
        data_bulk=form,
        role="group",
        aria_label=_("Actions on the selected rows"),
    )
