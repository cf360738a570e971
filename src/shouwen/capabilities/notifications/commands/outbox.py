"""The outbox: claimed by lease, sent at most once and one copy more, tried five times, then visibly failed."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db import connection, transaction

from shouwen.base import live
from shouwen.base.actors import Actor
from shouwen.base.models import Message
from shouwen.base.models.outbox import MessageState
from shouwen.base.permissions import require
from shouwen.capabilities.notifications.choices import MessageChannel, Setback
from shouwen.capabilities.notifications.models import Notice
from shouwen.capabilities.notifications.permissions import MANAGE, can_manage_messages
from shouwen.capabilities.notifications.refusals import MessageHasLeft

LEASE: Final = timedelta(minutes=5)
PAUSES: Final = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=2))
MOST_TRIES: Final = len(PAUSES) + 1

WITHDRAW_UNDONE = """
UPDATE base_message AS message SET state = 'withdrawn', last_error = 'undone'
  FROM base_fact AS fact, base_fact AS undoing
 WHERE message.state = 'waiting' AND message.not_before <= %(at)s AND fact.id = message.fact_id
   AND undoing.subject_id = fact.subject_id AND undoing.seq > fact.seq
   AND (undoing.name LIKE '%%.undone' AND undoing.payload -> 'undoes' @> to_jsonb(fact.seq)
        OR undoing.payload -> 'withdraws' @> to_jsonb(fact.seq))
"""
CLAIM = """
UPDATE base_message SET lease_until = %(until)s, lease_token = %(token)s, attempts = attempts + 1
 WHERE id IN (SELECT id FROM base_message
               WHERE state = 'waiting' AND channel = 'mail' AND not_before <= %(at)s
                 AND (lease_until IS NULL OR lease_until < %(at)s)
               ORDER BY not_before, id LIMIT %(limit)s FOR UPDATE SKIP LOCKED)
RETURNING id
"""


@dataclass(frozen=True, slots=True)
class Claim:
    """Messages that are ours to send until the lease ends; results count only under its token."""

    token: str
    messages: list[Message]


@transaction.atomic
def claim_messages(*, limit: int, at: datetime) -> Claim:
    """Up to `limit` mails that are due are leased to the caller, oldest first; those of undone acts are withdrawn."""
    token = secrets.token_urlsafe(12)
    with connection.cursor() as cursor:
        cursor.execute(WITHDRAW_UNDONE, {"at": at})
        cursor.execute(CLAIM, {"until": at + LEASE, "token": token, "at": at, "limit": limit})
        ids = [row[0] for row in cursor.fetchall()]
    return Claim(token, list(Message.objects.filter(pk__in=ids).order_by("not_before", "pk")))


def mark_sent(*, message: Message, token: str, at: datetime, but: str = "") -> bool:
    """The mail server has taken the message; False if the lease was no longer ours.

    `but` says which copies it would not take.
    """
    return _finish(message, token, state=MessageState.SENT, sent_at=at, last_error=but[:300])


def mark_failed(*, message: Message, token: str, error: str, is_final: bool, at: datetime) -> bool:
    """This try failed: the next one comes after a pause, the fifth or a final refusal was the last."""
    if is_final or message.attempts >= MOST_TRIES:
        return _finish(message, token, state=MessageState.FAILED, last_error=error[:300])
    return _finish(message, token, not_before=at + PAUSES[message.attempts - 1], last_error=error[:300])


def give_back(*, message: Message, token: str) -> bool:
    """The message was not tried after all and waits as before."""
    return _finish(message, token, attempts=message.attempts - 1)


def mark_bounced(*, message_ids: tuple[str, ...]) -> int:
    """The messages with these ids came back as undeliverable: they stand as failed; returns how many."""
    bounced = Message.objects.filter(message_id__in=message_ids, state=MessageState.SENT)
    for subject_id in set(bounced.values_list("subject_id", flat=True)):
        live.ring(f"subject/{subject_id}")
    return bounced.update(state=MessageState.FAILED, last_error=Setback.BOUNCED)


@transaction.atomic
def withdraw_told(*, fact_ids: list[int]) -> int:
    """What these facts wanted to say, and has not left, is not said; returns how many messages that were."""
    waiting = Message.objects.filter(fact_id__in=fact_ids, state=MessageState.WAITING, lease_until=None)
    return waiting.update(state=MessageState.WITHDRAWN, last_error=Setback.UNDONE)


@transaction.atomic
def withdraw_all(*, subject_id: int, at: datetime) -> bool:
    """Nothing that waits about this subject leaves any more, and nobody's inbox rings for it; False once something
    has left or is leaving, and then the caller takes nothing back.
    """
    about = Message.objects.filter(subject_id=subject_id)
    waiting = about.filter(state=MessageState.WAITING, attempts=0)
    waiting.update(state=MessageState.WITHDRAWN, last_error=Setback.UNDONE)
    Notice.objects.filter(subject_id=subject_id, read_at=None).update(read_at=at)
    return not about.filter(attempts__gt=0).exists()


@transaction.atomic
def withdraw_message(*, message: Message, actor: Actor, at: datetime) -> None:
    """The waiting message stays here. Raises NotPermitted, or MessageHasLeft if it is leaving or has left."""
    require(can_manage_messages(actor), grant=MANAGE)
    held = Message.objects.filter(pk=message.pk, state=MessageState.WAITING).exclude(lease_until__gt=at)
    if not held.update(state=MessageState.WITHDRAWN, last_error=Setback.WITHDRAWN):
        raise MessageHasLeft(message=message.pk)
    live.ring(f"subject/{message.subject_id}")


@transaction.atomic
def send_again(*, messages: list[Message], actor: Actor, at: datetime) -> int:
    """Failed mails are tried anew with a full count; returns how many. Raises NotPermitted."""
    require(can_manage_messages(actor), grant=MANAGE)
    failed = Message.objects.filter(
        pk__in=[message.pk for message in messages], state=MessageState.FAILED, channel=MessageChannel.MAIL
    ).exclude(last_error=Setback.UNKNOWN_PLACEHOLDER)
    renewed = failed.update(
        state=MessageState.WAITING, attempts=0, not_before=at, lease_until=None, last_error=""
    )
    live.ring("work")
    return renewed


def _finish(message: Message, token: str, **values: object) -> bool:
    done = Message.objects.filter(pk=message.pk, lease_token=token).update(
        lease_until=None, lease_token="", **values
    )
    live.ring(f"subject/{message.subject_id}")
    return bool(done)
