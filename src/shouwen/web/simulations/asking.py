"""Asking what would have been: a period, a regulation or a file, perhaps another calendar or service level."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.http import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from shouwen.base.languages import reader_language
from shouwen.base.refusals import InvalidInput, Refusal
from shouwen.base.time import now
from shouwen.capabilities.regulations.models import RegulationVersion
from shouwen.capabilities.regulations.queries import (
    SHIPPED,
    active_regulation,
    preset,
    preset_text,
    versions,
)
from shouwen.capabilities.simulations.commands import Swap, ask_simulation
from shouwen.capabilities.simulations.commands.replaying import EVERY
from shouwen.web import shell
from shouwen.web.access import DeskRequest, granted
from shouwen.web.acting import ActForm
from shouwen.web.fields import day_picker
from shouwen.web.regulations.finding import note_of
from shouwen.web.words import choices_of

LARGEST = 2_000_000
USUAL_PERIOD = timedelta(days=30)


class SimulationForm(ActForm):
    """What one asks; an uploaded file goes before the version chosen."""

    title = forms.CharField(
        label=gettext_lazy("What you want to know"), required=False, max_length=120,
        help_text=gettext_lazy("A few words by which you find it again."),
    )  # fmt: skip
    period_from = forms.DateField(label=gettext_lazy("Tickets reported from"), widget=day_picker())
    period_to = forms.DateField(label=gettext_lazy("to and including"), widget=day_picker())
    source = forms.ChoiceField(label=gettext_lazy("Replay under"))
    file = forms.FileField(
        label=gettext_lazy("Or a file"), required=False,
        help_text=gettext_lazy("YAML. It may be based on a shipped regulation and say only what differs."),
        widget=forms.FileInput(attrs={"accept": ".yaml,.yml,text/yaml"}),
    )  # fmt: skip
    calendar_from = forms.ChoiceField(label=gettext_lazy("What counts by the calendar"), required=False)
    calendar_to = forms.ChoiceField(label=gettext_lazy("counts by this one instead"), required=False)
    level_from = forms.ChoiceField(label=gettext_lazy("Tickets of the service level"), required=False)
    level_to = forms.ChoiceField(label=gettext_lazy("are treated as of this one"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        document = active_regulation().document
        unchanged = _("Unchanged")
        calendars = choices_of(document.calendars, empty=unchanged)
        levels = choices_of(document.service_levels, empty=unchanged)
        self._offer("source", sources())
        self._offer("calendar_from", calendars)
        self._offer("calendar_to", calendars)
        self._offer("level_from", [levels[0], (EVERY, _("Every service level")), *levels[1:]])
        self._offer("level_to", levels)

    def _offer(self, name: str, choices: list[tuple[str, str]]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        for one, other in (("calendar_from", "calendar_to"), ("level_from", "level_to")):
            if bool(values.get(one)) != bool(values.get(other)):
                self.add_error(other if values.get(one) else one, _("Choose both, or leave both unchanged."))
        return values

    def clean_period_to(self) -> date:
        """Nothing was reported after today, whatever day is asked for."""
        day: date = self.cleaned_data["period_to"]
        return min(day, timezone.localdate(now()))

    def swap(self, name: str) -> Swap | None:
        before, after = self.cleaned_data[f"{name}_from"], self.cleaned_data[f"{name}_to"]
        return Swap(before, after) if before else None


@granted("simulations.run")
@require_http_methods(["GET", "POST"])
def ask(request: DeskRequest) -> HttpResponseBase:
    """The form; once it is sent the replay begins and its page shows how far it is."""
    today = timezone.localdate(now())
    usual = {"period_from": today - USUAL_PERIOD, "period_to": today, "source": request.GET.get("source")}
    form = SimulationForm(request.POST or None, request.FILES or None, initial=usual)
    faults: list[str] = []
    status = 422 if request.POST else 200
    if form.is_valid():
        values = form.cleaned_data
        try:
            text, source = chosen(values)
            simulation = ask_simulation(
                title=values["title"],
                period_from=_morning(values["period_from"]),
                period_to=_morning(values["period_to"] + timedelta(days=1)),
                text=text,
                source=source,
                calendar=form.swap("calendar"),
                service_level=form.swap("level"),
                actor=request.actor,
            )
            return shell.see_other(request, reverse("web:simulation", args=[simulation.pk]))
        except InvalidInput as refusal:
            form.tell(refusal, also={"calendar": "calendar_to", "service_level": "level_to"})
        except Refusal as refusal:
            form.add_error("file" if values["file"] else None, refusal.sentence())
            status = refusal.status
    crumbs = [(_("What-if"), reverse("web:simulations"))]
    facts = {"form": form, "faults": faults, "crumbs": crumbs}
    return render(request, "web/simulations/new.html", facts, status=status)


def sources() -> list[tuple[str, str]]:
    """Versions of this desk, newest first, then the shipped regulations."""
    language = reader_language()
    known = [(f"version/{one.number}", version_words(one)) for one in versions()]
    shipped = [
        (f"preset/{code}", _("Shipped: %(name)s") % {"name": preset(code).name.in_language(language)})
        for code in SHIPPED
    ]
    return known + shipped


def version_words(version: RegulationVersion) -> str:
    """`Version 3 · draft · what changed`."""
    words = [
        _("Version %(number)d") % {"number": version.number},
        version.get_state_display(),
        note_of(version),
    ]
    return " · ".join(word for word in words if word)[:120]


def chosen(values: dict[str, Any]) -> tuple[str, str]:
    """The document to replay under and what it is called. Raises InvalidInput for a file that is no text."""
    if values["file"] is not None:
        return _read(values["file"]), values["file"].name
    kind, _slash, code = values["source"].partition("/")
    if kind == "preset":
        return preset_text(code), dict(sources())[values["source"]]
    version = RegulationVersion.objects.get(number=int(code))
    return version.document, version_words(version)


def _read(upload: Any) -> str:
    content = upload.read(LARGEST + 1)
    if len(content) > LARGEST:
        raise InvalidInput({"file": _("The file is too large for a regulation.")})
    try:
        text: str = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise InvalidInput({"file": _("The file is not text in UTF-8.")}) from None
    return text


def _morning(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
