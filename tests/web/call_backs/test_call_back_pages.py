"""Who may look through call-backs sees what they brought; who makes one is the ticket's affair."""

from datetime import timedelta
from html import unescape

from django.utils.html import strip_tags

from shouwen.base.journal import facts_of
from shouwen.capabilities.call_backs.choices import Result
from shouwen.capabilities.call_backs.commands import Feedback, rate_ticket, record_call_back
from shouwen.capabilities.call_backs.models import CallBack
from shouwen.capabilities.call_backs.reactions import open_for
from shouwen.capabilities.tickets.commands import complete_ticket
from tests.capabilities.people.makers import a_person
from tests.capabilities.tickets.makers import MONDAY_11, Desk, a_ticket_in_work

AFTERNOON = MONDAY_11 + timedelta(hours=3)


# REQ SD-2 SD-24 RS-17
def test_the_quality_department_reads_call_backs_and_makes_none(desk, browse):
    made, waiting = a_call_back(desk), a_call_back(desk)
    said = Feedback(result=Result.SOLVED, grade="fair", improvement="先说要多久", is_back_to_normal=True)
    record_call_back(call_back=made, feedback=said, actor=desk.as_agent, at=AFTERNOON)
    client = browse(a_person("wu", roles=("quality",)))

    first = client.get("/call-backs").content.decode()
    done = client.get("/call-backs?whose=made").content.decode()
    one = client.get(f"/call-backs/{waiting.pk}").content.decode()
    result_of_it = client.get(f"/call-backs/{made.pk}").content.decode()
    tried = client.post(f"/call-backs/{waiting.pk}", {"result": "solved", "grade": "satisfied"})

    assert 'href="/call-backs"' in client.get("/").content.decode()
    assert [word in first for word in (waiting.ticket.number, "查看", "拨打")] == [True, True, False]
    assert (made.ticket.number in done, waiting.ticket.number in done) == (True, False)
    assert [word in done for word in ("先说要多久", "一般")] == [True, True]
    assert ("data-send-button" in one, "由Lin拨打" in one) == (False, True)
    assert "先说要多久" in result_of_it
    assert tried.status_code == 403
    waiting.refresh_from_db()
    assert (waiting.state, waiting.tries) == ("waiting", 0)


def test_whoever_answers_to_the_customer_makes_the_call_back_of_his_ticket_without_a_role_for_it(
    desk, browse
):
    call_back = a_call_back(desk)
    ticket = call_back.ticket
    ticket.owner = desk.other_engineer
    ticket.save(update_fields=["owner"])
    client = browse(desk.other_engineer)

    page = client.get(f"/call-backs/{call_back.pk}").content.decode()

    assert "data-send-button" in page
    assert f"/call-backs/{call_back.pk}" in client.get(f"/t/{ticket.number}").content.decode()
    assert 'href="/call-backs"' not in client.get("/").content.decode()


def test_what_was_entered_for_another_result_is_not_said(desk, browse):
    call_back, client = a_call_back(desk), browse(desk.agent)
    left = {"later_at": "no date", "grade": "fair", "improvement": "快一点"}

    done = client.post(f"/call-backs/{call_back.pk}", {"result": "unreached", "text": "没人接", **left})

    call_back.refresh_from_db()
    assert (done.status_code, call_back.state, call_back.tries, call_back.grade) == (303, "waiting", 1, "")
    assert call_back.not_before < AFTERNOON + timedelta(days=2)


def test_the_story_tells_result_and_grade_and_keeps_words_and_wish_apart(desk, browse):
    called, rated = a_call_back(desk), a_call_back(desk)
    said = Feedback(
        result=Result.SOLVED,
        grade="fair",
        text="打印机好了",
        improvement="先说要多久",
        is_back_to_normal=True,
    )
    record_call_back(call_back=called, feedback=said, actor=desk.as_agent, at=AFTERNOON)
    rate_ticket(ticket=rated.ticket, grade="satisfied", text="谢谢", actor=desk.as_contact, at=AFTERNOON)
    client = browse(desk.agent)

    story = unescape(strip_tags(client.get(f"/t/{called.ticket.number}").content.decode()))
    own = unescape(strip_tags(client.get(f"/t/{rated.ticket.number}").content.decode()))

    assert "回访：已解决 · 一般" in story
    assert ["".join(story.split()).count(part) for part in ("客户原话打印机好了", "改进建议先说要多久")] == [
        1,
        1,
    ]
    assert "评价：满意" in own
    assert ("谢谢" in own, "客户原话" in own) == (True, False)


def test_what_is_not_solved_needs_the_customers_words(desk, browse):
    call_back, client = a_call_back(desk), browse(desk.agent)

    wordless = client.post(f"/call-backs/{call_back.pk}", {"result": "not_solved", "text": " "})
    call_back.refresh_from_db()
    assert (wordless.status_code, call_back.state, call_back.tries) == (422, "waiting", 0)
    assert "请记下客户说哪里没有解决" in wordless.content.decode()

    told = client.post(f"/call-backs/{call_back.pk}", {"result": "not_solved", "text": "又卡纸"})
    call_back.refresh_from_db()
    assert (told.status_code, call_back.result, call_back.ticket.state) == (303, "not_solved", "in_progress")


def a_call_back(desk: Desk) -> CallBack:
    """The one that waits on a ticket completed at eleven."""
    ticket = complete_ticket(
        ticket=a_ticket_in_work(desk), cause="搓纸轮磨损", solution="更换搓纸轮", process="拆机更换", way="on_site",
        actor=desk.as_engineer, at=MONDAY_11,
    )  # fmt: skip
    open_for([fact.pk for fact in facts_of(ticket.pk) if fact.name == "ticket.completed"][-1])
    return CallBack.objects.select_related("ticket").get(ticket=ticket)
