"""Plain makers of persons; each issues commands."""

from datetime import UTC, date, datetime, time
from itertools import count
from typing import Any

from shouwen.base.actors import SYSTEM, Actor
from shouwen.base.journal import facts_of
from shouwen.capabilities.people.commands.accounts import add_person
from shouwen.capabilities.people.commands.duty import Shift, set_weekly_plan
from shouwen.capabilities.people.commands.shipped_roles import ship_roles
from shouwen.capabilities.people.commands.sign_in import Browser
from shouwen.capabilities.people.commands.teams import create_team
from shouwen.capabilities.people.models import Person, Role, Team
from shouwen.capabilities.people.queries import actor_of

SUNDAY_9 = datetime(2026, 11, 22, 1, 0, tzinfo=UTC)  # 9:00 in Shanghai
MONDAY_9 = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
PASSWORD = "a long pass phrase"
DESK_PC = Browser(address="192.0.2.7", name="desk pc")
NINE_TO_FIVE = [Shift(day, time(9), time(17)) for day in range(1, 6)]

_numbers = count(1)


def a_person(name: str = "", *, roles: tuple[str, ...] = (), on_duty: bool = True, **details: Any) -> Person:
    """A colleague with shipped `roles`, who works Monday to Friday 9 to 17 in Shanghai unless `on_duty` is False."""
    if roles and not Role.objects.exists():
        ship_roles(at=SUNDAY_9)
    user_name = name or f"person{next(_numbers)}"
    details.setdefault("email", f"{user_name}@example.com")
    details.setdefault("password", None)
    played = list(Role.objects.filter(code__in=roles).order_by("pk"))
    person = add_person(
        user_name=user_name, name=user_name.title(), roles=played, actor=SYSTEM, at=SUNDAY_9, **details
    )
    if on_duty:
        set_weekly_plan(
            person=person, shifts=NINE_TO_FIVE, valid_from=date(2026, 1, 1), actor=SYSTEM, at=SUNDAY_9
        )
    return person


def a_team(code: str = "", **details: Any) -> Team:
    code = code or f"team{next(_numbers)}"
    details.setdefault("names", {"zh": code, "en": code})
    details.setdefault("line", "second")
    return create_team(code=code, actor=SYSTEM, at=SUNDAY_9, **details)


def an_administrator(name: str = "admin", **details: Any) -> tuple[Person, Actor]:
    person = a_person(name, roles=("administrator",), **details)
    return person, actor_of(person)


def names_of_facts(person: Person) -> list[str]:
    return [fact.name for fact in facts_of(person.subject_id)]
