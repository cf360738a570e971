"""The journal's browser: everything that happened, for auditors; and the proof on demand."""

import re

import pytest
from django.db import connection

from shouwen.base import journal
from shouwen.base.models import Fact
from shouwen.capabilities.tickets.commands import dispatch_ticket
from tests.capabilities.people.makers import a_person
from tests.capabilities.tickets.makers import MONDAY_10, a_ticket

pytestmark = pytest.mark.django_db


@pytest.fixture
def auditor(desk, browse):
    return browse(a_person("wu", roles=("auditor",)))


def test_what_happened_is_told_with_names_and_numbers(desk, auditor):
    a_ticket(desk)

    page = auditor.get("/audit?name=ticket.registered").content.decode()

    assert "SD-20261123-0001" in page
    assert ">Lin<" in page
    assert "ticket.accepted" not in page


def test_a_fact_stands_in_words_beside_its_code_and_so_does_the_door_it_came_through(desk, auditor):
    dispatch_ticket(
        ticket=a_ticket(desk), engineer=desk.engineer, actor=desk.as_manager.through("api"), at=MONDAY_10
    )

    page = auditor.get("/audit?name=ticket.dispatched").content.decode()
    signed_in = auditor.get("/audit?name=person.").content.decode()

    assert re.search(r'>派单<br><span class="help mono">ticket\.dispatched</span>', page)
    assert '<td class="faint nowrap">API</td>' in page
    assert re.search(r'<td class="nowrap"><span class="mono">person\.\w+</span></td>', signed_in)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("subject=SD-20261123-0001&name=ticket.", {"ticket.registered", "ticket.accepted"}),
        ("kind=ticket&name=ticket.registered", {"ticket.registered"}),
        ("since=2030-01-01", set()),
        ("since=nonsense&kind=unknown&name=ticket.registered", {"ticket.registered"}),
    ],
)
def test_filters_narrow_and_wrong_ones_are_ignored(desk, auditor, query, expected):
    a_ticket(desk)

    exported = b"".join(auditor.get(f"/audit/export?{query}").streaming_content).decode()

    assert {line.split(",")[10] for line in exported.splitlines()[1:]} == expected


def test_the_export_opens_in_a_spreadsheet_and_holds_every_column(desk, auditor):
    exported = b"".join(auditor.get("/audit/export").streaming_content).decode()

    head, *rows = exported.splitlines()
    assert head.startswith("\ufeffid,recorded_at,at,actor_kind")
    assert len(rows) == Fact.objects.count()


def test_a_whole_journal_is_proved(desk, auditor):
    a_ticket(desk)
    journal.seal()

    page = auditor.post("/audit/verification").content.decode()

    assert "日志完整" in page


def test_an_altered_fact_is_shown(desk, auditor):
    a_ticket(desk)
    journal.seal()
    victim = Fact.objects.order_by("pk")[0]
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute("UPDATE base_fact SET via = 'forged' WHERE id = %s", [victim.pk])

    page = auditor.post("/audit/verification").content.decode()

    assert "日志不完整" in page
    assert "被改动" in page
    assert str(victim.pk) in page


def test_only_auditors_read_the_journal(desk, browse):
    client = browse(desk.manager)

    answers = [client.get("/audit"), client.get("/audit/export"), client.post("/audit/verification")]

    assert [answer.status_code for answer in answers] == [403, 403, 403]


@pytest.mark.parametrize("tickets", [1, 12])
def test_a_page_of_the_journal_asks_the_same_for_many_facts_as_for_few(
    desk, auditor, django_assert_max_num_queries, tickets
):
    for _number in range(tickets):
        a_ticket(desk)

    with django_assert_max_num_queries(10):
        assert auditor.get("/audit").status_code == 200


def test_the_settings_show_each_person_what_is_his(desk, browse):
    manager = browse(desk.manager).get("/settings").content.decode()
    engineer = browse(desk.engineer).get("/settings").content.decode()

    assert [url in manager for url in ("/regulation", "/outbox", "/status", "/audit")] == [
        True,
        True,
        True,
        False,
    ]
    assert [url in engineer for url in ('href="/regulation"', 'href="/outbox"', 'href="/me"')] == [
        False,
        False,
        True,
    ]
