"""Keeping the bell quiet about one thing, for oneself."""

from datetime import datetime

from django.db import transaction

from shouwen.base.actors import Actor
from shouwen.base.refusals import NotVisible
from shouwen.capabilities.notifications.commands.notices import read_notices
from shouwen.capabilities.notifications.models import Mute, Notice


@transaction.atomic
def mute_subject(*, subject_id: int, actor: Actor, at: datetime) -> None:
    """What happens about the subject comes into the actor's inbox as read; what is there counts as read.

    Mentions, work given to him and promises still ring. Only of what he was told about before; safe to repeat.
    """
    if not Notice.objects.visible_to(actor).filter(subject_id=subject_id).exists():
        raise NotVisible(subject=subject_id)
    Mute.objects.get_or_create(person_id=actor.id or 0, subject_id=subject_id)
    read_notices(actor=actor, at=at, subject_id=subject_id)


def unmute_subject(*, subject_id: int, actor: Actor) -> None:
    """The actor hears of the subject again; safe to repeat."""
    Mute.objects.filter(person_id=actor.id or 0, subject_id=subject_id).delete()
