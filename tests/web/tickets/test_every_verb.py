"""Whatever the workflow lets somebody do to a ticket he finds on its page; `tests/api/test_parity.py` adds programs."""

import re

import pytest
from django.core.cache import cache

from shouwen.capabilities.people.queries import actor_of
from shouwen.capabilities.regulations.queries import active_regulation
from shouwen.capabilities.tickets.commands import ask_in, link_tickets
from shouwen.capabilities.tickets.models import HandOver, Ticket
from shouwen.capabilities.tickets.queries import verbs_open_to
from shouwen.domain.workflow import OPEN_STATES, TicketState, TicketVerb
from shouwen.web.tickets.acts import OF_VERB
from tests.capabilities.tickets.makers import MONDAY_9, MONDAY_11, Desk, a_desk, a_ticket

pytestmark = pytest.mark.django_db
V = TicketVerb
PRESETS = ("desk", "sla", "always-on", "dealer", "software", "default")
IN_THE_BOX = {V.REPLY: "reply", V.NOTE: "note", V.UPDATE: "update"}
OF_A_DISPATCH, OF_A_HAND_OVER = {V.TAKE, V.REFUSE, V.WITHDRAW}, {V.ACCEPT_HAND_OVER, V.RETURN_HAND_OVER}
NAMED_IN_THE_ISSUE = frozenset(TicketVerb) - {V.ABSORB}
"""What a survivor does is what the merged one asks: the page and the API merge from the side of that one."""


@pytest.fixture
def desk(preset, db):
    cache.clear()
    return a_desk(preset)


# REQ BX-1 BX-5
@pytest.mark.parametrize("preset", PRESETS)
def test_whatever_the_workflow_lets_somebody_do_stands_on_the_page_in_every_state(
    preset, desk, browse, at_instant
):
    at_instant(MONDAY_11)
    other = a_ticket(desk)
    missing, found = set(), set()
    for state in TicketState:
        for is_handed_over in (False, True) if state == "dispatched" else (False,):
            ticket = _in_state(desk, state, other, is_handed_over=is_handed_over)
            for person in (desk.agent, desk.manager, desk.engineer):
                page = browse(person).get(f"/t/{ticket.number}").content.decode()
                verbs = set(verbs_open_to(actor_of(person), ticket)) & NAMED_IN_THE_ISSUE
                verbs -= OF_A_DISPATCH if is_handed_over else OF_A_HAND_OVER
                found |= verbs
                missing |= {
                    (str(verb), state.value, person.user_name)
                    for verb in verbs
                    if not _is_on(page, ticket, verb)
                }

    assert missing == set()
    assert found == {verb for _state, verb in active_regulation(MONDAY_9).workflow.edges} & NAMED_IN_THE_ISSUE


def _in_state(desk: Desk, state: TicketState, other: Ticket, *, is_handed_over: bool) -> Ticket:
    """A ticket in that state with something for every verb to act on: a link, a helper's task, a proposed solution."""
    ticket = a_ticket(desk)
    link_tickets(ticket=ticket, other=other, kind="related", actor=desk.as_manager, at=MONDAY_9)
    ask_in(ticket=ticket, person=desk.engineer, wish="看一眼", actor=desk.as_manager, at=MONDAY_9)
    rests = state == TicketState.SUSPENDED
    Ticket.objects.filter(pk=ticket.pk).update(
        state=state.value, handler=desk.engineer, responsible=desk.engineer, team=desk.second_line, proposal="换一台",
        suspend_reason="waiting_customer" if rests else "", suspended_until=MONDAY_11 if rests else None,
        merged_into=other if state == TicketState.MERGED else None,
        closed_at=None if state in OPEN_STATES else MONDAY_9,
    )  # fmt: skip
    if is_handed_over:
        HandOver.objects.create(ticket=ticket, to_team=desk.second_line, tried="试过", at=MONDAY_9)
    return Ticket.objects.get(pk=ticket.pk)


def _is_on(page: str, ticket: Ticket, verb: TicketVerb) -> bool:
    if verb in IN_THE_BOX:
        (kinds,) = re.findall(r'data-writes="([^"]*)"', page)
        return IN_THE_BOX[verb] in kinds.split()
    place = "files" if verb == V.ATTACH else OF_VERB[verb].slug if verb in OF_VERB else "call-back"
    return f'"/t/{ticket.number}/{place}"' in page
