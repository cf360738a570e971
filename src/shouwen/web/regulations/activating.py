"""From draft to force: everything that changes, from when, for whom, and why; and back again."""

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from shouwen.base.languages import reader_language
from shouwen.base.models import Subject
from shouwen.base.time import now
from shouwen.capabilities.regulations.choices import Review, VersionState
from shouwen.capabilities.regulations.commands import withdraw_activation
from shouwen.capabilities.regulations.models import RegulationVersion
from shouwen.capabilities.regulations.queries import compiled, faults_since, in_force, key, what_changes
from shouwen.capabilities.regulations.queries import names_of as names_of_codes
from shouwen.capabilities.regulations.refusals import NotADraft
from shouwen.capabilities.service_levels.commands.moving import InForce, put_into_force
from shouwen.capabilities.service_levels.queries.explaining import promise_name
from shouwen.capabilities.service_levels.queries.moving import Preview, preview_move
from shouwen.capabilities.service_levels.refusals import LevelsNotMapped
from shouwen.capabilities.tickets.models import Ticket
from shouwen.capabilities.tickets.queries.levels import levels_proposed_by, levels_unknown_to
from shouwen.domain.regulation import Regulation
from shouwen.web import shell
from shouwen.web.access import DeskRequest, granted
from shouwen.web.acting import ActForm
from shouwen.web.regulations.faults import fault_facts
from shouwen.web.regulations.finding import find_version, title_of
from shouwen.web.regulations.reach import level_warnings, nobodies
from shouwen.web.regulations.versions import sections_of

PATIENCE = timedelta(seconds=4)
LISTED = 60


class ConfirmForm(ActForm):
    when = forms.ChoiceField(
        label=gettext_lazy("In force"),
        choices=[("now", gettext_lazy("at once")), ("later", gettext_lazy("from a day and time"))],
        widget=forms.RadioSelect,
        initial="now",
        required=False,
    )
    active_from = forms.DateTimeField(
        label=gettext_lazy("Day and time"),
        required=False,
        input_formats=["%Y-%m-%dT%H:%M"],
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    whom = forms.ChoiceField(
        label=gettext_lazy("For whom"),
        choices=[
            ("new", gettext_lazy("for what is registered from then on")),
            ("open", gettext_lazy("also for what is open, as listed above")),
        ],
        widget=forms.RadioSelect,
        initial="new",
        required=False,
    )
    remark = forms.CharField(
        label=gettext_lazy("Why"),
        max_length=500,
        required=False,
        help_text=gettext_lazy("Recorded in the history for later reference."),
    )
    has_read = forms.BooleanField(
        label=gettext_lazy("I have read the changes"),
        error_messages={"required": gettext_lazy("Read the changes and confirm them.")},
    )

    def __init__(self, *args: Any, document: Regulation, **kwargs: Any) -> None:
        """With a choice for each level that open tickets have and `document` does not know, the nearest chosen."""
        super().__init__(*args, **kwargs)
        self.held = levels_unknown_to(document)
        proposed = levels_proposed_by(document) if self.held else {}
        keys = {code: key("level", code) for code in self.held}
        names = names_of_codes(keys.values(), language=reader_language())
        for code, count in self.held.items():
            told = {"level": names.get(keys[code], code), "count": count}
            self.fields[f"level_{code}"] = forms.ChoiceField(
                label=_("Open tickets of level “%(level)s” (%(count)d) become") % told,
                choices=[
                    (one, level.name.in_language(reader_language())) for one, level in document.levels.items()
                ],
                initial=proposed[code],
                required=False,
            )
        self.order_fields(["when", "active_from", "whom", *(f"level_{code}" for code in self.held)])

    def levels(self) -> dict[str, str]:
        """What becomes of each such level."""
        chosen = {code: self.cleaned_data.get(f"level_{code}") for code in self.held}
        return {code: level for code, level in chosen.items() if level}

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        if values.get("when") == "later":
            since = values.get("active_from")
            if since is None or since <= now():
                self.add_error("active_from", _("Choose a time in the future."))
        return values

    def since(self) -> datetime | None:
        """The instant chosen, None for now."""
        since: datetime | None = self.cleaned_data["active_from"]
        return since if self.cleaned_data.get("when") == "later" else None


@granted("regulations.activate")
@require_http_methods(["GET", "HEAD", "POST"])
def activate(request: DeskRequest, number: int) -> HttpResponseBase:
    """A draft, or an earlier version that shall count again, with all it changes; confirmed, it is put into force.

    One that an earlier build accepted and this one refuses is shown with its faults instead.
    """
    found = find_version(number)
    if found.state == VersionState.ACTIVE:
        raise NotADraft(number=number)
    form = ConfirmForm(request.POST if request.method == "POST" else None, document=compiled(found).document)
    faults = faults_since(found)
    done = _put_into_force(request, found, form) if form.is_valid() and not faults else None
    if done is not None:
        shell.flash(request, _told(done.activation.version, form.since()))
        return shell.see_other(request, reverse("web:regulation"))
    return render(
        request,
        "web/regulations/activate.html",
        {**_facts(request, found, form), **fault_facts(faults)},
        status=422 if form.is_bound else 200,
    )


def _put_into_force(request: DeskRequest, found: RegulationVersion, form: ConfirmForm) -> InForce | None:
    """None where a level of what is open has become nothing yet, which the form then says."""
    try:
        return put_into_force(
            version=found, actor=request.actor, at=now(), active_from=form.since(),
            for_open=form.cleaned_data.get("whom") == "open", remark=form.cleaned_data["remark"],
            levels=form.levels(),
        )  # fmt: skip
    except LevelsNotMapped as refusal:
        form.add_error(None, refusal.sentence())
        return None


@granted("regulations.activate")
@require_safe
def moves(request: DeskRequest, number: int) -> HttpResponse:
    """The open promises that would change if what is open moved to this version too."""
    found = find_version(number)
    preview = preview_move(version=found, at=now(), limit=LISTED, within=PATIENCE)
    facts = {
        "preview": preview,
        "rows": _rows(request, found, preview),
        "warnings": level_warnings(compiled(found).document),
    }
    return render(request, "web/regulations/_moves.html", facts)


@granted("regulations.activate")
@require_POST
def withdraw(request: DeskRequest, number: int) -> HttpResponseBase:
    """A version that waits for its day is a draft again."""
    form = RemarkForm(request.POST)
    form.is_valid()
    withdraw_activation(
        version=find_version(number),
        remark=form.cleaned_data.get("remark", ""),
        actor=request.actor,
        at=now(),
    )
    shell.flash(request, _("Version %(number)d is a draft again") % {"number": number})
    return shell.see_other(request, reverse("web:regulation-version", args=[number]))


class RemarkForm(ActForm):
    remark = forms.CharField(max_length=500, required=False)


def _told(version: RegulationVersion, since: datetime | None) -> str:
    if since is None:
        return _("Version %(number)d is in force from now on") % {"number": version.number}
    day = timezone.localtime(since).strftime("%Y-%m-%d %H:%M")
    return _("Version %(number)d will be in force from %(day)s") % {"number": version.number, "day": day}


def _facts(request: DeskRequest, found: RegulationVersion, form: ConfirmForm) -> dict[str, Any]:
    before = in_force(now())
    differences = what_changes(found, against=before) if before else []
    return {
        "form": form,
        "version": found,
        "before": before,
        "is_back": found.state == VersionState.RETIRED,
        "unread": found.state == VersionState.DRAFT and found.review != Review.PASSED,
        "title": _("Put version %(number)d into force") % {"number": found.number},
        "new_title": title_of(found),
        "old_title": title_of(before) if before else "",
        "sections": sections_of(differences, before, found),
        "count": len(differences),
        "nobodies": nobodies(compiled(found).document),
        "open_count": Ticket.objects.visible_to(request.actor).open().count(),
        "crumbs": [
            (_("Regulation"), reverse("web:regulation")),
            (_("Versions"), reverse("web:regulation-versions")),
        ],
    }


def _rows(request: DeskRequest, found: RegulationVersion, preview: Preview) -> list[tuple[str, ...]]:
    """Number, address, promise, what happens, due before and after."""
    words = {
        "late": _("late at once"), "earlier": _("earlier"), "later": _("later"), "started": _("new"),
        "cancelled": _("no longer promised"),
    }  # fmt: skip
    document = compiled(found).document
    ids = {shift.subject_id for shift in preview.shifts}
    numbers = dict(Ticket.objects.visible_to(request.actor).filter(pk__in=ids).values_list("pk", "number"))
    kinds = dict(Subject.objects.filter(pk__in=ids - numbers.keys()).values_list("pk", "kind"))
    return [
        (
            numbers.get(shift.subject_id, kinds.get(shift.subject_id, "--")),
            f"/t/{numbers[shift.subject_id]}" if shift.subject_id in numbers else "",
            promise_name(document, shift.promise, reader_language()),
            words[shift.what],
            _local(shift.due_before),
            _local(shift.due_after),
        )
        for shift in preview.shifts
    ]


def _local(instant: datetime | None) -> str:
    return timezone.localtime(instant).strftime("%m-%d %H:%M") if instant else "--"
