"""Coordination meetings: one is called, and what came of it is put on record or put right."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.db.models import Case, QuerySet, When
from django.utils.translation import gettext_lazy as _

from shouwen.capabilities.people.models import Person
from shouwen.capabilities.tickets.choices import Remote
from shouwen.capabilities.tickets.commands import keep_meeting, open_meeting
from shouwen.capabilities.tickets.facts import MEETING_CORRECTED, MEETING_HELD, MEETING_OPENED
from shouwen.capabilities.tickets.models import Meeting
from shouwen.capabilities.tickets.queries.meetings import MeetingTold, meetings_of
from shouwen.domain.workflow import TicketVerb as V
from shouwen.web.fields import instant, text
from shouwen.web.tickets.acts.act import Act, Scene, TicketForm
from shouwen.web.tickets.acts.working import colleagues


class OpenForm(TicketForm):
    invited = forms.ModelMultipleChoiceField(
        label=_("Who takes part"),
        queryset=Person.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("They see the ticket from now on and are told."),
    )
    about = text(_("What it is about"), required=False, rows=2)

    def prepare(self) -> None:
        ticket = self.scene.ticket
        at_work = [pk for pk in (ticket.owner_id, ticket.responsible_id, ticket.handler_id) if pk]
        self.fields["invited"].queryset = _first(at_work, self.scene)  # type: ignore[attr-defined]  # a model choice
        self.initial.setdefault("invited", at_work)


class KeepForm(TicketForm):
    meeting = forms.ModelChoiceField(queryset=Meeting.objects.none(), widget=forms.HiddenInput)
    held_at = instant(_("Held at"))
    attended = forms.ModelMultipleChoiceField(
        label=_("Who was present"), queryset=Person.objects.none(), widget=forms.CheckboxSelectMultiple
    )
    cause = text(_("Cause found"), required=False, rows=2, help=_("Leave it empty while it is not known."))
    remote = forms.ChoiceField(
        label=_("Can it be solved remotely?"), choices=Remote.choices, widget=forms.RadioSelect
    )
    decided = text(_("What was decided"), help=_("Who does what by when."))

    def prepare(self) -> None:
        found = meetings_of(self.scene.ticket.pk)
        self.fields["meeting"].queryset = Meeting.objects.filter(pk__in=[one.meeting.pk for one in found])  # type: ignore[attr-defined]  # a model choice
        asked = str(self.data.get("meeting") or self.initial.get("meeting") or "")
        told = next((one for one in found if str(one.meeting.pk) == asked), None) or next(iter(found), None)
        if told is None:
            self.asked_first.append(str(_("No meeting has been called yet.")))
        else:
            self.initial = {**self.initial, **_as_it_reads(told, self.scene)}
        part = [person.pk for person in (*told.invited, *told.attended)] if told else []
        self.fields["attended"].queryset = _first(part, self.scene)  # type: ignore[attr-defined]  # as above


def _first(persons: Iterable[int], scene: Scene) -> QuerySet[Person]:
    """The colleagues to choose from, those `persons` before the others."""
    is_first = Case(When(pk__in=set(persons), then=0), default=1)
    found: QuerySet[Person] = colleagues(scene).order_by(is_first, "name", "pk")
    return found


def _as_it_reads(told: MeetingTold, scene: Scene) -> dict[str, Any]:
    """The record as it is; where there is none yet, those invited and this instant."""
    row = told.meeting
    return {
        "meeting": row.pk,
        "held_at": row.held_at or scene.at,
        "attended": [person.pk for person in (told.attended or told.invited)],
        "cause": row.cause,
        "remote": row.remote,
        "decided": row.decided,
    }


def _open(scene: Scene, values: dict[str, Any]) -> Meeting:
    return open_meeting(**scene.usual, invited=tuple(values["invited"]), about=values["about"])


def _keep(scene: Scene, values: dict[str, Any]) -> Meeting:
    written = {**values, "attended": tuple(values["attended"])}
    return keep_meeting(**written, actor=scene.actor, at=scene.at, seen=scene.seen)


ACTS = (
    Act(
        "open-meeting",
        V.ASK_IN,
        _open,
        _("Coordination meeting called; those who take part are told"),
        "people",
        form=OpenForm,
        fact=MEETING_OPENED,
        title=_("Call a coordination meeting"),
        help=_("Call it at once; the promise to meet is kept when the record says that it was held."),
    ),
    Act(
        "keep-meeting",
        V.FINISH_TASK,
        _keep,
        _("The meeting is recorded"),
        "note",
        form=KeepForm,
        fact=MEETING_HELD,
        title=_("Record the coordination meeting"),
        help=_("Every version stays in the timeline; correct it whenever more is known."),
    ),
    Act(
        "correct-meeting",
        V.FINISH_TASK,
        _keep,
        _("The record is corrected; the earlier version stays in the timeline"),
        "edit",
        form=KeepForm,
        fact=MEETING_CORRECTED,
        title=_("Correct the record of the meeting"),
    ),
)
