"""One field finds tickets, callers, contacts and customers by whatever somebody remembers of them."""

import pytest

from shouwen.base.journal import facts_of
from shouwen.capabilities.tickets.commands import add_note
from shouwen.capabilities.tickets.models import Ticket
from shouwen.capabilities.tickets.reactions import make_findable
from tests.capabilities.customers.makers import a_contact, a_customer
from tests.capabilities.tickets.makers import MONDAY_10, a_ticket

pytestmark = pytest.mark.django_db


@pytest.fixture
def ticket(desk) -> Ticket:
    """A ticket of the desk's customer, with a note, as the worker has made it findable."""
    found = a_ticket(desk)
    add_note(ticket=found, text="已联系供应商核对搓纸轮型号", actor=desk.as_agent, at=MONDAY_10)
    make_findable(facts_of(found.pk)[-1].pk)
    return found


@pytest.mark.parametrize("shape", ["{}", "{} ", "lower", "SD{day}{last}", "sd {day} {short}"])
def test_a_number_however_it_is_typed_opens_its_ticket(desk, browse, ticket, shape):
    _prefix, day, last = ticket.number.split("-")
    asked = (
        ticket.number.lower()
        if shape == "lower"
        else shape.format(ticket.number, day=day, last=last, short=int(last))
    )

    answer = browse(desk.agent).get("/search", {"q": asked})

    assert (answer.status_code, answer.headers.get("Location")) == (302, f"/t/{ticket.number}")


# REQ SA-13
@pytest.mark.parametrize(
    "asked",
    [
        "收费窗口", "打印", "纸", "搓纸轮型号", "打印机 报错", "华北电力", "北电力设备", "王芳", "138 0013 8000", "13800138000",
        "+86 138-0013-8000", "20261123-0001", "1123-0001",
    ],
)  # fmt: skip
def test_a_ticket_is_found_by_words_inside_its_text_company_caller_phone_and_the_end_of_its_number(
    desk, browse, ticket, asked
):
    assert ticket.number in browse(desk.agent).get("/search", {"q": asked}).content.decode()


# REQ SA-13
@pytest.mark.parametrize("asked", ["wangfang", "wf", "王", "8000", "0013800", "138001380", "138 0013"])
def test_a_contact_is_found_by_name_pinyin_initials_and_any_part_of_the_phone(desk, browse, asked):
    page = browse(desk.agent).get("/search", {"q": asked}).content.decode()

    assert desk.contact.name in page
    assert f"/customers/{desk.customer.pk}" in page


@pytest.mark.parametrize("asked", ["huabei", "hbdl", "HBDL", "华北", "电力设备"])
def test_a_customer_is_found_by_parts_of_the_name_pinyin_and_initials(desk, browse, asked):
    assert (
        f"/customers/{desk.customer.pk}" in browse(desk.agent).get("/search", {"q": asked}).content.decode()
    )


# REQ SA-13
@pytest.mark.parametrize("asked", ["13912345678", "139 1234", "9123456"])
def test_a_stranger_is_found_by_the_number_he_called_from_however_it_was_written_down(desk, browse, asked):
    stranger = a_ticket(desk, contact=None, caller_name="陈工", caller_phone="139 1234 5678")
    make_findable(facts_of(stranger.pk)[-1].pk)

    assert stranger.number in browse(desk.agent).get("/search", {"q": asked}).content.decode()


def test_of_more_than_are_shown_the_newest_are(desk, browse, monkeypatch):
    older, newer = (a_ticket(desk, contact=None, caller_phone="139 1234 5678") for _ in range(2))
    monkeypatch.setattr("shouwen.web.search.views.SHOWN", 1)

    page = browse(desk.agent).get("/search", {"q": "9123456"}).content.decode()

    assert newer.number in page
    assert older.number not in page


# REQ SA-25
@pytest.mark.parametrize("asked", ["收费窗口", "13800138000", "1380013", "{number}", "{tail}"])
def test_nobody_finds_a_ticket_he_may_not_see(desk, browse, ticket, asked):
    words = asked.format(number=ticket.number, tail=ticket.number[3:])
    answer = browse(desk.other_engineer).get("/search", {"q": words})

    assert answer.status_code == 200
    assert f"/t/{ticket.number}" not in answer.content.decode()


@pytest.mark.parametrize("asked", ["", " ", "%", "()", "+-", "00000000", "不存在的词", "x" * 5000])
def test_what_finds_nothing_says_what_would(desk, browse, ticket, asked):
    answer = browse(desk.agent).get("/search", {"q": asked})

    assert answer.status_code == 200
    assert ticket.number not in answer.content.decode()


def test_of_two_who_share_a_number_both_are_shown(desk, browse):
    other = a_customer("南方水务")
    a_contact(other, "李强", phones=["13800138000"])

    page = browse(desk.agent).get("/search", {"q": "138 0013 8000"}).content.decode()

    assert desk.contact.name in page
    assert "李强" in page
