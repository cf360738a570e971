"""The frame in a real browser: keys, drawer, dialogs, toasts, drafts, selection, looks; axe finds nothing."""

import re

import pytest
from playwright.sync_api import expect

from shouwen.base.live import hub, ring
from shouwen.capabilities.people.models import Person
from tests.patience import until
from tests.ui import addresses

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PHONE = {"viewport": {"width": 360, "height": 780}, "is_mobile": True, "has_touch": True}


@pytest.mark.parametrize(
    "options",
    [{}, {"color_scheme": "dark"}, PHONE, {**PHONE, "color_scheme": "dark"}],
    ids=["light", "dark", "phone", "dark-phone"],
)
def test_axe_finds_nothing_and_nothing_overflows(open_page, violations, options):
    page = open_page(bypass_csp=True, **options)

    assert violations(page) == []
    assert (
        page.evaluate("document.documentElement.scrollWidth")
        == options.get("viewport", {"width": 1440})["width"]
    )


def test_nothing_breaks_the_content_policy(open_page):
    page = open_page()
    blocked: list[str] = []
    page.on(
        "console", lambda line: blocked.append(line.text) if "Content Security Policy" in line.text else None
    )

    page.reload()
    page.keyboard.press("?")
    page.get_by_role("button", name="更多").first.wait_for(state="attached")

    assert blocked == []


# REQ SD-6
def test_a_list_is_walked_selected_and_acted_on_by_keys_alone(open_page):
    page = open_page()

    page.keyboard.press("j")
    page.keyboard.press("j")
    expect(page.locator("tr.is-current")).to_have_attribute("data-row", "SD-20261121-0018")
    page.keyboard.press("x")
    page.keyboard.press("Shift+J")
    expect(page.locator("[data-picked]")).to_have_text("2")
    expect(page.get_by_role("group", name="对所选行的操作")).to_be_visible()
    page.keyboard.press("a")

    expect(page.locator("#drawer")).to_be_visible()
    expect(page.locator("#drawer h2").first).to_have_text("设计系统")

    page.reload()
    page.locator("[data-pick-all]").click()
    expect(page.locator("[data-picked]")).to_have_text("6")


def test_single_keys_stay_silent_in_fields_and_while_an_input_method_composes(open_page):
    page = open_page()
    field = page.locator("#answer-body")

    field.focus()
    page.keyboard.type("nj?x")
    expect(field).to_have_value("nj?x")
    expect(page.locator("#drawer")).to_be_hidden()
    page.evaluate("document.activeElement.blur()")
    page.evaluate(
        "document.body.dispatchEvent(new KeyboardEvent('keydown', {key: 'n', keyCode: 229, bubbles: true}))"
    )
    page.evaluate(
        "document.body.dispatchEvent(new KeyboardEvent('keydown', {key: 'n', isComposing: true, bubbles: true}))"
    )

    expect(page.locator("#drawer")).to_be_hidden()


def test_a_person_can_switch_single_keys_off(open_page):
    page = open_page()
    page.get_by_role("button", name="我的账号与外观").click()
    with page.expect_response(re.compile("/me/look")) as kept:
        page.get_by_role("group", name="单键快捷键").get_by_role("button", name="关", exact=True).click()
    page.keyboard.press("Escape")

    page.keyboard.press("n")
    expect(page.locator("#drawer")).to_be_hidden()
    assert kept.value.status == 204
    page.reload()
    page.keyboard.press("n")

    expect(page.locator("#drawer")).to_be_hidden()


def test_the_sheet_lists_the_keys_of_this_page(open_page):
    page = open_page()

    page.keyboard.press("?")

    sheet = page.locator("#keys-sheet")
    expect(sheet).to_be_visible()
    expect(sheet).to_contain_text("在列表中")
    expect(sheet).to_contain_text("下一行")


def test_the_drawer_keeps_the_page_and_gives_the_focus_back(open_page):
    page = open_page()
    page.locator("main #answer-body").fill("打了一半的回复")
    opener = page.locator("main [data-drawer]")
    opener.focus()

    page.keyboard.press("Enter")
    expect(page.locator("#drawer")).to_be_visible()
    assert page.evaluate("document.getElementById('drawer').contains(document.activeElement)")
    page.keyboard.press("Escape")

    expect(page.locator("#drawer")).to_be_hidden()
    expect(opener).to_be_focused()
    expect(page.locator("main #answer-body")).to_have_value("打了一半的回复")


def test_what_cannot_be_undone_asks_first(open_page):
    page = open_page()
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.method))

    page.get_by_role("button", name="取消工单").click()
    dialog = page.locator("#confirm")
    expect(dialog).to_contain_text("取消后不能恢复")
    dialog.get_by_role("button", name="取消", exact=True).click()

    expect(dialog).to_be_hidden()
    assert [method for method in sent if method == "POST"] == []


def test_menus_open_beside_their_button_and_close_by_escape(open_page):
    page = open_page()

    page.get_by_role("button", name="更多", exact=True).click()
    menu = page.locator("#more")
    expect(menu).to_be_visible()
    button = page.get_by_role("button", name="更多", exact=True).bounding_box()
    assert abs(menu.bounding_box()["y"] - button["y"] - button["height"] - 4) <= 1
    page.keyboard.press("Escape")

    expect(menu).to_be_hidden()


def test_unsent_text_survives_a_reload(open_page):
    page = open_page()
    page.locator("#answer-body").fill("已联系客户，等待停机窗口")
    expect(page.locator("[data-draft-state]").first).to_contain_text("已暂存")

    page.reload()

    expect(page.locator("#answer-body")).to_have_value("已联系客户，等待停机窗口")


def test_a_pasted_picture_becomes_a_file_of_the_form(open_page):
    page = open_page()
    page.locator("#answer-body").focus()

    page.evaluate(
        """() => {
            const tray = new DataTransfer()
            tray.items.add(new File([new Uint8Array([137, 80, 78, 71])], "image.png", {type: "image/png"}))
            const paste = {clipboardData: tray, bubbles: true, cancelable: true}
            document.activeElement.dispatchEvent(new ClipboardEvent("paste", paste))
        }"""
    )

    assert re.fullmatch(
        r"图片-\d{10}\.png", page.evaluate("document.querySelector('#answer [name=files]').files[0].name")
    )
    expect(page.locator("#answer [data-file-list] .file")).to_have_count(1)


def test_the_kind_of_entry_changes_the_box(open_page):
    page = open_page()

    page.get_by_text("内部备注").last.click()

    expect(page.locator("#answer")).to_have_class(re.compile("is-internal"))
    expect(page.locator("#answer [data-send-button]")).to_have_text("保存备注")


def test_a_toast_stays_ten_seconds_with_its_undo_and_z_presses_it(open_page):
    page = open_page()
    page.evaluate(
        "document.body.dispatchEvent(new CustomEvent('toast', {bubbles: true, "
        "detail: {text: '已派给王工', tone: 'good', undo: '/undo/1'}}))"
    )
    toast = page.locator("#toasts .toast").last
    expect(toast).to_contain_text("已派给王工")
    assert toast.get_attribute("data-toast") == "10"

    with page.expect_request(re.compile("/undo/1")) as undone:
        page.keyboard.press("z")

    headers = undone.value.all_headers()
    assert undone.value.method == "POST"
    assert headers["x-csrftoken"]
    assert headers["idempotency-key"]


def test_on_a_phone_no_dot_of_a_toast_begins_or_ends_a_line(open_page):
    page = open_page(viewport={"width": 360, "height": 780})

    page.evaluate(
        "document.body.dispatchEvent(new CustomEvent('toast', {bubbles: true, "
        "detail: {text: 'SD-20261117-0002 · 已完成，等待回访', tone: 'good', undo: '/undo/1'}}))"
    )
    parts = page.locator("#toasts .toast").last.locator(".toast-text > span")
    number, said = parts.all()
    first, second = parts.evaluate_all(  # at one instant: a toast that grows while it comes in moves both
        "parts => parts.map(part => "
        "({left: part.offsetLeft, top: part.offsetTop, under: part.offsetTop + part.offsetHeight}))"
    )

    assert (number.text_content(), said.text_content()) == ("SD-20261117-0002", "已完成，等待回访")
    assert second["top"] >= first["under"]  # below it, and its dot in the strip that is cut off
    assert second["left"] == first["left"]
    cut = page.locator("#toasts .toast-text").last.evaluate("box => getComputedStyle(box).clipPath")
    dot = said.evaluate("part => getComputedStyle(part, '::before').width")
    assert cut == f"inset(0px 0px 0px {dot})"


def test_chips_count_on_while_the_page_lies_open(open_page):
    page = open_page()
    page.clock.install()
    page.reload()
    expect(page.locator(".clock.is-near").first).to_have_text("剩 18 分")

    page.clock.fast_forward("20:00")

    expect(page.locator(".clock.is-near")).to_have_count(0)
    expect(page.locator(".clock.is-late").filter(has_text="超 2 分").first).to_be_visible()


def test_theme_and_density_change_at_once_and_stay(open_page):
    page = open_page()
    page.get_by_role("button", name="我的账号与外观").click()

    with page.expect_response(re.compile("/me/look")):
        page.get_by_role("button", name="深色").click()
    with page.expect_response(re.compile("/me/look")):
        page.get_by_role("button", name="紧凑").click()
    page.reload()

    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    assert page.evaluate("document.documentElement.dataset.density") == "compact"
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(12, 18, 29)"


def test_targets_on_a_phone_are_large_enough_for_a_thumb(open_page):
    page = open_page(**PHONE)

    heights = page.evaluate(
        "[...document.querySelectorAll('.thumb-bar a')].map(link => link.getBoundingClientRect().height)"
    )

    assert heights != []
    assert min(heights) >= 44


def test_a_page_can_be_reached_past_the_navigation(open_page):
    page = open_page()

    page.keyboard.press("Tab")
    expect(page.get_by_text("跳到正文")).to_be_focused()
    page.keyboard.press("Enter")

    expect(page.locator("main")).to_be_focused()


def is_quiet(page) -> bool:
    """Whether no page asked for its count during half a second."""
    before = len(addresses.counted)
    page.wait_for_timeout(500)
    return len(addresses.counted) == before


# REQ RS-9
def test_a_ring_reaches_every_page_of_a_browser_through_one_stream(open_page):
    addresses.counted.clear()
    first = open_page()
    second = first.context.new_page()
    second.goto(first.url)
    for page in (first, second):
        expect(page.locator("html[data-line='open']")).to_have_count(1)
    topic = f"inbox/{Person.objects.latest('pk').pk}"

    ring(topic)  # it may come together with what a server rings when it begins to listen
    for page in (first, second):
        page.wait_for_function("() => document.querySelector('.bar-bell .count')?.textContent")
    until(lambda: is_quiet(first))
    before = len(addresses.counted)

    ring(topic)

    for page in (first, second):
        expect(page.locator(".bar-bell .count")).to_have_text(re.compile(rf"{before + 1}|{before + 2}"))
    until(lambda: len(hub._queues[topic]) == 1)  # the stream of one page alone has been given up for both'


def test_a_table_on_a_phone_is_read_as_cards_that_name_their_columns(open_page):
    page = open_page(**PHONE)

    cell = page.locator("td[data-head='部件']").first

    expect(cell).to_have_text("液位计接线端子")
    assert cell.evaluate("cell => getComputedStyle(cell, '::before').content") == '"部件"'
    assert cell.get_attribute("role") == "cell"
