"""Towards the end: proposal, workaround, completion, what the customer confirmed, closing, reopening, cancelling."""

from typing import Any, NamedTuple

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from shouwen.base.ranges import labelled
from shouwen.base.sentences import filled
from shouwen.capabilities.customers.queries.services import owed_by
from shouwen.capabilities.people.choices import TeamLine
from shouwen.capabilities.tickets.approval import CHANGE_APPROVED
from shouwen.capabilities.tickets.choices import Restored, Way
from shouwen.capabilities.tickets.closing import closing_rule, missing, still_missing
from shouwen.capabilities.tickets.commands import (
    cancel_ticket,
    close_ticket,
    complete_ticket,
    confirm_solution,
    count_services,
    propose_solution,
    record_confirmation,
    record_workaround,
    reopen_ticket,
    verify_ticket,
)
from shouwen.capabilities.tickets.commands.evidence import BACKUPS, CHARGES, CONFIRMATIONS
from shouwen.capabilities.tickets.facts import SERVICES_COUNTED
from shouwen.capabilities.tickets.labels import requirement_label
from shouwen.capabilities.tickets.models import Ticket
from shouwen.capabilities.tickets.permissions import OVERRIDE_CLOSING, holds_grant, may_finish
from shouwen.domain.workflow import Guard, TicketState
from shouwen.domain.workflow import TicketVerb as V
from shouwen.web.fields import choice, minutes, text
from shouwen.web.services import used_words
from shouwen.web.tickets.acts.act import Act, Scene, TicketForm

HOW = [
    ("phone", _("by phone")),
    ("mail", _("by mail")),
    ("chat", _("in a chat")),
    ("in_person", _("in person")),
]


class ProposeForm(TicketForm):
    solution = text(_("Proposed solution, as the customer reads it"))
    risk = text(
        _("Risk"),
        required=False,
        rows=2,
        help=_("With a risk, the way back and the check afterwards are needed."),
    )
    way_back = text(_("Way back"), required=False, rows=2)
    check_after = text(_("Checked afterwards"), required=False, rows=2)


class ConfirmForm(TicketForm):
    how = forms.ChoiceField(label=_("How the customer confirmed"), choices=HOW)


class WorkaroundForm(TicketForm):
    workaround = text(_("What lets the customer keep working"))
    tell_customer = forms.BooleanField(label=_("Tell the customer"), required=False, initial=True)


class Barring(NamedTuple):
    """What stands in the way of an act, where the actor ends it himself, and else whom he asks to."""

    words: str
    url: str
    whom_to_ask: str


class CompleteForm(TicketForm):
    cause = text(_("Cause"), rows=2)
    process = text(_("What was done"))
    solution = text(_("Solution and result, as the customer reads it"))
    restored_by = forms.ChoiceField(
        label=_("Service is restored by"), choices=Restored.choices, initial="solution"
    )
    way = forms.ChoiceField(label=_("How it was done"), choices=Way.choices)
    minutes = minutes()

    def prepare(self) -> None:
        ticket = self.scene.ticket
        self.initial.setdefault("way", usual_way(ticket))
        for name, value in (
            ("cause", ticket.cause),
            ("solution", ticket.solution or ticket.proposal),
            ("process", ticket.process),
        ):
            self.initial.setdefault(name, value)

    @property
    def open_tasks(self) -> list[Barring]:
        """Helpers' tasks that bar the completion; none where the workflow does not ask for them to be finished."""
        ticket, workflow = self.scene.ticket, self.scene.regulation.workflow
        state = TicketState(ticket.state)
        if not workflow.applies(state, V.COMPLETE) or Guard.TASKS_FINISHED not in workflow.guards(
            state, V.COMPLETE
        ):
            return []
        waiting = ticket.tasks.filter(finished_at__isnull=True).select_related("person").order_by("pk")
        return [
            Barring(
                labelled(task.person.name, task.wish),
                f"/t/{ticket.number}/finish-task?task={task.pk}"
                if may_finish(self.scene.actor, task, ticket)
                else "",
                filled(gettext("Ask %(name)s to finish it."), name=task.person.name),
            )
            for task in waiting
        ]


def usual_way(ticket: Ticket) -> str:
    """How the work on `ticket` was done, as told when it was completed before, else as its team's line works: only
    field service goes to the customer's as a rule.
    """
    goes_there = ticket.team is not None and ticket.team.line == TeamLine.FIELD
    return ticket.solved_how or (Way.ON_SITE if goes_there else Way.REMOTE)


class BackupForm(TicketForm):
    what = choice(_("Back-up of data and application"), radio=True)
    text = text(_("What was copied, where to, by whom; or who refused and knows the consequences"))

    def prepare(self) -> None:
        self.fields["what"].choices = [  # type: ignore[attr-defined]
            ("backup_done", _("done: copied to another computer or disk")),
            ("backup_refused", _("refused: the customer bears all consequences")),
        ]


class ChargeForm(TicketForm):
    what = choice(_("Charge for what lies outside the period"), radio=True)
    text = text(_("The fee and with whom it was agreed; or why it is waived"))

    def prepare(self) -> None:
        self.fields["what"].choices = [  # type: ignore[attr-defined]
            ("charge_agreed", _("a fee is agreed")),
            ("charge_waived", _("the fee is waived")),
        ]


class ApprovalForm(TicketForm):
    text = text(_("Who approved it, and what was approved"))


class ShownForm(TicketForm):
    what = choice(_("What is confirmed"))
    how = forms.ChoiceField(label=_("How"), choices=HOW)
    text = text(_("In the customer's words"), required=False, rows=2)

    def prepare(self) -> None:
        lacking = [code for code in lacking_of(self.scene) if code in CONFIRMATIONS]
        rest = sorted(CONFIRMATIONS - set(lacking) - set(BACKUPS) - set(CHARGES) - {CHANGE_APPROVED})
        self.fields["what"].choices = [(code, requirement_label(code)) for code in (*lacking, *rest)]  # type: ignore[attr-defined]


class ServicesForm(TicketForm):
    services = forms.MultipleChoiceField(
        label=_("Used by this ticket"), widget=forms.CheckboxSelectMultiple, required=False
    )

    def prepare(self) -> None:
        owed = owed_by(self.scene.ticket.contract_id, subject=self.scene.ticket.pk)
        self.fields["services"].choices = [(one.service, used_words(one)) for one in owed]  # type: ignore[attr-defined]
        self.initial.setdefault("services", [one.service for one in owed if one.is_counted])


class CloseForm(TicketForm):
    override_reason = text(_("Close anyway, because"), required=False, rows=2)

    def prepare(self) -> None:
        if not self.lacking or not holds_grant(self.scene.actor, OVERRIDE_CLOSING, self.scene.ticket):
            del self.fields["override_reason"]

    @property
    def lacking(self) -> list[str]:
        return still_missing(
            closing_rule(self.scene.regulation.document, self.scene.ticket), self.scene.ticket
        )

    @property
    def met(self) -> list[str]:
        rule = closing_rule(self.scene.regulation.document, self.scene.ticket)
        lacking = set(lacking_of(self.scene))
        return [str(requirement_label(code)) for code in rule.requires if code not in lacking]


class ReasonForm(TicketForm):
    reason = text(_("Reason"))


def lacking_of(scene: Scene) -> list[str]:
    """Codes of what the closing rule still misses."""
    return missing(closing_rule(scene.regulation.document, scene.ticket), scene.ticket)


def _close(scene: Scene, values: dict[str, Any]) -> Any:
    return close_ticket(**scene.usual, override_reason=values.get("override_reason", ""))


ACTS = (
    Act(
        "propose",
        V.PROPOSE,
        lambda scene, values: propose_solution(**scene.usual, **values),
        _("Proposed to the customer"),
        "solution",
        form=ProposeForm,
        key="shift+p",
    ),
    Act(
        "confirm",
        V.CONFIRM,
        lambda scene, values: confirm_solution(**scene.usual, **values),
        _("Confirmation recorded"),
        "check",
        form=ConfirmForm,
    ),
    Act(
        "workaround",
        V.WORKAROUND,
        lambda scene, values: record_workaround(**scene.usual, **values),
        _("Workaround recorded"),
        "field",
        form=WorkaroundForm,
    ),
    Act(
        "complete",
        V.COMPLETE,
        lambda scene, values: complete_ticket(**scene.usual, **values),
        _("Completed; the call-back falls due"),
        "check",
        form=CompleteForm,
        key="c",
    ),
    Act(
        "backup",
        V.COMPLETE,
        lambda scene, values: record_confirmation(**scene.usual, **values),
        _("The answer about the back-up is recorded"),
        "verify",
        form=BackupForm,
        fact="ticket.evidence_recorded",
        title=_("Record the back-up"),
        help=_("Before any repair the customer is asked to back up data and application."),
    ),
    Act(
        "charge",
        V.COMPLETE,
        lambda scene, values: record_confirmation(**scene.usual, **values),
        _("What was settled about the charge is recorded"),
        "solution",
        form=ChargeForm,
        fact="ticket.evidence_recorded",
        title=_("Record the charge"),
        help=_("It is served at a charge. The fee, or why it is waived, is settled before work starts."),
    ),
    Act(
        "approval",
        V.COMPLETE,
        lambda scene, values: record_confirmation(what=CHANGE_APPROVED, **scene.usual, **values),
        _("The project leader's approval is recorded"),
        "check",
        form=ApprovalForm,
        fact="ticket.evidence_recorded",
        title=_("Record the approval"),
        help=_("A function is changed only with the project leader's approval."),
    ),
    Act(
        "services",
        V.COMPLETE,
        lambda scene, values: count_services(**scene.usual, **values),
        _("Services counted"),
        "contract",
        form=ServicesForm,
        fact=SERVICES_COUNTED,
        title=_("Count services of the contract"),
        help=_("What the request asked for is counted automatically when the work is completed."),
    ),
    Act(
        "confirmation",
        V.CALL_BACK,
        lambda scene, values: record_confirmation(**scene.usual, **values),
        _("Recorded"),
        "verify",
        form=ShownForm,
        fact="ticket.evidence_recorded",
        title=_("Record what the customer confirmed"),
    ),
    Act("verify", V.VERIFY, lambda scene, values: verify_ticket(**scene.usual), _("Verified"), "verify"),
    Act(
        "close",
        V.CLOSE,
        _close,
        _("Closed"),
        "lock",
        form=CloseForm,
        template="web/tickets/close.html",
        key="c",
    ),
    Act(
        "reopen",
        V.REOPEN,
        lambda scene, values: reopen_ticket(**scene.usual, **values),
        _("Reopened; work goes on"),
        "reopen",
        form=ReasonForm,
    ),
    Act(
        "cancel",
        V.CANCEL,
        lambda scene, values: cancel_ticket(**scene.usual, **values),
        _("Cancelled"),
        "remove",
        form=ReasonForm,
        is_grave=True,
    ),
)
