"""Whose calendar a secret opens."""

from datetime import datetime, timedelta
from typing import Final

from shouwen.capabilities.people.digests import digest_of
from shouwen.capabilities.people.models import CalendarDoor, Person

NOTED_EVERY: Final = timedelta(minutes=10)


def calendar_of_secret(secret: str, *, at: datetime) -> Person | None:
    """The person whose calendar `secret` opens, None for one that is unknown, void, or of somebody disabled.

    That it was used is noted at most every ten minutes. One statement, now and then two.
    """
    door = (
        CalendarDoor.objects.filter(digest=digest_of(secret), person__is_active=True)
        .select_related("person")
        .first()
    )
    if door is None:
        return None
    if door.last_used_at is None or door.last_used_at < at - NOTED_EVERY:
        CalendarDoor.objects.filter(pk=door.pk).update(last_used_at=at)
    return door.person


def calendar_door_of(person_id: int) -> CalendarDoor | None:
    """The door of a person's calendar, if he has one; one statement."""
    return CalendarDoor.objects.filter(person_id=person_id).first()
