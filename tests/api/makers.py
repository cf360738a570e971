"""A program at the desk's API: a test client with a token, and desks for it to work at."""

import json
from typing import Any

from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from shouwen.base.time import now
from shouwen.capabilities.people.commands.tokens import make_token, token_areas
from shouwen.capabilities.people.models import Person
from shouwen.capabilities.people.queries import actor_of

BASE = "/api/v1"
MOST_READING, MOST_WRITING = 12, 15
CONTROL = ("SAVEPOINT", "RELEASE", "ROLLBACK", "BEGIN", "COMMIT")


class Program:
    """Calls the API with one token; bodies go out as JSON."""

    def __init__(self, raw: str = "", *, language: str = "en", **headers: str) -> None:
        self.client = Client(raise_request_exception=False)
        self.headers = {"Accept-Language": language, **headers}
        if raw:
            self.headers["Authorization"] = f"Bearer {raw}"

    def get(self, path: str, **headers: str) -> HttpResponse:
        return self.client.get(_address(path), headers={**self.headers, **headers})

    def send(self, method: str, path: str, body: Any, **headers: str) -> HttpResponse:
        text = body if isinstance(body, str | bytes) else json.dumps(body)
        return self.client.generic(
            method, _address(path), text, content_type="application/json", headers={**self.headers, **headers}
        )

    def post(self, path: str, body: Any = None, **headers: str) -> HttpResponse:
        return self.send("POST", path, {} if body is None else body, **headers)

    def upload(self, path: str, fields: dict[str, Any], **headers: str) -> HttpResponse:
        return self.client.post(_address(path), fields, headers={**self.headers, **headers})


class Thrifty(Program):
    """A program whose every request is held to the statements that a page, or an act, may cost."""

    def get(self, path: str, **headers: str) -> HttpResponse:
        with CaptureQueriesContext(connection) as counted:
            answer = super().get(path, **headers)
        _check_thrift(f"GET {path}", counted, MOST_READING)
        return answer

    def send(self, method: str, path: str, body: Any, **headers: str) -> HttpResponse:
        with CaptureQueriesContext(connection) as counted:
            answer = super().send(method, path, body, **headers)
        _check_thrift(f"{method} {path}", counted, MOST_WRITING)
        return answer


def _check_thrift(what: str, counted: CaptureQueriesContext, most: int) -> None:
    asked = [query["sql"] for query in counted if not query["sql"].startswith(CONTROL)]
    assert len(asked) <= most, f"{what}: {len(asked)} statements\n" + "\n".join(
        sql.strip()[:140] for sql in asked
    )


def a_token(person: Person, *scopes: str) -> str:
    """The text of a token of `person`; without `scopes` it may read and write everything he may."""
    wanted = scopes or tuple(f"{area}:write" for area in token_areas())
    token_maker = actor_of(person)
    _token, raw = make_token(person=person, name="test", scopes=wanted, actor=token_maker, at=now())
    return raw


def a_program(person: Person, *scopes: str, language: str = "en") -> Program:
    return Program(a_token(person, *scopes), language=language)


def a_thrifty_program(person: Person, *scopes: str, language: str = "en") -> Thrifty:
    return Thrifty(a_token(person, *scopes), language=language)


def _address(path: str) -> str:
    return path if path.startswith(("http", "/api")) else f"{BASE}{path}"
