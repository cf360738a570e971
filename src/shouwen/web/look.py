"""How a person likes his pages: theme, density, single-key shortcuts, language."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from shouwen.base.refusals import InvalidInput
from shouwen.base.time import now
from shouwen.capabilities.people.choices import Density, Language, Theme
from shouwen.capabilities.people.commands.preferences import change_preferences
from shouwen.capabilities.people.models import Person
from shouwen.web import shell
from shouwen.web.access import DeskRequest, staff_only

ALLOWED = {
    "theme": Theme.values,
    "density": Density.values,
    "keys": ["on", "off"],
    "language": Language.values,
}


@staff_only
@require_POST
def change(request: DeskRequest) -> HttpResponseBase:
    """Keep one or more looks of this person; with `next` go back there, else answer nothing."""
    asked = {name: request.POST[name] for name in ALLOWED if name in request.POST}
    wrong = {name: value for name, value in asked.items() if value not in ALLOWED[name]}
    if wrong or not asked:
        raise InvalidInput(wrong)
    changes: dict[str, object] = {name: value for name, value in asked.items() if name != "keys"}
    if "keys" in asked:
        changes["has_shortcuts"] = asked["keys"] == "on"
    change_preferences(
        person=Person.objects.get(pk=request.actor.id), actor=request.actor, at=now(), **changes
    )
    response = (
        shell.see_other(request, _way_back(request)) if "next" in request.POST else HttpResponse(status=204)
    )
    if "language" in asked:
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME, asked["language"], max_age=31536000, samesite="Lax"
        )
    return response


def _way_back(request: HttpRequest) -> str:
    url = request.POST.get("next", "/")
    return url if url_has_allowed_host_and_scheme(url, allowed_hosts=None) else "/"
