"""Putting off what waits for oneself: out of the list until an instant, and back with a line in the inbox."""

from collections import defaultdict
from datetime import datetime
from typing import Final

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from shouwen.base import live
from shouwen.base.actors import Actor
from shouwen.base.models import Subject
from shouwen.base.refusals import InvalidInput, NotVisible
from shouwen.base.time import now
from shouwen.capabilities.notifications.models import Notice
from shouwen.capabilities.people.models import Person
from shouwen.capabilities.people.queries import actor_of
from shouwen.capabilities.workplace.models import Snooze
from shouwen.capabilities.workplace.queries.todo import Todo, everything_for, topic_of
from shouwen.domain.snoozing import FURTHEST

KIND: Final = "snooze"


@transaction.atomic
def snooze(*, key: str, until: datetime, actor: Actor, at: datetime) -> Snooze:
    """What waits for `actor` under `key` is out of his list until `until`; put off again, the new instant counts.

    It comes back before, where a promise of it is missed or the customer says something. Nobody else is told, and no
    clock stops. Raises NotVisible for what does not wait for him, InvalidInput for an instant that is not ahead or
    further than FURTHEST.
    """
    if not at < until <= at + FURTHEST:
        raise InvalidInput({"until": _("Choose a time in the future, within a year.")})
    waiting = next((one for one in everything_for(actor=actor, at=at) if one.key == key), None)
    if waiting is None:
        raise NotVisible(key=key)
    seq = Subject.objects.filter(pk=waiting.subject_id or 0).values_list("seq", flat=True).first() or 0
    values = {"subject_id": waiting.subject_id, "seq": seq, "at": at, "until": until}
    kept, _is_new = Snooze.objects.update_or_create(person_id=actor.id or 0, key=key, defaults=values)
    live.ring(topic_of(actor.id))
    return kept


@transaction.atomic
def wake(*, key: str, actor: Actor) -> None:
    """What `actor` put off under `key` is in his list again, without a notice. Safe to repeat."""
    if Snooze.objects.visible_to(actor).filter(key=key).delete()[0]:
        live.ring(topic_of(actor.id))


@transaction.atomic
def wake_due(*, limit: int = 100) -> int:
    """Whatever was put off and comes back now is told to whom it waits for; returns how many were put off no longer.

    What meanwhile was done, or lies with somebody else, goes without a word. Safe at any lateness.
    """
    at = now()
    over = list(Snooze.objects.select_for_update(skip_locked=True).over(at).order_by("pk")[:limit])
    if not over:
        return 0
    of_person: dict[int, list[Snooze]] = defaultdict(list)
    for one in over:
        of_person[one.person_id].append(one)
    Snooze.objects.filter(pk__in=[one.pk for one in over]).delete()
    for person in Person.objects.active().filter(pk__in=of_person):
        waiting = {one.key: one for one in everything_for(actor=actor_of(person), at=at)}
        back = [(one, waiting[one.key]) for one in of_person[person.pk] if one.key in waiting]
        Notice.objects.bulk_create([_notice(person, row, item, at) for row, item in back])
        live.ring(topic_of(person.pk), *([f"inbox/{person.pk}"] if back else []))
    return len(over)


def _notice(person: Person, row: Snooze, item: Todo, at: datetime) -> Notice:
    with translation.override(person.language):
        about = f"{item.number} {item.title}".strip()
        title = (
            _("Back on your list: %(about)s") if row.until <= at else _("Back on your list early: %(about)s")
        )
        body = "" if row.until <= at else _("The customer said something, or a promise was missed.")
    path = f"/t/{item.number}" if item.subject_id else "/todo"
    return Notice(
        person=person, subject_id=item.subject_id, kind=KIND, title=(title % {"about": about})[:300], body=body,
        path=path, at=at,
    )  # fmt: skip
