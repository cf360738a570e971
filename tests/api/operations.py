"""Every operation of the API as its own description tells it, with a body that has the right shape."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from shouwen.api.docs import description
from shouwen.api.door import Rule
from shouwen.api.operations import RULES

SCHEMA: dict[str, Any] = json.loads(description())


@dataclass(frozen=True)
class Call:
    """One operation ready to be called."""

    name: str
    method: str
    path: str
    body: Any
    is_upload: bool
    rule: Rule

    @property
    def writes(self) -> bool:
        return self.method != "GET"


def every_call(number: str = "SD-20200101-0001") -> Iterator[Call]:
    """All operations; those on a ticket name the ticket `number`."""
    places = {
        "number": number, "code": "none", "token": "none", "clock": "1", "call_back": "1", "task": "1", "contact": "1",
        "site": "1", "version": "1", "item": "1", "job": "1", "simulation": "1", "figure": "dispatch_accuracy",
        "user_name": "nobody", "leave": "1", "key": "1", "link": "1", "asset": "1", "message": "1", "mailbox": "1",
        "year": "2027", "view": "1", "place": "open", "screen": "1", "macro": "1", "phrase": "1", "review": "1",
        "meeting": "1", "reference": "none",
    }  # fmt: skip
    for path, methods in SCHEMA["paths"].items():
        for method, told in methods.items():
            content = told.get("requestBody", {}).get("content", {})
            body = _value(content["application/json"]["schema"]) if "application/json" in content else None
            query = {
                "search_tickets": "?q=x",
                "simulated_tickets": "?promise=response",
                "check_request": "?klass=x",
            }.get(told["operationId"], "")
            yield Call(
                name=told["operationId"], method=method.upper(), path=path.format(**places) + query, body=body,
                is_upload="multipart/form-data" in content, rule=RULES[told["operationId"]],
            )  # fmt: skip


def shape_of(operation: dict[str, Any]) -> dict[str, Any]:
    """The shape of an operation's JSON body."""
    shape: dict[str, Any] = operation["requestBody"]["content"]["application/json"]["schema"]
    return SCHEMA["components"]["schemas"][shape["$ref"].rsplit("/", 1)[1]] if "$ref" in shape else shape


def _value(shape: dict[str, Any]) -> Any:
    """The smallest value of a shape."""
    if "$ref" in shape:
        return _value(SCHEMA["components"]["schemas"][shape["$ref"].rsplit("/", 1)[1]])
    if "enum" in shape:
        return shape["enum"][0]
    if "allOf" in shape:
        return _value(shape["allOf"][0])
    if "anyOf" in shape:
        return _value(shape["anyOf"][0])
    match shape.get("type"):
        case "object":
            return {name: _value(shape["properties"][name]) for name in shape.get("required", [])}
        case "array":
            return [_value(shape["items"]) for _ in range(shape.get("minItems", 0))]
        case "integer":
            return shape.get("minimum", 1)
        case "boolean":
            return True
        case "string":
            return {"date-time": "2026-12-01T09:00:00+08:00", "date": "2026-12-01"}.get(
                shape.get("format", ""), "x"
            )
    return None
