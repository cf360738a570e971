"""What lies over the page: drawer, dialog, toast."""

from typing import Any, Final

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from shouwen.ui.components.buttons import button, icon_button
from shouwen.ui.components.icons import icon
from shouwen.ui.html import NOTHING, Text, element, escaped, joined

DOT: Final = " · "
TONES = {"good": "check", "bad": "alert", "warn": "alert", "info": "info"}


def drawer(content: SafeString, *, title: Text, id: str, wide: bool = False, foot: Text = "") -> SafeString:
    """A panel that slides over the page, opened by `data-open="<id>"`; for addresses `data-drawer` is enough."""
    look = "drawer is-wide" if wide else "drawer"
    body = element("div", content, class_="drawer-body")
    return element(
        "dialog",
        _head("drawer-head", title, id),
        body,
        _foot("drawer-foot", foot),
        class_=look,
        id=id,
        aria_labelledby=f"{id}-title",
    )


def dialog(content: SafeString, *, title: Text, id: str, foot: Text = "", wide: bool = False) -> SafeString:
    """A question that wants an answer now, opened by `data-open="<id>"`, closed by `data-close` or Esc."""
    look = "dialog is-wide" if wide else "dialog"
    body = element("div", content, class_="dialog-body")
    return element(
        "dialog",
        _head("dialog-head", title, id),
        body,
        _foot("dialog-foot", foot),
        class_=look,
        id=id,
        aria_labelledby=f"{id}-title",
    )


def toast(text: Text, *, tone: str = "good", undo_url: str = "", seconds: int | None = None) -> SafeString:
    """What was just done, for ten seconds with its undo, else four; failures (`tone` bad) stay until closed."""
    undo = button(_("Undo"), kind="quiet", icon="undo", data_undo=undo_url, key="z") if undo_url else NOTHING
    stays = seconds if seconds is not None else 0 if tone == "bad" else 10 if undo_url else 4
    shut = icon_button("close", _("Close"), data_toast_close=True)
    return element(
        "div",
        icon(TONES[tone]),
        element("div", _parts(text), class_="toast-text"),
        undo,
        shut,
        class_=f"toast is-{tone}",
        data_toast=str(stays),
        role="alert" if tone == "bad" else None,
    )


def _parts(text: Text) -> SafeString:
    """`SD-20261117-0002 · done` in two: the dot is drawn between them only where they stand on one line."""
    return joined(element("span", SafeString(part)) for part in escaped(text).split(DOT))


def toast_patterns() -> SafeString:
    """The toasts that scripts fill with what an answer's header says, one pattern per tone."""
    return joined(
        element(
            "template",
            toast("", tone=tone, undo_url="-", seconds=0 if tone == "bad" else 4),
            id=f"toast-{tone}",
        )
        for tone in TONES
    )


def flashed(message: Any) -> SafeString:
    """A message that a view left for the next page: its tags are the tone and the address of its undo."""
    tone, _blank, undo_url = (message.extra_tags or "good").partition(" ")
    return toast(str(message), tone=tone if tone in TONES else "info", undo_url=undo_url)


def _head(look: str, title: Text, id: str) -> SafeString:
    return element(
        "div",
        element("h2", title, id=f"{id}-title"),
        icon_button("close", _("Close"), data_close=True),
        class_=look,
    )


def _foot(look: str, foot: Text) -> SafeString:
    return element("div", foot, class_=look) if foot else NOTHING
