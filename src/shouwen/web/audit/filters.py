"""What the browser of the journal is narrowed by."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from shouwen.base.asked import whole
from shouwen.base.models import Fact, Subject
from shouwen.capabilities.people.models import Person
from shouwen.capabilities.regulations.queries import Compiled, active_regulation
from shouwen.capabilities.tickets.models import Ticket
from shouwen.domain.regulation.facts import VERB_OF
from shouwen.ui.dates import MISSING
from shouwen.web.audit.naming import NAMED
from shouwen.web.fields import day_picker
from shouwen.web.regulations.wording import FACTS


class FilterForm(forms.Form):
    """Unknown keys are ignored, as on every page one only reads."""

    person = forms.ModelChoiceField(
        label=_("Person"), queryset=Person.objects.none(), required=False, empty_label=_("Anybody")
    )
    kind = forms.ChoiceField(label=_("About"), required=False)
    name = forms.CharField(label=_("Fact"), required=False, max_length=60)
    subject = forms.CharField(label=_("Number"), required=False, max_length=24)
    since = forms.DateField(label=_("From"), required=False, widget=day_picker())
    until = forms.DateField(label=_("Until"), required=False, widget=day_picker())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["person"].queryset = Person.objects.order_by("name", "pk")
        fields["person"].label_from_instance = lambda person: person.name
        kinds = Subject.objects.order_by("kind").values_list("kind", flat=True).distinct()
        fields["kind"].choices = [("", _("Everything")), *((kind, kind_words(kind)) for kind in kinds)]


LAST_DAY = date.max - timedelta(days=2)
KINDS = {
    "ticket": _("Ticket"),
    "regulation": _("Regulation"),
    "person": _("Person"),
    "role": _("Role"),
    "team": _("Team"),
    "skill": _("Skill"),
    "customer": _("Customer"),
    "contact": _("Contact"),
    "contract": _("Contract"),
    "site": _("Site"),
    "product": _("Product"),
    "asset": _("Asset"),
    "mailbox": _("Mailbox"),
    "intake": _("Request"),
    "call": _("Phone call"),
    "holidays": _("Public holidays"),
    "job": _("Task"),
}


DOORS = {
    "web": _("web page"),
    "api": _("API"),
    "portal": _("portal"),
    "mail": _("mail"),
    "phone": _("phone"),
    "cli": _("command line"),
    "worker": _("worker"),
    "demo": _("demo"),
    "none": MISSING,
}


def kind_words(kind: str) -> str:
    return str(KINDS.get(kind, kind))


def door_words(via: str) -> str:
    return str(DOORS.get(via, via))


def fact_words(regulation: Compiled, name: str) -> str:
    """What a fact is called, or in `regulation` the verb it tells of; empty where there is no word for it."""
    if words := FACTS.get(name) or NAMED.get(name):
        return str(words)
    verb = VERB_OF.get(name)
    return regulation.verb_name(verb) if verb else ""


@dataclass(frozen=True, slots=True)
class Choice:
    """The filters that are set."""

    person: Person | None = None
    kind: str = ""
    name: str = ""
    subject: str = ""
    since: date | None = None
    until: date | None = None

    @property
    def is_set(self) -> bool:
        return any((self.person, self.kind, self.name, self.subject, self.since, self.until))

    def query(self, **more: object) -> str:
        told = {
            "person": self.person.pk if self.person else "",
            "kind": self.kind,
            "name": self.name,
            "subject": self.subject,
            "since": self.since or "",
            "until": self.until or "",
            **more,
        }
        return urlencode({key: value for key, value in told.items() if value != ""})

    def facts(self) -> QuerySet[Fact]:
        """The facts that fit, newest first."""
        found = Fact.objects.select_related("subject").order_by("-pk")
        if self.person:
            found = found.filter(actor_kind="person", actor_id=self.person.pk)
        if self.kind:
            found = found.filter(subject__kind=self.kind)
        if self.name:
            found = found.filter(Q(name__startswith=self.name) | Q(name__in=_called(self.name)))
        if self.subject:
            found = found.filter(subject_id__in=_subjects(self.subject))
        if self.since:
            found = found.filter(recorded_at__gte=_midnight(self.since))
        if self.until:
            found = found.filter(recorded_at__lt=_midnight(min(self.until, LAST_DAY) + timedelta(days=1)))
        return found


def chosen(form: FilterForm) -> Choice:
    """The filters of `form`; those that are wrong are left out."""
    form.is_valid()
    values: dict[str, Any] = {
        name: form.cleaned_data.get(name)
        for name in Choice.__dataclass_fields__
        if form.cleaned_data.get(name)
    }
    return Choice(**values)


def _subjects(number: str) -> list[int]:
    """The subject with this ticket number, or with this id."""

    if (subject := whole(number)) is not None:
        return [subject]
    return list(Ticket.objects.filter(number=number.strip().upper()).values_list("pk", flat=True))


def _called(words: str) -> list[str]:
    """The facts whose name in the reader's language holds these words."""
    regulation, wanted = active_regulation(), words.strip().casefold()
    known = {*FACTS, *NAMED, *VERB_OF}
    return [name for name in sorted(known) if wanted in fact_words(regulation, name).casefold()]


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
