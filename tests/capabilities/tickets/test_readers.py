"""Who may read a ticket and works here notes on it, whoever holds it; all else stays with those whose ticket it is."""

import io

import pytest

from shouwen.base.files import Upload
from shouwen.base.refusals import NotPermitted
from shouwen.capabilities.people.queries import actor_of
from shouwen.capabilities.service_levels.models import Clock
from shouwen.capabilities.tickets.choices import Visibility
from shouwen.capabilities.tickets.commands import add_note, attach_file, reply_to_customer, set_promise
from shouwen.capabilities.tickets.commands.talk import record_customer_word
from shouwen.capabilities.tickets.queries import verbs_open_to
from shouwen.domain.workflow import TicketVerb
from tests.capabilities.people.makers import a_person
from tests.capabilities.tickets.makers import MONDAY_10, MONDAY_11, a_desk, a_ticket, told

pytestmark = pytest.mark.django_db

HERE = {"at": MONDAY_10}


def a_text() -> Upload:
    return Upload(stream=io.BytesIO("第二次来电".encode()), name="记录.txt", media_type="text/plain")


# REQ SD-8 BX-7
@pytest.mark.parametrize("preset", ["desk", "sla", "always-on", "dealer", "software"])
def test_the_agent_who_takes_the_second_call_notes_on_a_colleagues_ticket_and_changes_nothing_of_it(preset):
    desk = a_desk(preset)
    ticket = a_ticket(desk)
    second = actor_of(a_person("chen", roles=("agent",)))
    persons = (ticket.owner_id, ticket.responsible_id, ticket.handler_id, ticket.state, ticket.lane)
    promised = list(
        Clock.objects.filter(subject_id=ticket.pk).order_by("pk").values("promise", "status", "due_at")
    )

    record_customer_word(ticket=ticket, text="还在报错", channel="phone", actor=second, **HERE)
    add_note(ticket=ticket, text="来电时语气很急，请尽快回电", actor=second, **HERE)
    attach_file(ticket=ticket, upload=a_text(), visibility=Visibility.INTERNAL, actor=second, **HERE)

    ticket.refresh_from_db()
    assert told(ticket)[-3:] == ["ticket.customer_spoke", "ticket.noted", "ticket.file_attached"]
    assert (ticket.owner_id, ticket.responsible_id, ticket.handler_id, ticket.state, ticket.lane) == persons
    clocks = Clock.objects.filter(subject_id=ticket.pk, pk__gt=0).order_by("pk")
    assert list(clocks.values("promise", "status", "due_at")) == promised


# REQ SD-8
def test_who_only_notes_neither_answers_the_customer_nor_shows_him_files_nor_sets_a_date():
    desk = a_desk()
    ticket = a_ticket(desk)
    expert = actor_of(a_person("gao", roles=("third_line",)))
    add_note(ticket=ticket, text="同型号上周也有一起", actor=expert, **HERE)
    wish = {"promise": "response", "due_at": MONDAY_11, "reason": "约好"}

    assert set(verbs_open_to(expert, ticket)) == {TicketVerb.NOTE, TicketVerb.ATTACH}
    for refused in (
        lambda: reply_to_customer(ticket=ticket, text="请稍候", actor=expert, **HERE),
        lambda: attach_file(ticket=ticket, upload=a_text(), actor=expert, **HERE),
        lambda: set_promise(ticket=ticket, actor=expert, **wish, **HERE),
    ):
        with pytest.raises(NotPermitted):
            refused()


# REQ SD-2 SD-18
@pytest.mark.parametrize("role", ["quality", "reviewer", "auditor"])
def test_who_only_looks_writes_nothing(role):
    desk = a_desk()
    ticket = a_ticket(desk)
    looking = actor_of(a_person("qian", roles=(role,)))

    assert verbs_open_to(looking, ticket) == ()
    with pytest.raises(NotPermitted):
        add_note(ticket=ticket, text="看到了", actor=looking, **HERE)
    with pytest.raises(NotPermitted):
        attach_file(ticket=ticket, upload=a_text(), visibility=Visibility.INTERNAL, actor=looking, **HERE)
    assert told(ticket)[-1] != "ticket.noted"
