"""What others do is shown by itself, and takes nothing out of the hands of whoever is at work on the page."""

import pytest
from playwright.sync_api import expect

from shouwen.base.time import database_now
from shouwen.capabilities.tickets.commands import add_note, dispatch_ticket, register_ticket, take_ticket
from tests.capabilities.tickets.makers import a_request
from tests.journeys.test_slow_line import RUNG, slow_line

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


# REQ SD-6 SD-9
def test_whoever_writes_in_a_part_that_is_rung_for_loses_no_letter(desk, sit_down):
    ticket = _registered(desk)
    writer = sit_down(desk.agent, f"/t/{ticket.number}")
    writer.keyboard.press("r")
    writer.keyboard.type("您好。")
    expect(writer.locator("#answer [data-draft-state]")).to_contain_text("已保存")
    writer.keyboard.press("Alt+Shift+R")
    writer.locator("#drawer select[name=reviewer]").select_option(label=desk.manager.name)
    writer.keyboard.press("Control+Enter")
    expect(writer.locator("#reviews")).to_contain_text(desk.manager.name)

    page = sit_down(desk.manager, f"/t/{ticket.number}")
    part = page.locator("#reviews")
    word = part.get_by_label(f"给{desk.agent.name}的话")
    expect(part.get_by_label("正文")).to_have_value("您好。")
    word.focus()
    page.keyboard.type("称写全")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")
    part.evaluate(RUNG)
    _wait_until_quiet(page)
    page.keyboard.type("呼")
    expect(word).to_have_value("称呼写全")

    with page.expect_response("**/reviews"):
        word.blur()
    _wait_until_quiet(page)
    expect(word).to_have_value("称呼写全")

    word.focus()
    page.keyboard.press("End")
    page.keyboard.type("。")
    with page.expect_response("**/reviews"):
        part.get_by_role("button", name="可以发送").evaluate("(button) => button.form.requestSubmit(button)")
    expect(part).to_contain_text("可以发送")
    expect(writer.locator("#reviews")).to_contain_text("称呼写全。")


# REQ SD-6
def test_what_was_opened_to_read_stays_open(desk, sit_down):
    ticket = _registered(desk)
    dispatch_ticket(ticket=ticket, engineer=desk.engineer, actor=desk.as_agent, at=database_now())
    page = sit_down(desk.agent, f"/t/{ticket.number}")
    part = page.locator("#clocks")
    ended = part.locator("details")
    ended.locator("summary").click()
    expect(ended).to_have_attribute("open", "")

    for _ in range(2):
        with page.expect_response("**/clocks"):
            part.evaluate(RUNG)
        _wait_until_quiet(page)
        expect(ended).to_have_attribute("open", "")
    ended.locator("summary").click()
    with page.expect_response("**/clocks"):
        take_ticket(ticket=ticket, actor=desk.as_engineer, at=database_now())
    _wait_until_quiet(page)
    expect(ended).not_to_have_attribute("open", "")


# REQ SD-6 SD-9
def test_rows_chosen_and_a_cell_half_changed_outlast_what_others_do(desk, sit_down):
    tickets = [_registered(desk) for _ in range(3)]
    page = sit_down(desk.agent, "/tickets?view=to-dispatch")
    page.keyboard.type("jj")
    expect(page.locator("tr.is-current")).to_contain_text(tickets[1].number)
    page.locator("tr.is-current td.q-level").click()
    editor = page.locator("#cell-editor")
    expect(editor).to_be_visible()

    with page.expect_response("**/tickets?view=to-dispatch"):
        page.locator("#list").evaluate(RUNG)
    _wait_until_quiet(page)
    expect(editor).to_be_visible()
    expect(page.locator("tr.is-current")).to_contain_text(tickets[1].number)
    page.keyboard.press("Escape")
    expect(page.locator("tr.is-current a:focus")).to_have_count(1)

    page.keyboard.press("x")
    page.locator("#list").evaluate(RUNG)
    add_note(ticket=tickets[2], text="请先看这张", actor=desk.as_manager, at=database_now())
    page.keyboard.press("Shift+J")
    expect(page.locator("[data-pick]:checked")).to_have_count(2)


# REQ SD-6
def test_a_press_that_has_begun_ends_on_what_it_began_on(desk, sit_down):
    ticket = _registered(desk)
    page = sit_down(desk.agent, "/tickets?view=to-dispatch")
    part, link = page.locator("#list"), page.locator(f"tr[data-row='{ticket.number}'] .row-link")
    link.hover()
    page.mouse.down()
    link.evaluate("(element) => { window.pressed = element }")

    part.evaluate(RUNG)
    _wait_until_quiet(page)
    assert page.evaluate("pressed.isConnected")
    with page.expect_navigation(url=f"**/t/{ticket.number}"):
        page.mouse.up()


# REQ SD-6
def test_an_answer_that_comes_while_something_is_pressed_waits_for_its_end(desk, sit_down):
    ticket = _registered(desk)
    page = sit_down(desk.agent, f"/t/{ticket.number}")
    part, link = page.locator("#clocks"), page.locator("#clocks a, #clocks button").first
    link.evaluate("(element) => { window.pressed = element }")

    with slow_line(page, "/clocks"):
        part.evaluate(RUNG)
        page.wait_for_function("() => asked.length")
        link.hover()
        page.mouse.down()
    _wait_until_quiet(page)
    assert page.evaluate("pressed.isConnected")
    page.mouse.move(1, 1)
    with page.expect_response("**/clocks"):
        page.mouse.up()
    _wait_until_quiet(page)

    assert not page.evaluate("pressed.isConnected")


def _wait_until_quiet(page):
    page.wait_for_function("() => !document.documentElement.classList.contains('is-busy')")


def _registered(desk):
    return register_ticket(new=a_request(desk, occurred_at=None), actor=desk.as_agent, at=database_now())
