"""`shouwen audit verify`: 0 for a whole journal, 1 for one that was touched, with what was touched."""

import json

import pytest
from django.db import connection, transaction

from shouwen.base import audit, journal
from shouwen.base.actors import SYSTEM
from shouwen.base.models import Fact
from shouwen.base.time import database_now
from shouwen.cli import main

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def sealed() -> Fact:
    """One fact, sealed."""
    with transaction.atomic():
        subject = journal.open_subject("sample")
        fact = journal.record(subject, "sample.told", actor=SYSTEM, at=database_now())
    journal.seal()
    return fact


def test_a_whole_journal_ends_with_0(sealed, capsys):
    assert main(["audit", "verify"]) == 0
    assert "1" in capsys.readouterr().out


def test_an_altered_fact_ends_with_1_and_is_named(sealed, capsys):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute("UPDATE base_fact SET name = 'sample.forged' WHERE id = %s", [sealed.pk])

    code = main(["audit", "verify", "--json"])

    report = json.loads(capsys.readouterr().out)
    assert (code, report["whole"], report["altered"]) == (1, False, [sealed.pk])


def test_a_chain_that_was_written_anew_contradicts_its_exported_head(sealed, capsys, tmp_path):
    audit.export_head(tmp_path, at=database_now())
    (head,) = tmp_path.glob("head-*.json")
    head.write_text(json.dumps({"no": 1, "digest": "00" * 32, "at": ""}))

    assert main(["audit", "verify", "--heads", str(tmp_path)]) == 1
    assert head.name in capsys.readouterr().out
