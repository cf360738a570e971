"""Who is told besides: by a step of a ladder, and by the route a request went."""

from collections.abc import Iterator
from typing import Final

from shouwen.base.models import Fact
from shouwen.capabilities.notifications.ladders import besides_of_step, recipients_of
from shouwen.capabilities.notifications.ports import Besides
from shouwen.capabilities.regulations.queries import Compiled
from shouwen.capabilities.tickets.facts import ESCALATED
from shouwen.capabilities.tickets.labels import NO_HELPER

ESTIMATE_ASKED: Final = "estimate_asked"
"""The template by which whoever works on a ticket is asked for a new estimate."""
NO_HELPER_FOUND: Final = "no_helper"
"""The template that tells those whom a ladder's step tells that it found nobody to help."""
MEETING_CALLED: Final = "meeting_opened"
"""The template that calls to a coordination meeting whoever a later step of a ladder invites to one already called."""


def besides_of(fact: Fact, regulation: Compiled) -> Iterator[Besides]:
    """A ladder's step tells those it names, by its own template or the one for promises at risk; a route its sender."""
    if fact.name == "ticket.routed_away":
        route = regulation.document.routes.get(str(fact.payload.get("route", "")))
        if route and route.template:
            yield Besides(kind=route.template, to=(), channels=(), template=route.template)
        return
    templates = regulation.document.templates
    if fact.name == ESCALATED and fact.payload.get("reason") in NO_HELPER:
        step = Fact.objects.get(pk=fact.payload["escalation"]).payload
        yield Besides(
            kind=f"no_helper.{step['stage']}",
            to=recipients_of(step),
            channels=tuple(step.get("channels", ("inbox",))),
            template=NO_HELPER_FOUND if NO_HELPER_FOUND in templates else "escalated",
        )
    if fact.name == ESCALATED and fact.payload.get("invited"):
        yield Besides(
            kind=MEETING_CALLED, to=("participants",), channels=("inbox", "mail"), template=MEETING_CALLED
        )
    yield from besides_of_step(fact, regulation.document)
    if fact.name != "clock.escalated":
        return
    if "ask_estimate" in fact.payload.get("actions", ()) and ESTIMATE_ASKED in templates:
        yield Besides(
            kind=f"estimate.{fact.payload['stage']}",
            to=("handler", "responsible"),
            channels=("inbox", "mail"),
            template=ESTIMATE_ASKED,
        )
