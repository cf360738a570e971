"""The hotline rings: the agent sees who it is over what he has open, and no call is lost."""

import pytest
from playwright.sync_api import expect

from shouwen.base.time import database_now
from shouwen.capabilities.calls.models import Call
from shouwen.capabilities.tickets.commands import register_ticket
from tests.api.makers import a_token
from tests.capabilities.tickets.makers import a_request
from tests.journeys.conftest import shot

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
RINGING = {"reference": "pbx-1", "number": "13800138000", "rings_at": "lin"}


@pytest.fixture
def telephone(desk, live_server):
    """What a telephone system says by the API: `telephone(page, "/calls", …)`."""
    headers = {"Authorization": f"Bearer {a_token(desk.manager, 'calls:write')}"}

    def tell(page, path, **body):
        answer = page.request.post(f"{live_server.url}/api/v1{path}", data=body, headers=headers)
        assert answer.status == 201, answer.text()

    return tell


# REQ SD-1 UX-1
def test_a_call_shows_itself_while_an_answer_is_typed_and_becomes_a_ticket(desk, sit_down, telephone):
    known = register_ticket(new=a_request(desk, occurred_at=None), actor=desk.as_agent, at=database_now())
    page = sit_down(desk.agent, f"/t/{known.number}")
    card, drawer, mark = page.locator("#call-card"), page.locator("#drawer"), page.locator("[data-call-mark]")
    answer = page.locator("#answer-body")
    answer.fill("您好，工程师已经")

    telephone(page, "/calls", **RINGING)
    expect(card.get_by_text("138 0013 8000")).to_be_visible()
    expect(card.get_by_role("link", name=desk.contact.name)).to_be_visible()
    expect(card.get_by_text(known.number)).to_be_visible()
    expect(card.get_by_text(desk.contract.number)).to_be_visible()
    expect(answer).to_be_focused()
    page.keyboard.type("出发n1")
    expect(answer).to_have_value("您好，工程师已经出发n1")
    expect(drawer).to_be_hidden()
    shot(page, "caller-card")

    page.keyboard.press("Escape")
    expect(answer).not_to_be_focused()
    expect(card).to_be_visible()
    page.keyboard.press("Escape")
    expect(card).to_be_hidden()
    mark.click()
    page.locator("main").click(position={"x": 5, "y": 5})
    page.keyboard.press("n")
    symptom = drawer.locator("[name='description']")
    expect(symptom).to_be_focused()
    expect(drawer.locator("[name='caller_phone']")).to_have_value("13800138000")
    expect(drawer.locator(f"[name='contact'][value='{desk.contact.pk}']")).to_be_checked()
    symptom.fill("三楼打印机也卡纸了")
    for name, value in (("impact", "department"), ("urgency", "blocked"), ("screenshot", "no")):
        drawer.locator(f"[name={name}][value={value}]").check()
    symptom.press("Control+Enter")
    expect(symptom).to_have_count(0)
    call = Call.objects.select_related("ticket").get()
    assert (call.ticket.title, call.ticket.contact, call.ticket.channel) == (
        "三楼打印机也卡纸了",
        desk.contact,
        "phone",
    )
    expect(answer).to_have_value("您好，工程师已经出发n1")

    page.keyboard.press("Escape")
    telephone(page, "/calls/pbx-1/answering")
    telephone(page, "/calls/pbx-1/ending")
    expect(card).to_be_hidden()
    expect(mark).to_be_hidden()


# REQ SA-3 SD-1
def test_on_a_phone_a_call_is_added_to_its_ticket_and_a_missed_one_called_back(desk, sit_down, telephone):
    known = register_ticket(new=a_request(desk, occurred_at=None), actor=desk.as_agent, at=database_now())
    page = sit_down(desk.agent, "/", phone=True, viewport={"width": 360, "height": 740})
    card, drawer = page.locator("#call-card"), page.locator("#drawer")

    telephone(page, "/calls", **RINGING)
    telephone(page, "/calls/pbx-1/ending")
    page.goto(page.url + "calls?show=missed")
    expect(page.get_by_role("link", name="未接来电")).to_have_attribute("aria-current", "page")
    shot(page, "calls-phone")
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    page.get_by_role("link", name="回电").click()
    drawer.get_by_label("联系到了谁").fill("王芳接了，打印机又卡纸")
    drawer.get_by_role("button", name="记录回电").click()
    expect(page.locator("#list").get_by_text("已回电")).to_be_visible()

    telephone(page, "/calls", **RINGING | {"reference": "pbx-2"})
    expect(card.get_by_text(known.number)).to_be_visible()
    shot(page, "caller-card-phone")
    card.get_by_role("button", name="记到此单").click()
    expect(drawer.locator("[name='text']")).to_be_focused()
    expect(card).to_be_hidden()
    assert Call.objects.get(reference="pbx-2").ticket == known
    assert page.evaluate("document.documentElement.scrollWidth") == 360
