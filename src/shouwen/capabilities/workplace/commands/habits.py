"""How a person works at the desk: which keys he moved, which tours he need not see again."""

from collections.abc import Mapping
from datetime import datetime

from shouwen.base.actors import Actor
from shouwen.base.refusals import InvalidInput
from shouwen.capabilities.people.commands.preferences import change_preferences
from shouwen.capabilities.people.models import Person
from shouwen.capabilities.workplace.keys import errors_in, own_keys_in


def move_keys(*, person: Person, chosen: Mapping[str, str], actor: Actor, at: datetime) -> Person:
    """From now on each key of `chosen` (by its usual place) is pressed where he put it; empty is the usual place.

    Keys not named are in their usual places. Raises InvalidInput, by the usual place, for a key that two would share.
    """
    own = own_keys_in(chosen)
    if errors := errors_in(own):
        raise InvalidInput(errors)
    return change_preferences(person=person, actor=actor, at=at, own_keys=own)


def end_tour(*, person: Person, tour: str, actor: Actor, at: datetime) -> Person:
    """The tour is not offered again by itself; safe to repeat."""
    taken = sorted({*person.tours_taken, tour})
    return change_preferences(person=person, actor=actor, at=at, tours_taken=taken)
