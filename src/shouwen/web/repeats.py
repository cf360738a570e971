"""A form sent twice counts once: the second gets the first answer."""

from collections.abc import Callable
from http.cookies import SimpleCookie

from django.http import HttpRequest, HttpResponse, HttpResponseBase

from shouwen.base.actors import Actor
from shouwen.base.idempotency import Answer, once, told_apart
from shouwen.base.refusals import Refusal
from shouwen.base.taken import tell_taken
from shouwen.web import errors, shell

FIELD = "idempotency_key"
KEPT_HEADERS = (
    "Content-Type",
    "Cache-Control",
    "Location",
    "HX-Trigger",
    "HX-Redirect",
    "HX-Refresh",
    "HX-Reswap",
    "HX-Retarget",
)
UNSIGNED = frozenset({FIELD, "csrfmiddlewaretoken"})


def answered_once(request: HttpRequest, view: Callable[[], HttpResponseBase]) -> HttpResponseBase | None:
    """The answer to a POST that brings a key, given at most once per actor and key; None for any other request."""
    actor: Actor = request.actor  # type: ignore[attr-defined]  # see access.DeskRequest
    if request.method != "POST" or not actor.is_human:
        return None
    key = request.headers.get("Idempotency-Key") or request.POST.get(FIELD, "")
    if not key:
        return None
    cookies: SimpleCookie = SimpleCookie()
    try:
        answer, was_repeated = once(
            actor=f"{actor.kind}/{actor.id}",
            key=key.replace("\x00", "-")[:120],
            request=fingerprint(request),
            act=lambda: _act(view, cookies),
            refused=lambda refusal: _kept(errors.refused(request, refusal)),
            is_form=True,
        )
    except Refusal as refusal:
        return errors.refused(request, refusal)
    response = HttpResponse(answer.body, status=answer.status)
    response.cookies.update(cookies)
    if answer.status < 400 and not shell.is_fragment(request):
        tell_taken(request, response, key)
    for name, value in answer.headers.items():
        response.headers[name] = value
    if was_repeated:
        response.headers["Idempotency-Replayed"] = "true"
    return response


def shown_once(response: HttpResponse) -> HttpResponse:
    """`response` holds a secret: no browser and no table keeps it, and its form sent again gets a refusal instead."""
    response.headers["Cache-Control"] = "no-store"
    response.is_secret = True  # type: ignore[attr-defined]  # read by _act
    return response


def fingerprint(request: HttpRequest) -> bytes:
    """What makes two requests the same act: address, fields, files."""
    fields = sorted((name, *request.POST.getlist(name)) for name in request.POST if name not in UNSIGNED)
    return repr((request.path, fields, told_apart(request.FILES))).encode()


def _act(view: Callable[[], HttpResponseBase], cookies: SimpleCookie) -> Answer:
    response = view()
    if hasattr(response, "render"):
        response = response.render()
    cookies.update(response.cookies)
    return _kept(response)


def _kept(response: HttpResponseBase) -> Answer:
    body = b"".join(response) if response.streaming else response.content  # type: ignore[attr-defined]
    return Answer(
        response.status_code,
        body,
        {name: response.headers[name] for name in KEPT_HEADERS if name in response.headers},
        is_secret=getattr(response, "is_secret", False),
    )
