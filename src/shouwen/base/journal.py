"""The journal: facts are written with the change they tell of, and sealed into a chain within a second."""

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from django.db import connection, transaction

from shouwen.base.actors import Actor
from shouwen.base.models import Fact, JournalBlock, JournalUnsealed, Subject
from shouwen.base.refusals import NotVisible
from shouwen.base.time import now

SEALING = 0x5EA1  # advisory lock: one sealer at a time
FIRST_PREVIOUS = bytes(32)

NEW_FACTS: Final = """
told AS (
    INSERT INTO base_fact (subject_id, seq, name, actor_kind, actor_id, via, at, recorded_at, regulation_id,
                           payload, digest)
    SELECT f.subject, f.seq, f.name, f.actor_kind, f.actor_id, f.via, f.at, f.recorded_at, f.regulation,
           f.payload, decode(f.digest, 'hex')
      FROM jsonb_to_recordset(%s::jsonb)
           AS f(subject bigint, seq int, name text, actor_kind text, actor_id bigint, via text, at timestamptz,
                recorded_at timestamptz, regulation bigint, payload jsonb, digest text)
    RETURNING id, subject_id, seq),
unsealed AS (INSERT INTO base_journalunsealed (fact_id) SELECT id FROM told)"""
"""What a statement begins with that writes facts among other things: its first value is what `as_rows` gives, what it
returns goes to `take_keys`.
"""
WRITE_FACTS: Final = f"""
WITH {NEW_FACTS},
moved AS (
    UPDATE base_subject SET seq = m.seq, last_at = m.last_at
      FROM jsonb_to_recordset(%s::jsonb) AS m(id bigint, seq int, last_at timestamptz)
     WHERE base_subject.id = m.id)
SELECT subject_id, seq, id FROM told
"""

Told = Sequence[tuple[str, dict[str, Any]]]
"""Names and payloads of facts, in order."""


@dataclass(frozen=True, slots=True)
class Telling:
    """What is told about one locked subject, and under which version of the regulation."""

    subject: Subject
    told: Told
    regulation_id: int | None = None


def open_subject(kind: str) -> Subject:
    """A new subject of `kind`, saved and, being new, held by this transaction alone."""
    return Subject.objects.create(kind=kind, created_at=now())


def lock(subject_id: int) -> Subject:
    """Hold the subject's row until the transaction ends. Raises NotVisible if there is none.

    What others write may point to it meanwhile: two who link what each of them holds do not wait for one another.
    """
    subject = Subject.objects.select_for_update(no_key=True).filter(pk=subject_id).first()
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
    told: Told,
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
    return record_many([Telling(subject, told, regulation_id)], actor=actor, at=at, late=late)


def record_many(tellings: Sequence[Telling], *, actor: Actor, at: datetime, late: bool = False) -> list[Fact]:
    """Write facts about many locked subjects (each named once) in one statement; see `record_all`.

    They come back in the order in which they were told.
    """
    facts = numbered(tellings, actor=actor, at=at, late=late)
    if not facts:
        return []
    moved = [
        {"id": subject.pk, "seq": subject.seq, "last_at": subject.last_at}
        for subject in (telling.subject for telling in tellings if telling.told)
    ]
    values = [as_rows(facts), json.dumps(moved, default=datetime.isoformat)]
    with connection.cursor() as cursor:
        cursor.execute(WRITE_FACTS, values)
        take_keys(facts, cursor.fetchall())
    return facts


def numbered(tellings: Sequence[Telling], *, actor: Actor, at: datetime, late: bool = False) -> list[Fact]:
    """Facts as `record_many` writes them, not written yet: whoever asks for them does it, and saves the subjects.

    `seq` and `last_at` of the subjects go along.
    """
    recorded_at = now()
    return [fact for telling in tellings for fact in _numbered(telling, actor, at, recorded_at, late)]


def as_rows(facts: Sequence[Fact]) -> str:
    """`facts` as NEW_FACTS takes them."""
    rows = [
        {"subject": f.subject_id, "seq": f.seq, "name": f.name, "actor_kind": f.actor_kind, "actor_id": f.actor_id,
         "via": f.via, "at": f.at.isoformat(), "recorded_at": f.recorded_at.isoformat(), "payload": f.payload,
         "regulation": f.regulation_id, "digest": f.digest.hex()}
        for f in facts
    ]  # fmt: skip
    return json.dumps(rows)


def take_keys(facts: Sequence[Fact], told: Iterable[tuple[int, int, int]]) -> None:
    """`facts` know their keys now, from (subject, seq, key) as NEW_FACTS told."""
    keys = {(subject_id, seq): pk for subject_id, seq, pk in told}
    for fact in facts:
        fact.pk = keys[fact.subject_id, fact.seq]
        fact._state.adding = False


def _numbered(telling: Telling, actor: Actor, at: datetime, recorded_at: datetime, late: bool) -> list[Fact]:
    """The facts of one subject, numbered and with their digests; the subject goes along."""
    subject = telling.subject
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
            regulation_id=telling.regulation_id,
            payload=_plain(payload),
        )
        for place, (name, payload) in enumerate(telling.told, start=1)
    ]
    for fact in facts:
        fact.digest = digest_of(fact)
    if facts:
        subject.seq += len(facts)
        subject.last_at = at if subject.last_at is None else max(at, subject.last_at)
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
