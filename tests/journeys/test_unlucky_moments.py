"""What comes late, broken or not at all finds its reader at something else: it changes nothing under his hands."""

from datetime import timedelta

import pytest
from django.utils.timezone import localtime
from playwright.sync_api import expect

from shouwen.base.time import database_now
from shouwen.capabilities.tickets.commands import register_ticket
from shouwen.capabilities.tickets.models import Ticket
from shouwen.capabilities.workplace.commands.drafts import keep_draft
from shouwen.capabilities.workplace.models import Draft
from tests.capabilities.customers.makers import a_contact
from tests.capabilities.people.makers import an_administrator
from tests.capabilities.tickets.makers import a_request, a_ticket_in_work
from tests.journeys.conftest import INTERCEPTED, shot
from tests.journeys.test_slow_line import RUNG, slow_line

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

RUNG_FOR_AN_OWN_ACT = (
    "document.dispatchEvent(new CustomEvent('ring', { bubbles: true, detail: { topics: ['queue'] } }))"
)
GATEWAY = {"status": 502, "content_type": "text/html", "body": "<h1>502 Bad Gateway</h1>"}
CLOSES_LATE = """() => {
    let tell = () => {}
    addEventListener("close", (event) => {
        if (!event.isTrusted || event.target.id !== "drawer") return
        event.stopImmediatePropagation()
        tell = () => { event.target.dispatchEvent(new Event("close")); window.isTold = true }
    }, true)
    addEventListener("htmx:after:swap", ({ detail: { ctx } }) => ctx.target?.id === "drawer" && tell())
}"""
CLOSES_AND_PRESSES = """(key) => {
    document.querySelector("#drawer > *").dispatchEvent(new CustomEvent("drawer:close", { bubbles: true }))
    const stood = document.activeElement
    stood.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }))
    return stood.tagName
}"""
COMPLETE = ("impact][value=department", "urgency][value=blocked", "screenshot][value=no")


# REQ SD-9
def test_a_note_stays_a_note_whatever_comes_late_and_wherever_it_was_kept(desk, sit_down):
    ticket = _registered(desk)
    page = sit_down(desk.agent, f"/t/{ticket.number}", **INTERCEPTED)
    words, note = page.get_by_label("正文"), page.locator("#answer [name=kind][value=note]")
    with slow_line(page, "/drafts", stale=True):
        words.press_sequentially("客户脾气不好")
        page.wait_for_function("() => asked.length")
        page.locator("#answer").get_by_text("内部备注").click()
    page.wait_for_timeout(1_000)
    expect(note).to_be_checked()
    expect(page.get_by_role("button", name="保存备注")).to_be_visible()
    words.fill("")
    expect(page.locator("#answer [data-draft-state]")).to_have_text("")

    page.route("**/drafts*", lambda route: route.abort())
    page.reload()
    page.locator("#answer").get_by_text("内部备注").click()
    words.press_sequentially("别告诉客户")
    page.wait_for_function(
        "() => Object.keys(localStorage).some((key) => localStorage[key].includes('别告诉客户'))"
    )
    page.reload()

    expect(words).to_have_value("别告诉客户")
    expect(note).to_be_checked()


# REQ SD-3
def test_a_call_is_registered_for_whom_the_number_names_however_fast_one_is(desk, sit_down):
    other = a_contact(desk.customer, "李强", phones=["13900139000"])
    page = sit_down(desk.agent, "/t/new")
    phone, callers = page.get_by_label("电话", exact=True), page.locator("#callers [name=contact]")
    phone.fill("13800138000")
    expect(callers).to_be_checked()
    page.get_by_label("现象").fill("打印机卡纸")
    for box in COMPLETE:
        page.locator(f"[name={box}]").check()

    with slow_line(page, "/t/new/callers"):
        phone.fill("13900139000")
        expect(callers).not_to_be_checked()
        page.get_by_role("button", name="登记").click()
        page.wait_for_timeout(300)
        assert not Ticket.objects.exists()
    expect(page.locator(".big-number").first).to_be_visible()

    assert Ticket.objects.get().contact == other


# REQ SD-3
def test_an_answer_about_the_number_before_names_nobody(desk, sit_down):
    other = a_contact(desk.customer, "李强", phones=["13900139000"])
    page = sit_down(desk.agent, "/t/new")
    phone = page.get_by_label("电话", exact=True)
    page.get_by_label("现象").fill("打印机卡纸")
    for box in COMPLETE:
        page.locator(f"[name={box}]").check()

    with slow_line(page, "/t/new/callers", stale=True):
        phone.fill("13800138000")
        page.wait_for_function("() => asked.length")
        phone.fill("13900139000")
    page.get_by_role("button", name="登记").click()
    expect(page.locator(".big-number").first).to_be_visible()

    assert Ticket.objects.get().contact == other


# REQ SD-9
def test_a_panel_that_comes_late_leaves_whoever_writes_or_gave_up_alone(desk, sit_down):
    ticket = _registered(desk)
    page = sit_down(desk.agent, f"/t/{ticket.number}")
    words, drawer = page.get_by_label("正文"), page.locator("#drawer")

    with slow_line(page, "/dispatch"):
        page.keyboard.press("a")
        page.wait_for_function("() => asked.length")
        words.click()
        page.keyboard.type("已")
    _wait_until_quiet(page)
    page.keyboard.type("回电\n")
    expect(words).to_have_value("已回电\n")
    expect(drawer).to_be_hidden()
    page.keyboard.press("Escape")
    with slow_line(page, "/dispatch"):
        page.keyboard.press("a")
        page.wait_for_function("() => asked.length")
        page.keyboard.press("Escape")
    _wait_until_quiet(page)

    expect(drawer).to_be_hidden()
    page.keyboard.press("a")
    expect(drawer).to_be_visible()


# REQ SD-3
def test_the_late_end_of_one_panel_closes_no_other(desk, sit_down):
    ticket = _registered(desk)
    page = sit_down(desk.agent, f"/t/{ticket.number}")
    drawer = page.locator("#drawer")
    page.keyboard.press("a")
    expect(drawer).to_be_visible()

    with slow_line(page, "/dispatch"):
        page.keyboard.press("Enter")
        page.wait_for_function("() => asked.length")
        page.keyboard.press("Escape")
        page.keyboard.press("n")
        drawer.get_by_label("电话", exact=True).press_sequentially("1380")
    expect(page.locator("#head")).to_contain_text("已派单")
    page.keyboard.type("0138000")

    expect(drawer.get_by_label("电话", exact=True)).to_have_value("13800138000")


# REQ SD-9
def test_a_panel_stays_though_the_page_hears_only_now_that_the_one_before_was_closed(desk, sit_down):
    page = sit_down(desk.agent, f"/t/{_registered(desk).number}")
    drawer = page.locator("#drawer")
    page.evaluate(CLOSES_LATE)
    page.keyboard.press("a")
    expect(drawer).to_be_visible()
    page.keyboard.press("Escape")
    expect(drawer).to_be_hidden()

    page.keyboard.press("n")

    expect(drawer.get_by_label("电话", exact=True)).to_be_focused()
    assert page.evaluate("isTold")


# REQ SD-9
def test_a_letter_acts_though_the_browser_has_not_yet_left_the_field_of_a_panel_that_is_gone(desk, sit_down):
    ticket = a_ticket_in_work(desk)
    page = sit_down(desk.engineer, f"/t/{ticket.number}")
    drawer = page.locator("#drawer")
    page.keyboard.press(".")
    page.locator("#verbs a").filter(has_text="提出方案").click()
    expect(drawer.get_by_label("方案（客户可见）")).to_be_focused()

    stood = page.evaluate(CLOSES_AND_PRESSES, "s")  # before the browser draws its next frame

    assert stood == "TEXTAREA"
    expect(drawer.locator("[name=reason]").first).to_be_focused()


# REQ SD-6
def test_rows_that_were_picked_stay_so_when_the_list_follows_an_act_of_ones_own(desk, sit_down):
    tickets = [_registered(desk) for _ in range(3)]
    page = sit_down(desk.agent, "/tickets?view=to-dispatch")
    for ticket in tickets[:2]:
        page.locator(f"[data-row='{ticket.number}'] [data-pick]").check()

    with page.expect_response("**/tickets?view=to-dispatch"):
        page.evaluate(RUNG_FOR_AN_OWN_ACT)
    _wait_until_quiet(page)

    expect(page.locator("[data-pick]:checked")).to_have_count(2)
    expect(page.locator("[data-picked]").first).to_have_text("2")


# REQ SD-3
def test_files_outlast_what_is_lacking_and_the_box_that_follows_the_ticket(desk, sit_down):
    page = sit_down(desk.agent, "/tickets")
    drawer = page.locator("#drawer")
    page.keyboard.press("n")
    drawer.get_by_label("现象").fill("打印机卡纸")
    page.locator("#id_files").set_input_files(_a_file("errors.log"))
    with page.expect_response("**/t/new"):
        drawer.get_by_role("button", name="登记").click()
    expect(drawer.locator(".field-error").first).to_be_visible()
    expect(drawer.locator(".file-name")).to_have_text(["errors.log"])

    ticket = a_ticket_in_work(desk, occurred_at=None)
    page = sit_down(desk.engineer, f"/t/{ticket.number}")
    page.keyboard.press("i")
    page.keyboard.type("见附件")
    page.locator("#answer input[type=file]").set_input_files(_a_file("photo.txt"))
    page.keyboard.press("Escape")
    with page.expect_response("**/box"):
        page.locator("#box").evaluate("(box) => box.dispatchEvent(new CustomEvent('writes'))")
    _wait_until_quiet(page)

    expect(page.get_by_label("正文")).to_have_value("见附件")
    expect(page.locator("#answer .file-name")).to_have_text(["photo.txt"])


# REQ SD-9
def test_what_a_gateway_says_while_the_desk_starts_again_is_no_part_of_the_page(desk, sit_down):
    ticket = _registered(desk)
    page = sit_down(desk.agent, f"/t/{ticket.number}", **INTERCEPTED)
    head, words = page.locator("#head"), page.get_by_label("正文")
    page.keyboard.press("i")
    words.fill("写到一半")
    page.route("**/head", lambda route: route.fulfill(**GATEWAY))
    page.route("**/answers", lambda route: route.fulfill(**GATEWAY))

    with page.expect_response("**/head"):
        head.evaluate(RUNG)
    with page.expect_response("**/answers"):
        words.press("Control+Enter")
    expect(page.locator(".toast.is-bad")).to_be_visible()
    expect(head).to_contain_text(ticket.number)
    expect(words).to_have_value("写到一半")
    page.unroute("**/answers")
    words.press("Control+Enter")

    expect(page.locator("#story")).to_contain_text("写到一半")


# REQ SD-3 SA-13
def test_words_written_on_go_along_to_the_open_ticket_they_are_added_to(desk, sit_down):
    _registered(desk)
    page = sit_down(desk.agent, "/t/new?caller_phone=13800138000")
    words = page.get_by_label("现象")
    words.press_sequentially("收费窗口打印机又卡纸了")
    expect(page.locator("#hints [data-adds]")).to_be_visible()

    with slow_line(page, "/hear"):
        page.keyboard.press("Alt+Shift+Digit1")
        page.wait_for_function("() => asked.length")
        page.keyboard.type("，比上午更严重")

    expect(page.locator("#drawer [name='text']")).to_have_value("收费窗口打印机又卡纸了，比上午更严重")


# REQ SD-3
def test_a_contract_chosen_by_hand_outlasts_an_older_answer(desk, sit_down):
    page = sit_down(desk.agent, "/t/new?caller_phone=13800138000")
    contract = page.get_by_label("合同")
    expect(contract).to_be_visible()

    with slow_line(page, "/t/new/site", stale=True):
        page.evaluate("document.body.dispatchEvent(new CustomEvent('callers', { bubbles: true }))")
        page.wait_for_function("() => asked.length")
        contract.select_option(index=1)
        chosen = contract.input_value()
    _wait_until_quiet(page)
    page.wait_for_timeout(200)

    assert chosen
    expect(contract).to_have_value(chosen)


# REQ SD-4
def test_what_is_refused_in_a_cell_is_shown_to_whoever_has_gone_on(desk, sit_down):
    ticket = _registered(desk)
    page = sit_down(desk.agent, "/tickets?view=to-dispatch")
    editor, cell = page.locator("#cell-editor"), page.locator(f"[data-row='{ticket.number}'] td.q-level")
    cell.click()
    with slow_line(page, "/cells/"):
        editor.locator(".menu-item:not([aria-pressed])").first.click()
        page.wait_for_function("() => asked.length")
        page.locator("h1").first.click()
        expect(editor).to_be_hidden()

    expect(editor.get_by_role("alert")).to_be_visible()
    beside, at = editor.bounding_box(), cell.bounding_box()
    assert abs(beside["x"] - at["x"]) < 200


# REQ SD-3
def test_register_can_be_pressed_again_after_the_browsers_stop(desk, sit_down):
    page = sit_down(desk.agent, "/t/new?caller_phone=13800138000")
    page.clock.install()
    expect(page.locator("#callers [name=contact]")).to_be_checked()
    page.get_by_label("现象").fill("打印机卡纸")
    for box in COMPLETE:
        page.locator(f"[name={box}]").check()
    # Sent and then stopped, as by the browser's own button: the page stays, and no answer comes.
    page.evaluate("addEventListener('submit', (event) => event.preventDefault(), { once: true })")
    page.get_by_role("button", name="登记").click()
    expect(page.locator("#new-ticket")).to_have_attribute("data-sent", "1")
    page.clock.fast_forward(11_000)
    page.get_by_role("button", name="登记").click()

    expect(page.locator(".big-number").first).to_be_visible()
    assert Ticket.objects.count() == 1


# REQ SD-3
def test_a_line_written_twice_holds_what_was_written_last(desk, sit_down):
    kept = {"texts": {"caller_phone": "13800138003"}, "base": {}, "picks": {}}
    keep_draft(place="new-ticket", **kept, actor=desk.as_agent, at=database_now())
    page = sit_down(desk.agent, "/tickets")
    phone = page.locator("#drawer").get_by_label("电话", exact=True)

    with slow_line(page, "/drafts"):
        page.keyboard.press("n")
        phone.press_sequentially("13800138000")
        page.wait_for_function("() => asked.length > 1")
    expect(page.locator("#drawer [name=contact]")).to_be_checked()
    expect(phone).to_have_value("13800138000")
    for _ in range(40):
        if Draft.objects.get().texts["caller_phone"] == "13800138000":
            break
        page.wait_for_timeout(100)

    assert Draft.objects.get().texts["caller_phone"] == "13800138000"


# REQ SD-9
def test_words_sent_while_others_are_on_their_way_follow_them(desk, sit_down):
    ticket = _registered(desk)
    page = sit_down(desk.agent, f"/t/{ticket.number}")
    words, story = page.get_by_label("正文"), page.locator("#story")
    page.keyboard.press("i")
    words.fill("已联系客户。")

    with slow_line(page, "/answers"):
        words.press("Control+Enter")
        page.wait_for_function("() => asked.length")
        words.press("Control+End")
        words.press_sequentially("他下午回电。")
        words.press("Control+Enter")
    expect(story.get_by_text("他下午回电。", exact=True)).to_be_visible()

    expect(story.get_by_text("已联系客户。", exact=True)).to_be_visible()
    expect(words).to_have_value("")
    assert ticket.entries.filter(kind="note").count() == 2


# REQ SD-9
def test_where_the_line_breaks_undo_and_palette_say_so_and_can_be_asked_again(desk, sit_down):
    ticket = _registered(desk)
    page = sit_down(desk.agent, f"/t/{ticket.number}", **INTERCEPTED)
    page.keyboard.press("i")
    page.keyboard.type("写错了")
    page.keyboard.press("Control+Enter")
    undo = page.locator("[data-undo]:visible")
    page.route("**/undo/**", lambda route: route.abort())
    undo.click()
    expect(page.locator(".toast.is-bad")).to_be_visible()
    expect(undo).to_be_enabled()
    page.unroute("**/undo/**")
    undo.click()
    expect(page.locator("#story")).to_contain_text("撤销上一步操作")
    page.locator(".toast.is-bad [data-toast-close]").click()

    page.route("**/palette?**", lambda route: route.abort())
    page.keyboard.press("Control+k")
    page.keyboard.type(ticket.number)
    page.keyboard.press("Enter")
    expect(page.locator(".toast.is-bad")).to_be_visible()
    page.unroute("**/palette?**")
    page.keyboard.press("Enter")
    expect(page.locator("#palette")).to_be_hidden()


# REQ BX-4
def test_an_editor_of_the_regulation_asks_before_it_loses_what_was_changed(sit_down, desk):
    administrator, _actor = an_administrator()
    page = sit_down(administrator, "/regulation?part=classes")
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.get_by_role("button", name="修改", exact=True).click()
    page.locator("#grading a.btn").click()
    page.locator("[name='cell/department/blocked']").focus()
    page.keyboard.press("1")
    page.goto(page.url.split("/regulation")[0] + "/tickets")

    assert asked == ["beforeunload"]


# REQ SD-9
def test_what_is_wrong_with_an_answer_stands_in_the_box_at_its_field_until_it_is_sent_again(desk, sit_down):
    ticket = _registered(desk)
    page = sit_down(desk.agent, f"/t/{ticket.number}")
    box, words, copies = page.locator("#answer"), page.get_by_label("正文"), page.get_by_label("抄送")
    words.fill("已安排工程师。")
    box.locator("summary").click()
    copies.fill("不是地址")
    box.locator("summary").click()
    page.locator("#answer input[type=file]").set_input_files(_a_file("errors.log"))

    words.press("Control+Enter")
    expect(box.locator(".field-error")).to_contain_text("抄送")
    expect(copies).to_be_focused()
    expect(copies).to_have_attribute("aria-invalid", "true")
    expect(page.locator(".toast.is-bad")).to_have_count(0)
    expect(words).to_have_value("已安排工程师。")
    expect(box.locator(".file-name")).to_have_text(["errors.log"])
    expect(box.locator(".file-face")).to_have_text(["LOG"])
    shot(page, "answer-faults")
    copies.fill("")
    copies.press("Control+Enter")

    expect(page.locator("#story").get_by_text("已安排工程师。", exact=True)).to_be_visible()
    expect(box.locator(".field-error")).to_have_count(0)
    expect(copies).not_to_have_attribute("aria-invalid", "true")


def _a_file(name):
    return {"name": name, "mimeType": "text/plain", "buffer": name.encode()}


def _wait_until_quiet(page):
    page.wait_for_function("() => !document.documentElement.classList.contains('is-busy')")


def _registered(desk):
    return register_ticket(new=a_request(desk, occurred_at=None), actor=desk.as_agent, at=database_now())


# REQ SA-11 UX-1
def test_what_was_refused_is_no_longer_said_once_the_same_is_sent_again(desk, sit_down):
    ticket = a_ticket_in_work(desk)
    page = sit_down(desk.engineer, f"/t/{ticket.number}")
    page.keyboard.press("p")
    box = page.locator("#answer")
    box.locator("[name=body]").fill("在处理")
    for name in ("found", "next_step"):
        box.locator(f"[name={name}]").fill("在处理")
    box.locator("[name=next_at]").fill(f"{localtime(database_now()) + timedelta(hours=2):%Y-%m-%dT%H:%M}")
    box.locator("[name=body]").press("Control+Enter")
    expect(page.locator(".toast.is-bad")).to_have_count(1)

    box.locator("[name=found]").fill("驱动过旧")
    box.locator("[name=next_step]").fill("明早更换")
    box.locator("[name=body]").press("Control+Enter")

    expect(page.locator(".toast:not(.is-bad)")).to_be_visible()
    expect(page.locator(".toast.is-bad")).to_have_count(0)
