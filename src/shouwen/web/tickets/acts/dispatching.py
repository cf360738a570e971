"""Dispatch and what comes of it: dispatch with the ranked suggestion, refuse, withdraw, take."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from shouwen.base.languages import name_in
from shouwen.base.refusals import InvalidInput
from shouwen.capabilities.people.models import Person, Team
from shouwen.capabilities.tickets.choices import LeadersWord
from shouwen.capabilities.tickets.commands import (
    dispatch_ticket,
    refuse_dispatch,
    take_ticket,
    withdraw_dispatch,
)
from shouwen.capabilities.tickets.named import comes_after_leader
from shouwen.capabilities.tickets.queries import Candidate, candidates
from shouwen.domain.workflow import TicketVerb as V
from shouwen.web.fields import choice, text
from shouwen.web.tickets.acts.act import Act, Scene, TicketForm
from shouwen.web.tickets.chooser import Row, rows_of
from shouwen.web.words import choices_of


class DispatchForm(TicketForm):
    engineer = choice(_("Engineer"), required=False, radio=True)
    team = forms.ModelChoiceField(
        label=_("Or a team"),
        queryset=Team.objects.none(),
        required=False,
        empty_label=_("No team"),
        help_text=_("Whoever in the team takes it first has it."),
    )
    wrong_reason = choice(_("The previous target was wrong"), required=False)
    leader = choice(_("The leader's word"), required=False)
    reason = text(_("Remark"), required=False, rows=2)
    found: tuple[Candidate, ...] = ()

    def prepare(self) -> None:
        self.found = candidates(ticket=self.scene.ticket, at=self.scene.at)
        self.fields["engineer"].choices = [  # type: ignore[attr-defined]  # a choice
            (str(one.person_id), one.name) for one in self.found
        ]
        self.fields["team"].queryset = Team.objects.filter(is_active=True).order_by("pk")  # type: ignore[attr-defined]  # a model choice
        self.fields["team"].label_from_instance = lambda team: name_in(team.names)  # type: ignore[attr-defined]  # as above
        was_dispatched = self.scene.ticket.state in ("dispatched", "in_progress")
        self.fields["wrong_reason"].choices = choices_of(  # type: ignore[attr-defined]  # a choice
            self.scene.regulation.document.dispatch.wrong_reasons, empty=str(_("It was right"))
        )
        if not was_dispatched:
            del self.fields["wrong_reason"]
        self.fields["leader"].choices = [("", _("not asked yet")), *LeadersWord.choices]  # type: ignore[attr-defined]  # a choice
        if not comes_after_leader(self.scene.actor, self.scene.ticket):
            del self.fields["leader"]
        if self.found and self.found[0].is_on_duty:
            self.initial.setdefault("engineer", str(self.found[0].person_id))

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        if values.get("engineer") and values.get("team"):
            self.add_error("team", _("Choose an engineer or a team, not both."))
        return values

    @property
    def rows(self) -> list[Row]:
        """The candidates as the chooser shows them, the first one marked as the suggestion."""
        return rows_of(self.found, chosen=str(self["engineer"].value() or ""), at=self.scene.at)


class RefuseForm(TicketForm):
    reason = choice(_("Reason"), radio=True)
    text = text(_("More about it"), required=False)

    def prepare(self) -> None:
        self.fields["reason"].choices = choices_of(self.scene.regulation.document.dispatch.refusal_reasons)  # type: ignore[attr-defined]


class WithdrawForm(TicketForm):
    reason = text(_("Reason"), required=False, rows=2)


def dispatch(scene: Scene, values: dict[str, Any]) -> Any:
    """Dispatch to the engineer (an id as text) or the team; what was suggested is kept with the decision."""
    engineer = Person.objects.filter(pk=values["engineer"]).first() if values.get("engineer") else None
    if values.get("engineer") and engineer is None:
        raise InvalidInput({"engineer": str(_("Choose one of the values offered."))})
    suggested = values.get("suggested") or candidates(ticket=scene.ticket, at=scene.at, limit=5)
    return dispatch_ticket(
        **scene.usual,
        engineer=engineer,
        team=values.get("team"),
        reason=values.get("reason", ""),
        wrong_reason=values.get("wrong_reason", ""),
        suggested=suggested,
        leader=values.get("leader", ""),
    )


ACTS = (
    Act(
        "dispatch",
        V.DISPATCH,
        dispatch,
        _("Dispatched"),
        "dispatch",
        form=DispatchForm,
        template="web/tickets/dispatch.html",
        key="a",
    ),
    Act(
        "refuse",
        V.REFUSE,
        lambda scene, values: refuse_dispatch(**scene.usual, **values),
        _("Refused; it waits for dispatch again"),
        "close",
        form=RefuseForm,
    ),
    Act(
        "withdraw",
        V.WITHDRAW,
        lambda scene, values: withdraw_dispatch(**scene.usual, **values),
        _("Dispatch withdrawn"),
        "undo",
        form=WithdrawForm,
    ),
    Act(
        "take",
        V.TAKE,
        lambda scene, values: take_ticket(**scene.usual),
        _("Taken; it is yours now"),
        "play",
        key="t",
    ),
)
