"""Requests that wait: looked at behind glass, and decided about once."""

from datetime import timedelta

import pytest

from shouwen.base.time import fixed_at
from shouwen.capabilities.intake.commands.receive_mail import quarantine_mail, receive_mail
from shouwen.capabilities.intake.models import IntakeItem
from shouwen.capabilities.intake.ports import AutomaticReason, UnreadableMail, UnreadableReason
from shouwen.capabilities.service_levels.models import Clock
from shouwen.capabilities.tickets.models import Ticket
from shouwen.gateways.mail.reading import keep_raw
from tests.capabilities.intake.test_intake import a_mail
from tests.capabilities.tickets.makers import MONDAY_9, a_ticket

pytestmark = pytest.mark.django_db
NASTY = '<p>窗口 3 号</p><script>alert(1)</script><img src="https://spy.example/x.gif"><form action="/x"><input></form>'


@pytest.fixture
def waiting(desk) -> IntakeItem:
    """A newsletter from the customer's address: a machine wrote it, so that an agent decides."""
    with fixed_at(MONDAY_9):
        mail = a_mail("打印机不出纸", automatic=AutomaticReason.MAILING_LIST, html=NASTY)
        return receive_mail(mail=mail, at=MONDAY_9)


# REQ SA-9
def test_what_waits_is_listed_with_why_it_waits(desk, browse, waiting):
    page = browse(desk.agent).get("/intake").content.decode()

    assert "登录失败" in page
    assert "由机器自动发出" in page


# REQ BX-3
def test_what_waits_tells_until_when_somebody_decides_and_why_then(desk, browse, waiting):
    clock = Clock.objects.get(subject_id=waiting.pk)
    path = f"/intake/{waiting.pk}/clocks/{clock.pk}"
    with fixed_at(MONDAY_9 + timedelta(minutes=10)):
        agent = browse(desk.agent)
        listed, page = (agent.get(url).content.decode() for url in ("/intake", f"/intake/{waiting.pk}"))
        why, card = (agent.get(url).content.decode() for url in (path, f"{path}/card"))

    assert ("剩 30 分" in listed, f'href="{path}"' in page) == (True, True)
    assert ("待登记请求处理" in why, "2026-11-23 09:30" in why) == (True, True)
    assert path in card
    assert agent.get(f"/intake/{waiting.pk}/clocks/{clock.pk + 1}").status_code == 404
    assert browse(desk.engineer).get(path).status_code in (403, 404)


def test_the_page_warns_of_a_sender_whom_nothing_proves(desk, browse, waiting):
    page = browse(desk.agent).get(f"/intake/{waiting.pk}").content.decode()

    assert "发件人身份未经证实" in page
    assert 'sandbox="allow-same-origin"' in page


def test_why_a_mail_could_not_be_read_stands_there_in_words(desk, browse):
    raw = keep_raw(b"Subject: no sender\r\n\r\nx")
    assert raw
    mail = UnreadableMail(reason=UnreadableReason.NO_SENDER, digest=raw.blob_id)
    item = quarantine_mail(mail=mail, raw=raw, at=MONDAY_9)

    page = browse(desk.agent).get(f"/intake/{item.pk}").content.decode()

    assert "没有发件人" in page
    assert "no_sender" not in page


def test_the_html_is_looked_at_behind_glass(desk, browse, waiting):
    answer = browse(desk.agent).get(f"/intake/{waiting.pk}/html")

    inner = answer.content.decode()
    assert "窗口 3 号" in inner
    assert [word for word in ("script", "alert", "spy.example", "<form", "<input") if word in inner] == []
    policy = answer.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'")
    assert "sandbox" in policy
    assert "allow-scripts" not in policy
    assert answer.headers["X-Frame-Options"] == "SAMEORIGIN"


def test_a_mails_own_pictures_come_from_the_requests_files(desk, browse, waiting):
    IntakeItem.objects.filter(pk=waiting.pk).update(html='<p><img src="/files/abc"> und</p>')

    inner = browse(desk.agent).get(f"/intake/{waiting.pk}/html").content.decode()

    assert '<img src="/intake/files/abc">' in inner


def test_a_new_ticket_begins_with_what_the_request_says_and_settles_it(desk, browse, waiting):
    client = browse(desk.agent)

    form = client.get(f"/t/new?intake={waiting.pk}").content.decode()
    sent = {
        "intake": waiting.pk,
        "klass": "fault",
        "description": "打印机不出纸",
        "channel": "mail",
        "contact": desk.contact.pk,
        "caller_name": "王芳",
        "impact": "department",
        "urgency": "hindered",
        "product": desk.product.pk,
    }
    answer = client.post("/t/new", sent)

    waiting.refresh_from_db()
    assert "打印机不出纸" in form
    assert answer.status_code == 200
    assert (waiting.state, waiting.ticket.reported_at) == ("registered", MONDAY_9)


# REQ SA-9
def test_what_the_customer_answered_in_the_portal_stands_in_the_agents_form(desk, browse, waiting):
    answered = {
        "class": "fault", "category": "printing", "impact": "department", "urgency": "hindered",
        "product": desk.product.code, "occurred_at": "2026-11-23T08:30:00+08:00",
    }  # fmt: skip
    IntakeItem.objects.filter(pk=waiting.pk).update(details=answered)

    form = browse(desk.agent).get(f"/t/new?intake={waiting.pk}").context["form"]

    assert {name: form.initial[name] for name in ("category", "impact", "urgency", "product")} == {
        "category": "printing", "impact": "department", "urgency": "hindered", "product": desk.product.pk,
    }  # fmt: skip
    assert 'value="2026-11-23T08:30"' in str(form["occurred_at"])


def test_the_words_are_appended_to_a_ticket_that_is_there(desk, browse, waiting):
    ticket = a_ticket(desk)
    client = browse(desk.agent)

    unknown = client.post(f"/intake/{waiting.pk}/tickets", {"number": "SD-20200101-0001"})
    known = client.post(f"/intake/{waiting.pk}/tickets", {"number": ticket.number.lower()})

    waiting.refresh_from_db()
    assert (unknown.status_code, known.headers["Location"]) == (422, f"/t/{ticket.number}")
    assert (waiting.state, waiting.ticket) == ("appended", ticket)


def test_nothing_is_dismissed_without_a_reason(desk, browse, waiting):
    client = browse(desk.agent)

    without = client.post(f"/intake/{waiting.pk}/dismissal", {"reason": " "})
    with_reason = client.post(f"/intake/{waiting.pk}/dismissal", {"reason": "广告"})

    waiting.refresh_from_db()
    assert (without.status_code, with_reason.status_code) == (422, 303)
    assert (waiting.state, waiting.note) == ("ignored", "广告")


def test_a_request_is_decided_about_once(desk, browse, waiting):
    client = browse(desk.agent)
    client.post(f"/intake/{waiting.pk}/dismissal", {"reason": "广告"})

    again = client.post(f"/intake/{waiting.pk}/dismissal", {"reason": "再来"})

    assert again.status_code == 409
    assert Ticket.objects.count() == 0


def test_an_engineer_does_not_see_what_waits(desk, browse, waiting):
    client = browse(desk.engineer)

    answers = [
        client.get(path).status_code
        for path in ("/intake", f"/intake/{waiting.pk}", f"/intake/{waiting.pk}/html")
    ]

    assert answers == [403, 403, 403]
