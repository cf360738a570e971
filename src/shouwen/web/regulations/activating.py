"""From draft to force: everything that changes, read and confirmed."""

from django import forms
from django.http import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from shouwen.base.time import now
from shouwen.capabilities.regulations.choices import VersionState
from shouwen.capabilities.regulations.commands import activate_regulation
from shouwen.capabilities.regulations.queries import in_force, what_changes
from shouwen.capabilities.regulations.refusals import NotADraft
from shouwen.capabilities.tickets.models import Ticket
from shouwen.web import shell
from shouwen.web.access import DeskRequest, granted
from shouwen.web.acting import ActForm
from shouwen.web.regulations.reading import find_version, title_of
from shouwen.web.regulations.versions import sections_of


class ConfirmForm(ActForm):
    has_read = forms.BooleanField(
        label=gettext_lazy("I have read what changes"),
        error_messages={"required": gettext_lazy("Read what changes and confirm it.")},
    )


@granted("regulations.activate")
@require_http_methods(["GET", "HEAD", "POST"])
def activate(request: DeskRequest, number: int) -> HttpResponseBase:
    """The draft with all it changes; confirmed, it counts for everything registered from that instant."""
    found = find_version(number)
    if found.state != VersionState.DRAFT:
        raise NotADraft(number=number)
    form = ConfirmForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        activate_regulation(version=found, actor=request.actor, at=now())
        shell.flash(request, _("Version %(number)d is in force from now on") % {"number": number})
        return shell.see_other(request, reverse("web:regulation"))
    before = in_force(now())
    differences = what_changes(found, against=before) if before else []
    facts = {
        "form": form,
        "version": found,
        "before": before,
        "title": _("Put version %(number)d into force") % {"number": number},
        "new_title": title_of(found),
        "old_title": title_of(before) if before else "",
        "sections": sections_of(differences, before, found),
        "count": len(differences),
        "open_count": Ticket.objects.visible_to(request.actor).open().count(),
        "crumbs": [
            (_("Regulation"), reverse("web:regulation")),
            (_("Versions"), reverse("web:regulation-versions")),
        ],
    }
    return render(request, "web/regulations/activate.html", facts, status=422 if form.is_bound else 200)
