"""Whom an @ names: colleagues and teams, found by name, pinyin or initials."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Literal

from shouwen.base.actors import Actor
from shouwen.capabilities.customers.queries.finding import lookup_of
from shouwen.capabilities.people.models import Membership, Person, Team

MOST: Final = 8
LONGEST: Final = 20
MENTION: Final = re.compile(r"[@＠]([\w·]{2,60})")


@dataclass(frozen=True, slots=True)
class Mentionable:
    """Somebody, or a team, that can be named by an @."""

    kind: Literal["person", "team"]
    name: str
    note: str = ""


def mentionable(*, actor: Actor, words: str, limit: int = MOST) -> list[Mentionable]:
    """Colleagues and teams whose name, pinyin or initials begin with `words`, then those that hold it.

    Two statements.
    """
    persons = Person.objects.visible_to(actor).active().exclude(pk=actor.id).values_list("name", "post")
    everybody = [
        *(Mentionable("person", name, post) for name, post in persons.order_by("name")),
        *(Mentionable("team", name) for team in _teams() for name in names_of(team)[:1]),
    ]
    wanted = words.lower()
    holding = [one for one in everybody if wanted in _lookup(one.name)]
    return sorted(holding, key=lambda one: not _begins(one.name, wanted))[:limit]


def mentioned_in(text: str, *, actor: Actor) -> tuple[Person, ...]:
    """The colleagues named by an @ in `text`, and all who work in a team so named; none without an @.

    The longest name counts, so that words may follow without a space.
    """
    runs = MENTION.findall(text)
    if not runs:
        return ()
    beginnings = {run[:length] for run in runs for length in range(2, min(len(run), LONGEST) + 1)}
    visible = Person.objects.visible_to(actor).active()
    persons = {person.name: person for person in visible.filter(name__in=beginnings)}
    teams = {name: team for team in _teams() for name in names_of(team)}
    meant = {_longest(run, {*persons, *teams}) for run in runs}
    members = Membership.objects.filter(team__in=[teams[name] for name in meant if name in teams])
    named = [persons[name].pk for name in meant if name in persons]
    everybody = visible.filter(pk__in=[*named, *members.values_list("person_id", flat=True)])
    return tuple(everybody.exclude(pk=actor.id).order_by("pk"))


def names_of(team: Team) -> list[str]:
    """What a team is called, in each language, as it can stand behind an @."""
    return [re.sub(r"[^\w·]", "", name) for name in team.names.values()]


def _teams() -> list[Team]:
    return list(Team.objects.filter(is_active=True).order_by("pk"))


def _longest(run: str, names: Iterable[str]) -> str:
    return max((name for name in names if run.startswith(name)), key=len, default="")


def _begins(name: str, wanted: str) -> bool:
    return any(key.startswith(wanted) for key in _lookup(name).split())


@lru_cache(maxsize=4096)
def _lookup(name: str) -> str:
    return lookup_of(name)
