"""Whom a regulation names though nobody is there: roles that nobody holds, teams without members, persons who left."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from django.db.models import QuerySet

from shouwen.capabilities.people.models import Membership, Person, PersonRole
from shouwen.domain.regulation import Regulation
from shouwen.domain.regulation.problems import Path
from shouwen.domain.regulation.recipients import Place, places
from shouwen.domain.regulation.words import RELATIONS

TEAM_KINDS: Final = ("team", "duty")


class Why(StrEnum):
    """Why nobody is reached."""

    NO_HOLDER = "no_holder"
    ONLY_FOR_TEAMS = "only_for_teams"
    NO_MEMBERS = "no_members"
    NO_PERSON = "no_person"
    NO_POST = "no_post"


@dataclass(slots=True)
class Unreached:
    """A party that is nobody, and the places that name it; at those in `alone` nobody else is named who is there."""

    party: str
    why: Why
    places: list[Path] = field(default_factory=list)
    alone: list[Path] = field(default_factory=list)


def unreached(document: Regulation) -> list[Unreached]:
    """Everybody `document` names who is nobody today, in its order; at most five statements."""
    named = list(places(document))
    there = _There.of({party for place in named for party in place.parties})
    found: dict[tuple[str, Why], Unreached] = {}
    for place in named:
        missing = {party: why for party in place.parties if (why := there.why_not(party, place))}
        for party, why in missing.items():
            held = found.setdefault((party, why), Unreached(party, why))
            held.places.append(place.path)
            if len(missing) == len(place.parties):
                held.alone.append(place.path)
    return list(found.values())


@dataclass(frozen=True, slots=True)
class _There:
    """Who is there today."""

    roles: frozenset[str]
    roles_for_teams: frozenset[str]
    teams: frozenset[str]
    persons: frozenset[str]
    posts: frozenset[str]

    @classmethod
    def of(cls, parties: Iterable[str]) -> "_There":
        wanted = {
            kind: {code for held, _, code in map(_split, parties) if held == kind}
            for kind in ("person", "post")
        }
        active = Person.objects.active()
        played = PersonRole.objects.filter(role__is_active=True, person__in=active)
        members = Membership.objects.filter(team__is_active=True, person__in=active)
        return cls(
            frozenset(played.filter(team=None).values_list("role__code", flat=True)),
            frozenset(played.exclude(team=None).values_list("role__code", flat=True)),
            frozenset(members.values_list("team__code", flat=True)),
            frozenset(_held(active, "user_name", {name.lower() for name in wanted["person"]})),
            frozenset(_held(active, "post", wanted["post"])),
        )

    def why_not(self, party: str, place: Place) -> Why | None:
        """Why `party` is nobody at `place`; None if somebody is there, or if it follows from the subject."""
        kind, mark, code = _split(party)
        if kind in TEAM_KINDS and mark:
            return None if code in self.teams else Why.NO_MEMBERS
        if kind == "person" and mark:
            return None if code.lower() in self.persons else Why.NO_PERSON
        if kind == "post" and mark:
            return None if code in self.posts else Why.NO_POST
        if party in RELATIONS or party in self.roles:
            return None
        if party in self.roles_for_teams:
            return None if place.acting else Why.ONLY_FOR_TEAMS
        return Why.NO_HOLDER


def _split(party: str) -> tuple[str, str, str]:
    return party.partition(":")


def _held(active: "QuerySet[Person]", key: str, wanted: set[str]) -> list[str]:
    return list(active.filter(**{f"{key}__in": wanted}).values_list(key, flat=True)) if wanted else []
