"""The API's description: as a document for programs, as a page for people."""

import json
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.html import escape
from django.utils.safestring import SafeString
from django.utils.translation import get_language, get_supported_language_variant, gettext, override
from django.views.decorators.http import require_safe

from shouwen import __version__
from shouwen.api.app import api
from shouwen.api.openapi import INTRODUCTION, with_scopes
from shouwen.api.wording import worded

PROGRAMS: Final = "en"
"""The language of those who ask for none."""


@dataclass(frozen=True, slots=True)
class FieldTold:
    """One parameter or one field of a body."""

    name: str
    kind: str
    is_required: bool
    about: SafeString


@dataclass(frozen=True, slots=True)
class OperationTold:
    """One operation as the page shows it."""

    name: str
    method: str
    path: str
    summary: str
    about: SafeString
    parameters: tuple[FieldTold, ...]
    fields: tuple[FieldTold, ...]
    answer: tuple[FieldTold, ...]
    answer_name: str
    example: str


@dataclass(frozen=True, slots=True)
class Group:
    name: str
    anchor: str
    operations: tuple[OperationTold, ...]


@cache
def description(language: str = PROGRAMS) -> bytes:
    """The OpenAPI document with its words in `language`; the same for the whole life of a process."""
    with override(language):
        schema = with_scopes(worded(api.get_openapi_schema()))
    return json.dumps(schema, ensure_ascii=False, default=str).encode()


@require_safe
def openapi_json(request: HttpRequest) -> HttpResponse:
    """OpenAPI 3.1, open to everybody: it describes the door, it does not open it.

    In the language of `?lang=`, else of whoever reads it in a browser; to a program that asks for none in English.
    """
    language = _asked_for(request)
    headers = {"Content-Language": language, "Vary": "Accept-Language, Cookie"}
    return HttpResponse(description(language), content_type="application/json", headers=headers)


def _asked_for(request: HttpRequest) -> str:
    with suppress(LookupError):
        return get_supported_language_variant(request.GET.get("lang", ""))
    return get_language() or PROGRAMS if "Accept-Language" in request.headers else PROGRAMS


@require_safe
def docs_page(request: HttpRequest) -> HttpResponse:
    """The same to read, without anything from outside."""
    facts = {
        "groups": _groups(get_language() or PROGRAMS),
        "about": [marked(gettext(part)) for part in INTRODUCTION],
        "version": __version__,
    }
    return render(request, "api/docs.html", facts)


@cache
def _groups(language: str) -> tuple[Group, ...]:
    schema = json.loads(description(language))
    found: dict[str, list[OperationTold]] = {}
    for path, methods in schema["paths"].items():
        for method, told in methods.items():
            found.setdefault(told["tags"][0], []).append(_operation(schema, path, method, told))
    names = {tag["name"]: tag["x-displayName"] for tag in schema["tags"]}
    return tuple(Group(names[tag], tag.lower().replace(" ", "-"), tuple(told)) for tag, told in found.items())


def _operation(schema: dict[str, Any], path: str, method: str, told: dict[str, Any]) -> OperationTold:
    content = told.get("requestBody", {}).get("content", {})
    body = _resolved(schema, next(iter(content.values()))["schema"]) if content else {}
    status = next(iter(told["responses"]))
    shown: dict[str, Any] = next(iter(told["responses"][status].get("content", {}).values()), {"schema": {}})[
        "schema"
    ]
    return OperationTold(
        name=told["operationId"],
        method=method.upper(),
        path=path,
        summary=told["summary"],
        about=marked(told.get("description", "")),
        parameters=tuple(
            FieldTold(one["name"], _kind(one["schema"]), one["required"], marked(one.get("description", "")))
            for one in told["parameters"]
            if one["in"] in ("path", "query")
        ),
        fields=tuple(_fields(schema, body)),
        answer=tuple(_fields(schema, _resolved(schema, shown))),
        answer_name=_kind(shown),
        example=_example(path, method, content, body),
    )


def _fields(schema: dict[str, Any], shape: dict[str, Any]) -> Iterator[FieldTold]:
    required = set(shape.get("required", []))
    for name, field in shape.get("properties", {}).items():
        about = field.get("description", "") if "$ref" not in field else ""
        yield FieldTold(name, _kind(field), name in required, marked(about))


def _kind(shape: dict[str, Any]) -> str:
    """What a value is, in a word or two."""
    if "$ref" in shape:
        return str(shape["$ref"].rsplit("/", 1)[1])
    if "allOf" in shape:
        return _kind(shape["allOf"][0])
    if "anyOf" in shape:
        return " | ".join(_kind(one) for one in shape["anyOf"])
    if "enum" in shape:
        return " | ".join(str(one) for one in shape["enum"])
    if shape.get("type") == "array":
        return f"[{_kind(shape.get('items', {}))}]"
    return str(shape.get("format") or shape.get("type") or "any")


def _resolved(schema: dict[str, Any], shape: dict[str, Any]) -> dict[str, Any]:
    if "allOf" in shape:
        return _resolved(schema, shape["allOf"][0])
    if "$ref" in shape:
        found: dict[str, Any] = schema["components"]["schemas"][shape["$ref"].rsplit("/", 1)[1]]
        return found
    return shape


def _example(path: str, method: str, content: dict[str, Any], body: dict[str, Any]) -> str:
    """The call as one line of curl; required fields only."""
    head = f'curl -H "Authorization: Bearer $TOKEN" $DESK{path}'
    if method == "get":
        return head
    verb = "" if method == "post" else f" -X {method.upper()}"
    if "multipart/form-data" in content:
        return f"{head}{verb} -F file=@picture.png"
    values = {name: _sample(body["properties"][name]) for name in body.get("required", [])}
    return f"{head}{verb} -H 'Content-Type: application/json' -d '{json.dumps(values, ensure_ascii=False)}'"


def _sample(shape: dict[str, Any]) -> Any:
    if "enum" in shape:
        return shape["enum"][0]
    match _kind(shape):
        case "date-time":
            return "2026-11-23T09:00:00+08:00"
        case "date":
            return "2026-11-23"
        case "integer":
            return 1
        case "boolean":
            return True
        case kind if kind.startswith("["):
            return []
        case "string":
            return "…"
        case _:
            return {}


def marked(text: str) -> SafeString:
    """`text` with its **strong words** and `codes` as elements."""
    html: str = escape(text)
    for mark, tag in (("**", "strong"), ("`", "code"), ("*", "em")):
        parts = html.split(mark)
        html = "".join(f"<{tag}>{part}</{tag}>" if number % 2 else part for number, part in enumerate(parts))
    return SafeString(html)
