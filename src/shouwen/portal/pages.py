"""What every page of the portal shows, and how a no is told."""

import re
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext, gettext_noop

from shouwen.base.languages import reader_language
from shouwen.base.refusals import InvalidInput, Refusal
from shouwen.base.time import now
from shouwen.capabilities.regulations.queries import Compiled, active_regulation
from shouwen.capabilities.regulations.refusals import NoRegulation

TITLES = {
    403: gettext_noop("This is not possible here"),
    404: gettext_noop("There is nothing here"),
    409: gettext_noop("This is not possible now"),
    410: gettext_noop("This link no longer works"),
    413: gettext_noop("This file is too large"),
    429: gettext_noop("Too many attempts"),
    503: gettext_noop("The desk can't accept this right now"),
}


def in_force() -> Compiled | None:
    """The regulation in force; None while the desk has none, so that a page about that can still be drawn."""
    try:
        return active_regulation()
    except NoRegulation:
        return None


def page(request: HttpRequest, template: str, *, status: int = 200, **facts: Any) -> HttpResponse:
    """The page `template`, with the desk's names and numbers (SD-4)."""
    compiled = in_force()
    language = reader_language()
    desk = compiled.document.desk if compiled else None
    hours = compiled.document.calendars.get(desk.calendar) if compiled and desk else None
    frame = {
        "desk": desk,
        "desk_name": desk.name.in_language(language) if desk else gettext("Service desk"),
        "hours": hours.name.in_language(language) if hours else "",
        "now": now(),
        "is_signed_in": request.COOKIES.get("shouwen_portal") and request.actor.kind == "contact",  # type: ignore[attr-defined]
    }
    return render(request, f"portal/{template}", {**frame, **facts}, status=status)


AT_A_TICKET = re.compile(r"/(?:portal/tickets|s)/[^/]+/")
"""Where the page of one ticket lies, by either door; its acts lie below."""
NOT_WRITTEN = frozenset({"csrfmiddlewaretoken", "idempotency_key", "next", "grade", "asked", "send"})
"""What a form sends besides the words of whoever filled it in."""


def refused(request: HttpRequest, refusal: Refusal, *, new_link: str = "") -> HttpResponse:
    """An expected no: its sentence, what was kept, the way back and the hotline; `new_link` is where to ask for one."""
    sentence = refusal.sentence()
    if isinstance(refusal, InvalidInput):
        sentence = " ".join([sentence, *dict.fromkeys(str(error) for error in refusal.errors.values())])
    title = gettext(TITLES.get(refusal.status, TITLES[409]))
    was_written = any(value for name, value in request.POST.items() if name not in NOT_WRITTEN)
    place = AT_A_TICKET.match(request.path)
    back = place[0] if place and request.method == "POST" and refusal.status != 404 else ""
    response = page(
        request, "refused.html", back=back, status=refusal.status, title=title, sentence=sentence, new_link=new_link,
        was_written=was_written or bool(request.FILES),
    )  # fmt: skip
    if "seconds" in refusal.facts:
        response.headers["Retry-After"] = str(refusal.facts["seconds"])
    return response


def see_other(url: str) -> HttpResponseRedirect:
    """Go on at `url` with a GET: a reload repeats nothing."""
    response = HttpResponseRedirect(url)
    response.status_code = 303
    return response
