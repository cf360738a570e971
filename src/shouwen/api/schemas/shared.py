"""Shapes that several nouns use: a code with its name, a person, the end of a page."""

from collections.abc import Mapping
from typing import Literal

from pydantic import Field

from shouwen.api.kinds import Shown
from shouwen.base.languages import name_in
from shouwen.capabilities.people.models import Person, Team
from shouwen.domain.regulation import Text


class Named(Shown):
    """A stable code and its name in the language of the request."""

    code: str
    name: str


class PersonShown(Shown):
    user_name: str
    name: str


class TeamNamed(Shown):
    code: str
    name: str


class Done(Shown):
    """It is done; there is nothing more to tell."""

    done: Literal[True] = True


NEXT = Field(description="The address of the next page; null at the end.")


def named(section: Mapping[str, object], code: str, language: str) -> Named | None:
    """`code` with the name that its section of the regulation gives it; None for no code."""
    if not code:
        return None
    text = getattr(section.get(code), "name", None)
    return Named.of(code=code, name=text.in_language(language) if isinstance(text, Text) else code)


def person(of: Person | None) -> PersonShown | None:
    return PersonShown.of(user_name=of.user_name, name=of.name) if of else None


def team(of: Team | None, language: str) -> TeamNamed | None:
    return TeamNamed.of(code=of.code, name=name_in(of.names, language) or of.code) if of else None
