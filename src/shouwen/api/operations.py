"""Declaring an operation: its rule, its answers and refusals, and how its result becomes a response."""

import inspect
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import wraps
from typing import Any, TypeVar

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from ninja import Router
from ninja.operation import Operation
from pydantic import BaseModel

from shouwen.api.asking import ApiRequest, as_asked
from shouwen.api.door import Rule, Token
from shouwen.api.repeats import answered_once
from shouwen.base.refusals import InvalidInput

View = TypeVar("View", bound=Callable[..., Any])

RAISED = re.compile(r"\s*Raises\s[^.]*\.")
"""What only readers of the code need of a command's docstring: the classes of its refusals."""
RULES: dict[str, Rule] = {}
"""Operation id -> what it asks for; filled as operations are declared."""

KEY_PARAMETER = {
    "in": "header",
    "name": "Idempotency-Key",
    "required": False,
    "schema": {"type": "string", "maxLength": 120},
    "description": "Any value of yours, unique per act: the same request again within 24 hours gives the same answer.",
}
MATCH_PARAMETER = {
    "in": "header",
    "name": "If-Match",
    "required": False,
    "schema": {"type": "string", "maxLength": 40},
    "description": "The ETag you saw: when somebody has acted since, the answer is 412 and nothing changes.",
}


@dataclass(frozen=True, slots=True)
class Told:
    """A result with headers of its own; one that `is_secret` is told once and stored nowhere."""

    body: BaseModel
    headers: dict[str, str] = field(default_factory=dict)
    is_secret: bool = False


def reading(
    router: Router, path: str, *, name: str, answer: Any, rule: Rule, query: type[BaseModel] | None = None
) -> Callable[[View], View]:
    """The decorated function answers GET `path`; a query parameter that `query` doesn't name is an error."""
    known = frozenset(query.model_fields) if query else frozenset()

    def declare(view: View) -> View:
        @wraps(view)
        def answered(request: HttpRequest, **values: Any) -> HttpResponseBase:
            _refuse_unknown(request, known)
            return response_of(as_asked(request), view(request, **values), status=200)

        _declare(router, "GET", path, answered, name=name, answer=answer, status=200, rule=rule)
        return view

    return declare


def acting(
    router: Router,
    path: str,
    *,
    name: str,
    answer: Any,
    rule: Rule,
    status: int = 201,
    method: str = "POST",
    summary: str = "",
    conditional: bool = False,
    is_undivided: bool = False,
) -> Callable[[View], View]:
    """The decorated function carries out a POST (PATCH, DELETE) of `path`, at most once per idempotency key.

    `conditional` operations heed `If-Match`. In `is_undivided` ones nobody goes on after a refusal.
    """

    def declare(view: View) -> View:
        @wraps(view)
        def answered(request: HttpRequest, **values: Any) -> HttpResponseBase:
            _refuse_unknown(request, frozenset())
            asked = as_asked(request)
            return answered_once(
                asked,
                lambda: _whole(response_of(asked, view(asked, **values), status=status)),
                is_undivided=is_undivided,
            )

        parameters = [KEY_PARAMETER, *([MATCH_PARAMETER] if conditional else [])]
        _declare(
            router,
            method,
            path,
            answered,
            name=name,
            answer=answer,
            status=status,
            rule=rule,
            summary=summary,
            parameters=parameters,
        )
        return view

    return declare


def _whole(response: HttpResponseBase) -> HttpResponse:
    """What an act answers is kept for repeats, so it is never a stream."""
    if not isinstance(response, HttpResponse):
        raise TypeError(response)
    return response


def response_of(request: ApiRequest, result: Any, *, status: int) -> HttpResponseBase:
    """What an operation returned, as JSON; a ready response as it is."""
    allowance: dict[str, str] = getattr(request, "allowance", {})
    if isinstance(result, HttpResponseBase):
        for header, value in allowance.items():
            result.headers[header] = value
        return result
    told = result if isinstance(result, Told) else Told(result)
    body = told.body.model_dump_json().encode()
    headers = {"Cache-Control": "no-store", **allowance, **told.headers}
    response = HttpResponse(body, status=status, content_type="application/json", headers=headers)
    response.is_secret = told.is_secret  # type: ignore[attr-defined]  # read by repeats
    return response


def rule_of(operation: Operation) -> Rule | None:
    """What `operation` asks for; None if it declares nothing, which a test forbids."""
    doors = [door for door in operation.auth_callbacks if isinstance(door, Token)]
    return doors[0].rule if doors else None


def _declare(
    router: Router,
    method: str,
    path: str,
    view: Callable[..., Any],
    *,
    name: str,
    answer: Any,
    status: int,
    rule: Rule,
    summary: str = "",
    parameters: list[dict[str, Any]] | None = None,
) -> None:
    doc = RAISED.sub("", inspect.cleandoc(view.__doc__ or ""))
    view.__doc__ = None  # ninja would tell it where no more than its first line is left
    first, _blank, rest = doc.partition("\n")
    RULES[name] = rule
    router.add_api_operation(
        path,
        [method],
        view,
        auth=Token(rule),
        response={status: answer},
        operation_id=name,
        url_name=name,
        summary=summary or first.rstrip("."),
        description=(doc if summary else rest).strip(),
        openapi_extra={"parameters": parameters} if parameters else None,
    )


def _refuse_unknown(request: HttpRequest, known: frozenset[str]) -> None:
    """A misspelt filter would silently widen what is returned."""
    unknown = sorted(request.GET.keys() - known)
    if unknown:
        raise InvalidInput({name[:60]: _("There is no such field.") for name in unknown[:5]})
