"""Fields that many forms have: several lines, an instant, one of several, time worked; and what they offer."""

from typing import TYPE_CHECKING, Any, TypeAlias
from zoneinfo import available_timezones

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from shouwen.base.languages import name_in

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

Label: TypeAlias = "str | _StrPromise"
"""Words that may be translated only when they are read."""
DATE_TIME = "%Y-%m-%dT%H:%M"


def day_picker() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


def clock_picker() -> forms.TimeInput:
    return forms.TimeInput(attrs={"type": "time"}, format="%H:%M")


def instant_picker() -> forms.DateTimeInput:
    return forms.DateTimeInput(attrs={"type": "datetime-local"}, format=DATE_TIME)


def text(label: Label, *, required: bool = True, rows: int = 3, help: Label = "") -> forms.CharField:
    """A field of several lines."""
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, widget=widget, required=required, help_text=help, max_length=20_000)


def instant(label: Label, *, required: bool = True, help: Label = "") -> forms.DateTimeField:
    """A date and time of the reader's zone."""
    return forms.DateTimeField(
        label=label,
        widget=instant_picker(),
        required=required,
        help_text=help,
        input_formats=[DATE_TIME, "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M:%S"],
    )


def choice(
    label: Label, *, required: bool = True, radio: bool = False, help: Label = ""
) -> forms.ChoiceField:
    """One of several; which they are is given once the thing it is asked about is known."""
    return forms.ChoiceField(
        label=label,
        required=required,
        help_text=help,
        widget=forms.RadioSelect() if radio else forms.Select(),
    )


def minutes() -> forms.IntegerField:
    """Time spent, at most a day; may be left out."""
    return forms.IntegerField(label=_("Minutes worked"), required=False, min_value=0, max_value=1440)


def zone_choices() -> list[tuple[str, str]]:
    """Every time zone that has a place in its name."""
    return [(zone, zone.replace("_", " ")) for zone in sorted(available_timezones()) if "/" in zone]


def offer(field: forms.Field, rows: QuerySet[Any]) -> None:
    """Let `field` choose among `rows`, each under the name people use."""
    field.queryset = rows  # type: ignore[attr-defined]  # only fields of rows are given here
    field.label_from_instance = lambda row: name_in(row.names) if hasattr(row, "names") else row.name  # type: ignore[attr-defined]
