"""Who comes into the portal, and how far: a mailed link, one's own company, one ticket by its link."""

import re
import time
from datetime import timedelta
from unittest.mock import patch

import pytest
from django.urls import URLPattern, get_resolver
from django.urls.resolvers import URLResolver

from shouwen.base.models import Fact, Message
from shouwen.base.time import database_now, fixed_at
from shouwen.capabilities.customers.models import ContactSession
from shouwen.capabilities.tickets.progress_links import progress_path
from shouwen.portal import link_urls, urls
from shouwen.portal.access import access_of
from shouwen.portal.sessions import COOKIE
from tests.capabilities.customers.makers import a_contact, a_customer
from tests.capabilities.tickets.makers import a_ticket, a_ticket_in_work, told
from tests.portal.makers import a_visitor, mailed_link, signed_in

pytestmark = pytest.mark.django_db

GETS = ("", "registered")
POSTS = ("words", "urgings", "agreement", "solved", "not-solved")


def test_every_route_declares_who_may_come():
    patterns = [*urls.urlpatterns, *link_urls.urlpatterns]

    assert [pattern.name for pattern in patterns if access_of(pattern.callback) is None] == []
    assert {pattern.name for pattern in _mounted("portal")} == {pattern.name for pattern in urls.urlpatterns}


def test_a_stranger_is_asked_to_sign_in_and_then_comes_back(desk):
    ticket = a_ticket(desk)
    path = f"/portal/tickets/{ticket.subject.public_token}/"
    client = a_visitor()

    asked = client.get(path)
    client.post("/portal/sign-in/", {"mail": "wangfang@example.com", "next": path})
    opened = client.post(mailed_link("wangfang@example.com").split("?")[0], {"next": path})

    assert asked["Location"] == f"/portal/sign-in/?next={path}"
    assert f"?next={path}" in Message.objects.latest("pk").body
    assert opened["Location"] == path
    assert client.get(path).status_code == 200


# REQ DP-20
def test_an_unknown_address_gets_the_same_answer_and_no_mail(desk):
    known = a_visitor().post("/portal/sign-in/", {"mail": "wangfang@example.com"})
    unknown = a_visitor().post("/portal/sign-in/", {"mail": "wangfung@example.com"})

    assert _plain(known).replace("wangfang", "wangfung") == _plain(unknown)
    assert list(Message.objects.filter(template="portal.sign_in").values_list("address", flat=True)) == [
        "wangfang@example.com"
    ]


def test_looking_at_the_mailed_link_uses_nothing_up_and_pressing_the_button_does(desk):
    client = a_visitor()
    client.post("/portal/sign-in/", {"mail": "wangfang@example.com"})
    link = mailed_link("wangfang@example.com")

    for _scanner in range(3):
        assert client.get(link).status_code == 200
    assert ContactSession.objects.count() == 0
    first, second = client.post(link), a_visitor().post(link)

    assert (first.status_code, second.status_code) == (303, 410)
    cookie = first.cookies[COOKIE]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Lax", "/portal/")


def test_in_place_of_a_used_link_a_new_one_is_offered_whether_it_is_opened_or_pressed(desk):
    client = a_visitor()
    client.post("/portal/sign-in/", {"mail": "wangfang@example.com"})
    link = mailed_link("wangfang@example.com")
    client.post(link)

    answers = [
        a_visitor().get(f"{link}?next=/portal/tickets/"),
        a_visitor().post(link, {"next": "/portal/tickets/"}),
    ]

    for answer in answers:
        page = answer.content.decode()
        assert answer.status_code == 410
        assert 'href="/portal/sign-in/?next=/portal/tickets/"' in page
        assert ("Send me a new link" in page, "What you typed is still in the form" in page) == (True, False)


def test_errors_are_told_in_a_customers_words_with_the_number_to_call(client, desk):
    ticket = a_ticket(desk)
    missing = client.get("/portal/reports/nothing")
    nowhere = client.get("/portal/nowhere")
    word = client.post("/portal/tickets/none/words", {"text": "x"})
    with patch("shouwen.portal.tickets.steps_of", side_effect=RuntimeError):
        client.raise_request_exception = False
        broken = client.get(f"/portal/tickets/{ticket.subject.public_token}/")

    assert [answer.status_code for answer in (missing, nowhere, word, broken)] == [404, 404, 404, 500]
    told = [answer.content.decode() for answer in (missing, nowhere, word, broken)]
    assert ["What you typed is still in the form" in page for page in told] == [False, False, True, False]
    for page in told:
        assert 'We help by phone: <a class="strong" href="tel:400-000-0000">' in page
        assert not re.search("administrator|sign in|in the log", page)
    assert "call us and give the number below" in told[3]
    assert broken["X-Request-Id"] in told[3]


def test_a_link_to_elsewhere_is_not_followed(desk):
    client = a_visitor()
    client.post("/portal/sign-in/", {"mail": "wangfang@example.com", "next": "https://evil.example/"})

    opened = client.post(mailed_link("wangfang@example.com"), {"next": "//evil.example/portal/"})

    assert opened["Location"] == "/portal/"


def test_too_many_links_for_one_mailbox_are_refused_and_say_when(desk):
    answers = [a_visitor().post("/portal/sign-in/", {"mail": "wangfang@example.com"}) for _time in range(6)]

    assert [answer.status_code for answer in answers] == [200] * 5 + [429]
    assert int(answers[-1]["Retry-After"]) > 0


def test_signing_out_ends_the_session_at_once(client):
    key = client.cookies[COOKIE].value

    client.post("/portal/sign-out")
    client.cookies[COOKIE] = key

    assert client.get("/portal/tickets/").status_code == 302


def test_another_companys_matters_are_not_there(desk):
    stranger = a_contact(a_customer(), mails=["li@example.org"])
    other = signed_in(stranger)
    ticket = a_ticket_in_work(desk)
    at_ticket = f"/portal/tickets/{ticket.subject.public_token}/"
    before = Fact.objects.filter(subject_id=ticket.pk).count()

    answers = [other.get(f"{at_ticket}{path}") for path in GETS]
    answers += [other.post(f"{at_ticket}{path}", {"text": "x", "grade": "satisfied"}) for path in POSTS]

    assert {answer.status_code for answer in answers} == {404}
    assert Fact.objects.filter(subject_id=ticket.pk).count() == before
    assert ticket.number not in other.get("/portal/tickets/").content.decode()


def test_a_progress_link_shows_its_ticket_alone_and_ends_after_ninety_days(desk):
    ticket, other = a_ticket(desk), a_ticket(desk)
    link = progress_path(ticket)
    client = a_visitor()

    page = client.get(link).content.decode()

    assert ticket.number in page
    assert other.number not in page
    assert client.get("/portal/tickets/").status_code == 302
    assert client.get(f"/s/{link[3:-1][:-2]}xx/").status_code == 404
    later = database_now() + timedelta(days=91)
    assert _opened_at(client, link, later) == 404


def test_looking_changes_nothing(client, desk):
    ticket = a_ticket_in_work(desk)
    before = Fact.objects.count()

    for base in (f"/portal/tickets/{ticket.subject.public_token}/", progress_path(ticket)):
        assert [client.get(f"{base}{path}").status_code for path in GETS] == [200, 200]
        assert {client.get(f"{base}{path}").status_code for path in POSTS} == {405}

    assert Fact.objects.count() == before
    assert told(ticket)[-1] == "ticket.taken"


def test_the_session_of_a_contact_who_left_opens_nothing(desk, client):
    type(desk.contact).objects.filter(pk=desk.contact.pk).update(is_active=False)

    assert client.get("/portal/tickets/").status_code == 302


def _opened_at(client, path, instant) -> int:
    """What the link answers at that instant, for signatures know only the machine's clock."""
    with patch.object(time, "time", return_value=instant.timestamp()), fixed_at(instant):
        return client.get(path).status_code


def _plain(answer) -> str:
    """The page without what is drawn anew each time: token and nonce."""
    return re.sub(r'(content|value|nonce)="[\w-]{16,}"', "", answer.content.decode())


def _mounted(namespace: str) -> list[URLPattern]:
    resolvers = [
        one
        for one in get_resolver().url_patterns
        if isinstance(one, URLResolver) and one.namespace == namespace
    ]
    return [pattern for resolver in resolvers for pattern in resolver.url_patterns]
