"""The account of a promise on paper: for the customer, without names from inside the house."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.test import Client

from shouwen.capabilities.people.models import Person
from shouwen.capabilities.service_levels.models import Clock
from shouwen.capabilities.tickets.commands import resume_ticket, suspend_ticket
from shouwen.capabilities.tickets.models import Ticket
from tests.capabilities.tickets.makers import MONDAY_11, Desk, a_ticket_in_work

Browse = Callable[[Person], Client]
pytestmark = pytest.mark.django_db


@pytest.fixture
def read_at_five(browse: Browse, at_instant: Callable[[datetime], None]) -> Browse:
    """A browser on Monday at five in the afternoon."""

    def signed_in(person: Person) -> Client:
        client = browse(person)
        at_instant(MONDAY_11.replace(hour=9))
        return client

    return signed_in


def rested(desk: Desk) -> Ticket:
    """Taken at ten, waiting for the customer from eleven to noon."""
    ticket = a_ticket_in_work(desk)
    suspend_ticket(
        ticket=ticket,
        reason="waiting_customer",
        until=MONDAY_11.replace(hour=8),
        actor=desk.as_engineer,
        at=MONDAY_11,
    )
    return resume_ticket(ticket=ticket, actor=desk.as_engineer, at=MONDAY_11.replace(hour=4))


def clock_of(ticket: Ticket, promise: str) -> Clock:
    return Clock.objects.get(subject_id=ticket.pk, promise=promise)


# REQ SD-17
def test_the_sheet_shows_every_stretch_and_names_no_colleague(desk: Desk, read_at_five: Browse):
    ticket = rested(desk)
    clock = clock_of(ticket, "resolution")

    page = read_at_five(desk.agent).get(f"/t/{ticket.number}/clocks/{clock.pk}/sheet").content.decode()
    sheet = page[page.index('<article class="paper"') : page.index("</article>")]

    assert "时限计算说明" in sheet
    assert f"{ticket.number} · {ticket.title}" in sheet
    assert "· 等待客户" in sheet
    assert "2026-11-23 11:00" in sheet
    for person in (desk.engineer, desk.agent, desk.manager):
        assert person.name not in sheet
    assert "SD-6" not in sheet


def test_the_sheet_is_given_in_the_other_language_too(desk: Desk, read_at_five: Browse):
    ticket = rested(desk)
    clock = clock_of(ticket, "resolution")

    page = (
        read_at_five(desk.agent)
        .get(f"/t/{ticket.number}/clocks/{clock.pk}/sheet?language=en")
        .content.decode()
    )
    sheet = page[page.index('<article class="paper"') : page.index("</article>")]

    assert "How the time was counted" in sheet
    assert "paused · " in sheet


def test_a_promise_that_stays_inside_the_house_has_no_sheet(desk: Desk, read_at_five: Browse):
    ticket = rested(desk)
    clock = clock_of(ticket, "dispatching")
    Clock.objects.filter(pk=clock.pk).update(shown_to_customer=False)

    assert read_at_five(desk.agent).get(f"/t/{ticket.number}/clocks/{clock.pk}/sheet").status_code == 404
    assert (
        "/sheet" not in read_at_five(desk.agent).get(f"/t/{ticket.number}/clocks/{clock.pk}").content.decode()
    )


def test_inside_the_house_the_account_says_who_stopped_the_time(desk: Desk, read_at_five: Browse):
    ticket = rested(desk)
    clock = clock_of(ticket, "resolution")

    page = read_at_five(desk.agent).get(f"/t/{ticket.number}/clocks/{clock.pk}").content.decode()

    row = next(line for line in page.split("<tr>") if "等待客户" in line)
    assert desk.engineer.name in row
