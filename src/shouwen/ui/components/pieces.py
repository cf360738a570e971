"""Blocks that pages are made of: heads, cards, figures, steps, empty states."""

from collections.abc import Iterable, Sequence
from typing import Any, Literal, NamedTuple

from django.template.defaultfilters import filesizeformat
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from shouwen.ui.components.buttons import button, key_hint
from shouwen.ui.components.icons import icon as sign
from shouwen.ui.dates import MISSING
from shouwen.ui.html import NOTHING, Attribute, Text, classes, element, joined

BannerTone = Literal["info", "good", "warn", "bad", ""]


class Fact(NamedTuple):
    """A term and its value; an empty value is written `--`."""

    term: Text
    value: Text


class Step(NamedTuple):
    """A stage of a way: done, now or ahead; `note` is its time or its person."""

    name: Text
    state: Literal["done", "now", "ahead"]
    note: Text = ""


def page_head(
    content: SafeString, *, title: Text, help: Text = "", crumbs: Sequence[tuple[str, str]] = ()
) -> SafeString:
    """The title of a page with its acts (`content`) at the right; `crumbs` are (words, url) of the pages above."""
    way = joined((element("a", words, href=url) for words, url in crumbs), " / ")
    line = element("nav", way, class_="crumbs", aria_label=_("Where this page is")) if crumbs else NOTHING
    note = element("p", help, class_="help") if help else NOTHING
    tray = element("div", content, class_="acts") if content.strip() else NOTHING
    return joined([line, element("div", element("h1", title), tray, note, class_="page-head")])


def card(
    content: SafeString,
    *,
    title: Text = "",
    acts: SafeString = NOTHING,
    id: str = "",
    flush: bool = False,
    **attrs: Attribute,
) -> SafeString:
    """A bordered block; `flush` lets a table or list reach its edges."""
    head = element("div", element("h2", title), acts, class_="card-head") if title else NOTHING
    body = content if flush else element("div", content, class_="card-body")
    return element("section", head, body, class_="card", id=id or None, **attrs)


def stat_tile(
    name: Text,
    figure: Text | int,
    *,
    unit: str = "",
    note: Text = "",
    href: str = "",
    tone: str = "",
    icon: str = "",
    explain: str = "",
    key: str = "",
) -> SafeString:
    """A figure and what it counts; `href` leads to the records behind it, and so does `key`.

    `explain` (its definition) shows on hover.
    """
    inner = joined(
        [
            element(
                "span",
                sign(icon) if icon else NOTHING,
                element("span", name),
                key_hint(key) if key else NOTHING,
                class_="tile-name",
            ),
            element(
                "span",
                str(figure) if isinstance(figure, int) else figure,
                element("small", unit) if unit else NOTHING,
                class_="figure",
            ),
            element("span", note, class_="tile-note") if note else NOTHING,
        ]
    )
    look = classes("tile", f"is-{tone}" if tone else "")
    return (
        element("a", inner, class_=look, href=href, title=explain or None, data_key=key or None)
        if href
        else element("div", inner, class_=look, title=explain or None)
    )


def facts(items: Iterable[Fact | tuple[Text, Text]], *, stacked: bool = False) -> SafeString:
    """Terms and values: side by side, or `stacked` in as many columns as fit."""
    pairs = [Fact(*item) for item in items]
    lines = [joined([element("dt", term), element("dd", value or MISSING)]) for term, value in pairs]
    return element(
        "dl",
        joined(element("div", line) for line in lines) if stacked else joined(lines),
        class_=classes("facts", "is-stacked" if stacked else ""),
    )


def banner(
    content: SafeString,
    *,
    tone: BannerTone = "info",
    title: Text = "",
    icon: str = "",
    acts: SafeString = NOTHING,
    live: bool = False,
) -> SafeString:
    """Something the page has to say before anything else."""
    usual = {"info": "info", "good": "check", "warn": "alert", "bad": "alert", "": "info"}[tone]
    head = element("h2", title) if title else NOTHING
    return element(
        "div",
        sign(icon or usual),
        element("div", head, content),
        acts,
        class_=classes("banner", f"is-{tone}" if tone else ""),
        role="status" if live else None,
    )


def empty_state(
    title: Text,
    *,
    why: Text = "",
    icon: str = "inbox",
    act: str = "",
    href: str = "",
    good: bool = False,
    **attrs: Attribute,
) -> SafeString:
    """Why there is nothing here, and the one next act; `good` when nothing is good news."""
    more: dict[str, Any] = dict(attrs)
    next_act = button(act, kind="primary", href=href, **more) if act else NOTHING
    text = element("p", why) if why else NOTHING
    return element(
        "div",
        element("span", sign(icon, size="large"), class_="empty-sign"),
        element("h2", title),
        text,
        next_act,
        class_=classes("empty", "is-good" if good else ""),
    )


def steps_bar(
    steps: Sequence[Step | tuple[Text, str] | tuple[Text, str, Text]], *, label: str = ""
) -> SafeString:
    """How far something has come, step by step."""
    return element(
        "ol",
        joined(_step(number, Step(*step)) for number, step in enumerate(steps, 1)),
        class_="steps",
        aria_label=label or _("Progress"),
    )


def _step(number: int, step: Step) -> SafeString:
    words = {"done": _("done"), "now": _("now"), "ahead": ""}[step.state]
    mark = sign("check") if step.state == "done" else str(number)
    told = element("span", f"({words})", class_="unseen") if words else NOTHING
    text = element(
        "span",
        element("span", step.name, class_="step-name"),
        told,
        element("small", step.note) if step.note else NOTHING,
    )
    return element(
        "li",
        element("span", mark, class_="step-sign", aria_hidden="true"),
        text,
        class_=f"step is-{step.state}",
        aria_current="step" if step.state == "now" else None,
    )


def file_thumb(name: str, url: str, *, size: int = 0, picture_url: str = "") -> SafeString:
    """A file one opens: its picture or a sign, its name, its size."""
    face = (
        element("img", src=picture_url, alt="", class_="file-face", width=36, height=36, loading="lazy")
        if picture_url
        else element("span", sign("file"), class_="file-face")
    )
    text = element(
        "span",
        element("span", name, class_="file-name"),
        element("small", filesizeformat(size)) if size else NOTHING,
    )
    return element("a", face, text, class_="file", href=url, title=name, target="_blank", rel="noopener")


def progress(done: int, total: int, *, label: str) -> SafeString:
    """How much of a long piece of work is done."""
    return element(
        "progress",
        f"{done}/{total}",
        class_="meter",
        value=str(done),
        max=str(max(total, 1)),
        aria_label=label,
    )
