"""The journal keeps what it is told, in order, and notices every tampering."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection, transaction
from django.db.utils import IntegrityError

from shouwen.base import audit, journal
from shouwen.base.actors import SYSTEM
from shouwen.base.models import Fact, JournalBlock, JournalUnsealed
from shouwen.base.time import fixed_at

pytestmark = pytest.mark.django_db

MONDAY_9 = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)


def a_told_subject(*names: str):
    subject = journal.open_subject("ticket")
    journal.record_all(subject, [(name, {"n": 1}) for name in names], actor=SYSTEM, at=MONDAY_9)
    return subject


@pytest.fixture
def tampering():
    """The hand of somebody who may do everything in the database."""

    def tamper(sql: str) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL session_replication_role = replica")
            cursor.execute(sql)
            cursor.execute("SET LOCAL session_replication_role = origin")

    return tamper


def test_facts_of_one_command_are_numbered_on_in_one_statement(django_assert_num_queries):
    subject = a_told_subject("ticket.registered")

    with fixed_at(MONDAY_9), django_assert_num_queries(1):
        journal.record_all(
            subject, [("ticket.graded", {}), ("ticket.accepted", {})], actor=SYSTEM, at=MONDAY_9
        )

    assert [(f.seq, f.name) for f in journal.facts_of(subject.pk)] == [
        (1, "ticket.registered"),
        (2, "ticket.graded"),
        (3, "ticket.accepted"),
    ]


def test_an_earlier_instant_is_raised_to_the_last_fact_unless_the_command_is_late_capable():
    subject = a_told_subject("ticket.registered")
    earlier = MONDAY_9 - timedelta(hours=1)

    journal.record(subject, "ticket.noted", actor=SYSTEM, at=earlier)
    journal.record(subject, "ticket.taken", actor=SYSTEM, at=earlier, late=True)

    journal.record(subject, "ticket.noted", actor=SYSTEM, at=earlier)  # after what came late as before it

    assert [f.at for f in journal.facts_of(subject.pk)] == [MONDAY_9, MONDAY_9, earlier, MONDAY_9]


def test_a_float_in_a_fact_is_refused():
    subject = a_told_subject()
    with pytest.raises(ValueError, match="floats"):
        journal.record(subject, "ticket.noted", actor=SYSTEM, at=MONDAY_9, weight=0.5)


@pytest.mark.parametrize(
    "sql", ["UPDATE base_fact SET name = 'x'", "DELETE FROM base_fact", "TRUNCATE base_fact CASCADE"]
)
def test_the_database_refuses_to_change_the_journal(sql):
    a_told_subject("ticket.registered")
    connection.check_constraints()

    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        connection.cursor().execute(sql)

    assert Fact.objects.count() == 1


def test_sealing_puts_every_waiting_fact_into_one_block_of_the_chain():
    first = a_told_subject("ticket.registered", "ticket.accepted")
    sealed = journal.seal()
    a_told_subject("ticket.registered")
    journal.seal()

    assert [(f.subject_id, f.seq) for f in sealed] == [(first.pk, 1), (first.pk, 2)]
    assert JournalUnsealed.objects.count() == 0
    assert [b.no for b in JournalBlock.objects.order_by("no")] == [1, 2]
    assert audit.verify().is_whole


def test_an_altered_fact_is_found(tampering):
    subject = a_told_subject("ticket.registered", "ticket.accepted")
    journal.seal()
    victim = Fact.objects.get(subject=subject, seq=1)

    tampering(f"UPDATE base_fact SET actor_id = 99 WHERE id = {victim.pk}")

    assert audit.verify().altered == [victim.pk]


def test_a_fact_altered_while_it_waits_to_be_sealed_is_found_before_and_after(tampering):
    subject = a_told_subject("ticket.registered", "ticket.accepted")
    victim = Fact.objects.get(subject=subject, seq=2)
    assert audit.verify().is_whole

    tampering(f"UPDATE base_fact SET actor_id = 99 WHERE id = {victim.pk}")

    assert audit.verify().altered == [victim.pk]
    journal.seal()
    assert audit.verify().altered == [victim.pk]


def test_a_shorter_and_a_longer_journal_are_told_apart(tampering):
    subject = a_told_subject("ticket.registered", "ticket.accepted")
    journal.seal()
    ids = list(Fact.objects.order_by("pk").values_list("pk", flat=True))

    tampering(f"DELETE FROM base_fact WHERE id = {ids[0]}")
    tampering(
        "INSERT INTO base_fact (subject_id, seq, name, actor_kind, via, at, recorded_at, payload, digest) "
        "SELECT subject_id, 9, name, actor_kind, via, at, recorded_at, payload, digest "
        f"FROM base_fact WHERE id = {ids[1]}"
    )

    report = audit.verify()
    assert report.missing == [ids[0]]
    assert report.unlisted == [Fact.objects.get(subject=subject, seq=9).pk]


def test_a_rewritten_chain_does_not_match_the_exported_head(tampering, tmp_path):
    a_told_subject("ticket.registered")
    journal.seal()
    audit.export_head(tmp_path, at=MONDAY_9)
    tampering("DELETE FROM base_journalblock")
    tampering("INSERT INTO base_journalunsealed SELECT id FROM base_fact")
    a_told_subject("ticket.registered")
    journal.seal()

    report = audit.verify(heads=tmp_path)

    assert report.broken_blocks == []
    assert report.rewritten_heads == ["head-2026-11-23.json"]
