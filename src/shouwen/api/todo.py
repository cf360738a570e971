"""What waits for oneself, what one set going, and what one put off."""

from datetime import datetime
from typing import Any, Literal

from ninja import Query, Router
from pydantic import Field

from shouwen.api import finding
from shouwen.api.asking import ApiRequest
from shouwen.api.door import Rule
from shouwen.api.kinds import Given, Instant, Nothing, Shown
from shouwen.api.operations import acting, reading
from shouwen.api.schemas.shared import Done
from shouwen.base.actors import Actor
from shouwen.base.time import now
from shouwen.capabilities.tickets.queries.lists import rows_of as listed
from shouwen.capabilities.workplace.choices import Waiting
from shouwen.capabilities.workplace.commands.snoozes import snooze, wake
from shouwen.capabilities.workplace.queries.todo import (
    Todo,
    asked_of_others,
    copied_to,
    followed_by,
    snoozed_of,
    todo_of,
)

router = Router(tags=["Workplace"])
READS = Rule("tickets")
WRITES = Rule("tickets", writes=True)
MOST = 100


class TodoFilters(Given):
    show: Literal["waiting", "asked", "followed", "copied", "snoozed"] = Field(
        "waiting",
        description="What waits for you; what you set going and others have; tickets you follow; tickets on which you "
        "were named; what you put off.",
    )


class TodoShown(Shown):
    key: str = Field(description="Names this line for good; by it the line is put off.")
    kind: Waiting
    title: str
    ticket: str | None = Field(description="The number of the ticket it is about.")
    due_at: datetime | None
    is_overdue: bool
    who: str = Field(description="Who asked; with `asked` who has it: a name, or the code of a team.")
    snoozed_until: datetime | None


class TodoList(Shown):
    items: list[TodoShown]


class SnoozeGiven(Given):
    until: Instant = Field(description="When it comes back; ahead, and within a year.")


class SnoozeShown(Shown):
    key: str
    until: datetime


@reading(router, "/todo", name="list_todo", answer=TodoList, rule=READS, query=TodoFilters)
def list_todo(request: ApiRequest, filters: Query[TodoFilters]) -> Any:
    """List what waits for you, in the order of its instants; at most 100 of each kind."""
    at = now()
    return TodoList.of(items=[_shown(one, at) for one in _found(filters.show, _actor(request), at)])


@acting(router, "/todo/{key}/snoozes", name="snooze_todo", answer=SnoozeShown, rule=WRITES)
def put_off(request: ApiRequest, key: finding.PathCode, body: SnoozeGiven) -> Any:
    """Put off what waits for you.

    No clock stops and nobody else is told; a missed promise or the customer's word brings it back at once.
    """
    kept = snooze(key=key, until=body.until, actor=_actor(request), at=now())
    return SnoozeShown.of(key=kept.key, until=kept.until)


@acting(router, "/todo/{key}/wakings", name="wake_todo", answer=Done, rule=WRITES)
def bring_back(request: ApiRequest, key: finding.PathCode, body: Nothing) -> Any:
    """Have what you put off in your list again."""
    wake(key=key, actor=_actor(request))
    return Done()


def _found(show: str, actor: Actor, at: datetime) -> list[Todo]:
    match show:
        case "asked":
            return asked_of_others(actor=actor)
        case "snoozed":
            return snoozed_of(actor=actor, at=at)
        case "followed" | "copied":
            found = followed_by(actor=actor) if show == "followed" else copied_to(actor=actor)
            return [
                Todo(f"ticket-{row.number}", Waiting.TICKET, row.title, row.number, row.pk, row.next_due_at)
                for row in listed(found, limit=MOST)
            ]
    return todo_of(actor=actor, at=at)


def _shown(one: Todo, at: datetime) -> TodoShown:
    return TodoShown.of(
        key=one.key, kind=one.kind, title=one.title, ticket=one.number if one.subject_id else None,
        due_at=one.due_at, is_overdue=one.is_overdue(at), who=one.who, snoozed_until=one.snoozed_until,
    )  # fmt: skip


def _actor(request: ApiRequest) -> Actor:
    actor: Actor = request.actor
    return actor
