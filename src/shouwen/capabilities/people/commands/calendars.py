"""The secret address of a person's calendar: made, made anew, closed."""

import secrets
from datetime import datetime

from django.db import transaction

from shouwen.base import journal
from shouwen.base.actors import Actor
from shouwen.base.permissions import require
from shouwen.capabilities.people.digests import digest_of
from shouwen.capabilities.people.models import CalendarDoor, Person
from shouwen.capabilities.people.permissions import can_close_calendar, can_open_calendar


@transaction.atomic
def open_calendar(*, person: Person, actor: Actor, at: datetime) -> str:
    """The secret by which programs read the calendar of `person` from now on; a former one opens nothing any more.

    It is told this once. Raises NotPermitted for anybody but the person himself, and for his own programs.
    """
    require(can_open_calendar(actor, person))
    subject = journal.lock(person.subject_id)
    secret = secrets.token_urlsafe(24)
    values = {"digest": digest_of(secret), "opened_at": at, "last_used_at": None}
    CalendarDoor.objects.update_or_create(person=person, defaults=values)
    journal.record(subject, "person.calendar_opened", actor=actor, at=at)
    return secret


@transaction.atomic
def close_calendar(*, person: Person, actor: Actor, at: datetime) -> None:
    """The address opens nothing from this commit on; safe to repeat."""
    require(can_close_calendar(actor, person))
    subject = journal.lock(person.subject_id)
    if CalendarDoor.objects.filter(person=person).delete()[0]:
        journal.record(subject, "person.calendar_closed", actor=actor, at=at)
