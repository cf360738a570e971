"""How a person likes the desk to look and speak."""

from datetime import datetime
from typing import Any

from django.db import transaction

from shouwen.base import journal
from shouwen.base.actors import Actor
from shouwen.base.permissions import require
from shouwen.capabilities.people.models import Person

PREFERENCES = frozenset({
    "language", "time_zone", "theme", "density", "has_shortcuts", "mails_mentions", "own_keys", "phone",
    "tours_taken",
})  # fmt: skip


@transaction.atomic
def change_preferences(*, person: Person, actor: Actor, at: datetime, **changes: Any) -> Person:
    """`person` chose any of PREFERENCES; equal values change nothing."""
    require(actor.is_person(person.pk))
    if unknown := set(changes) - PREFERENCES:
        raise TypeError(f"not a preference: {sorted(unknown)}")
    subject = journal.lock(person.subject_id)
    person = Person.objects.get(pk=person.pk)
    changed = sorted(field for field, value in changes.items() if getattr(person, field) != value)
    if changed:
        for field in changed:
            setattr(person, field, changes[field])
        person.save(update_fields=changed)
        journal.record(subject, "person.preferences_changed", actor=actor, at=at, changed=changed)
    return person
