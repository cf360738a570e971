"""The journal: facts are written with the change they tell of, and sealed into a chain within a second."""

import hashlib
import json
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from django.db import connection, transaction

from shouwen.base.actors import Actor
from shouwen.base.models import Fact, JournalBlock, JournalUnsealed, Subject
from shouwen.base.refusals import NotVisible
from shouwen.base.time import now

SEALING = 0x5EA1  # advisory lock: one sealer at a time
FIRST_PREVIOUS = bytes(32)

INSERT_FACTS = """
WITH told AS (
    INSERT INTO base_fact (subject_id, seq, name, actor_kind, actor_id, via, at, recorded_at, regulation_id,
                           payload, digest)
    SELECT %(subject)s, f.seq, f.name, %(actor_kind)s, %(actor_id)s, %(via)s, f.at, %(recorded_at)s, %(regulation)s,
           f.payload, decode(f.digest, 'hex')
      FROM jsonb_to_recordset(%(facts)s::jsonb)
           AS f(seq int, name text, at timestamptz, payload jsonb, digest text)
    RETURNING id, seq),
unsealed AS (INSERT INTO base_journalunsealed (fact_id) SELECT id FROM told),
moved AS (UPDATE base_subject SET seq = %(seq)s, last_at = %(last_at)s WHERE id = %(subject)s)
SELECT id FROM told ORDER BY seq
"""


def open_subject(kind: str) -> Subject:
    """A new subject of `kind`, saved and, being new, held by this transaction alone."""
    return Subject.objects.create(kind=kind, created_at=now())


def lock(subject_id: int) -> Subject:
    """Hold the subject's row until the transaction ends. Raises NotVisible if there is none."""
    subject = Subject.objects.select_for_update().filter(pk=subject_id).first()
    if subject is None:
        raise NotVisible(subject=subject_id)
    return subject


def record(
    subject: Subject,
    name: str,
    *,
    actor: Actor,
    at: datetime,
    regulation_id: int | None = None,
    late: bool = False,
    **payload: Any,
) -> Fact:
    """Write one fact about the locked `subject`; see `record_all`."""
    return record_all(subject, [(name, payload)], actor=actor, at=at, regulation_id=regulation_id, late=late)[
        0
    ]


def record_all(
    subject: Subject,
    told: Sequence[tuple[str, dict[str, Any]]],
    *,
    actor: Actor,
    at: datetime,
    regulation_id: int | None = None,
    late: bool = False,
) -> list[Fact]:
    """Write facts about the locked `subject` in one statement, numbered on from its `seq`.

    An `at` before the subject's last fact is raised to that instant unless the command is `late`-capable.
    Payloads hold codes, ids, digests and instants; datetimes become ISO text, and a float is refused (ValueError).
    """
    recorded_at = now()
    if subject.last_at is not None and not late:
        at = max(at, subject.last_at)
    facts = [
        Fact(
            subject=subject,
            seq=subject.seq + place,
            name=name,
            actor_kind=actor.kind,
            actor_id=actor.id,
            via=actor.via,
            at=at,
            recorded_at=recorded_at,
            regulation_id=regulation_id,
            payload=_plain(payload),
        )
        for place, (name, payload) in enumerate(told, start=1)
    ]
    for fact in facts:
        fact.digest = digest_of(fact)
    subject.seq += len(facts)
    subject.last_at = at if subject.last_at is None else max(at, subject.last_at)
    rows = [
        {"seq": f.seq, "name": f.name, "at": f.at.isoformat(), "payload": f.payload, "digest": f.digest.hex()}
        for f in facts
    ]
    values = {
        "subject": subject.pk,
        "actor_kind": actor.kind,
        "actor_id": actor.id,
        "via": actor.via,
        "recorded_at": recorded_at,
        "regulation": regulation_id,
        "facts": json.dumps(rows),
        "seq": subject.seq,
        "last_at": subject.last_at,
    }
    with connection.cursor() as cursor:
        cursor.execute(INSERT_FACTS, values)
        for fact, (pk,) in zip(facts, cursor.fetchall(), strict=True):
            fact.pk = pk
            fact._state.adding = False
    return facts


def facts_of(subject_id: int) -> list[Fact]:
    """Everything told about a subject, oldest first; one statement."""
    return list(Fact.objects.filter(subject_id=subject_id).order_by("seq"))


def digest_of(fact: Fact) -> bytes:
    """SHA-256 over every column of `fact` in a canonical form that does not depend on the time zone of the reader."""
    content = [
        fact.subject_id,
        fact.seq,
        fact.name,
        fact.actor_kind,
        fact.actor_id,
        fact.via,
        fact.at.astimezone(UTC).isoformat(),
        fact.recorded_at.astimezone(UTC).isoformat(),
        fact.regulation_id,
        fact.payload,
    ]
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).digest()


def chain(previous: bytes, digests: Sequence[bytes]) -> bytes:
    """The digest of a block that holds `digests` in this order after `previous`."""
    return hashlib.sha256(previous + b"".join(digests)).digest()


@transaction.atomic
def seal(*, limit: int = 1000) -> list[Fact]:
    """Put up to `limit` unsealed facts into the next block and return them, oldest first.

    Empty when there are none or another sealer is at work. Runs in one transaction, so that what the caller defers
    inside the same transaction happens exactly if the block does.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [SEALING])
        if not cursor.fetchone()[0]:
            return []
    ids = list(JournalUnsealed.objects.order_by("fact_id").values_list("fact_id", flat=True)[:limit])
    if not ids:
        return []
    facts = list(Fact.objects.filter(pk__in=ids).order_by("pk"))
    last = JournalBlock.objects.order_by("-no").first()
    previous = bytes(last.digest) if last else FIRST_PREVIOUS
    JournalBlock.objects.create(
        no=last.no + 1 if last else 1,
        fact_ids=[fact.pk for fact in facts],
        previous=previous,
        digest=chain(previous, [bytes(fact.digest) for fact in facts]),
    )
    JournalUnsealed.objects.filter(pk__in=ids).delete()
    return facts


def _plain(value: Any) -> Any:
    """`value` as JSON keeps it without loss; raises ValueError on a float, whose text differs between readers."""
    match value:
        case dict():
            return {str(key): _plain(inner) for key, inner in value.items()}
        case list() | tuple() | set() | frozenset():
            return [_plain(inner) for inner in value]
        case datetime():
            return value.astimezone(UTC).isoformat()
        case None | bool() | int() | str():
            return value
        case float():
            raise ValueError("a fact holds no floats")
        case _:
            return str(value)
