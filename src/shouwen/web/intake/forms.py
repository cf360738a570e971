"""Forms of sorting a request."""

from django import forms
from django.utils.translation import gettext_lazy as _

from shouwen.web.acting import ActForm


class AppendForm(ActForm):
    number = forms.CharField(
        label=_("Ticket number"),
        max_length=24,
        widget=forms.TextInput(attrs={"class": "mono", "autocomplete": "off"}),
    )


class DismissForm(ActForm):
    reason = forms.CharField(label=_("Reason"), max_length=500)
