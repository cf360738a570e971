"""Forms of what is made of a call."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from shouwen.base.actors import Actor
from shouwen.capabilities.customers.models import Contact, Customer
from shouwen.web.acting import ActForm
from shouwen.web.fields import text


class BackForm(ActForm):
    note = text(_("Who was reached"), rows=2)


class TicketForm(ActForm):
    number = forms.CharField(
        label=_("Ticket number"),
        max_length=24,
        widget=forms.TextInput(attrs={"class": "mono", "autocomplete": "off"}),
    )


class CallerForm(ActForm):
    """A contact, or somebody else at a customer, out of those that were found."""

    find = forms.CharField(label=_("Customer or contact"), max_length=60, required=False)
    contact = forms.ModelChoiceField(queryset=Contact.objects.none(), required=False)
    customer = forms.ModelChoiceField(queryset=Customer.objects.none(), required=False)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, auto_id="caller_%s", **kwargs)  # the form of a new ticket may stand over it
        fields: dict[str, Any] = self.fields
        fields["contact"].queryset = Contact.objects.visible_to(actor).select_related("customer")
        fields["customer"].queryset = Customer.objects.visible_to(actor)
