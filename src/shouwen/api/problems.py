"""Every no as `application/problem+json` (RFC 9457), in the language that the request asks for."""

import json
import logging
from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any, TypeVar

from django.core.exceptions import (
    BadRequest,
    RequestDataTooBig,
    SuspiciousOperation,
    TooManyFieldsSent,
    TooManyFilesSent,
)
from django.db.utils import OperationalError
from django.http import Http404, HttpRequest, HttpResponse, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError
from pydantic import Field

from shouwen.api.kinds import SMALL_LETTERS, TIME_OF_DAY, Shown
from shouwen.base.refusals import InvalidInput, NotVisible, Refusal, Unavailable
from shouwen.capabilities.regulations.reasons import fault_words
from shouwen.capabilities.regulations.refusals import DocumentRefused

Raised = TypeVar("Raised", bound=Exception)

log = logging.getLogger("shouwen.api")

MEDIA_TYPE = "application/problem+json"
TITLES: dict[int, str] = {
    400: gettext_noop("The request can't be read"),
    401: gettext_noop("A valid token is needed"),
    403: gettext_noop("Not permitted"),
    404: gettext_noop("Nothing here"),
    409: gettext_noop("Not possible now"),
    410: gettext_noop("No longer valid"),
    412: gettext_noop("Something new has happened"),
    413: gettext_noop("Too large"),
    422: gettext_noop("Values are missing or wrong"),
    429: gettext_noop("Too many requests"),
    500: gettext_noop("Something went wrong on our side"),
    503: gettext_noop("The desk is busy"),
}
SENTENCES: dict[str, str] = {
    "missing": gettext_noop("This field is required."),
    "extra_forbidden": gettext_noop("There is no such field."),
    "string_too_long": gettext_noop("This text is too long."),
    "string_too_short": gettext_noop("This text is too short."),
    "string_pattern_mismatch": gettext_noop("This is not in the required format."),
    "string_type": gettext_noop("Send a text."),
    "enum": gettext_noop("Choose one of the values offered."),
    "literal_error": gettext_noop("Choose one of the values offered."),
    "int_type": gettext_noop("Send a whole number."),
    "int_parsing": gettext_noop("Send a whole number."),
    "int_from_float": gettext_noop("Send a whole number."),
    "bool_type": gettext_noop("Send true or false."),
    "bool_parsing": gettext_noop("Send true or false."),
    "list_type": gettext_noop("Send a list."),
    "too_long": gettext_noop("The list is too long."),
    "timezone_aware": gettext_noop("State the time zone, as in 2026-11-21T09:00:00+08:00."),
    "greater_than_equal": gettext_noop("This number is too small."),
    "less_than_equal": gettext_noop("This number is too large."),
    "model_attributes_type": gettext_noop("Send an object with named fields."),
    "model_type": gettext_noop("Send an object with named fields."),
    "dict_type": gettext_noop("Send an object with named fields."),
}
NAMED: dict[str, tuple[str, str]] = {
    "enum": ("expected", gettext_noop("Choose one of: %(expected)s.")),
    "literal_error": ("expected", gettext_noop("Choose one of: %(expected)s.")),
    "string_too_long": (
        "max_length",
        gettext_noop("This text is too long: at most %(expected)s characters."),
    ),
    "too_long": ("max_length", gettext_noop("The list is too long: at most %(expected)s entries.")),
    "greater_than_equal": ("ge", gettext_noop("This number is too small: at least %(expected)s.")),
    "less_than_equal": ("le", gettext_noop("This number is too large: at most %(expected)s.")),
}
"""Sentences that say what would be right, and what the check calls it."""
LONGEST_CHOICE = 300
FORMS: dict[str, str] = {
    TIME_OF_DAY: gettext_noop("Write a time of day as in 09:30; midnight is 00:00."),
    SMALL_LETTERS: gettext_noop(
        "Use lower-case letters, digits, - and _, beginning with a letter or a digit."
    ),
}
"""What a form that is asked for looks like."""
NOT_UNDERSTOOD = gettext_noop("This value can't be understood.")
INSTANT_EXPECTED = gettext_noop("Write an instant as in 2026-11-21T09:00:00+08:00.")


class FieldProblem(Shown):
    """One value that was missing or wrong."""

    field: str = Field(
        description="Where it stands, such as `until` or `files.0.name`; empty for the whole body."
    )
    message: str


class Problem(Shown):
    """Why the desk said no, and what to do (RFC 9457)."""

    type: str = Field(description="`urn:shouwen:` and the code of the refusal.")
    title: str
    status: int
    detail: str
    code: str = Field(description="The refusal by name; stable, for programs.")
    errors: list[FieldProblem] = Field(default=[], description="The fields that were missing or wrong.")
    request: str = Field(description="The number to quote when you ask about this answer.")


def problem(
    request: HttpRequest, *, status: int, code: str, detail: str, errors: list[tuple[str, str]] | None = None,
    headers: dict[str, str] | None = None,
) -> HttpResponse:  # fmt: skip
    """The answer for one refusal; nothing was changed."""
    told: dict[str, Any] = {
        "type": f"urn:shouwen:{code}",
        "title": _(TITLES[status]) if status in TITLES else HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
        "code": code,
        "errors": [{"field": field, "message": message} for field, message in errors or []],
        "request": getattr(request, "number", ""),
    }
    body = json.dumps(told, ensure_ascii=False).encode()
    every = {**getattr(request, "allowance", {}), **(headers or {})}
    return HttpResponse(body, status=status, content_type=MEDIA_TYPE, headers=every)


def refused(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """The problem that a refusal is."""
    errors = [(name, str(sentence)) for name, sentence in getattr(refusal, "errors", {}).items()]
    if isinstance(refusal, DocumentRefused):
        errors = [("text", fault_words(fault)) for fault in refusal.problems]
    headers = {"Retry-After": str(refusal.facts["seconds"])} if "seconds" in refusal.facts else {}
    if refusal.status == 503:
        headers.setdefault("Retry-After", "60")
    return problem(
        request,
        status=refusal.status,
        code=refusal.code,
        detail=refusal.sentence(),
        errors=errors,
        headers=headers,
    )


def told_as_problems(api: NinjaAPI) -> None:
    """From now on nothing leaves `api` in another shape, faults of our own included."""
    _answer(api, Refusal, refused)
    _answer(api, Http404, lambda request, _no: refused(request, NotVisible()))
    _answer(api, ValidationError, _invalid)
    _answer(api, AuthenticationError, lambda request, _no: unauthenticated(request))
    _answer(api, HttpError, _unreadable)
    _answer(api, RequestDataTooBig, lambda request, _no: too_large(request))
    _answer(api, TooManyFieldsSent, lambda request, _no: too_large(request))
    _answer(api, TooManyFilesSent, lambda request, _no: too_large(request))
    for fault in (MultiPartParserError, BadRequest, SuspiciousOperation, UnreadablePostError):
        _answer(api, fault, lambda request, _no: unreadable(request))
    _answer(api, OperationalError, _unavailable)
    _answer(api, Exception, _broken)


def _answer(api: NinjaAPI, kind: type[Raised], answer: Callable[[HttpRequest, Raised], HttpResponse]) -> None:
    """`answer` tells what was raised of this kind; the frame's own signature also has classes, which nobody raises."""

    def told(request: HttpRequest, raised: Raised | type[Raised]) -> HttpResponse:
        return answer(request, raised() if isinstance(raised, type) else raised)

    api.add_exception_handler(kind, told)


def unauthenticated(request: HttpRequest) -> HttpResponse:
    return problem(
        request, status=401, code="token_needed",
        detail=_("Send a valid token: Authorization: Bearer sw_…"), headers={"WWW-Authenticate": "Bearer"},
    )  # fmt: skip


def too_large(request: HttpRequest) -> HttpResponse:
    return problem(
        request, status=413, code="too_large", detail=_("The request is larger than the desk accepts.")
    )


def unreadable(request: HttpRequest) -> HttpResponse:
    return problem(
        request, status=400, code="unreadable", detail=_("The request is not in the expected format.")
    )


def _invalid(request: HttpRequest, problem_: ValidationError) -> HttpResponse:
    errors: dict[str, str] = {}
    for error in problem_.errors:
        where = [
            str(part)
            for part in error["loc"]
            if part not in ("body", "query", "path", "form", "file", "header")
            and not str(part).startswith(("str-enum[", "literal["))  # which of two kinds was tried
        ]
        errors.setdefault(".".join(where), _sentence(str(error["type"]), error.get("ctx") or {}))
    return refused(request, InvalidInput(errors))


def _sentence(kind: str, asked: Mapping[str, Any]) -> str:
    """What is wrong with one value, and what would be right where `asked` tells."""
    if kind.startswith(("datetime", "date")):
        return _(INSTANT_EXPECTED)
    form = FORMS.get(asked.get("pattern", ""))
    if kind in NAMED and asked.get(NAMED[kind][0]) is not None:
        name, sentence = NAMED[kind]
        expected = str(asked[name]).replace("'", "").replace(" or ", ", ")
        if len(expected) <= LONGEST_CHOICE:
            return _(sentence) % {"expected": expected}
    return _(form or SENTENCES.get(kind, NOT_UNDERSTOOD))


def _unreadable(request: HttpRequest, error: HttpError) -> HttpResponse:
    if error.status_code == 400:
        return unreadable(request)
    return problem(request, status=error.status_code, code="refused", detail=error.message)


def _unavailable(request: HttpRequest, error: OperationalError) -> HttpResponse:
    log.error("the database did not answer", exc_info=error)
    return refused(request, Unavailable())


def _broken(request: HttpRequest, error: Exception) -> HttpResponse:
    log.error("request %s broke", getattr(request, "number", ""), exc_info=error)
    return problem(
        request, status=500, code="broken",
        detail=_("This is a fault of the desk. Nothing was changed; quote the request number to your administrator."),
    )  # fmt: skip
