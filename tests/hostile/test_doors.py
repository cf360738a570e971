"""Doors that attackers try: forged forms, foreign ways on, planted sessions, guessing, other hosts, markup in texts."""

import html
import re
import time

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from shouwen.base.evenly import ALIKE
from shouwen.base.models import Attachment, Fact, Message
from shouwen.base.time import database_now
from shouwen.capabilities.people.commands.links import change_password
from shouwen.capabilities.tickets.models import Ticket
from shouwen.web.sessions import COOKIE
from tests.api.makers import a_program
from tests.capabilities.customers.makers import a_contact, a_customer
from tests.capabilities.people.makers import PASSWORD, a_person, an_administrator
from tests.capabilities.tickets.makers import a_ticket, a_ticket_in_work, told
from tests.hostile.routes import every_route, filled
from tests.portal.makers import mailed_link, signed_in

pytestmark = pytest.mark.django_db

ELSEWHERE = [
    "//evil.example",
    "https://evil.example/",
    "/\\evil.example",
    "javascript:alert(1)",
    "\thttps://evil.example",
    "///evil.example",
]
MARKUP = '<script>alert(1)</script><img src=x onerror=alert(2)>{{7*7}}" onmouseover="x'


def test_a_form_without_its_token_changes_nothing(desk, browser_of):
    ticket = a_ticket_in_work(desk)
    strict = Client(enforce_csrf_checks=True)
    strict.cookies.update(browser_of(desk.agent).cookies)
    customer = Client(enforce_csrf_checks=True)
    customer.cookies.update(signed_in(desk.contact).cookies)
    before = Fact.objects.count()

    staff = strict.post(f"/t/{ticket.number}/answers", {"kind": "note", "body": "forged"})
    portal = customer.post(f"/portal/tickets/{ticket.subject.public_token}/words", {"text": "forged"})
    door = strict.post("/sign-in/", {"login": "lin", "password": PASSWORD})

    assert (staff.status_code, portal.status_code, door.status_code) == (403, 403, 403)
    assert Fact.objects.count() == before


def test_no_address_of_a_page_takes_a_form_without_its_token(desk, places, browser_of):
    """Also where nobody is signed in, and whatever the address makes of forms otherwise."""
    administrator, _actor = an_administrator()
    signed = {"web": browser_of(administrator), "portal": signed_in(desk.contact), "progress": Client()}
    strict = {face: Client(enforce_csrf_checks=True) for face in signed}
    for face, browser in strict.items():
        browser.cookies.update(signed[face].cookies)
    before = Fact.objects.count()
    routes = [route for route in every_route() if route.face in strict]

    taken = {
        route.pattern: answer.status_code
        for route in routes
        if (answer := strict[route.face].post(filled(route.pattern, places))).status_code != 403
    }

    assert taken == {}
    assert {route.face for route in routes} == set(strict)
    assert Fact.objects.count() == before


@pytest.mark.parametrize("url", ELSEWHERE)
def test_signing_in_never_leads_elsewhere(desk, url):
    person = a_person("way", password=PASSWORD)
    mail = desk.contact.mails.get().address
    visitor, customer = Client(), Client()

    staff = visitor.post(
        "/sign-in/", {"login": person.user_name, "password": PASSWORD}, query_params={"next": url}
    )
    customer.post("/portal/sign-in/", {"mail": mail, "next": url})
    portal = customer.post(mailed_link(mail).split("?")[0], {"next": url})
    language = customer.post("/portal/language", {"language": "en", "next": url})

    assert (staff.status_code, staff["Location"]) == (303, "/sign-in/set-up?next=/")
    assert (portal.status_code, portal["Location"]) == (303, "/portal/")
    assert language["Location"] == "/portal/"


def test_a_planted_session_is_not_the_one_that_is_let_in(desk):
    person = a_person("fix", password=PASSWORD)
    browser, portal = Client(), Client()
    browser.cookies[COOKIE] = "planted-by-somebody"

    browser.post("/sign-in/", {"login": person.user_name, "password": PASSWORD})
    after = browser.cookies[COOKIE].value
    portal_before = signed_in(desk.contact).cookies
    portal_after = signed_in(desk.contact).cookies
    planted = Client()
    planted.cookies[COOKIE] = "planted-by-somebody"

    assert after != "planted-by-somebody"
    assert browser.get("/sign-in/set-up").status_code == 200
    assert browser.get("/me").status_code == 302  # half in only, until the second factor is set up
    assert planted.get("/me").status_code == 302
    assert {name: morsel.value for name, morsel in portal_before.items()} != {
        name: morsel.value for name, morsel in portal_after.items()
    }
    assert portal.get("/portal/tickets/").status_code == 302


def test_a_session_cookie_is_out_of_reach_of_scripts_and_of_other_sites(desk):
    person = a_person("cookie", password=PASSWORD)
    browser = Client()

    browser.post("/sign-in/", {"login": person.user_name, "password": PASSWORD})

    for jar in (browser.cookies, signed_in(desk.contact).cookies):
        kept = [
            morsel
            for name, morsel in jar.items()
            if "csrf" not in name and "language" not in name and morsel.value
        ]
        assert kept
        assert all(morsel["httponly"] and morsel["samesite"] in ("Lax", "Strict") for morsel in kept)


def test_guessing_a_password_is_stopped_and_the_right_one_then_waits_too(desk):
    person = a_person("guess", password=PASSWORD)
    visitor = Client()

    tries = [
        visitor.post("/sign-in/", {"login": person.user_name, "password": f"wrong {n}"}).status_code
        for n in range(12)
    ]
    right = visitor.post("/sign-in/", {"login": person.user_name, "password": PASSWORD})

    assert tries[-1] == 429
    assert right.status_code == 429
    assert visitor.get("/me").status_code == 302


def test_nobody_is_flooded_with_sign_in_links(desk):
    mail = desk.contact.mails.get().address
    visitor = Client()

    answers = {visitor.post("/portal/sign-in/", {"mail": mail}).status_code for _ in range(12)}

    assert answers <= {200, 429}
    assert Message.objects.filter(address=mail, template="portal.sign_in").count() <= 5


def test_the_door_says_the_same_of_known_and_unknown_addresses(desk):
    known = Client().post("/portal/sign-in/", {"mail": desk.contact.mails.get().address})
    unknown = Client().post("/portal/sign-in/", {"mail": "nobody@nowhere.example"})
    own = r"nonce=\"[^\"]+\"|(value|content)=\"[^\"]{20,}\"|[\w.]+@[\w.]+"
    words = [re.sub(own, "", answer.content.decode()) for answer in (known, unknown)]

    assert (known.status_code, words[0]) == (unknown.status_code, words[1])


def test_a_foreign_host_never_gets_into_what_is_mailed(desk):
    mail = desk.contact.mails.get().address

    Client(headers={"Host": "evil.example", "X-Forwarded-Host": "evil.example"}).post(
        "/portal/sign-in/", {"mail": mail}
    )

    assert "evil.example" not in Message.objects.filter(address=mail).latest("pk").body


def test_who_asks_for_a_link_writes_no_word_of_the_letter(desk):
    mail = desk.contact.mails.get().address
    customer = Client()

    for way_on in ("/portal/ \n\nPay at https://evil.example/", "/portal/\tPay", "/portal/\u202eyaP"):
        customer.post("/portal/sign-in/", {"mail": mail, "next": way_on})
    customer.post("/portal/sign-in/", {"mail": mail, "next": "/portal/?a=https://evil.example/&b=c#d"})

    letters = list(
        Message.objects.filter(template="portal.sign_in").order_by("pk").values_list("body", flat=True)
    )
    assert [letter.count("next=") for letter in letters] == [0, 0, 0, 1]
    assert not any("evil.example" in letter.replace("https%3A//evil.example", "") for letter in letters)


def test_the_time_of_an_answer_does_not_tell_who_is_known(desk):
    person, mail = a_person("even", password=PASSWORD), desk.contact.mails.get().address
    person.email = "even@example.com"
    person.save()

    def seconds(path, **fields):
        begun = time.monotonic()
        assert Client().post(path, fields).status_code == 200
        return time.monotonic() - begun

    spans = [seconds("/portal/sign-in/", mail=address) for address in (mail, "nobody@example.com")]
    spans += [seconds("/forgotten", login=login) for login in (person.email, "nobody")]

    assert min(spans) >= ALIKE.total_seconds()


def test_a_sign_in_link_works_once(desk):
    mail = desk.contact.mails.get().address
    Client().post("/portal/sign-in/", {"mail": mail})
    path = mailed_link(mail)
    first, second = Client(), Client()

    looked = [Client().get(path).status_code for _ in range(3)]
    answers = [browser.post(path).status_code for browser in (first, second)]

    assert looked == [200, 200, 200]
    assert answers[0] == 303
    assert answers[1] >= 400
    assert second.get("/portal/tickets/").status_code == 302


def test_a_new_password_ends_what_the_old_one_opened(desk, browser_of):
    person = a_person("old", password=PASSWORD)
    thief = browser_of(person)
    assert thief.get("/me").status_code == 200

    change_password(
        person=person, old=PASSWORD, new="another long pass phrase", actor=_as(person), at=database_now()
    )

    assert thief.get("/me").status_code == 302


# REQ RS-9
def test_markup_in_texts_is_shown_as_text(desk, browser_of):
    customer = a_customer(f"公司{MARKUP}"[:100])
    contact = a_contact(customer, f"王{MARKUP}"[:60], mails=["markup@example.com"])
    ticket = a_ticket(
        desk,
        title=MARKUP,
        description=MARKUP,
        customer=customer,
        contact=contact,
        product=None,
        caller_name=MARKUP[:80],
    )
    a_program(desk.agent).post(f"/tickets/{ticket.number}/replies", {"text": MARKUP})
    token = ticket.subject.public_token
    pages = [browser_of(desk.manager).get(path) for path in (
        f"/t/{ticket.number}", f"/t/{ticket.number}/story", f"/t/{ticket.number}/peek", "/tickets", "/", "/search?q=alert", f"/customers/{customer.pk}", "/inbox",
        f"/t/{ticket.number}/reopen", f"/customers?q={MARKUP[:20]}")]  # fmt: skip
    pages += [
        signed_in(contact).get(path) for path in (f"/portal/tickets/{token}/", "/portal/", "/portal/tickets/")
    ]
    said = 0

    for page in pages:
        text = page.content.decode()
        assert page.status_code in (200, 403, 404, 409)
        assert "<script>alert" not in text
        assert "<img src=x" not in text
        assert 'onmouseover="x' not in html.unescape(text) or 'onmouseover="x' not in text
        policy = page["Content-Security-Policy"]
        assert "script-src 'self' 'nonce-" in policy
        assert "unsafe" not in policy
        said += "&lt;script&gt;alert" in text
    assert said >= 4


# REQ BX-5
def test_what_belongs_to_another_customer_can_be_named_nowhere(desk):
    mine = a_ticket(desk)
    foreign = a_customer("另一家")
    stranger = a_contact(foreign, "张三", mails=["zhang@example.com"])
    theirs = a_ticket(desk, customer=foreign, contact=stranger, product=None)
    worker = a_program(desk.engineer)
    Ticket.objects.filter(pk=mine.pk).update(handler=desk.engineer)
    before = Fact.objects.count()

    answers = {
        "link": worker.post(f"/tickets/{mine.number}/links", {"other": theirs.number}).status_code,
        "parent": worker.post(f"/tickets/{mine.number}/parent", {"parent": theirs.number}).status_code,
        "merge": a_program(desk.manager)
        .post(f"/tickets/{mine.number}/merges", {"survivor": theirs.number})
        .status_code,
        "itself": a_program(desk.manager)
        .post(f"/tickets/{mine.number}/merges", {"survivor": mine.number})
        .status_code,
        "contract": a_program(desk.manager)
        .post(f"/tickets/{theirs.number}/contract", {"contract": desk.contract.number})
        .status_code,
        "file": signed_in(stranger).get(f"/portal/tickets/{mine.subject.public_token}/files/x").status_code,
        "word": signed_in(stranger)
        .post(f"/portal/tickets/{mine.subject.public_token}/words", {"text": "x"})
        .status_code,
        "task": worker.post("/tasks/1/result", {"result": "x"}).status_code,
    }

    assert {name: status for name, status in answers.items() if status not in (404, 409, 422)} == {}
    assert told(mine) == told(theirs)
    assert [
        fact.name for fact in Fact.objects.order_by("pk")[before:] if fact.name.startswith("ticket.")
    ] == []


def test_an_unknown_field_is_refused_at_every_door(desk, browser_of):
    ticket = a_ticket_in_work(desk)
    before = told(ticket)

    page = browser_of(desk.agent).post(
        f"/t/{ticket.number}/answers", {"kind": "note", "body": "x", "owner_id": "1"}
    )
    program = a_program(desk.agent).post(f"/tickets/{ticket.number}/notes", {"text": "x", "owner_id": 1})

    assert (page.status_code, program.status_code) == (422, 422)
    assert told(ticket) == before


def test_a_form_sent_five_times_counts_once(desk, browser_of):
    ticket = a_ticket_in_work(desk)
    portal, token = signed_in(desk.contact), ticket.subject.public_token
    staff = browser_of(desk.agent)

    for _ in range(5):
        staff.post(
            f"/t/{ticket.number}/answers", {"kind": "note", "body": "一次", "idempotency_key": "page-1"}
        )
        portal.post(f"/portal/tickets/{token}/words", {"text": "一次", "idempotency_key": "word-1"})
        portal.post("/portal/reports/fault", {
            "description": "屏幕不亮", "impact": "person", "urgency": "minor", "screenshot": "no", "idempotency_key": "report-1"})  # fmt: skip

    assert (told(ticket).count("ticket.noted"), told(ticket).count("ticket.customer_spoke")) == (1, 1)
    assert Ticket.objects.count() == 2


def test_another_file_under_the_same_name_is_no_repetition(desk, browser_of):
    ticket = a_ticket_in_work(desk)
    portal, token = signed_in(desk.contact), ticket.subject.public_token
    staff = browser_of(desk.agent)

    for content, expected in ((b"line", 302), (b"line", 302), (b"eniL", 409)):
        file, key = SimpleUploadedFile("a.log", content, "text/plain"), {"idempotency_key": "with-file"}
        noted = staff.post(f"/t/{ticket.number}/answers", {"kind": "note", "body": "x", "files": file, **key})
        file.seek(0)
        spoken = portal.post(f"/portal/tickets/{token}/words", {"text": "x", "files": file, **key})

        assert [answer.status_code // 100 for answer in (noted, spoken)] == [expected // 100] * 2, content

    assert sorted(kept.blob.size for kept in Attachment.objects.select_related("blob")) == [4, 4]


def _as(person):
    from shouwen.capabilities.people.queries import actor_of

    return actor_of(person)


REGULATION = """
format: 1
code: hostile
name: {zh: "<script>alert(1)</script>", en: "<script>alert(1)</script>"}
about: {zh: "<script>alert(1)</script>", en: "<img src=x onerror=alert(2)>"}
based_on: desk
classes:
  fault: {name: {zh: "<script>alert(1)</script>", en: "<script>alert(1)</script>"}, prefix: SD, flow: fault,
    needs_dispatch: yes, default_impact: department, default_urgency: hindered, closing: called_back, rank: 1, origin: default}
teams:
  second_line: {name: {zh: "<script>alert(1)</script>", en: "<img src=x onerror=alert(2)>"}, line: 2, lane: field, origin: default}
"""


# REQ BX-4
def test_markup_in_names_of_the_regulation_is_shown_as_text(desk, browser_of):
    administrator = a_person(
        "admin", roles=("administrator", "agent")
    )  # the regulation names agents to dispatch
    program, browser = a_program(administrator), browser_of(administrator)
    drafted = program.post("/regulation/versions", {"text": REGULATION})
    assert drafted.status_code == 201, drafted.content.decode()
    number = drafted.json()["number"]
    activated = program.post(f"/regulation/versions/{number}/activation", {})
    assert activated.status_code == 201, activated.content.decode()
    ticket = a_ticket(desk, at=database_now())
    said = 0

    for path in (
        "/regulation", "/regulation/versions", f"/regulation/versions/{number}", "/t/new", "/tickets", f"/t/{ticket.number}",
        f"/t/{ticket.number}/dispatch", "/dispatch", "/people/structure", "/audit", "/",
    ):  # fmt: skip
        page = browser.get(path)
        text = page.content.decode()
        assert page.status_code == 200, path
        assert "<script>alert" not in text, path
        assert "<img src=x" not in text, path
        said += "&lt;script&gt;alert" in text
    assert said >= 5
