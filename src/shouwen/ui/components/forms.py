"""Asking: labels above, one column, the sentence of error under its field."""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple
from uuid import uuid4

from django.forms import BaseForm, widgets
from django.forms.boundfield import BoundField
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from shouwen.ui.components.controls import control_of
from shouwen.ui.components.icons import icon
from shouwen.ui.html import NOTHING, Attribute, Text, classes, element, joined


class Choice(NamedTuple):
    """One of several values to choose from."""

    value: str
    label: Text
    chosen: bool = False
    note: str = ""


def key_field() -> SafeString:
    """The idempotency key of a form: two submissions of the same page count once."""
    return element("input", type="hidden", name="idempotency_key", value=str(uuid4()))


def field(
    bound: BoundField, *, label: str = "", help: Text = "", aside: str = "", **attrs: Attribute
) -> SafeString:
    """One row of a Django form: label, control, help, error sentence, tied together for screen readers."""
    if bound.is_hidden:
        return control_of(bound, {})
    help = help or str(bound.help_text)
    name = label or str(bound.label)
    widget = bound.field.widget
    shown = control_of(bound, _control_attrs(bound, widget, bool(help), attrs))
    notes = joined(
        [
            element("div", help, class_="help", id=f"{bound.id_for_label}-help") if help else NOTHING,
            _error_line(f"{bound.id_for_label}-error", [str(error) for error in bound.errors]),
        ]
    )
    if isinstance(widget, widgets.CheckboxInput):
        return element(
            "div", element("label", shown, element("span", name), class_="tick"), notes, class_="field"
        )
    if isinstance(widget, (widgets.RadioSelect, widgets.CheckboxSelectMultiple)):
        options = joined(_option(option) for option in bound.subwidgets)
        legend = element("legend", _label_text(name, bound.field.required, aside), class_="field-name")
        return element(
            "fieldset",
            legend,
            element("div", options, class_="ticks"),
            notes,
            class_="field",
            aria_invalid="true" if bound.errors else None,
        )
    title = element("label", _label_text(name, bound.field.required, aside), for_=bound.id_for_label)
    return element("div", title, shown, notes, class_="field")


def form_fields(form: BaseForm, *, refused: str = "") -> SafeString:
    """All rows of a form, the sentences that belong to no field first, under the words `refused`."""
    errors = [str(error) for error in form.non_field_errors()]
    return joined([error_summary(errors, title=refused), *(field(bound) for bound in form)])


def error_summary(errors: Iterable[str], *, title: str = "") -> SafeString:
    """What is wrong with the whole form; nothing when nothing is."""
    sentences = list(errors)
    if not sentences:
        return NOTHING
    head = element("h3", title or _("This can't be saved yet"))
    lines = joined(element("p", sentence) for sentence in sentences)
    return element(
        "div", icon("alert"), element("div", head, lines), class_="banner is-bad", role="alert", tabindex="-1"
    )


def text_input(
    name: str,
    *,
    label: str,
    value: Text = "",
    type: str = "text",
    required: bool = False,
    help: Text = "",
    error: str = "",
    hide_label: bool = False,
    **attrs: Attribute,
) -> SafeString:
    """A one-line field that is not part of a Django form."""
    control = element(
        "input",
        type=type,
        name=name,
        value=value or None,
        **_own_attrs("input", name, required, help, error, attrs),
    )
    return _own_row(control, name, label, required, help, error, hide_label, attrs)


def text_area(
    name: str,
    *,
    label: str,
    value: Text = "",
    rows: int = 4,
    required: bool = False,
    help: Text = "",
    error: str = "",
    hide_label: bool = False,
    **attrs: Attribute,
) -> SafeString:
    """A field of several lines that grows with its text."""
    control = element(
        "textarea", value, name=name, rows=rows, **_own_attrs("textarea", name, required, help, error, attrs)
    )
    return _own_row(control, name, label, required, help, error, hide_label, attrs)


def select_box(
    name: str,
    choices: Sequence[Choice | tuple[Any, ...]],
    *,
    label: str,
    value: object = "",
    required: bool = False,
    help: Text = "",
    error: str = "",
    hide_label: bool = False,
    **attrs: Attribute,
) -> SafeString:
    """One of several in a drop-down; `value` is the one chosen."""
    options = joined(
        element(
            "option",
            choice.label,
            value=str(choice.value),
            selected=choice.chosen or str(choice.value) == str(value),
        )
        for choice in (Choice(*choice) for choice in choices)
    )
    control = element(
        "select", options, name=name, **_own_attrs("select", name, required, help, error, attrs)
    )
    return _own_row(control, name, label, required, help, error, hide_label, attrs)


def check_box(
    name: str, label: Text, *, value: str = "on", checked: bool = False, **attrs: Attribute
) -> SafeString:
    """A tick with its words beside it."""
    return element(
        "label",
        element("input", type="checkbox", name=name, value=value, checked=checked, **attrs),
        element("span", label),
        class_="tick",
    )


def choice_chips(
    name: str,
    choices: Sequence[Choice | tuple[Any, ...]],
    *,
    label: str,
    value: object = None,
    many: bool = False,
    large: bool = False,
    required: bool = False,
    help: Text = "",
    error: str = "",
) -> SafeString:
    """A few values as chips one taps; one of them, or `many`. A choice's `note` stands below its word."""
    shape = classes("chip", "is-large" if large else "")
    chips = joined(
        element(
            "label",
            element(
                "input",
                type="checkbox" if many else "radio",
                name=name,
                value=str(choice.value),
                checked=choice.chosen or choice.value == value,
            ),
            element("span", element("span", choice.label), element("small", choice.note))
            if choice.note
            else element("span", choice.label),
            class_=shape,
        )
        for choice in (Choice(*choice) for choice in choices)
    )
    return element(
        "fieldset",
        element("legend", _label_text(label, required, ""), class_="field-name"),
        element("div", help, class_="help") if help else NOTHING,
        element("div", chips, class_="chips"),
        _error_line(f"id_{name}-error", [error] if error else []),
        class_="field",
        aria_invalid="true" if error else None,
    )


def search_field(*, name: str = "q", value: str = "", label: str = "", **attrs: Attribute) -> SafeString:
    """A field to narrow a list by words."""
    words = label or _("Search")
    shared: dict[str, Attribute] = {"placeholder": words, "aria_label": words, "autocomplete": "off", **attrs}
    return element(
        "div",
        icon("search"),
        element("input", type="search", name=name, value=value or None, class_="input", **shared),
        class_="search-field",
    )


def _control_attrs(
    bound: BoundField, widget: widgets.Widget, has_help: bool, attrs: dict[str, Attribute]
) -> dict[str, Any]:
    kind = (
        "select"
        if isinstance(widget, widgets.Select)
        else "textarea"
        if isinstance(widget, widgets.Textarea)
        else "input"
    )
    plain = isinstance(widget, (widgets.CheckboxInput, widgets.RadioSelect, widgets.CheckboxSelectMultiple))
    described = [
        f"{bound.id_for_label}-{part}"
        for part, there in (("help", has_help), ("error", bool(bound.errors)))
        if there
    ]
    own: dict[str, Any] = {} if plain else {"class": classes(kind, widget.attrs.get("class", ""))}
    own |= {
        key.rstrip("_").replace("__", ":").replace("_", "-"): value
        for key, value in attrs.items()
        if value is not None
    }
    if described:
        own["aria-describedby"] = " ".join(described)
    if bound.errors:
        own["aria-invalid"] = "true"
    return own


def _own_attrs(
    kind: str, name: str, required: bool, help: Text, error: str, attrs: dict[str, Attribute]
) -> dict[str, Attribute]:
    identity = str(attrs.get("id") or f"id_{name}")
    described = [f"{identity}-{part}" for part, there in (("help", help), ("error", error)) if there]
    return {
        "class_": kind,
        "id": identity,
        "required": required,
        "aria_invalid": "true" if error else None,
        "aria_describedby": " ".join(described) or None,
        **{key: value for key, value in attrs.items() if key != "id"},
    }


def _own_row(
    control: SafeString,
    name: str,
    label: str,
    required: bool,
    help: Text,
    error: str,
    hide_label: bool,
    attrs: dict[str, Attribute],
) -> SafeString:
    identity = str(attrs.get("id") or f"id_{name}")
    title = element(
        "label", _label_text(label, required, ""), for_=identity, class_="unseen" if hide_label else None
    )
    notes = element("div", help, class_="help", id=f"{identity}-help") if help else NOTHING
    return element(
        "div",
        title,
        control,
        notes,
        _error_line(f"{identity}-error", [error] if error else []),
        class_="field",
    )


def _label_text(name: str, required: bool, aside: str) -> SafeString:
    need = element("span", "*", class_="field-need", aria_hidden="true") if required else NOTHING
    return joined([name, need, element("span", aside, class_="field-aside") if aside else NOTHING])


def _error_line(identity: str, errors: Iterable[str]) -> SafeString:
    sentences = " ".join(str(error) for error in errors)
    return (
        element("div", icon("alert"), element("span", sentences), class_="field-error", id=identity)
        if sentences
        else NOTHING
    )


def _option(option: Any) -> SafeString:
    control = SafeString(option.tag(wrap_label=False) if callable(option.tag) else str(option))
    return element("label", control, element("span", option.choice_label), class_="tick")
