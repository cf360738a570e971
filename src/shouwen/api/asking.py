"""What an operation is asked by."""

from typing import cast

from django.http import HttpRequest

from shouwen.base.actors import Actor


class ApiRequest(HttpRequest):
    """A request as operations get it: with its actor, its instant and its allowance, which the door gave it."""

    actor: Actor
    number: str
    allowance: dict[str, str]


def as_asked(request: HttpRequest) -> ApiRequest:
    """`request` as operations know it; for the door, which makes it one, and for what only ever runs behind it."""
    return cast(ApiRequest, request)
