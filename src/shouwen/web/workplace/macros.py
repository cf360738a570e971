"""Macros: one's own and those of one's teams, kept and changed."""

from typing import Any

from django import forms
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from shouwen.base.actors import Actor
from shouwen.base.languages import name_in
from shouwen.base.refusals import InvalidInput, NotVisible
from shouwen.base.time import now
from shouwen.capabilities.people.models import Team
from shouwen.capabilities.regulations.queries import active_regulation
from shouwen.capabilities.workplace.choices import Step
from shouwen.capabilities.workplace.commands.macros import drop_macro, keep_macro
from shouwen.capabilities.workplace.models import Macro
from shouwen.capabilities.workplace.permissions import can_change
from shouwen.web import shell
from shouwen.web.access import DeskRequest, staff_only
from shouwen.web.acting import ActForm
from shouwen.web.fields import text
from shouwen.web.words import choices_of

PLAIN = (Step.ACCEPT, Step.TAKE, Step.MARK_MAJOR)
SPOKEN = (Step.NOTE, Step.REPLY)
PLACES = gettext_lazy(
    "Empty: this step is left out. Placeholders such as {contact} are filled from the ticket."
)


class MacroForm(ActForm):
    """A macro as one sheet: the steps that are ticked or filled are done, from top to bottom."""

    name = forms.CharField(label=gettext_lazy("What it is called"), max_length=60)
    plain = forms.MultipleChoiceField(
        label=gettext_lazy("Acts"),
        choices=[(step.value, step.label) for step in PLAIN],
        required=False,
        widget=forms.CheckboxSelectMultiple(),
    )
    note = text(gettext_lazy("Write a note"), required=False, help=PLACES)
    reply = text(gettext_lazy("Reply to the customer"), required=False, rows=5, help=PLACES)
    suspend = forms.ChoiceField(label=gettext_lazy("Then wait for"), required=False)
    days = forms.IntegerField(
        label=gettext_lazy("Days"), min_value=1, max_value=90, required=False, initial=1
    )
    hand_over_to = forms.ModelChoiceField(
        label=gettext_lazy("Or hand over to"),
        queryset=Team.objects.none(),
        to_field_name="code",
        required=False,
        empty_label=gettext_lazy("Nobody; it stays here"),
    )
    hand_over_reason = forms.ChoiceField(label=gettext_lazy("Why"), required=False)
    hand_over = text(gettext_lazy("What was tried"), required=False, rows=3, help=PLACES)
    team = forms.ModelChoiceField(
        label=gettext_lazy("For"),
        queryset=Team.objects.none(),
        required=False,
        empty_label=gettext_lazy("Myself"),
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        reasons = active_regulation().document.workflow.suspension_reasons
        fields["suspend"].choices = choices_of(reasons, empty=_("Nothing; continue"))
        why = active_regulation().document.dispatch.hand_over_reasons
        fields["hand_over_reason"].choices = choices_of(why, empty=_("Please choose"))
        fields["hand_over_to"].queryset = Team.objects.filter(is_active=True).order_by("pk")
        fields["hand_over_to"].label_from_instance = lambda team: name_in(team.names)
        fields["team"].queryset = Team.objects.filter(pk__in=actor.team_ids, is_active=True).order_by("pk")
        fields["team"].label_from_instance = lambda team: name_in(team.names)

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        if values.get("hand_over_to"):
            for name in ("hand_over_reason", "hand_over"):
                if not values.get(name, "").strip():
                    self.add_error(name, _("Needed to hand over."))
        return values

    def steps(self) -> list[dict[str, Any]]:
        """What was ticked and filled, as the macro keeps it."""
        values = self.cleaned_data
        steps: list[dict[str, Any]] = [{"act": act} for act in values["plain"]]
        steps += [
            {"act": step.value, "text": values[step.value]} for step in SPOKEN if values[step.value].strip()
        ]
        if values["suspend"]:
            steps.append(
                {"act": Step.SUSPEND.value, "reason": values["suspend"], "days": values["days"] or 1}
            )
        if values["hand_over_to"]:
            package = {"team": values["hand_over_to"].code, "reason": values["hand_over_reason"]}
            steps.append({"act": Step.HAND_OVER.value, "text": values["hand_over"], **package})
        return steps


@staff_only
@require_safe
def macros(request: DeskRequest) -> HttpResponse:
    """Every macro I may use."""
    return render(request, "web/workplace/macros.html", {"macros": listed(request)})


@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def macro(request: DeskRequest, pk: int | None = None) -> HttpResponseBase:
    """The sheet of one macro, new or known."""
    known = find(request, pk) if pk else None
    if request.method != "POST":
        return _show(request, known, MacroForm(initial=_sheet(known), actor=request.actor))
    form = MacroForm(request.POST, actor=request.actor)
    if not form.is_valid():
        return _show(request, known, form, status=422)
    values = form.cleaned_data
    try:
        keep_macro(
            name=values["name"],
            steps=form.steps(),
            team=values["team"],
            macro=known,
            actor=request.actor,
            at=now(),
        )
    except InvalidInput as refusal:
        form.tell(refusal)
        return _show(request, known, form, status=422)
    shell.flash(request, _("Macro saved"))
    return shell.see_other(request, "/macros")


@staff_only
@require_POST
def drop(request: DeskRequest, pk: int) -> HttpResponseBase:
    """The macro goes."""
    drop_macro(macro=find(request, pk), actor=request.actor)
    shell.flash(request, _("Macro removed"))
    return shell.see_other(request, "/macros")


def find(request: DeskRequest, pk: int) -> Macro:
    """The macro, as far as this actor may see it."""
    found = Macro.objects.visible_to(request.actor).select_related("team").filter(pk=pk).first()
    if found is None:
        raise NotVisible(macro=pk)
    return found


def listed(request: DeskRequest) -> list[dict[str, Any]]:
    """The macros on offer, most used first, with their steps in words; one statement."""
    rows = Macro.objects.visible_to(request.actor).select_related("team", "author").order_by("-used", "name")
    return [
        {
            "row": row,
            "team": name_in(row.team.names) if row.team else "",
            "steps": " → ".join(str(Step(step["act"]).label) for step in row.steps),
            "url": f"/macros/{row.pk}" if can_change(request.actor, row) else "",
        }
        for row in rows[:60]
    ]


def _sheet(known: Macro | None) -> dict[str, Any]:
    """What the form begins with."""
    if known is None:
        return {}
    steps = {step["act"]: step for step in known.steps}
    wait, package = steps.get(Step.SUSPEND, {}), steps.get(Step.HAND_OVER, {})
    return {
        "name": known.name,
        "team": known.team_id,
        "plain": [step.value for step in PLAIN if step.value in steps],
        **{step.value: steps.get(step.value, {}).get("text", "") for step in SPOKEN},
        "hand_over_to": package.get("team", ""),
        "hand_over_reason": package.get("reason", ""),
        "hand_over": package.get("text", ""),
        "suspend": wait.get("reason", ""),
        "days": wait.get("days", 1),
    }


def _show(request: DeskRequest, known: Macro | None, form: MacroForm, *, status: int = 200) -> HttpResponse:
    return render(request, "web/workplace/macro.html", {"macro": known, "form": form}, status=status)
