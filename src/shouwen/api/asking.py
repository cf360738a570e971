"""What an operation is asked by."""

from django.http import HttpRequest

from shouwen.base.actors import Actor


class ApiRequest(HttpRequest):
    """A request as operations get it: with its actor, its instant and its allowance, which the door gave it."""

    actor: Actor
    number: str
    allowance: dict[str, str]
