"""Things one presses: buttons, links that look like them, menus, hints at keys."""

from typing import Any, Final

from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from shouwen.base.ranges import bracketed
from shouwen.ui.components.icons import icon as sign
from shouwen.ui.html import NOTHING, Attribute, Text, classes, element, joined

NAMED: Final = {"enter": _("Enter"), "escape": "Esc", "space": _("Space")}


def key_hint(keys: str) -> SafeString:
    """The key that does the same (`N`, `g t`, `Ctrl+Enter`); decoration, the shortcut itself is `data-key`."""
    return element("span", keys, class_="key", aria_hidden="true")


def button(
    label: Text,
    *,
    kind: str = "",
    icon: str = "",
    key: str = "",
    size: str = "",
    href: str = "",
    type: str = "button",
    **attrs: Attribute,
) -> SafeString:
    """A verb to press: `kind` "" | primary | danger | quiet, `size` "" | small | large | wide; `href` makes it a link.

    `key` both shows the hint and binds it. Further attributes go to the element: `hx_post=…`, `data_drawer=True`.
    """
    looks = classes(
        "btn", f"is-{kind}" if kind else "", f"is-{size}" if size else "", str(attrs.pop("class_", "") or "")
    )
    inner = joined(
        [sign(icon) if icon else NOTHING, element("span", label), key_hint(_shown(key)) if key else NOTHING]
    )
    shortcut = key.lower() if key else None
    if href:
        return element("a", inner, class_=looks, href=href, data_key=shortcut, **attrs)
    return element("button", inner, class_=looks, type=type, data_key=shortcut, **attrs)


def icon_button(
    icon: str,
    label: str,
    *,
    kind: str = "quiet",
    size: str = "",
    href: str = "",
    key: str = "",
    **attrs: Attribute,
) -> SafeString:
    """A button that shows only its sign; `label` is read aloud and shown on hover."""
    looks = classes(
        "btn is-bare",
        f"is-{kind}" if kind else "",
        f"is-{size}" if size else "",
        str(attrs.pop("class_", "") or ""),
    )
    title = bracketed(label, _shown(key)) if key else label
    shared: dict[str, Attribute] = {
        "class_": looks,
        "aria_label": label,
        "title": title,
        "data_key": key.lower() or None,
        **attrs,
    }
    return (
        element("a", sign(icon), href=href, **shared)
        if href
        else element("button", sign(icon), type="button", **shared)
    )


def button_group(content: SafeString, *, label: str = "") -> SafeString:
    """Buttons that belong together, as one piece."""
    return element("div", content, class_="btn-group", role="group", aria_label=label or None)


def menu(
    content: SafeString,
    *,
    id: str,
    label: str,
    icon: str = "more",
    text: str = "",
    kind: str = "quiet",
    key: str = "",
) -> SafeString:
    """A button and the list of acts it opens; `content` is made of `menu_item`, `menu_name` and `menu_line`."""
    attrs: dict[str, Any] = {"popovertarget": id, "aria_haspopup": "true", "aria_expanded": "false"}
    opener = (
        button(text, kind=kind, icon=icon, key=key, **attrs)
        if text
        else icon_button(icon, label, kind=kind, key=key, **attrs)
    )
    return joined(
        [
            opener,
            element("div", content, class_="menu", id=id, popover="auto", aria_label=label, role="group"),
        ]
    )


def menu_item(
    label: Text,
    *,
    icon: str = "",
    key: str = "",
    href: str = "",
    danger: bool = False,
    note: str = "",
    **attrs: Attribute,
) -> SafeString:
    """One act in a menu."""
    inner = joined(
        [
            sign(icon) if icon else NOTHING,
            element("span", label),
            element("span", note, class_="menu-note help") if note else NOTHING,
            key_hint(_shown(key)) if key else NOTHING,
        ]
    )
    looks = classes("menu-item", "is-danger" if danger else "")
    shared: dict[str, Attribute] = {"class_": looks, "data_key": key.lower() or None, **attrs}
    if href:
        return element("a", inner, href=href, **shared)
    return element("button", inner, **{"type": "button", **shared})


def menu_name(text: str) -> SafeString:
    """A heading between the acts of a menu."""
    return element("div", text, class_="menu-name")


def menu_line() -> SafeString:
    return SafeString('<div class="menu-line" role="separator"></div>')


def _shown(key: str) -> str:
    """`ctrl+enter` as it is printed: `Ctrl Enter`, single letters in capitals."""
    if len(key) == 1:
        return key.upper()
    return " ".join(
        str(NAMED.get(part.lower(), part.upper() if len(part) == 1 else part.capitalize()))
        for part in key.replace("+", " ").split()
    )
