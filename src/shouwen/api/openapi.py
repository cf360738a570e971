"""The description of the API (OpenAPI 3.1): what ninja writes, with our media types and headers made true."""

from http import HTTPStatus
from typing import Any, Final

from django.utils.translation import gettext_noop
from ninja.openapi.schema import OpenAPISchema

from shouwen.api.operations import RULES
from shouwen.api.problems import MEDIA_TYPE, Problem
from shouwen.api.wording import asked_for
from shouwen.base.sheets import EXCEL

INTRODUCTION = (
    gettext_noop(
        "Everything the desk can do, for programs: the same commands, rules and rights as in the pages."
    ),
    gettext_noop(
        "**Tokens.** Everybody creates their own tokens under *My settings → API tokens*, with "
        "scopes such as `tickets:read` and `tickets:write`. A token can never do more than its "
        "person. Send `Authorization: Bearer sw_…`."
    ),
    gettext_noop(
        "**Refusals** are `application/problem+json` in the language of `Accept-Language` (`zh-hans` or "
        "`en`), with a stable `code`, a sentence and the fields that were wrong. What you may not see "
        "looks like what is not there: 404."
    ),
    gettext_noop(
        "**Repeating is safe.** Send an `Idempotency-Key` with every POST: the same request again "
        "within 24 hours gives the same answer and `Idempotency-Replayed: true`; another request "
        "under the same key gives 422; while the first is still running, 409."
    ),
    gettext_noop(
        "**Concurrent changes.** Every ticket has an `ETag`. Sent as `If-Match`, an act is refused "
        "with 412 when somebody has acted since."
    ),
    gettext_noop(
        "**Lists** continue at `next` until it is null. **Limits** are stated in `RateLimit`; "
        "beyond them the answer is 429 with `Retry-After`."
    ),
    gettext_noop("**Instants** carry their zone, as in `2026-11-21T09:00:00+08:00`; answers are in UTC."),
)
"""What one has to know before the first request, paragraph by paragraph."""
ABOUT = "\n\n".join(INTRODUCTION)

REFUSALS: Final = (400, 401, 403, 404, 409, 410, 412, 413, 422, 429, 503)
"""Every operation may answer so. Said here once: as answers of each operation they would be models of their own, 2,000
of them, at every start.
"""
FILES = {
    "get_attachment": "application/octet-stream",
    "get_job_file": "application/octet-stream",
    "export_customers": EXCEL,
    "customers_template": EXCEL,
}
"""Operations that answer with a file, and its media type."""
SCHEMAS: Final = "#/components/schemas/{model}"
LIMIT_HEADERS = {
    "RateLimit": {
        "schema": {"type": "string"},
        "description": "What is left of the allowance, and when it is renewed.",
    },
    "RateLimit-Policy": {
        "schema": {"type": "string"},
        "description": "The allowance and its window in seconds.",
    },
}
RETRY = {"Retry-After": {"schema": {"type": "string"}, "description": "Seconds to wait."}}
ASKS = {"WWW-Authenticate": {"schema": {"type": "string"}, "description": "Always `Bearer`."}}
TAG = {"ETag": {"schema": {"type": "string"}, "description": "The number of the newest fact."}}


def described(schema: OpenAPISchema) -> OpenAPISchema:
    """`schema` with problems as what they are, and the headers of every answer."""
    for operations in schema["paths"].values():
        for operation in operations.values():
            responses = {str(status): answer for status, answer in operation["responses"].items()}
            operation["responses"] = responses | _refusals()
            for status, answer in operation["responses"].items():
                _describe(answer, status)
            for parameter in operation["parameters"]:
                _without_null(parameter)
            _describe_special(operation)
    schema["components"]["schemas"] |= _problem()
    schema["servers"] = [{"url": "/"}]
    schema["tags"] = [{"name": tag, "x-displayName": tag} for tag in _tags(schema)]
    return schema


def with_scopes(schema: dict[str, Any]) -> dict[str, Any]:
    """`schema` in which each operation ends with what a token must have for it, in the active language."""
    for operations in schema["paths"].values():
        for operation in operations.values():
            asks = asked_for(RULES[operation["operationId"]])
            operation["description"] = "\n\n".join(filter(None, [operation.get("description"), asks]))
    return schema


def _tags(schema: dict[str, Any]) -> list[str]:
    """The groups of operations, in the order in which they come. Their names stay: generated programs carry them."""
    found = (
        tag for path in schema["paths"].values() for operation in path.values() for tag in operation["tags"]
    )
    return list(dict.fromkeys(found))


def _refusals() -> dict[str, dict[str, Any]]:
    """The refusals as answers of one operation."""
    content = {MEDIA_TYPE: {"schema": {"$ref": SCHEMAS.format(model="Problem")}}}
    return {
        str(status): {"description": HTTPStatus(status).phrase, "content": content} for status in REFUSALS
    }


def _problem() -> dict[str, Any]:
    """The shape of a refusal, with what it is made of."""
    problem = Problem.model_json_schema(ref_template=SCHEMAS, mode="serialization")
    return {**problem.pop("$defs", {}), "Problem": problem}


def _describe(answer: dict[str, Any], status: str) -> None:
    headers = {**LIMIT_HEADERS} if status not in ("401", "429") else {}
    headers |= RETRY if status in ("429", "503") else {}
    headers |= ASKS if status == "401" else {}
    answer["headers"] = headers


def _without_null(parameter: dict[str, Any]) -> None:
    """A parameter that may be left out is never sent as null."""
    kinds = [kind for kind in parameter["schema"].get("anyOf", []) if kind.get("type") != "null"]
    if len(kinds) == 1:
        parameter["schema"] |= kinds[0]
        del parameter["schema"]["anyOf"]


def _describe_special(operation: dict[str, Any]) -> None:
    if media_type := FILES.get(operation["operationId"]):
        operation["responses"]["200"]["content"] = {
            media_type: {"schema": {"type": "string", "format": "binary"}}
        }
    if operation["operationId"] == "get_ticket":
        operation["responses"]["304"] = {
            "description": "Nothing has happened since.",
            "headers": {**LIMIT_HEADERS, **TAG},
        }
        operation["responses"]["200"]["headers"] |= TAG
