"""Whom an @ names: colleagues and teams, found by name, pinyin or initials."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Literal

from shouwen.base.actors import Actor
from shouwen.base.languages import name_in
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


def mentionable(*, actor: Actor, words: str, language: str, limit: int = MOST) -> list[Mentionable]:
    """Colleagues and teams whose name, pinyin or initials begin with `words`, then those that hold it.

    Teams are found by each of their names and go by the one in `language`. Two statements.
    """
    persons = Person.objects.visible_to(actor).active().exclude(pk=actor.id).values_list("name", "post")
    everybody = [
        *((Mentionable("person", name, post), (name,)) for name, post in persons.order_by("name")),
        *((Mentionable("team", _called(team, language)), tuple(names_of(team))) for team in _teams()),
    ]
    wanted = words.lower()
    holding = [(one, names) for one, names in everybody if any(wanted in _lookup(name) for name in names)]
    holding.sort(key=lambda found: not any(_begins(name, wanted) for name in found[1]))
    return [one for one, _ in holding[:limit]]


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
    return [_written(name) for name in team.names.values()]


def _called(team: Team, language: str) -> str:
    return _written(name_in(team.names, language) or team.code)


def _written(name: str) -> str:
    return re.sub(r"[^\w·]", "", name)


def _teams() -> list[Team]:
    return list(Team.objects.filter(is_active=True).order_by("pk"))


def _longest(run: str, names: Iterable[str]) -> str:
    return max((name for name in names if run.startswith(name)), key=len, default="")


def _begins(name: str, wanted: str) -> bool:
    return any(key.startswith(wanted) for key in _lookup(name).split())


@lru_cache(maxsize=4096)
def _lookup(name: str) -> str:
    return lookup_of(name)
