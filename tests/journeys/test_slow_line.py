"""Where answers are long in coming, what the hands do meanwhile is not lost and does nothing else."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Page, expect

from shouwen.base.models import Attachment
from shouwen.base.time import database_now
from shouwen.capabilities.tickets.commands import dispatch_ticket, hand_over, register_ticket, take_ticket
from shouwen.capabilities.tickets.models import Ticket
from shouwen.capabilities.workplace.commands.phrases import keep_phrase
from shouwen.capabilities.workplace.models import Draft
from tests.capabilities.tickets.makers import a_request
from tests.journeys.conftest import INTERCEPTED

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

HOLD = """([part, isAnsweredFirst]) => {
    const go = window.fetch
    const held = new Promise(open => { window.release = () => { window.fetch = go; open() } })
    window.asked = []
    window.fetch = async (...asked) => {
        if (!String(asked[0]).includes(part)) return go(...asked)
        window.asked.push(String(asked[0]))
        const answer = isAnsweredFirst && await go(...asked)
        await held
        return answer || go(...asked)
    }
}"""


RUNG = "(element) => element.closest('[data-live]').dispatchEvent(new CustomEvent('live', { detail: {} }))"


@contextmanager
def slow_line(page: Page, part: str = "", *, stale: bool = False) -> Iterator[None]:
    """Nothing that the page asks for, of addresses with this part, is answered before the end; or `stale`: not heard."""
    page.evaluate(HOLD, [part, stale])
    yield
    page.evaluate("release()")


# REQ SD-9
def test_keys_pressed_before_a_panel_is_there_go_into_it_and_act_on_nothing_behind_it(desk, sit_down):
    tickets = [_registered(desk) for _ in range(2)]
    page = sit_down(desk.agent, "/tickets?view=to-dispatch")
    drawer, current = page.locator("#drawer"), page.locator("tr.is-current")

    with slow_line(page):
        page.keyboard.press("n")
        page.keyboard.type("n13800138000j")
        page.keyboard.press("Enter")
    expect(drawer.get_by_label("电话", exact=True)).to_have_value("13800138000j")
    expect(current).to_have_count(0)
    page.keyboard.press("Escape")
    expect(drawer).to_be_hidden()

    page.keyboard.press("j")
    with slow_line(page):
        page.keyboard.press("a")
        page.keyboard.type("wa")
    expect(drawer.get_by_role("searchbox")).to_have_value("wa")
    expect(current).to_contain_text(tickets[0].number)


# REQ SD-9
def test_a_panel_asked_for_twice_or_while_a_card_is_on_its_way_comes_once(desk, sit_down):
    ticket = _registered(desk)
    page = sit_down(desk.agent, "/tickets?view=to-dispatch")
    drawer = page.locator("#drawer")
    forms: list[str] = []
    page.on("request", lambda request: forms.append(request.url) if "/t/new" in request.url else None)

    with slow_line(page):
        page.locator("[data-card]").first.hover()
        page.wait_for_function("() => asked.includes(document.querySelector('[data-card]').dataset.card)")
        page.keyboard.press("j")
        page.keyboard.press("Space")
    expect(drawer).to_contain_text(ticket.number)
    page.keyboard.press("Escape")

    with slow_line(page):
        page.locator(".bar-new").dblclick()
    drawer.get_by_label("电话", exact=True).fill("13800138000")
    expect(drawer.locator("[name=contact]")).to_be_checked()
    assert len([url for url in forms if url.endswith("/t/new")]) == 1


# REQ SD-9 CS-3
def test_enter_takes_what_is_written_and_not_what_was_offered_for_less(desk, sit_down):
    ticket = _registered(desk)
    for name in ("安排上门", "改约致歉"):
        keep_phrase(name=name, body=f"{name}。", team=None, actor=desk.as_agent, at=database_now())
    page = sit_down(desk.agent, "/tickets")

    page.keyboard.press("Control+k")
    expect(page.locator("#palette-lines [aria-selected='true']")).to_be_visible()
    with slow_line(page):
        page.keyboard.type(ticket.number[-4:])
        page.keyboard.press("Enter")
    page.wait_for_url(f"**/t/{ticket.number}")

    page.keyboard.press("r")
    page.keyboard.type("/")
    expect(page.get_by_role("option", name="安排上门")).to_be_visible()
    with slow_line(page):
        page.keyboard.type("gy")
        page.keyboard.press("Enter")
    expect(page.get_by_label("正文")).to_have_value("改约致歉。")


# REQ SD-9
def test_a_letter_pressed_before_the_verbs_have_followed_an_act_is_for_those_that_come(desk, sit_down):
    ticket = _registered(desk)
    page = sit_down(desk.agent, f"/t/{ticket.number}")
    page.evaluate("addEventListener('ring', () => { window.rung = true })")

    with slow_line(page, "/head"):
        page.keyboard.press("t")
        page.wait_for_function("() => window.rung && asked.length")
        page.keyboard.press("s")
        page.wait_for_timeout(200)
        expect(page.locator("#drawer")).to_be_hidden()
    expect(page.locator("#drawer [name=reason]").first).to_be_focused()


# REQ SD-9
def test_a_letter_waits_for_the_verbs_of_this_act_and_not_for_older_ones_still_on_their_way(desk, sit_down):
    ticket = _registered(desk)
    dispatch_ticket(ticket=ticket, engineer=desk.engineer, actor=desk.as_agent, at=database_now())
    page = sit_down(desk.engineer, f"/t/{ticket.number}")
    _wait_until_quiet(page)
    expect(page.locator("#head [data-key=c]")).to_have_count(0)
    page.evaluate("addEventListener('ring', () => { window.rung = true })")

    with slow_line(page, "/head", stale=True):
        page.locator("#head").evaluate(RUNG)
        page.wait_for_function("() => asked.length")
        page.wait_for_timeout(300)  # it is read as the ticket stands before the act
        page.keyboard.press("t")
        page.wait_for_function("() => window.rung")
        page.keyboard.press("c")
    expect(page.locator("#drawer").get_by_label("原因")).to_be_focused()


# REQ SD-4
def test_the_check_beside_a_call_is_of_what_stands_there_however_much_was_changed_meanwhile(desk, sit_down):
    page = sit_down(desk.agent, "/tickets")
    drawer = page.locator("#drawer")
    page.keyboard.press("n")
    drawer.get_by_label("电话", exact=True).fill("13800138000")
    expect(drawer.locator("#check").get_by_text("客户有效")).to_be_visible()

    with slow_line(page, "/t/new/check"):
        for box in ("impact][value=department", "urgency][value=blocked", "screenshot][value=no"):
            drawer.locator(f"[name={box}]").check()
            page.wait_for_timeout(400)  # longer than the check waits for more to change
    expect(drawer.locator("#check").get_by_text("级别 高")).to_be_visible()
    expect(drawer.locator("#check").get_by_text("是否有截图")).to_be_hidden()


# REQ SD-3
def test_what_the_desk_knew_of_a_call_earlier_does_not_undo_what_was_written_since(desk, sit_down):
    page = sit_down(desk.agent, "/t/new")
    words, note = page.get_by_label("现象"), page.locator("[data-draft-state]")
    page.get_by_label("电话", exact=True).fill("13800138000")
    expect(note).to_contain_text("已保存")
    _wait_until_quiet(page)

    with slow_line(page, "/drafts/kept", stale=True):
        words.evaluate(RUNG)
        page.wait_for_function("() => asked.length")
        with page.expect_response(lambda told: "打印机" in (told.request.post_data or "")):
            words.fill("打印机卡纸")
        _wait_until_quiet(page)
    page.wait_for_timeout(500)

    expect(words).to_have_value("打印机卡纸")
    assert Draft.objects.get().texts["description"] == "打印机卡纸"


# REQ SD-3
def test_a_call_registered_in_a_panel_that_was_closed_meanwhile_is_told_all_the_same(desk, sit_down):
    page = sit_down(desk.agent, "/tickets")
    drawer = page.locator("#drawer")
    page.keyboard.press("n")
    drawer.get_by_label("电话", exact=True).fill("13800138000")
    expect(drawer.locator("[name=contact]")).to_be_checked()
    drawer.get_by_label("现象").fill("打印机卡纸")

    for lacking in (True, False):
        with slow_line(page, "/t/new"):
            drawer.get_by_role("button", name="登记").click()
            page.wait_for_function("() => asked.includes('/t/new')")
            page.keyboard.press("Escape")
            expect(drawer).to_be_hidden()
        expect(drawer).to_be_visible()
        if lacking:
            expect(drawer.locator(".field-error").first).to_be_visible()
            expect(drawer.get_by_label("现象")).to_have_value("打印机卡纸")
            for box in ("impact][value=department", "urgency][value=blocked", "screenshot][value=no"):
                drawer.locator(f"[name={box}]").check()

    expect(drawer.locator(".big-number").first).to_have_text(Ticket.objects.get().number)


# REQ SD-9
def test_what_is_written_on_is_kept_also_where_an_older_copy_is_still_on_its_way(desk, sit_down):
    ticket = _registered(desk)
    page = sit_down(desk.agent, f"/t/{ticket.number}", **INTERCEPTED)
    words, held = page.get_by_label("正文"), []
    page.keyboard.press("i")
    words.fill("已联系客户。")

    with slow_line(page, "/answers"):
        words.press("Control+Enter")
        page.wait_for_function("() => asked.length")
        page.route("**/drafts", lambda route: held.append(route))  # a bound method tells no parameters
        words.press("Control+End")
        words.press_sequentially("他下午")
        while not held:
            page.wait_for_timeout(50)
    expect(page.locator("#story").get_by_text("已联系客户。", exact=True)).to_be_visible()
    words.press_sequentially("回电。")
    page.wait_for_timeout(1_000)
    for route in held:
        route.continue_()
    page.unroute("**/drafts")

    expect(page.locator("#answer [data-draft-state]")).to_contain_text("已保存")
    assert [draft.texts["body"] for draft in Draft.objects.all()] == ["他下午回电。"]


# REQ SD-9
def test_what_is_written_and_added_while_an_answer_is_on_its_way_waits_for_the_next(desk, sit_down):
    ticket = _registered(desk)
    page = sit_down(desk.agent, f"/t/{ticket.number}")
    words, files = page.get_by_label("正文"), page.locator("#answer input[type=file]")
    page.keyboard.press("i")
    words.fill("已联系客户。")
    files.set_input_files({"name": "first.txt", "mimeType": "text/plain", "buffer": b"1"})

    with slow_line(page, "/answers"):
        words.press("Control+Enter")
        page.wait_for_function("() => asked.length")
        words.press("Control+End")
        words.press_sequentially("他下午回电。")
        files.set_input_files({"name": "second.txt", "mimeType": "text/plain", "buffer": b"22"})
    story = page.locator("#story")
    expect(story.get_by_text("已联系客户。", exact=True)).to_be_visible()
    expect(words).to_have_value("他下午回电。")
    expect(words).to_be_focused()
    expect(page.locator("[data-file-list] .file-name")).to_have_text(["second.txt"])
    expect(page.locator("#answer [data-draft-state]")).to_contain_text("已保存")
    words.press("Control+Enter")
    expect(story.get_by_text("他下午回电。", exact=True)).to_be_visible()

    expect(words).to_have_value("")
    names = Attachment.objects.order_by("pk").values_list("name", flat=True)
    assert list(names) == ["first.txt", "second.txt"]


# REQ SD-12
def test_the_box_that_follows_the_ticket_takes_the_letter_of_its_kind_and_leaves_who_writes_alone(
    desk, sit_down
):
    ticket = _registered(desk)
    take_ticket(ticket=ticket, actor=desk.as_agent, at=database_now())
    hand_over(
        ticket=ticket, team=desk.second_line, tried="更换搓纸轮", found="固件版本过低", asked="能否升级固件",
        reason="beyond_line", actor=desk.as_agent, at=database_now(),
    )  # fmt: skip
    page = sit_down(desk.other_engineer, f"/t/{ticket.number}")
    text = page.get_by_label("正文")

    with slow_line(page, "/box"):
        page.keyboard.press("t")
        page.wait_for_function("() => asked.length")
        page.keyboard.type("rok")
    expect(page.get_by_role("radio", name="给客户的话")).to_be_checked()
    expect(text).to_have_value("ok")

    text.blur()
    with slow_line(page, "/box"):
        page.locator("#box").dispatch_event("writes")
        page.wait_for_function("() => asked.length")
        text.press("End")
        page.keyboard.type("！")
    page.wait_for_function("() => !document.querySelector('#box.htmx-request')")
    expect(text).to_be_focused()
    expect(text).to_have_value("ok！")


# REQ SD-6
def test_who_stands_on_a_part_that_is_read_anew_stands_there_afterwards(desk, sit_down):
    ticket = _registered(desk)
    page = sit_down(desk.agent, f"/t/{ticket.number}")
    _wait_until_quiet(page)
    company = page.locator("main aside a[href^='/customers/']")
    chip = page.locator("#clocks [data-card]").first

    company.focus()
    for _ in range(2):
        with page.expect_response("**/company"):
            company.evaluate(RUNG)
        _wait_until_quiet(page)
        expect(company).to_be_focused()
    with slow_line(page, "/company"):
        company.evaluate(RUNG)
        page.keyboard.press("Tab")
        further = page.evaluate("document.activeElement.outerHTML")
    _wait_until_quiet(page)
    assert page.evaluate("document.activeElement.outerHTML") == further

    page.keyboard.press("Escape")
    chip.focus()
    expect(page.locator("#promise-card.is-open")).to_be_visible()
    with page.expect_response("**/clocks"):
        chip.evaluate(RUNG)
    _wait_until_quiet(page)
    expect(chip).to_be_focused()
    expect(chip).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("Escape")
    expect(page.locator("#promise-card")).to_be_hidden()
    expect(chip).to_be_focused()


# REQ SD-6
def test_a_menu_just_opened_and_a_panel_just_opened_again_are_not_taken_away(desk, sit_down):
    ticket = _registered(desk)
    page = sit_down(desk.agent, f"/t/{ticket.number}")

    _wait_until_quiet(page)
    page.evaluate(f"""() => {{
        const menu = document.getElementById("verbs")
        menu.dataset.same = ""
        document.querySelector("[popovertarget='verbs']").click()
        ;({RUNG})(menu)
    }}""")
    _wait_until_quiet(page)
    expect(page.locator("#verbs[data-same]")).to_be_visible()
    with page.expect_response("**/head"):
        page.keyboard.press("Escape")

    page.keyboard.press("n")
    phone = page.locator("#drawer").get_by_label("电话", exact=True)
    expect(phone).to_be_focused()
    page.evaluate("""async () => {
        const drawer = document.getElementById("drawer")
        const closed = new Promise((heard) => drawer.addEventListener("close", () => setTimeout(heard), { once: true }))
        drawer.close()
        drawer.showModal()
        await closed
    }""")
    expect(phone).to_be_visible()


def _wait_until_quiet(page):
    page.wait_for_function("() => !document.documentElement.classList.contains('is-busy')")


def _registered(desk):
    return register_ticket(new=a_request(desk, occurred_at=None), actor=desk.as_agent, at=database_now())
