"""A form of the portal sent twice counts once: the second sending gets the first answer."""

import hashlib
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseBase

from shouwen.base.actors import Actor
from shouwen.base.idempotency import Answer, once, told_apart
from shouwen.base.taken import tell_taken
from shouwen.portal.pages import refused

FIELD = "idempotency_key"
KEPT_HEADERS = ("Content-Type", "Location")
UNSIGNED = frozenset({FIELD, "csrfmiddlewaretoken"})


def answered_once(request: HttpRequest, view: Callable[[], HttpResponseBase]) -> HttpResponseBase:
    """The answer of `view`; a POST that brings a key is carried out at most once for this visitor."""
    key = request.POST.get(FIELD, "") if request.method == "POST" else ""
    if not key:
        return view()
    answer, was_repeated = once(
        actor=_who(request),
        key=key.replace("\x00", "-")[:120],
        request=_fingerprint(request),
        act=lambda: _act(request, view),
        refused=lambda refusal: _kept(refused(request, refusal)),
        is_form=True,
    )
    response = HttpResponse(answer.body, status=answer.status, headers=answer.headers)
    response.cookies.update(getattr(request, "kept_cookies", {}))
    if answer.status < 400:
        tell_taken(request, response, key)
    if was_repeated:
        response.headers["Idempotency-Replayed"] = "true"
    return response


def _who(request: HttpRequest) -> str:
    """The contact, else the address: whoever holds a progress link is known by the link itself."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if actor.kind == "contact":
        return f"contact/{actor.id}"
    return f"portal/{hashlib.sha256(request.path.encode()).hexdigest()[:32]}"


def _fingerprint(request: HttpRequest) -> bytes:
    fields = sorted((name, *request.POST.getlist(name)) for name in request.POST if name not in UNSIGNED)
    return repr((request.path, fields, told_apart(request.FILES))).encode()


def _act(request: HttpRequest, view: Callable[[], HttpResponseBase]) -> Answer:
    response = view()
    request.kept_cookies = response.cookies  # type: ignore[attr-defined]
    return _kept(response)


def _kept(response: HttpResponseBase) -> Answer:
    headers = {name: response.headers[name] for name in KEPT_HEADERS if name in response.headers}
    return Answer(response.status_code, response.content, headers)  # type: ignore[attr-defined]  # a POST never streams
