"""A helper still at work bars the completion: its form says so before anything is written, and how to end it."""

from shouwen.capabilities.service_levels.models import Clock
from shouwen.capabilities.tickets.commands import ask_in, finish_task
from shouwen.capabilities.tickets.models import Task
from shouwen.capabilities.tickets.queries import timeline
from tests.capabilities.tickets.makers import MONDAY_10, MONDAY_11, a_ticket_in_work

COMPLETION = {
    "cause": "搓纸轮磨损",
    "process": "更换搓纸轮",
    "solution": "已更换",
    "way": "on_site",
    "restored_by": "solution",
}


def test_the_form_of_a_completion_names_the_helpers_task_that_bars_it_and_leads_to_its_end(
    desk, browse, at_instant
):
    ticket = a_ticket_in_work(desk)
    ask_in(
        ticket=ticket,
        person=desk.other_engineer,
        wish="核对备件型号",
        actor=desk.as_engineer,
        at=MONDAY_10,
    )
    task = Task.objects.get(ticket=ticket)
    end = f"/t/{ticket.number}/finish-task?task={task.pk}"
    at_instant(MONDAY_11)
    client = browse(desk.engineer)

    form = client.get(f"/t/{ticket.number}/complete").content.decode()
    refused = client.post(f"/t/{ticket.number}/complete", COMPLETION)
    ending = client.get(end).content.decode()
    client.post(f"/t/{ticket.number}/finish-task", {"task": task.pk, "result": "型号相符"})
    afterwards = client.get(f"/t/{ticket.number}/complete").content.decode()

    assert f"{desk.other_engineer.name}：核对备件型号" in form
    assert f'href="{end}"' in form
    assert refused.status_code == 409
    assert f'<option value="{task.pk}" selected>' in ending
    assert "核对备件型号" not in afterwards


def test_a_form_with_nothing_to_choose_from_says_why_instead(desk, browse):
    ticket = a_ticket_in_work(desk)
    Clock.objects.filter(subject=ticket.pk).update(breached_at=MONDAY_10)
    client = browse(desk.manager)

    pages = {
        slug: client.get(f"/t/{ticket.number}/{slug}").content.decode()
        for slug in ("promise", "unlink", "finish-task")
    }

    assert "此工单没有可以再设定时限的承诺" in pages["promise"]
    assert "此工单没有关联其他工单。" in pages["unlink"]
    assert "这里没有可由你完成的协助任务。" in pages["finish-task"]
    assert all(f'action="/t/{ticket.number}/{slug}"' not in page for slug, page in pages.items())
    assert all(f'href="/t/{ticket.number}"' in page for page in pages.values())


# REQ RS-6
def test_what_a_helper_is_asked_for_and_what_came_of_it_stand_on_the_timeline(desk, browse, at_instant):
    ticket = a_ticket_in_work(desk)
    on = {"actor": desk.as_engineer, "at": MONDAY_10}
    task = ask_in(ticket=ticket, person=desk.other_engineer, wish="核对备件型号", **on)
    finish_task(task=task, result="型号相符，可以更换", actor=desk.as_other_engineer, at=MONDAY_11)
    at_instant(MONDAY_11)

    asked, ended = (
        next(one for one in entries(browse(desk.agent), ticket) if words in one)
        for words in ("核对备件型号", "型号相符，可以更换")
    )
    seen_by_the_customer = timeline(ticket=ticket, actor=desk.as_contact)

    assert desk.other_engineer.name in asked
    assert "完成协助" in ended
    assert not [line for line in seen_by_the_customer if line.entry and line.entry.kind == "task"]


def entries(client, ticket) -> list[str]:
    """The entries of the ticket's story as they are drawn."""
    page = client.get(f"/t/{ticket.number}/story").content.decode()
    return page.split('id="fact-')[1:]
