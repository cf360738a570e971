"""A POST that brings an `Idempotency-Key` is carried out once; its repetition gets the first answer again."""

from collections.abc import Callable
from contextlib import nullcontext

from django.db import transaction
from django.http import HttpResponse
from django.utils.translation import gettext as _

from shouwen.api.asking import ApiRequest
from shouwen.api.problems import refused
from shouwen.base.actors import Actor
from shouwen.base.idempotency import Answer, once, told_apart
from shouwen.base.refusals import InvalidInput
from shouwen.base.transactions import undivided

KEY_HEADER = "Idempotency-Key"
KEPT_HEADERS = ("Content-Type", "ETag", "Location")
LONGEST_KEY = 120


def answered_once(
    request: ApiRequest, act: Callable[[], HttpResponse], *, is_undivided: bool = False
) -> HttpResponse:
    """The answer of `act`; with a key it is given at most once in 24 hours for this token."""
    key = request.headers.get(KEY_HEADER, "")
    if not key:
        if not is_undivided:
            return act()
        with transaction.atomic(), undivided():
            return act()
    if len(key) > LONGEST_KEY or not key.isprintable():
        raise InvalidInput({KEY_HEADER: _("Send at most 120 printable characters.")})
    actor: Actor = request.actor
    answer, was_repeated = once(
        actor=f"token/{actor.token_id}",
        key=key,
        request=fingerprint(request),
        act=lambda: _carried_out(act, is_undivided),
        refused=lambda refusal: _kept(refused(request, refusal)),
    )
    allowance: dict[str, str] = request.allowance
    replayed = {"Idempotency-Replayed": "true"} if was_repeated else {}
    return HttpResponse(
        answer.body, status=answer.status, headers={**answer.headers, **allowance, **replayed}
    )


def fingerprint(request: ApiRequest) -> bytes:
    """What makes two requests the same act: method, address, condition and content, files included."""
    head = f"{request.method} {request.get_full_path()} {request.headers.get('If-Match', '')}\n".encode()
    if not (request.content_type or "").startswith("multipart/"):
        return head + request.body
    fields = sorted((name, *request.POST.getlist(name)) for name in request.POST)
    return head + repr((fields, told_apart(request.FILES))).encode()


def _carried_out(act: Callable[[], HttpResponse], is_undivided: bool) -> Answer:
    with undivided() if is_undivided else nullcontext():
        return _kept(act())


def _kept(response: HttpResponse) -> Answer:
    headers = {name: response.headers[name] for name in KEPT_HEADERS if name in response.headers}
    is_secret = getattr(response, "is_secret", False)
    return Answer(response.status_code, response.content, headers, is_secret)
