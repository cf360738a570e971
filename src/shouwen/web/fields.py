"""Fields that many forms have: several lines, an instant, one of several, time worked."""

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

DATE_TIME = "%Y-%m-%dT%H:%M"


def text(
    label: Promise | str, *, required: bool = True, rows: int = 3, help: Promise | str = ""
) -> forms.CharField:
    """A field of several lines."""
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, widget=widget, required=required, help_text=help, max_length=20_000)


def instant(label: Promise | str, *, required: bool = True, help: Promise | str = "") -> forms.DateTimeField:
    """A date and time of the reader's zone."""
    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format=DATE_TIME)
    return forms.DateTimeField(
        label=label,
        widget=widget,
        required=required,
        help_text=help,
        input_formats=[DATE_TIME, "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M:%S"],
    )


def choice(
    label: Promise | str, *, required: bool = True, radio: bool = False, help: Promise | str = ""
) -> forms.ChoiceField:
    """One of several; the choices are the ticket's own, given in `prepare`."""
    return forms.ChoiceField(
        label=label,
        required=required,
        help_text=help,
        widget=forms.RadioSelect() if radio else forms.Select(),
    )


def minutes() -> forms.IntegerField:
    """Time spent, at most a day; may be left out."""
    return forms.IntegerField(label=_("Minutes worked"), required=False, min_value=0, max_value=1440)
