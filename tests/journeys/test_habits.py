"""A newcomer is shown round, and later puts the keys where his hand expects them."""

import pytest
from playwright.sync_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


# REQ UX-5 UX-9
def test_the_tour_goes_by_keys_and_moved_keys_do_what_they_say(desk, sit_down):
    page = sit_down(desk.agent)
    steps, toured = page.locator("[data-tour-step]:visible"), page.locator(".is-toured")
    expect(steps).to_contain_text("1 / 5")
    expect(page.locator("body")).to_be_focused()

    page.locator("[data-tour-go='1']").focus()
    page.keyboard.press("Enter")
    expect(steps).to_contain_text("2 / 5")
    expect(toured).to_have_attribute("href", "/t/new")
    with page.expect_response("**/tours/agent"):
        page.keyboard.press("Escape")
    expect(page.locator("#tour")).to_be_hidden()
    expect(toured).to_have_count(0)
    page.reload()
    expect(page.locator("#tour")).to_have_count(0)
    page.keyboard.press("?")
    page.get_by_role("link", name="开始导览").last.click()
    expect(steps).to_contain_text("1 / 5")

    page.goto(page.url.split("/?")[0] + "/me/keys")
    new, tickets = (
        page.get_by_label("自定义键：新建工单"),
        page.get_by_label("工单", exact=False).and_(page.locator("[name='g t']")),
    )
    new.press("q")
    expect(new).to_have_value("q")
    tickets.press("g")
    tickets.press("q")
    expect(tickets).to_have_value("g q")
    new.press("Enter")
    expect(page.locator(".bar-new .key")).to_have_text("Q")

    page.keyboard.press("n")
    page.keyboard.press("?")
    expect(page.locator("#keys-sheet dl").first).to_contain_text("Q")
    expect(page.locator("#drawer")).to_be_hidden()
    page.keyboard.press("Escape")
    page.keyboard.press("q")
    expect(page.locator("#drawer")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#drawer")).to_be_hidden()
    page.keyboard.press("g")
    page.keyboard.press("q")
    page.wait_for_url("**/tickets")


def test_the_tour_is_taken_by_thumb(desk, sit_down):
    page = sit_down(desk.engineer, phone=True)

    page.locator("[data-tour-go='1']").tap()
    expect(page.locator("[data-tour-step]:visible")).to_contain_text("2 / 5")
    with page.expect_response("**/tours/engineer"):
        page.locator("[data-tour-end]").tap()
    expect(page.locator("#tour")).to_be_hidden()
    page.reload()
    expect(page.locator("#main")).to_be_visible()

    expect(page.locator("#tour")).to_have_count(0)
