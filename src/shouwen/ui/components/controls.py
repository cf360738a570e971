"""The controls of a form, written as elements from what their widgets know of themselves.

Django writes each control by a template, and one template costs more than a whole row here.
"""

from typing import Any, Final

from django.forms.boundfield import BoundField
from django.utils.safestring import SafeString

from shouwen.ui.html import NOTHING, element, joined

WIDGETS: Final = "django/forms/widgets/"
INPUTS: Final = frozenset(
    f"{WIDGETS}{name}.html"
    for name in (
        *(
            "text",
            "number",
            "email",
            "url",
            "password",
            "hidden",
            "date",
            "datetime",
            "time",
            "file",
            "input",
        ),
        *("checkbox", "tel", "search", "color"),
    )
)


def control_of(bound: BoundField, attrs: dict[str, Any]) -> SafeString:
    """The control of one field with its value; a widget with a template of its own is left to it."""
    widget = bound.field.widget
    kind = widget.template_name
    if kind not in INPUTS and kind not in (f"{WIDGETS}textarea.html", f"{WIDGETS}select.html"):
        return SafeString(bound.as_widget(attrs=attrs))
    attrs = bound.build_widget_attrs(attrs, widget)
    if bound.auto_id and "id" not in widget.attrs:
        attrs.setdefault("id", bound.auto_id)
    told = widget.get_context(bound.html_name, bound.value(), attrs)["widget"]
    name, value, own = told["name"], told["value"], told["attrs"]
    if kind in INPUTS:
        shown = None if value is None else str(value)
        return element("input", **{"type": told["type"], "name": name, "value": shown} | own)
    if kind == f"{WIDGETS}textarea.html":
        text = SafeString("\n") + str(value) if value else NOTHING  # HTML swallows the first line break
        return element("textarea", text, name=name, **own)
    return element("select", joined(_group(*group) for group in told["optgroups"]), name=name, **own)


def _group(label: str | None, options: list[dict[str, Any]], _place: int) -> SafeString:
    shown = joined(
        element("option", str(option["label"]), value=str(option["value"]), **option["attrs"])
        for option in options
    )
    return element("optgroup", shown, label=str(label)) if label else shown
