"""A repeated POST gets the first answer again: by constraint, inside the transaction of the act."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import connection, transaction
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_noop

from shouwen.base.models import IdempotencyKey
from shouwen.base.refusals import Refusal
from shouwen.base.time import now

KEPT = timedelta(hours=24)
WITHHELD = 0
"""The status of an act that was done and whose answer, a secret, was not kept."""

LOOK_UP = """
SELECT pg_try_advisory_xact_lock(hashtextextended(%(actor)s || %(key)s, 7)),
       found.request_digest, found.status, found.headers, found.body
  FROM (VALUES (1)) AS one
  LEFT JOIN base_idempotencykey AS found
         ON found.actor = %(actor)s AND found.key = %(key)s AND found.created_at > %(since)s
"""

KEEP = """
INSERT INTO base_idempotencykey (actor, key, request_digest, status, headers, body, created_at)
VALUES (%s, %s, %s, %s, %s, %s, %s)
ON CONFLICT (actor, key) DO UPDATE SET request_digest = excluded.request_digest, status = excluded.status,
       headers = excluded.headers, body = excluded.body, created_at = excluded.created_at
"""


class StillInFlight(Refusal):
    code = "still_in_flight"
    status = 409
    message = gettext_noop("The same request is still being carried out. Wait a moment and look again.")


class KeyReused(Refusal):
    code = "key_reused"
    status = 422
    message = gettext_noop("This idempotency key was used for another request.")


class FormUsed(Refusal):
    code = "form_used"
    status = 409
    message = gettext_noop("This form was sent already. To send something else, open it again.")


class AnswerNotKept(Refusal):
    code = "answer_not_kept"
    status = 409
    message = gettext_noop(
        "This was done already. Its answer contained a secret, which is shown once and not kept: "
        "if you did not see it, create a new one."
    )


@dataclass(frozen=True, slots=True)
class Answer:
    """What a face answers: enough to give it again, byte for byte; one `is_secret` is given once and never stored."""

    status: int
    body: bytes
    headers: dict[str, str] = field(default_factory=dict)
    is_secret: bool = False


class _Undone(Exception):
    """An act was refused; with it everything it had written is taken back."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal)
        self.refusal = refusal


def once(
    *,
    actor: str,
    key: str,
    request: bytes,
    act: Callable[[], Answer],
    refused: Callable[[Refusal], Answer],
    is_form: bool = False,
) -> tuple[Answer, bool]:
    """Carry out `act` at most once for (`actor`, `key`) in 24 hours; the second item tells whether this is a replay.

    `act` and its answer are kept by one transaction. Where it raises a Refusal nothing of it stands, and what `refused`
    makes of that is the answer; it is kept by a transaction of its own, so that an act costs no savepoint. Only answers
    that are 2xx, redirects (a form's success) or refusals (4xx other than 401, 408, 409 in flight and 429) are kept.
    Raises StillInFlight while the first is at work, KeyReused for another body, AnswerNotKept where the first answer
    was a secret.

    A form (`is_form`) that was refused may be corrected under its key, by whoever goes back to it in his browser; one
    that was taken raises FormUsed for another body.
    """
    digest = hashlib.sha256(request).digest()
    try:
        with transaction.atomic():
            if known := _known(actor, key, digest, is_form):
                return known, True
            try:
                answer = act()
            except Refusal as refusal:
                raise _Undone(refusal) from refusal
            _keep(actor, key, digest, answer)
            return answer, False
    except _Undone as undone:
        answer = refused(undone.refusal)
    with transaction.atomic():
        if known := _known(actor, key, digest, is_form):  # the same was sent again and succeeded meanwhile
            return known, True
        _keep(actor, key, digest, answer)
    return answer, False


def told_apart(files: "MultiValueDict[str, UploadedFile[Any]]") -> list[tuple[str, str, str]]:
    """What makes uploads the same or others: field, name, digest of the content. They are read from the start again."""
    found = []
    for field_name in files:
        for file in files.getlist(field_name):
            content = hashlib.sha256()
            for chunk in file.chunks():
                content.update(chunk)
            file.seek(0)
            found.append((field_name, str(file.name), content.hexdigest()))
    return sorted(found)


def forget_old() -> int:
    """Keys older than 24 hours are gone; returns how many were."""
    return IdempotencyKey.objects.filter(created_at__lte=now() - KEPT).delete()[0]


def _known(actor: str, key: str, digest: bytes, is_form: bool) -> Answer | None:
    """The answer given before, if there is one; until the transaction ends nobody else acts under this key."""
    with connection.cursor() as cursor:
        cursor.execute(LOOK_UP, {"actor": actor, "key": key, "since": now() - KEPT})
        locked, known_digest, status, headers, body = cursor.fetchone()
    if not locked:
        raise StillInFlight(key=key)
    if known_digest is None:
        return None
    if bytes(known_digest) != digest:
        if not is_form:
            raise KeyReused(key=key)
        if status < 400:
            raise FormUsed(key=key)
        return None
    if status == WITHHELD:
        raise AnswerNotKept(key=key)
    return Answer(status, bytes(body), json.loads(headers))


def _keep(actor: str, key: str, digest: bytes, answer: Answer) -> None:
    if not _is_kept(answer.status):
        return
    if answer.is_secret:
        answer = Answer(WITHHELD, b"")
    headers = json.dumps(answer.headers)
    with connection.cursor() as cursor:
        cursor.execute(KEEP, [actor, key, digest, answer.status, headers, answer.body, now()])


def _is_kept(status: int) -> bool:
    return 200 <= status < 400 or (400 <= status < 500 and status not in (401, 408, 429))
