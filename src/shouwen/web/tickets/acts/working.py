"""Work on a ticket: contacts, estimates, rests, helpers, what the customer said."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from shouwen.base.ranges import labelled
from shouwen.base.refusals import NotVisible
from shouwen.capabilities.people.models import Person
from shouwen.capabilities.tickets.choices import Channel, Way
from shouwen.capabilities.tickets.commands import (
    ask_in,
    finish_task,
    give_estimate,
    record_contact,
    record_customer_word,
    resume_ticket,
    suspend_ticket,
    urge_ticket,
)
from shouwen.capabilities.tickets.models import Task
from shouwen.capabilities.tickets.permissions import may_finish
from shouwen.domain.workflow import TicketVerb as V
from shouwen.web.fields import choice, instant, text
from shouwen.web.tickets.acts.act import Act, Scene, TicketForm
from shouwen.web.words import choices_of

WAYS = [("", _("Not specified")), *Way.choices]


class ContactForm(TicketForm):
    text = text(_("What was said"), help=_("Or why no contact was needed."))
    way = forms.ChoiceField(label=_("Way"), choices=WAYS, required=False, initial="phone")
    not_needed = forms.BooleanField(label=_("No contact was needed"), required=False)


class EstimateForm(TicketForm):
    until = instant(_("Expected to be done by"))
    reason = text(_("Reason, as the customer reads it"))


class SuspendForm(TicketForm):
    reason = choice(_("What it waits for"), radio=True)
    until = instant(_("Work resumes at"), help=_("Then it resumes by itself."))
    text = text(_("Remark"), required=False, rows=2)

    def prepare(self) -> None:
        self.fields["reason"].choices = choices_of(self.scene.regulation.document.workflow.suspension_reasons)  # type: ignore[attr-defined]


class AskInForm(TicketForm):
    person = forms.ModelChoiceField(
        label=_("Who helps"), queryset=Person.objects.none(), empty_label=_("Please choose")
    )
    wish = text(_("What to do"))
    due_at = instant(_("By when"), required=False)

    def prepare(self) -> None:
        others = colleagues(self.scene).exclude(pk=self.scene.actor.id)
        self.fields["person"].queryset = others  # type: ignore[attr-defined]  # a model choice


class FinishTaskForm(TicketForm):
    task = choice(_("Task"))
    result = text(_("Outcome"))

    def prepare(self) -> None:
        open_tasks = (
            self.scene.ticket.tasks.filter(finished_at__isnull=True).select_related("person").order_by("pk")
        )
        choices = [
            (str(task.pk), labelled(task.person.name, task.wish[:40]))
            for task in open_tasks
            if may_finish(self.scene.actor, task, self.scene.ticket)
        ]
        self.fields["task"].choices = choices  # type: ignore[attr-defined]  # a choice
        if not choices:
            self.nothing_to_choose = _("There is no open task of a helper here that you could finish.")


class HearForm(TicketForm):
    text = text(_("What the customer said"))
    channel = forms.ChoiceField(label=_("Channel"), choices=Channel.choices, initial="phone")


class UrgeForm(TicketForm):
    text = text(_("In the customer's words"), required=False, rows=2)


def colleagues(scene: Scene) -> Any:
    """The active persons the actor may see, by name."""
    return Person.objects.visible_to(scene.actor).active().order_by("name")


def _contact(scene: Scene, values: dict[str, Any]) -> Any:
    return record_contact(
        **scene.usual, text=values["text"], way=values["way"], needed=not values["not_needed"]
    )


def _finish(scene: Scene, values: dict[str, Any]) -> Any:
    task = Task.objects.select_related("ticket").filter(pk=values["task"], ticket=scene.ticket).first()
    if task is None:
        raise NotVisible(task=values["task"])
    return finish_task(task=task, result=values["result"], actor=scene.actor, at=scene.at)


def _hear(scene: Scene, values: dict[str, Any]) -> Any:
    return record_customer_word(
        ticket=scene.ticket, actor=scene.actor, at=scene.at, author_name=_caller(scene), **values
    )


def _caller(scene: Scene) -> str:
    ticket = scene.ticket
    return ticket.contact.name if ticket.contact else ticket.caller_name


ACTS = (
    Act("contact", V.CONTACT, _contact, _("Contact recorded"), "call", form=ContactForm),
    Act(
        "estimate",
        V.ESTIMATE,
        lambda scene, values: give_estimate(**scene.usual, **values),
        _("Estimate given; the customer is told"),
        "calendar",
        form=EstimateForm,
    ),
    Act(
        "suspend",
        V.SUSPEND,
        lambda scene, values: suspend_ticket(**scene.usual, **values),
        _("Suspended; it goes on by itself at that time"),
        "pause",
        form=SuspendForm,
        key="s",
    ),
    Act(
        "resume",
        V.RESUME,
        lambda scene, values: resume_ticket(**scene.usual),
        _("Work resumed"),
        "play",
        key="s",
    ),
    Act(
        "ask-in",
        V.ASK_IN,
        lambda scene, values: ask_in(**scene.usual, **values),
        _("Help requested"),
        "people",
        form=AskInForm,
    ),
    Act("finish-task", V.FINISH_TASK, _finish, _("Task finished"), "check", form=FinishTaskForm),
    Act("hear", V.HEAR, _hear, _("Written down"), "customer", form=HearForm),
    Act(
        "urge",
        V.URGE,
        lambda scene, values: urge_ticket(ticket=scene.ticket, actor=scene.actor, at=scene.at, **values),
        _("Urged; who works on it is told"),
        "urge",
        form=UrgeForm,
    ),
)
