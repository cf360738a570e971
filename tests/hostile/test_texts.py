"""Whatever is typed, anywhere: taken, or refused as a value; never a fault of ours."""

import base64
import json
from html.parser import HTMLParser
from urllib.parse import quote

import pytest

from shouwen.capabilities.tickets.models import Entry, Ticket
from tests.api.makers import a_program
from tests.api.operations import every_call
from tests.capabilities.people.makers import an_administrator
from tests.capabilities.tickets.makers import a_ticket
from tests.hostile.routes import every_route, filled
from tests.portal.makers import signed_in

pytestmark = pytest.mark.django_db

KEEPS_ONE_IN = {"sign-out", "portal/sign-out", "live", "me/password", "me/other-browsers"}
VALUES = {
    "nul": "a\x00b",
    "emoji and han outside the first plane": "😀𠮷𝕏",
    "markup": "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>",
    "number": "9" * 40,
    "negative": "-1",
    "far day": "9999-12-31T23:59",
    "one line": "长" * 199,
    "direction": "\u202egpj.exe",
}
WORDS = [
    "'",
    "&",
    "|",
    "!",
    ":",
    "*",
    "\\",
    "' & | ! : * \\",
    "()",
    "<->",
    "a:*",
    "、。，",
    "%",
    "_",
    "\x00",
    "😀",
    "a" * 5000,
    "\u202e",
]


class Forms(HTMLParser):
    """The forms of a page: where they go and what they are filled with."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str], set[str]]] = []
        self._select = ""
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        told = dict(attrs)
        name = told.get("name") or ""
        if tag == "form" and (told.get("method") or "").lower() == "post":
            self.found.append((told.get("action") or told.get("hx-post") or "", {}, set()))
        elif not self.found:
            return
        elif tag == "input" and name and told.get("type") not in ("file", "submit"):
            self.found[-1][1].setdefault(name, told.get("value") or "")
            if told.get("type", "text") not in ("hidden", "radio", "checkbox"):
                self.found[-1][2].add(name)
        elif tag == "textarea" and name:
            self.found[-1][1][name] = ""
            self.found[-1][2].add(name)
        elif tag == "select":
            self._select = name
        elif tag == "option" and self._select:
            self.found[-1][1].setdefault(self._select, told.get("value") or "")


@pytest.mark.parametrize("value", VALUES.values(), ids=VALUES)
def test_no_form_breaks_whatever_is_typed_into_it(desk, places, browser_of, value):
    administrator, _actor = an_administrator()
    browsers = {"web": browser_of(administrator), "portal": signed_in(desk.contact)}
    for browser in browsers.values():
        browser.raise_request_exception = False
    broken, sent = {}, set()
    for route in every_route():
        browser = browsers.get(route.face)
        if browser is None or route.pattern in KEEPS_ONE_IN:
            continue
        path = filled(route.pattern, places)
        page = browser.get(path)
        if page.status_code != 200 or "html" not in page.headers.get("Content-Type", ""):
            continue
        for action, fields, typed in Forms(page.content.decode()).found:
            goes_to = action or path
            if (goes_to, *sorted(fields)) in sent or goes_to.strip("/") in KEEPS_ONE_IN or not typed:
                continue
            sent.add((goes_to, *sorted(fields)))
            answer = browser.post(goes_to, {**fields, **dict.fromkeys(typed, value)})
            if answer.status_code >= 500:
                broken[goes_to] = (answer.status_code, sorted(typed))

    assert broken == {}
    assert len(sent) > 10


NUMBERS = ("²", "٣", "9" * 30, "9" * 5000, "-1")
ASKED_BY_NUMBER = (
    "/tickets?handler=", "/audit?subject=", "/audit?before=", "/jobs?before=", "/regulation/holidays?year=",
    "/regulation/versions?against=", "/customers?after=", "/outbox?before=", "/people/duty?team=", "/people?after=",
    "/intake?after=", "/products?after=", "/inbox?subject=",
)  # fmt: skip
ASKED_BY_DAY = ("/people/duty?week=", "/audit?until=", "/audit?since=", "/dispatch/board?day=")


def test_no_address_breaks_whatever_number_or_day_it_asks_for(desk, browser_of):
    administrator, _actor = an_administrator()
    browser = browser_of(administrator)
    days = ("0001-01-01", "9999-12-31", "2026-02-30")
    asked = [place + number for place in ASKED_BY_NUMBER for number in NUMBERS]
    asked += [place + day for place in ASKED_BY_DAY for day in days]

    broken = [address[:60] for address in asked if browser.get(address).status_code >= 500]

    assert broken == []


def test_a_replay_is_asked_for_up_to_today_at_most(desk, browser_of):
    administrator, _actor = an_administrator()
    asked = {"title": "", "period_from": "2026-01-01", "period_to": "9999-12-31", "source": "made-up"}

    assert browser_of(administrator).post("/simulations/new", asked).status_code == 422


@pytest.mark.parametrize("face", ["web", "portal"])
def test_a_key_of_odd_characters_is_a_key_like_any_other(desk, browser_of, face):
    administrator, _actor = an_administrator()
    browser, address = {
        "web": (browser_of(administrator), "/phrases/new"),
        "portal": (signed_in(desk.contact), "/portal/reports/fault"),
    }[face]

    assert browser.post(address, {"idempotency_key": "a\x00b" * 100}).status_code == 422


@pytest.mark.parametrize("word", WORDS)
def test_no_address_breaks_whatever_is_asked_for(desk, browser_of, word):
    administrator, _actor = an_administrator()
    browser, program, text = browser_of(administrator), a_program(administrator), quote(word)
    a_ticket(desk)
    pages = [
        f"/search?q={text}", f"/tickets?q={text}&state={text}&level={text}&sort={text}&page={text}", f"/customers?q={text}",
        f"/t/{text}", f"/products/{text}", f"/people?q={text}", f"/audit?q={text}&from={text}", f"/call-backs?q={text}",
        f"/t/new?caller={text}&customer={text}", f"/t/new/callers?q={text}", f"/files/{text}", f"/inbox?show={text}",
        f"/intake?q={text}", f"/outbox?q={text}&state={text}", f"/people/structure?team={text}", f"/sign-in/?next={text}",
    ]  # fmt: skip
    operations = [
        f"/search?q={text}", f"/tickets?cursor={text}", f"/tickets?customer={text}", f"/tickets?owner={text}", f"/tickets/{text}",
        f"/contacts?q={text}", f"/customers?q={text}", f"/products/{text}", f"/people?q={text}",
    ]  # fmt: skip

    statuses = {path: browser.get(path).status_code for path in pages}
    statuses |= {f"api {path}": program.get(path).status_code for path in operations}

    assert {path[:60]: status for path, status in statuses.items() if status >= 500} == {}


BODIES = {
    "nul": '"a\\u0000b"', "lone surrogate": '"\\ud800"', "emoji": '"\\ud83d\\ude00"', "list": "[]", "object": "{}", "null": "null",
    "endless": "1e400", "number": "123456789012345678901234567890", "true": "true", "far": '"9999-12-31T23:59:59Z"',
    "naive": '"2026-11-23T09:00:00"', "gap": '"2026-03-29T02:30:00+99:00"', "long": '"' + "x" * 300_000 + '"',
    "one line": '"' + "x" * 199 + '"', "half a line": '"' + "x" * 101 + '"', "sixty-one": '"' + "x" * 61 + '"',
}  # fmt: skip


@pytest.mark.parametrize("value", BODIES.values(), ids=BODIES)
def test_no_operation_breaks_whatever_a_field_holds(desk, value):
    administrator, _actor = an_administrator()
    program, number = a_program(administrator), a_ticket(desk).number
    broken = {}
    for call in every_call(number):
        if not call.writes or call.is_upload:
            continue
        fields = (
            call.body
            if isinstance(call.body, dict) and call.body
            else {"klass": "fault", "description": "x", "text": "x"}
        )
        body = "{" + ", ".join(f'"{name}": {value}' for name in fields) + "}"
        answer = program.send(call.method, call.path, body)
        if answer.status_code >= 500:
            broken[call.name] = answer.content.decode()[:200]

    assert broken == {}


@pytest.mark.parametrize(
    "body", ["", "{", "[]", "null", "\x00", '"x"', "{}" * 3, "[" * 20_000, '{"a":' * 5_000]
)
def test_no_operation_breaks_on_a_body_that_is_none(desk, body):
    program = a_program(desk.agent)
    statuses = [
        program.send("POST", path, body).status_code
        for path in ("/tickets", f"/tickets/{a_ticket(desk).number}/notes")
    ]

    assert [status for status in statuses if status not in (400, 422)] == []


PLACES = [
    [],
    [None],
    ["7"],
    [None, None],
    [1, None],
    ["2026-11-23T09:00:00+08:00", None],
    ["x", 1],
    ["2026-11-23T09:00:00", 1],
    ["9999-12-31T23:59:59+00:00", 1],
    ["0001-01-01T00:00:00+14:00", 1],
    [1, "x", 1],
    [1, "2026-11-23T09:00:00+08:00", 2**63],
    [None, None, None],
    [True, None, 1],
    [1, None, -1],
    {"a": 1},
    "x",
    1e308,
    [[[]], {}, ""],
]


@pytest.mark.parametrize("place", PLACES, ids=repr)
def test_a_list_goes_on_at_no_place_but_ours(desk, place):
    program = a_program(desk.manager)
    a_ticket(desk)
    cursor = base64.urlsafe_b64encode(json.dumps(place).encode()).decode().rstrip("=")

    statuses = {
        path: program.get(f"{path}cursor={cursor}").status_code
        for path in (
            "/tickets?",
            "/tickets?order=queue&",
            "/customers?",
            "/contacts?",
            "/contracts?",
            "/people?",
            "/calls?",
            "/figures/dispatch_accuracy/records?",
            "/inbox?",
            "/intake?",
            "/jobs?",
            "/outbox?",
            "/simulations?",
        )
    }

    assert {path: status for path, status in statuses.items() if status not in (200, 422)} == {}


def test_ten_megabytes_of_text_are_refused_everywhere(desk, browser_of, places):
    text = "长" * 3_500_000
    portal = signed_in(desk.contact)
    portal.raise_request_exception = False

    answers = {
        "api": a_program(desk.agent).post(f"/tickets/{places['number']}/notes", {"text": text}).status_code,
        "page": browser_of(desk.agent)
        .post(f"/t/{places['number']}/answers", {"kind": "note", "body": text})
        .status_code,
        "portal": portal.post(f"/portal/tickets/{places['token']}/words", {"text": text}).status_code,
    }

    assert {face: status for face, status in answers.items() if status not in (400, 413, 422)} == {}
    assert not Entry.objects.filter(body__contains="长长").exists()


@pytest.mark.parametrize(
    "tag",
    ['W/"99999999999999999999"', '"', "W/", "*, *", 'W/"-1"', "💥".encode().decode("latin-1"), '"1", "2"'],
)
def test_a_condition_that_is_none_refuses_and_changes_nothing(desk, tag):
    ticket = a_ticket(desk)

    answer = a_program(desk.agent).post(f"/tickets/{ticket.number}/notes", {"text": "x"}, **{"If-Match": tag})

    assert answer.status_code in (400, 412, 422)
    assert Ticket.objects.get().entries.count() == 1
