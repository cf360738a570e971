"""How many statements pages cost, constant in rows and entries: counted without those of the transaction."""

import io

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from shouwen.base.files import Upload
from shouwen.capabilities.calls.commands import call_rang, link_call
from shouwen.capabilities.tickets.choices import LinkKind
from shouwen.capabilities.tickets.commands import add_note, ask_in, attach_file, link_tickets
from shouwen.capabilities.workplace.commands.reviews import ask_review
from tests.capabilities.tickets.makers import MONDAY_10, a_ticket, a_ticket_in_work

CONTROL = ("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT", "ROLLBACK", "SET ")


@pytest.fixture
def cost(desk, browse):
    """Statements of a GET, after a first one that fills the caches of the process."""

    def count(path: str, *, person=None) -> int:
        client = browse(person or desk.agent)
        client.get(path)
        cache.clear()
        with CaptureQueriesContext(
            connection,
        ) as captured:
            response = client.get(path)
        assert response.status_code == 200
        return len([one for one in captured.captured_queries if not one["sql"].startswith(CONTROL)])

    return count


@pytest.mark.parametrize(
    ("path", "most"),
    [
        ("/tickets?view=open", 6),
        ("/tickets/counts?view=open", 5),
        ("/dispatch", 12),
        ("/dispatch/board", 12),
        ("/palette?q=SD", 6),
        ("/", 8),
        ("/search?q=SD", 8),
    ],
)
def test_a_list_costs_the_same_at_1_and_at_30_rows(desk, cost, path, most, long_running):
    a_ticket(desk)
    at_one = cost(path)
    for _ in range(29):
        a_ticket(desk)

    assert cost(path) == at_one
    assert at_one <= most


def test_a_ticket_page_costs_at_most_7_and_its_panels_6_at_1_and_at_30_entries(desk, cost):
    ticket = a_ticket_in_work(desk)
    panels = [
        f"/t/{ticket.number}{part}"
        for part in ("", "/people", "/call-backs", "/clocks", "/head", "/news", "/story")
    ]
    before = {path: cost(path) for path in panels}
    for n in range(30):
        add_note(ticket=ticket, text=f"第 {n} 次检查", actor=desk.as_agent, at=MONDAY_10)

    after = {path: cost(path) for path in panels}

    assert after == before
    assert before[panels[0]] <= 7
    assert [path for path in panels[1:] if before[path] > 6 and not path.endswith(("/head", "/story"))] == []


def test_a_ticket_page_costs_at_most_12_when_all_that_can_hang_on_a_ticket_hangs_on_it(desk, cost):
    ticket = a_ticket_in_work(desk)
    ask_in(ticket=ticket, person=desk.other_engineer, wish="看一下日志", actor=desk.as_engineer, at=MONDAY_10)
    link_tickets(
        ticket=ticket, other=a_ticket(desk), kind=LinkKind.RELATED, actor=desk.as_agent, at=MONDAY_10
    )
    upload = Upload(stream=io.BytesIO(b"log"), name="log.txt", media_type="text/plain")
    attach_file(ticket=ticket, upload=upload, actor=desk.as_engineer, at=MONDAY_10)
    ask_review(
        ticket=ticket, reviewer=desk.manager, actor=desk.as_agent, at=MONDAY_10, texts={"body": "已修复。"}
    )

    for n in range(3):
        call = call_rang(
            reference=f"pbx-{n}",
            number="13800138000",
            person=desk.agent,
            actor=desk.as_manager,
            at=MONDAY_10,
            on=MONDAY_10.date(),
        )
        link_call(call=call, ticket=ticket, actor=desk.as_agent, at=MONDAY_10)

    for reader in (desk.agent, desk.manager, desk.other_engineer):
        assert cost(f"/t/{ticket.number}", person=reader) <= 12
