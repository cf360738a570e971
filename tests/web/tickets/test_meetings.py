"""A coordination meeting on the pages: called from the menu, recorded from the panel, put right, told in the story."""

from shouwen.capabilities.tickets.models import Meeting
from tests.capabilities.tickets.makers import MONDAY_10, MONDAY_11, a_ticket_in_work

HELD = {"held_at": "2026-11-23T18:30", "cause": "交换机故障", "remote": "no", "decided": "派王工带备件到现场"}


# REQ DP-7
def test_a_meeting_is_called_from_the_menu_and_what_came_of_it_stands_on_the_ticket(desk, browse, at_instant):
    ticket = a_ticket_in_work(desk)
    at = f"/t/{ticket.number}"
    client = browse(desk.engineer)
    at_instant(MONDAY_11)
    assert f"{at}/open-meeting" in client.get(at).content.decode()

    called = client.post(f"{at}/open-meeting", {"invited": [desk.manager.pk, desk.agent.pk], "about": "停摆"})
    waiting = client.get(f"{at}/people").content.decode()
    menu = client.get(f"{at}/head").content.decode()
    meeting = Meeting.objects.get(ticket=ticket)
    form = client.get(f"{at}/keep-meeting?meeting={meeting.pk}").content.decode()
    local = MONDAY_10.astimezone().strftime("%Y-%m-%dT%H:%M")
    sent = {**HELD, "held_at": local, "meeting": meeting.pk, "attended": [desk.manager.pk]}
    kept = client.post(f"{at}/keep-meeting", sent)
    recorded = client.get(f"{at}/people").content.decode()
    story = client.get(f"{at}/story").content.decode()

    assert (called.status_code, kept.status_code) == (303, 303)
    assert "尚未召开" in waiting
    assert desk.manager.name in waiting
    assert f"{at}/keep-meeting" in menu
    assert f"{at}/open-meeting" not in menu
    assert form.count("checked") == 3  # both who were invited, and that help from afar is not clear yet
    assert all(
        words in recorded for words in ("交换机故障", "远程无法解决", "派王工带备件到现场", "更正纪要")
    )
    assert "确认远程无法解决" in story
    assert "记录协调会结果" in story
