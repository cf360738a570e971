"""A coordination meeting by the keys: called from the menu, recorded from the panel, and taken back at once."""

import pytest
from playwright.sync_api import expect

from shouwen.base.time import database_now
from shouwen.capabilities.tickets.commands import register_ticket, take_ticket
from tests.capabilities.tickets.makers import a_request, told
from tests.journeys.conftest import shot

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


# REQ DP-7
def test_a_meeting_is_called_and_recorded_by_the_keys_and_a_record_is_taken_back(desk, sit_down):
    ticket = register_ticket(new=a_request(desk, occurred_at=None), actor=desk.as_agent, at=database_now())
    take_ticket(ticket=ticket, actor=desk.as_agent, at=database_now())
    page = sit_down(desk.agent, f"/t/{ticket.number}")
    drawer = page.locator("#drawer")

    offered = page.locator("#verbs a").filter(has_text="召集协调会")
    expect(offered).to_be_attached()
    page.keyboard.press(".")
    offered.press("Enter")
    drawer.get_by_label("Zhao").press("Space")
    drawer.get_by_label("会议事由").fill("收费停摆")
    shot(page, "meeting-called")
    drawer.get_by_label("会议事由").press("Control+Enter")
    panel = page.locator("main aside")
    expect(panel).to_contain_text("尚未召开")

    panel.get_by_role("link", name="填写纪要").press("Enter")
    drawer.get_by_label("远程无法解决").press("Space")
    drawer.get_by_label("会议决定").fill("赵工带备件到现场")
    drawer.get_by_label("会议决定").press("Control+Enter")
    expect(panel).to_contain_text("赵工带备件到现场")
    shot(page, "meeting-recorded")
    assert told(ticket)[-2:] == ["ticket.meeting_held", "ticket.remote_ruled_out"]

    page.locator("[data-undo]").last.click()
    expect(panel).to_contain_text("尚未召开")
    assert told(ticket)[-1] == "ticket.undone"
