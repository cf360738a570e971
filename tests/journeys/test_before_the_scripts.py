"""A page is seen before its scripts stand: what is pressed by then is done once they do, or by nobody."""

from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urljoin

import pytest
from playwright.sync_api import Page, Route, expect

from shouwen.base.time import database_now
from shouwen.capabilities.people.models import Person
from shouwen.capabilities.tickets.commands import register_ticket
from tests.capabilities.tickets.makers import a_request
from tests.journeys.conftest import INTERCEPTED

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SCRIPTS = "**/built/staff*.js"


@contextmanager
def scripts_on_their_way(page: Page, path: str) -> Iterator[None]:
    """The page at this path is seen, its scripts come at the end."""
    held: list[Route] = []
    page.route(SCRIPTS, lambda route: held.append(route))  # a bound method of a list tells no parameters
    page.goto(urljoin(page.url, path), wait_until="commit")
    expect(page.locator(".bar-search")).to_be_visible()
    expect(page.locator("#keys-sheet")).to_be_attached()  # the last that stands in it
    yield
    assert held
    assert not page.evaluate("'htmx' in window")
    for route in held:
        route.continue_()
    page.unroute(SCRIPTS)
    page.wait_for_function("() => 'htmx' in window")
    page.wait_for_function("() => document.documentElement.dataset.line")


# REQ SD-9
def test_a_key_opens_its_panel_once_and_the_letters_after_it_go_in(desk, sit_down):
    page = sit_down(desk.agent, **INTERCEPTED)
    asked = _panels(page)
    drawer = page.locator("#drawer")

    with scripts_on_their_way(page, "/tickets"):
        page.keyboard.type("n13800138000")
    expect(drawer.get_by_label("电话", exact=True)).to_have_value("13800138000")
    assert len([url for url in asked if url.endswith("/t/new")]) == 1
    page.keyboard.press("Escape")
    expect(drawer).to_be_hidden()

    page.keyboard.press("/")
    expect(page.locator(".bar-search input")).to_be_focused()
    assert len([url for url in asked if url.endswith("/t/new")]) == 1


# REQ SD-9
def test_words_go_into_the_search_and_enter_sends_them(desk, sit_down):
    ticket = _registered(desk)
    page = sit_down(desk.agent, **INTERCEPTED)
    search = page.locator(".bar-search input")

    with scripts_on_their_way(page, "/tickets"):
        page.keyboard.type("/njx")
        page.keyboard.press("Backspace")
        page.keyboard.type(" k")
    expect(search).to_be_focused()
    expect(search).to_have_value("nj k")
    expect(page.locator("#drawer")).to_be_hidden()

    with scripts_on_their_way(page, "/tickets"):
        page.keyboard.type(f"/{ticket.number}")
        page.keyboard.press("Enter")
        page.keyboard.press("n")
    page.wait_for_url(lambda url: ticket.number in url)
    expect(page.locator("#drawer")).to_be_hidden()

    with scripts_on_their_way(page, "/tickets"):
        page.keyboard.press("Control+k")
        page.keyboard.type(ticket.number[-4:])
        page.keyboard.press("Enter")
    page.wait_for_url(f"**/t/{ticket.number}")


# REQ SD-9
def test_rows_are_walked_in_order_and_enter_acts_on_none_that_was_not_seen(desk, sit_down):
    tickets = [_registered(desk) for _ in range(3)]
    page = sit_down(desk.agent, **INTERCEPTED)

    with scripts_on_their_way(page, "/tickets?view=to-dispatch"):
        page.keyboard.type("jjk")
    expect(page.locator("tr.is-current")).to_contain_text(tickets[0].number)

    with scripts_on_their_way(page, "/tickets?view=to-dispatch"):
        page.keyboard.press("j")
        page.keyboard.press("j")
        page.keyboard.press("Enter")
        page.keyboard.press("a")
    expect(page.locator("tr.is-current")).to_contain_text(tickets[1].number)
    expect(page.locator("#drawer")).to_be_hidden()


# REQ SD-9
def test_what_is_typed_in_a_field_is_untouched_and_takes_back_what_was_pressed_before(desk, sit_down):
    page = sit_down(desk.agent, **INTERCEPTED)
    asked = _panels(page)
    search = page.locator(".bar-search input")

    with scripts_on_their_way(page, "/tickets"):
        page.keyboard.press("n")
        search.focus()
        page.keyboard.type("n/ jk")
        page.keyboard.press("Backspace")
        expect(search).to_have_value("n/ j")
        search.blur()
    expect(search).to_have_value("n/ j")
    expect(page.locator("#drawer")).to_be_hidden()

    with scripts_on_their_way(page, "/tickets"):
        page.keyboard.press("n")
        search.focus()
    with scripts_on_their_way(page, "/tickets"):
        page.keyboard.press("n")
        page.keyboard.press("Escape")
    with scripts_on_their_way(page, "/tickets"):
        page.keyboard.press("n")
        page.locator("main h1").first.click()
    with scripts_on_their_way(page, "/tickets"):
        page.keyboard.press("n")
        page.keyboard.press("Backspace")
    _told_nothing(page, asked)


# REQ SD-9
def test_a_key_pressed_too_long_ago_does_nothing_and_neither_do_those_after_it(desk, sit_down):
    page = sit_down(desk.agent, **INTERCEPTED)
    asked = _panels(page)
    page.clock.install()

    with scripts_on_their_way(page, "/tickets"):
        page.keyboard.press("n")
        page.clock.fast_forward(10_000)
    with scripts_on_their_way(page, "/tickets"):
        page.keyboard.press("/")
        page.clock.fast_forward(10_000)
        page.keyboard.press("n")
    expect(page.locator(".bar-search input")).not_to_be_focused()
    _told_nothing(page, asked)


# REQ SD-9
def test_no_key_acts_on_another_page_or_for_whoever_switched_them_off(desk, sit_down):
    page = sit_down(desk.agent, **INTERCEPTED)
    asked = _panels(page)

    with scripts_on_their_way(page, "/tickets"):
        page.keyboard.press("n")
        page.evaluate("location.href = '/customers'")
        page.wait_for_url("**/customers", wait_until="commit")
    with scripts_on_their_way(page, "/tickets"):
        page.keyboard.type("gcn")
    page.wait_for_url("**/customers")
    _told_nothing(page, asked)

    Person.objects.filter(pk=desk.agent.pk).update(has_shortcuts=False)
    with scripts_on_their_way(page, "/tickets"):
        page.keyboard.type("n/")
    expect(page.locator(".bar-search input")).not_to_be_focused()
    _told_nothing(page, asked)
    with scripts_on_their_way(page, "/tickets"):
        page.keyboard.press("Control+k")
        page.keyboard.type("nj")
    expect(page.locator("[data-palette-ask]")).to_have_value("nj")


# REQ SD-9 UX-9
def test_a_press_on_what_only_scripts_serve_waits_for_them(desk, sit_down):
    page = sit_down(desk.manager, **INTERCEPTED)

    with scripts_on_their_way(page, "/tickets"):
        page.locator("[popovertarget='me']").click()
        page.locator("#me [data-show-keys]").click()
    expect(page.locator("#keys-sheet")).to_be_visible()


# REQ SD-9
def test_what_cannot_be_undone_is_asked_for_also_before_the_scripts(desk, sit_down):
    page = sit_down(desk.manager, **INTERCEPTED)
    gone = page.locator("form[action$='/departure'] button").first

    with scripts_on_their_way(page, f"/customers/{desk.customer.pk}"):
        gone.click()
    expect(page.locator("#confirm")).to_be_visible()
    page.keyboard.press("Escape")
    expect(gone).to_be_visible()
    desk.contact.refresh_from_db()
    assert desk.contact.is_active


def _panels(page: Page) -> list[str]:
    """What is asked for from now on to register a ticket."""
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "/t/new" in request.url else None)
    return asked


def _told_nothing(page: Page, asked: list[str]) -> None:
    """No panel was opened, and none is on its way."""
    page.evaluate("new Promise((done) => setTimeout(done))")
    expect(page.locator("#drawer")).to_be_hidden()
    assert asked == []


def _registered(desk):
    return register_ticket(new=a_request(desk, occurred_at=None), actor=desk.as_agent, at=database_now())
