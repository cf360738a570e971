"""The journal's browser: everything that happened, for auditors; and the proof on demand."""

import re
from itertools import chain
from types import ModuleType

import pytest
from django.db import connection

from shouwen.base import journal
from shouwen.base.models import Fact
from shouwen.capabilities.calls import facts as calls
from shouwen.capabilities.customers import facts as customers
from shouwen.capabilities.intake import facts as intake
from shouwen.capabilities.jobs import facts as jobs
from shouwen.capabilities.notifications import facts as notifications
from shouwen.capabilities.people import facts as people
from shouwen.capabilities.regulations import facts as regulations
from shouwen.capabilities.regulations.queries import active_regulation
from shouwen.capabilities.service_levels import facts as service_levels
from shouwen.capabilities.tickets import facts as tickets
from shouwen.capabilities.tickets.commands import dispatch_ticket, record_customer_word
from shouwen.web.audit.filters import fact_words
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
    assert '>人员 <span class="faint">Zhou</span>' in signed_in
    assert re.search(r'>添加人员<br><span class="help mono">person\.added</span>', signed_in)


def test_every_fact_that_can_be_told_has_words(desk):
    catalogues = (
        calls, customers.FACTS, intake.NAMES, jobs, notifications.NAMES, people.FACTS, regulations.FACTS,
        service_levels, tickets.NAMES,
    )  # fmt: skip
    told = [vars(one).values() if isinstance(one, ModuleType) else one for one in catalogues]
    names = {str(name) for name in chain(*told) if re.fullmatch(r"[a-z_]+\.[a-z_]+", str(name))}

    assert len(names) > 120
    assert [name for name in sorted(names) if not fact_words(active_regulation(), name)] == []


def test_facts_are_found_by_their_words_as_by_their_codes(desk, auditor):
    dispatch_ticket(ticket=a_ticket(desk), engineer=desk.engineer, actor=desk.as_manager, at=MONDAY_10)

    page = auditor.get("/audit?name=派单").content.decode()

    assert "ticket.dispatched</span>" in page
    assert "ticket.accepted" not in page


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


def test_a_person_and_a_last_day_narrow_too_and_the_pages_go_on_by_the_same_filters(desk, auditor):
    ticket = a_ticket(desk)
    dispatch_ticket(ticket=ticket, engineer=desk.engineer, actor=desk.as_manager, at=MONDAY_10)

    def names(query: str) -> set[str]:
        exported = b"".join(auditor.get(f"/audit/export?kind=ticket&{query}").streaming_content).decode()
        return {line.split(",")[10] for line in exported.splitlines()[1:]}

    assert names(f"person={desk.manager.pk}&name=ticket.") == {"ticket.dispatched"}
    assert names(f"person={desk.engineer.pk}") == set()
    assert names("until=2020-01-01") == set()
    for _number in range(20):
        a_ticket(desk)
    page = auditor.get(f"/audit?person={desk.agent.pk}&kind=ticket&name=ticket.registered").content.decode()
    assert page.count("ticket.registered</span>") == 21
    path, seen = "/audit?kind=ticket", 0
    for _page in range(9):
        page = auditor.get(path).content.decode()
        seen += page.count("ticket.dispatched</span>")
        if not (onward := re.findall(r'href="(\?kind=ticket&amp;before=\d+)"', page)):
            break
        path = "/audit" + onward[0].replace("&amp;", "&")
    assert (seen, "before=" in path) == (1, True)


def test_the_history_of_a_ticket_is_narrowed_to_acts_clocks_and_who_acted(desk, browse):
    ticket = a_ticket(desk)
    record_customer_word(ticket=ticket, text="好了吗", actor=desk.as_contact, at=MONDAY_10, channel="portal")
    client = browse(desk.agent)

    def told(query: str) -> set[str]:
        page = client.get(f"/t/{ticket.number}/journal?{query}").content.decode()
        return set(re.findall(r"\b(?:ticket|clock)\.[a-z_]+", page))

    everything = told("")
    acts, clocks = told("name=ticket"), told("name=clock")
    assert acts | clocks == everything
    assert acts
    assert clocks
    assert acts.isdisjoint(clocks)
    assert told("who=contact") == {"ticket.customer_spoke"}
    assert "ticket.customer_spoke" not in told("who=person")
    assert told("name=nonsense&who=nobody") == everything


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
