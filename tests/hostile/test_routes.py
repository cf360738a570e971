"""Every address against everybody who should not get in: a door, a no, or nothing there; and nothing has changed."""

import pytest
from django.http import HttpResponseBase
from django.test import Client

from shouwen.base.models import Attachment, Fact, Message
from shouwen.base.time import database_now
from shouwen.capabilities.intake.models import IntakeItem
from shouwen.capabilities.people.commands.accounts import disable_person
from shouwen.capabilities.people.models import ApiToken, Person
from shouwen.capabilities.people.queries import actor_of
from shouwen.capabilities.tickets.models import Entry, Ticket
from shouwen.capabilities.tickets.progress_links import progress_path
from shouwen.web.access import holds_any
from shouwen.web.tickets.acts import ACTS
from tests.api.makers import a_token
from tests.capabilities.customers.makers import a_contact, a_customer
from tests.capabilities.people.makers import a_person, an_administrator
from tests.hostile.routes import Route, every_route, filled
from tests.portal.makers import signed_in

pytestmark = pytest.mark.django_db

OPEN = {"healthz", "readyz", "api/v1/openapi.json", "api/v1/docs"}
LEAVES = {"sign-out", "portal/sign-out"}
STREAMS = {"live"}  # gives its connection back before the first byte; see tests/web/test_live.py
METHODS = ("GET", "POST")


def test_every_face_is_mounted():
    assert {route.face for route in every_route()} == {"", "api", "portal", "progress", "web"}


def test_every_address_declares_who_may_come():
    undeclared = [
        route.pattern for route in every_route() if not route.kind and not route.pattern.startswith("api/v1/")
    ]

    assert set(undeclared) == OPEN - {"api/v1/openapi.json", "api/v1/docs"}


# REQ RS-9
def test_nobody_is_sent_to_a_door(places):
    assert _wrong(Client(), places, _sent_to_a_door) == {}


def test_nobody_listens_in():
    assert Client().get("/live").status_code == 302


def test_the_session_of_a_disabled_colleague_opens_nothing(desk, places, browser_of):
    browser = browser_of(desk.agent)
    _admin, as_admin = an_administrator()
    disable_person(person=desk.agent, actor=as_admin, at=database_now())

    assert _wrong(browser, places, _sent_to_a_door) == {}


def test_a_token_for_programs_is_no_session_for_pages(desk, places):
    browser = Client(headers={"Authorization": f"Bearer {a_token(desk.agent, 'tickets:read')}"})

    assert _wrong(browser, places, _sent_to_a_door, faces=("web", "portal", "progress", "")) == {}
    assert ApiToken.objects.get().revoked_at is None


def test_a_contact_of_another_customer_finds_nothing_of_this_one(places):
    stranger = a_contact(a_customer("另一家"), mails=["stranger@example.com"])

    wrong = _wrong(
        signed_in(stranger), places, _nothing_there_for_a_stranger, faces=("web", "portal", "progress")
    )

    assert wrong == {}


def test_a_colleague_without_a_part_in_a_ticket_finds_nothing_of_it(desk, places, browser_of):
    colleague = a_person("sun", roles=("second_line",))
    browser = browser_of(colleague)

    def expected(route: Route, method: str) -> set[int]:
        if route.grants and not holds_any(actor_of(colleague), route.grants):
            return {403}
        return {404, 405}

    wrong = _wrong(
        browser,
        places,
        expected,
        only=lambda route: "t/<str:number>" in route.pattern or route.pattern.startswith("files/"),
    )
    acts = {}
    for slug in ACTS:
        for method in METHODS:
            answer = browser.generic(method, f"/t/{places['number']}/{slug}")
            if answer.status_code != 404:
                acts[method, slug] = answer.status_code

    assert (wrong, acts) == ({}, {})


def test_without_any_grant_what_asks_for_one_stays_shut(places, browser_of):
    browser = browser_of(a_person("new"))

    wrong = _wrong(
        browser, places, lambda route, method: {403}, faces=("web",), only=lambda route: bool(route.grants)
    )

    assert wrong == {}


def test_no_address_breaks_whoever_comes_with_an_empty_form(desk, places, browser_of):
    """Also those who may come: an empty form is refused or taken, never a fault of ours."""
    administrator, _actor = an_administrator()
    browsers = {"web": browser_of(administrator), "portal": signed_in(desk.contact)}
    broken = {}
    for route in every_route():
        browser = browsers.get(route.face)
        if browser is None or route.pattern in LEAVES | STREAMS:
            continue
        for method in METHODS:
            answer = _asked(browser, method, route, places)
            if answer.status_code >= 500:
                broken[method, route.pattern] = answer.status_code

    assert broken == {}


def test_a_true_progress_link_opens_this_ticket_and_decides_nothing(desk, places):
    path = progress_path(Ticket.objects.get(number=places["number"]))
    before = _counted()

    forged = Client().get(f"{path[:-2]}x/")
    wrong_file = Client().get(f"{path}files/{places['token']}")

    assert (forged.status_code, wrong_file.status_code) == (404, 404)
    assert _counted() == before


def _sent_to_a_door(route: Route, method: str) -> set[int]:
    if route.pattern in OPEN or route.kind == "everybody":
        return {200, 302, 303, 400, 404, 405, 410, 422}
    if route.face == "api" or route.pattern.startswith("api/"):
        return {401, 404, 405}
    return {404} if route.kind == "link" else {302}


def _nothing_there_for_a_stranger(route: Route, method: str) -> set[int]:
    if route.face == "web":
        return _sent_to_a_door(route, method)
    if "<slug:token>" in route.pattern or route.kind == "link":
        return {404, 405}
    return {200, 302, 303, 404, 405, 410, 422}


def _wrong(
    browser: Client, places: dict[str, str], expected, *, faces=None, only=None
) -> dict[tuple[str, str], int]:
    """The addresses that answered otherwise than expected; whatever they answered, nothing may have changed."""
    before, wrong, met = _counted(), {}, 0
    for route in every_route():
        if (
            route.pattern in LEAVES | STREAMS
            or (faces and route.face not in faces)
            or (only and not only(route))
        ):
            continue
        for method in METHODS:
            answer = _asked(browser, method, route, places)
            met += 1
            if answer.status_code not in expected(route, method):
                wrong[method, route.pattern] = answer.status_code
    assert met > 0
    assert _counted() == before
    return wrong


def _asked(browser: Client, method: str, route: Route, places: dict[str, str]) -> HttpResponseBase:
    browser.raise_request_exception = False
    return browser.generic(method, filled(route.pattern, places))


def _counted() -> list[int]:
    return [model.objects.count() for model in (Fact, Ticket, Entry, Message, Attachment, IntakeItem, Person)]
