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


# REQ SD-1 UX-1
def test_a_second_call_waits_beside_the_first_and_one_goes_between_them(desk, sit_down, telephone):
    page = sit_down(desk.agent, "/tickets")
    card, mark, drawer = (page.locator(name) for name in ("#call-card", "[data-call-mark]", "#drawer"))
    search = page.get_by_role("searchbox", name="搜索工单")
    first, second = "138 0013 8000", "139 1111 2222"

    telephone(page, "/calls", **RINGING)
    expect(card.locator(".call-number")).to_have_text(first)
    search.fill("打印")
    telephone(page, "/calls", reference="pbx-2", number="13911112222", rings_at="lin")
    expect(card.locator("[data-call-other]")).to_contain_text(second)
    expect(card.locator(".call-number")).to_have_text(first)
    expect(search).to_be_focused()
    page.keyboard.type("机n1")
    expect(search).to_have_value("打印机n1")
    shot(page, "caller-card-two")

    card.locator("[data-call-other]").click()
    expect(card.locator(".call-number")).to_have_text(second)
    expect(card.locator("[data-call-other]")).to_contain_text(first)
    telephone(page, "/calls/pbx-1/answering")
    expect(card.locator("[data-call-other]")).to_contain_text("通话中")
    expect(card.locator(".call-number")).to_have_text(second)

    page.reload()
    expect(card.locator(".call-number")).to_have_text(second)
    page.locator("main").click(position={"x": 5, "y": 5})
    page.keyboard.press("Escape")
    expect(card).to_be_hidden()
    expect(mark).to_be_visible()
    telephone(page, "/calls", reference="pbx-3", number="010 5555 6666", rings_at="lin")
    expect(card.locator(".call-number")).to_have_text("010 5555 6666")
    expect(card.locator("[data-call-other]")).to_have_count(2)
    telephone(page, "/calls/pbx-3/ending")
    expect(card).to_be_hidden()
    mark.click()
    page.keyboard.press("n")
    expect(drawer.locator("[name='caller_phone']")).to_be_visible()
    for reference in ("pbx-1", "pbx-2"):
        telephone(page, f"/calls/{reference}/ending")
    expect(card).to_be_hidden()
    expect(mark).to_be_hidden()


# REQ SD-1 UX-1
def test_a_call_over_an_open_panel_is_read_and_takes_nothing_that_is_typed_there(desk, sit_down, telephone):
    page = sit_down(desk.agent, "/tickets", viewport={"width": 1280, "height": 800})
    card, drawer = page.locator("#call-card"), page.locator("#drawer")
    page.keyboard.press("n")
    symptom = drawer.locator("[name='description']")
    symptom.fill("二楼打印机")

    telephone(page, "/calls", **RINGING)
    expect(card.get_by_text("138 0013 8000")).to_be_visible()
    expect(card.get_by_text("先办完或关掉面板")).to_be_visible()
    expect(card.get_by_text("写到一半的会留着")).to_be_visible()
    expect(card.get_by_role("button", name="先放一边")).to_have_count(0)
    expect(symptom).to_be_focused()
    page.keyboard.type("不通电n1")
    box = card.bounding_box()
    page.mouse.click(box["x"] + 20, box["y"] + 20)
    expect(symptom).to_have_value("二楼打印机不通电n1")
    expect(drawer).to_be_visible()
    shot(page, "caller-card-panel")

    symptom.focus()
    page.keyboard.press("Escape")
    expect(drawer).to_be_hidden()
    expect(card.get_by_text("先办完或关掉面板")).to_be_hidden()
    page.keyboard.press("n")
    expect(drawer.locator("[name='caller_phone']")).to_have_value("13800138000")
    expect(symptom).to_have_value("")
    page.keyboard.press("Escape")
    expect(drawer).to_be_hidden()
    telephone(page, "/calls/pbx-1/ending")
    expect(card).to_be_hidden()
    page.keyboard.press("n")
    expect(symptom).to_have_value("二楼打印机不通电n1")


# REQ SD-1
def test_a_page_opened_while_a_call_rings_hears_of_it_and_one_without_asks_nothing(
    desk, sit_down, telephone, live_server
):
    page = sit_down(desk.agent, "/tickets")
    asked = []
    page.on("request", lambda request: asked.append(request.url) if "/calls/card" in request.url else None)
    for path in ("/", "/tickets", "/"):
        page.goto(f"{live_server.url}{path}")
        expect(page.locator("html")).to_have_attribute("data-line", "open")
    assert asked == []
    telephone(page, "/calls", **RINGING)
    expect(page.locator("#call-card .call-number")).to_be_visible()
    page.goto(f"{live_server.url}/tickets")
    expect(page.locator("#call-card .call-number")).to_have_text("138 0013 8000")
    beside = page.context.new_page()
    beside.goto(page.url)
    expect(beside.locator("#call-card .call-number")).to_have_text("138 0013 8000")
