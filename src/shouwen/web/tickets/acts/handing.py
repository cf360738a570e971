"""Handing over between lines with the package that spares the second asking; and the change of the owner."""

from itertools import groupby
from operator import itemgetter
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from shouwen.base.languages import name_in
from shouwen.capabilities.people.models import Membership, Person, Team
from shouwen.capabilities.people.queries.colleagues import in_pinyin_order
from shouwen.capabilities.tickets.commands import (
    accept_hand_over,
    change_owner,
    hand_over,
    name_stand_in,
    return_hand_over,
)
from shouwen.capabilities.tickets.facts import STAND_IN_NAMED
from shouwen.domain.workflow import TicketVerb as V
from shouwen.web.fields import choice, text
from shouwen.web.tickets.acts.act import Act, Scene, TicketForm
from shouwen.web.tickets.acts.working import colleagues
from shouwen.web.words import choices_of


class HandOverForm(TicketForm):
    team = forms.ModelChoiceField(
        label=_("To the team"), queryset=Team.objects.none(), empty_label=_("Please choose")
    )
    person = forms.ModelChoiceField(
        label=_("To the person"),
        queryset=Person.objects.none(),
        required=False,
        empty_label=_("Whoever in the team accepts"),
    )
    reason = choice(_("Why"), radio=True)
    tried = text(_("What was tried"))
    found = text(_("What was found"), required=False)
    asked = text(_("What is expected"), required=False, rows=2)
    next_step = text(_("What is next: what, who, when"), required=False, rows=2)

    def prepare(self) -> None:
        fields = cast(dict[str, Any], self.fields)
        fields["team"].queryset = Team.objects.filter(is_active=True).order_by("pk")
        fields["team"].label_from_instance = lambda team: name_in(team.names)
        fields["person"].queryset = colleagues(self.scene)
        fields["person"].widget.choices = [("", fields["person"].empty_label), *_by_team(self.scene)]
        self.fields["reason"].choices = choices_of(self.scene.regulation.document.dispatch.hand_over_reasons)  # type: ignore[attr-defined]


def _by_team(scene: Scene) -> list[tuple[str, list[tuple[int, str]]]]:
    """The colleagues, each under every team he can be handed a ticket in; one statement."""
    members = (
        Membership.objects.filter(person__in=colleagues(scene), team__is_active=True)
        .exclude(person_id=scene.actor.id or 0)
        .order_by("team_id", in_pinyin_order("person__name"), "person_id")
        .values_list("team__names", "person_id", "person__name")
    )
    return [
        (name_in(names), [(pk, name) for _names, pk, name in rows])
        for names, rows in groupby(members, key=itemgetter(0))
    ]


class ReturnForm(TicketForm):
    answer = text(_("What is missing, or what is next: what, who, when"))


class StandInForm(TicketForm):
    person = forms.ModelChoiceField(
        label=_("Who stands in for the owner"), queryset=Person.objects.none(), empty_label=_("Please choose")
    )
    note = text(_("Where it stands, and what comes next"))

    def prepare(self) -> None:
        self.fields["person"].queryset = colleagues(self.scene)  # type: ignore[attr-defined]  # a model choice


class OwnerForm(TicketForm):
    owner = forms.ModelChoiceField(
        label=_("New owner"), queryset=Person.objects.none(), empty_label=_("Please choose")
    )
    reason = text(_("Reason"), rows=2)

    def prepare(self) -> None:
        self.fields["owner"].queryset = colleagues(self.scene)  # type: ignore[attr-defined]  # a model choice


def _accept(scene: Scene, values: dict[str, Any]) -> Any:
    return accept_hand_over(**scene.usual)


ACTS = (
    Act(
        "hand-over",
        V.HAND_OVER,
        lambda scene, values: hand_over(**scene.usual, **values),
        _("Handed over"),
        "hand-over",
        form=HandOverForm,
        help=_("Whoever receives it should not have to ask twice."),
        key="h",
    ),
    Act(
        "stand-in",
        V.HAND_OVER,
        lambda scene, values: name_stand_in(**scene.usual, **values),
        _("Handed over for the shift"),
        "hand-over",
        form=StandInForm,
        fact=STAND_IN_NAMED,
        title=_("Hand over for the shift"),
        help=_(
            "The owner stays; until the owner's next shift begins, the stand-in may do whatever the owner may."
        ),
    ),
    Act("accept-hand-over", V.ACCEPT_HAND_OVER, _accept, _("Accepted; it is yours now"), "check", key="t"),
    Act(
        "return-hand-over",
        V.RETURN_HAND_OVER,
        lambda scene, values: return_hand_over(**scene.usual, **values),
        _("Returned"),
        "undo",
        form=ReturnForm,
    ),
    Act(
        "change-owner",
        V.CHANGE_OWNER,
        lambda scene, values: change_owner(**scene.usual, **values),
        _("Owner changed"),
        "assign",
        form=OwnerForm,
        help=_(
            "Whoever was asked first answers for it to the end; changing that is a manager's "
            "decision and is recorded in the journal."
        ),
    ),
)
