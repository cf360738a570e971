"""Every no as a page or a toast: what happened, what was kept, what to do next, and the number to quote."""

import logging
import sys
from http import HTTPStatus
from typing import NamedTuple

from django.core.exceptions import RequestDataTooBig
from django.db.utils import OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.template.loader import render_to_string
from django.utils.html import escape
from django.utils.translation import gettext, gettext_noop

from shouwen.base.languages import reader_language
from shouwen.base.refusals import InvalidInput, NotPermitted, Refusal
from shouwen.capabilities.regulations.queries import active_regulation
from shouwen.web import shell

log = logging.getLogger("shouwen.web")


class Fault(NamedTuple):
    """How one status is told: its title, the usual cause, the next step."""

    title: str
    cause: str
    next_step: str


NOTHING_CHANGED = gettext_noop("Nothing was changed.")
TEXT_KEPT = gettext_noop("Nothing was changed. What you typed is still in the form: go back and it is there.")
SEND_AGAIN = gettext_noop("What you typed is kept. You can send it again: it will count only once.")

FAULTS: dict[int, Fault] = {
    400: Fault(
        gettext_noop("This request can't be read"),
        gettext_noop("The address or the form was incomplete."),
        gettext_noop("Go back, reload the page and repeat the step."),
    ),
    403: Fault(
        gettext_noop("You may not do this"),
        gettext_noop("Your roles don't include this act, or the page was open too long."),
        gettext_noop("Reload the page; if this persists, ask the desk manager for the permission."),
    ),
    404: Fault(
        gettext_noop("There is nothing here"),
        gettext_noop("The address is wrong, or you may not see what is here."),
        gettext_noop("Search by number, phone, name or company."),
    ),
    405: Fault(
        gettext_noop("This address can't be used that way"),
        gettext_noop("The link was opened in a way it does not support."),
        gettext_noop("Open the page from the navigation and repeat the step."),
    ),
    409: Fault(
        gettext_noop("This can't be done now"),
        gettext_noop("The current state does not allow it."),
        gettext_noop("Look at its current state, then decide again."),
    ),
    410: Fault(
        gettext_noop("This is over"),
        gettext_noop("It was done already, or its time has passed."),
        gettext_noop("Go to the home page and sign in."),
    ),
    412: Fault(
        gettext_noop("Something new has happened"),
        gettext_noop("A colleague or the customer acted after you opened the page."),
        gettext_noop("Read what is new, then send again."),
    ),
    413: Fault(
        gettext_noop("This is too large"),
        gettext_noop("The files together are larger than the desk accepts."),
        gettext_noop("Send fewer or smaller files; pictures can be reduced first."),
    ),
    422: Fault(
        gettext_noop("Some values are missing or wrong"),
        gettext_noop("The form could not be understood."),
        gettext_noop("Go back, correct the marked fields and send again."),
    ),
    429: Fault(
        gettext_noop("Too many attempts"),
        gettext_noop("Too many attempts in a short time."),
        gettext_noop("Wait a moment, then try again."),
    ),
    500: Fault(
        gettext_noop("Something went wrong on our side"),
        gettext_noop("The desk met an unexpected fault. It is in the log under the number below."),
        gettext_noop("Try again; if this persists, give the number to your administrator."),
    ),
    503: Fault(
        gettext_noop("The desk is busy"),
        gettext_noop("The desk can't accept this request right now."),
        gettext_noop("Wait a minute and try again."),
    ),
}

FOR_CUSTOMERS: dict[int, Fault] = {
    403: Fault(
        gettext_noop("This is not possible here"),
        gettext_noop("The page was open too long, or you may not do this."),
        gettext_noop("Reload the page and try again."),
    ),
    404: Fault(
        gettext_noop("There is nothing here"),
        gettext_noop("The address is wrong, or you may not see what is here."),
        gettext_noop("Go to the home page and look for it there."),
    ),
    405: Fault(
        gettext_noop("This address can't be used that way"),
        gettext_noop("The link was opened in a way it does not support."),
        gettext_noop("Go to the home page and look for it there."),
    ),
    500: Fault(
        gettext_noop("Something went wrong on our side"),
        gettext_noop("This is our fault, not yours, and it has been noted."),
        gettext_noop("Try again; if it stays like this, call us and give the number below."),
    ),
}
"""What is told otherwise at the customers' doors: they have no search, no roles and no administrator."""


def refused(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """An expected no: its sentence in a toast (the page stays) or on a page of its own."""
    sentence = refusal.sentence()
    if isinstance(refusal, InvalidInput):
        sentence = " ".join([sentence, *dict.fromkeys(str(error) for error in refusal.errors.values())])
    response = fault_page(request, refusal.status, cause=sentence, code=refusal.code)
    if seconds := refusal.facts.get("seconds"):
        response.headers["Retry-After"] = str(seconds)
    return response


def fault_page(
    request: HttpRequest,
    status: int,
    *,
    cause: str = "",
    code: str = "",
    like: HttpResponseBase | None = None,
) -> HttpResponse:
    """The answer for `status` in the shape the asker reads: problem document, toast or page."""
    fault = FAULTS.get(status, FAULTS[500] if status >= 500 else FAULTS[400])
    is_portal = shell.is_portal(request)
    if is_portal:
        fault = FOR_CUSTOMERS.get(status, fault)
    title, cause = gettext(fault.title), cause or gettext(fault.cause)
    if request.path.startswith("/api/"):
        return _problem(request, status, title=title, cause=cause, code=code, like=like)
    if shell.is_fragment(request):
        number = "" if status < 500 else f" · {number_of(request)}"
        return shell.toasted(
            HttpResponse(status=status, headers={"HX-Reswap": "none"}), f"{cause}{number}", tone="bad"
        )
    if code == NotPermitted.code:
        cause = gettext(fault.cause)  # its own sentence is title and next step in one
    kept = NOTHING_CHANGED if request.method != "POST" else SEND_AGAIN if status >= 500 else TEXT_KEPT
    facts: dict[str, object] = {
        "status": status,
        "title": title,
        "cause": cause,
        "kept": "" if is_portal and request.method != "POST" else gettext(kept),
        "next_step": gettext(fault.next_step),
        "number": number_of(request),
        "base": shell.base_of(request),
        "is_portal": is_portal,
        "is_post": request.method == "POST",
        "ticket": _ticket_of(request) if status != 404 else "",
        **(_desk() if is_portal else {}),
    }
    return _with_headers(HttpResponse(_page(request, facts), status=status), like)


def _desk() -> dict[str, object]:
    """Whom a customer can call, as far as that can be read: its name and its numbers."""
    try:
        desk = active_regulation().document.desk
    except Exception:  # the page about a fault must not fail with it; without a regulation nobody is named
        return {}
    return {"desk": desk, "desk_name": desk.name.in_language(reader_language())}


def _problem(
    request: HttpRequest, status: int, *, title: str, cause: str, code: str, like: HttpResponseBase | None
) -> HttpResponse:
    """The problem document of an address that no operation of the API answers, in the shape of all the others."""
    code = code or HTTPStatus(status).name.lower()
    body = {
        "type": f"urn:shouwen:{code}",
        "title": title,
        "status": status,
        "detail": cause,
        "code": code,
        "errors": [],
        "request": number_of(request),
    }
    told = {"ensure_ascii": False}
    response = JsonResponse(
        body, status=status, content_type="application/problem+json", json_dumps_params=told
    )
    return _with_headers(response, like)


def _ticket_of(request: HttpRequest) -> str:
    """The number of the ticket that was asked about on a page of the staff: the way back leads to it."""
    asked = request.resolver_match
    return str(asked.kwargs.get("number", "")) if asked and request.path.startswith("/t/") else ""


def _with_headers(response: HttpResponse, like: HttpResponseBase | None) -> HttpResponse:
    """What of the first answer a program needs to go on, it keeps."""
    for name in ("Allow", "Retry-After"):
        if like is not None and name in like.headers:
            response.headers[name] = like.headers[name]
    return response


def _page(request: HttpRequest, facts: dict[str, object]) -> str:
    """The full page; the bare one when the frame fails (no database, no actor); plain words when templates fail."""
    try:
        return render_to_string("web/fault.html", facts, request)
    except Exception:  # the page about a fault must not fail with it
        log.exception("the error page failed", extra={"request_number": facts["number"]})
    try:
        return render_to_string("web/fault.html", {**facts, "base": "web/bare.html"})
    except Exception:  # nor must the bare one
        words = escape(f"{facts['title']} · {facts['cause']} · {facts['next_step']} · {facts['number']}")
        return f"<!doctype html><meta charset='utf-8'><title>{facts['status']}</title><p>{words}</p>"


def number_of(request: HttpRequest) -> str:
    return getattr(request, "number", "")


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return fault_page(request, 413 if isinstance(exception, RequestDataTooBig) else 400)


def not_allowed(request: HttpRequest, exception: Exception) -> HttpResponse:
    return fault_page(request, 403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return fault_page(request, 404)


def broken(request: HttpRequest) -> HttpResponse:
    """A bug, or a database that can't be reached: the latter is told as 503."""
    return fault_page(request, 503 if isinstance(sys.exc_info()[1], OperationalError) else 500)


def stale_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form's token was missing or old."""
    return fault_page(
        request,
        403,
        cause=gettext("This page was open too long or in another session. Reload it."),
        code="stale_form",
    )
