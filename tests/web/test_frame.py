"""What every request gets: its number, its policy, its actor, one answer for one act, and a kind no."""

import json
import re

import pytest
from django.db import OperationalError
from django.http import HttpResponse, HttpResponseRedirect
from django.template import Context, Template
from django.test import Client, override_settings
from django.urls import include, path
from django.utils import translation
from django.views.decorators.http import require_GET

from shouwen.base.actors import Actor
from shouwen.base.permissions import GRANTS
from shouwen.base.refusals import InvalidInput, StaleView, TooMany
from shouwen.capabilities.people.commands.sign_in import open_session
from shouwen.capabilities.people.models import Person
from shouwen.web import shell
from shouwen.web.access import access_of, granted, open_to_all, staff_only
from shouwen.web.middleware import ContentPolicy
from shouwen.web.sessions import COOKIE
from tests.capabilities.people.makers import DESK_PC, a_person

pytestmark = pytest.mark.django_db

acts: list[str] = []


@staff_only
def write(request):
    acts.append(request.POST.get("body", ""))
    shell.flash(request, "已记录", undo_url="/undo")
    return HttpResponseRedirect("/after")


@staff_only
def refuse(request):
    acts.append("refused")
    raise StaleView()


@staff_only
def refuse_often(request):
    raise TooMany(seconds=42)


@staff_only
def refuse_values(request):
    raise InvalidInput({"phone": "手机号是 11 位数字。"})


@staff_only
def break_down(request):
    raise RuntimeError("a secret path /srv/x")


@staff_only
def lose_database(request):
    raise OperationalError("connection refused")


@granted("regulations.activate")
def activate(request):
    return HttpResponse("activated")


def undeclared(request):
    return HttpResponse("nobody said who may come")


@open_to_all
@require_GET
def look(request):
    return HttpResponse(f"{request.actor.kind} {request.nonce}")


web = (
    [
        path("write", write),
        path("refuse", refuse),
        path("often", refuse_often),
        path("values", refuse_values),
        path("break", break_down),
        path("lose", lose_database),
        path("activate", activate),
        path("undeclared", undeclared),
        path("look", look),
    ],
    "web",
)
urlpatterns = [path("", include(web))]
handler400, handler403 = "shouwen.web.errors.bad_request", "shouwen.web.errors.not_allowed"
handler404, handler500 = "shouwen.web.errors.not_found", "shouwen.web.errors.broken"


@pytest.fixture(autouse=True)
def _these_addresses(settings):
    settings.ROOT_URLCONF = __name__
    acts.clear()
    shell.address.cache_clear()
    yield
    shell.address.cache_clear()


def a_browser(*roles: str, **options) -> Client:
    """A browser signed in as a new person with `roles`."""
    from shouwen.base.time import database_now

    person: Person = a_person(roles=roles)
    client = Client(raise_request_exception=False, **options)
    client.cookies[COOKIE] = open_session(person=person, door="test", browser=DESK_PC, at=database_now())
    return client


def toast_of(response) -> dict[str, str]:
    return json.loads(response.headers["HX-Trigger"])["toast"]


def test_every_answer_carries_a_number_and_a_policy_with_a_nonce_of_its_own():
    first, second = Client().get("/look"), Client().get("/look")

    policies = [response.headers["Content-Security-Policy"] for response in (first, second)]
    nonces = [re.search(r"'nonce-([^']+)'", policy).group(1) for policy in policies]
    assert [response.content.decode() for response in (first, second)] == [
        f"nobody {nonce}" for nonce in nonces
    ]
    assert nonces[0] != nonces[1]
    assert first.headers["X-Request-Id"] != second.headers["X-Request-Id"]
    assert [policy for policy in policies if "unsafe" in policy] == []


def test_an_answer_with_a_policy_of_its_own_keeps_it(rf):
    def download(request):
        return HttpResponse(headers={"Content-Security-Policy": "sandbox"})

    assert ContentPolicy(download)(rf.get("/")).headers["Content-Security-Policy"] == "sandbox"


def test_who_is_not_signed_in_is_sent_to_sign_in_and_back():
    response = Client().get("/activate?x=1")

    assert (response.status_code, response.headers["Location"]) == (302, "/sign-in/?next=/activate%3Fx%3D1")


def test_a_fragment_asked_for_after_the_session_ended_leads_the_whole_page_to_sign_in():
    response = Client().get(
        "/activate", headers={"HX-Request": "true", "HX-Current-URL": "http://desk/tickets?view=mine"}
    )

    assert (response.status_code, response.headers["HX-Redirect"]) == (
        401,
        "/sign-in/?next=/tickets%3Fview%3Dmine",
    )


def test_a_route_asks_for_its_grant():
    assert a_browser("agent").get("/activate").status_code == 403
    assert a_browser("administrator").get("/activate").status_code == 200


def test_a_route_that_declares_nothing_is_for_nobody():
    assert access_of(undeclared) is None
    assert a_browser("administrator").get("/undeclared").status_code == 403


# REQ BX-5
def test_a_form_sent_twice_counts_once_and_gets_the_first_answer():
    browser = a_browser("agent")
    form = {"body": "已联系客户", "idempotency_key": "k-1"}

    answers = [browser.post("/write", form) for _ in range(3)]

    assert acts == ["已联系客户"]
    assert [(answer.status_code, answer.headers["Location"]) for answer in answers] == [(302, "/after")] * 3
    assert [answer.headers.get("Idempotency-Replayed") for answer in answers] == [None, "true", "true"]


def test_the_same_key_with_another_text_is_refused():
    browser = a_browser("agent")
    browser.post("/write", {"body": "一", "idempotency_key": "k-1"})

    response = browser.post("/write", {"body": "二", "idempotency_key": "k-1"})

    assert response.status_code == 409
    assert "这张表单已经提交过" in response.content.decode()
    assert acts == ["一"]


def test_the_same_key_of_another_person_is_another_act():
    for browser in (a_browser("agent"), a_browser("agent")):
        browser.post("/write", {"body": "一", "idempotency_key": "k-1"})

    assert acts == ["一", "一"]


def test_a_refusal_is_answered_again_without_asking_again():
    browser = a_browser("agent")

    statuses = [browser.post("/refuse", {"idempotency_key": "k-1"}).status_code for _ in range(2)]

    assert statuses == [412, 412]
    assert acts == ["refused"]


def test_a_redirect_after_htmx_loads_the_page_and_keeps_the_toast():
    response = a_browser("agent").post(
        "/write", {"body": "一", "idempotency_key": "k-1"}, headers={"HX-Request": "true"}
    )

    assert (response.status_code, response.headers["HX-Redirect"]) == (204, "/after")
    assert "messages" in response.cookies


def test_a_refusal_is_a_toast_beside_the_kept_page():
    response = a_browser("agent").post("/refuse", headers={"HX-Request": "true", "Accept-Language": "zh-CN"})

    assert (response.status_code, response.headers["HX-Reswap"], response.content) == (412, "none", b"")
    assert toast_of(response)["tone"] == "bad"
    assert toast_of(response)["text"] == StaleView().sentence()


def test_wrong_values_are_named():
    response = a_browser("agent").post("/values", headers={"HX-Request": "true"})

    assert response.status_code == 422
    assert "手机号是 11 位数字。" in toast_of(response)["text"]


@pytest.mark.parametrize(
    ("method", "address", "status"),
    [
        ("get", "/no-such-page", 404),
        ("post", "/look", 405),
        ("post", "/refuse", 412),
        ("post", "/often", 429),
        ("get", "/break", 500),
        ("get", "/lose", 503),
    ],
)
def test_a_no_says_cause_what_was_kept_next_step_and_number(method, address, status):
    response = getattr(a_browser("agent"), method)(address)
    page = response.content.decode()

    assert response.status_code == status
    assert response.headers["X-Request-Id"] in page
    assert page.count("<p") >= 3
    assert 'id="fault"' in page
    assert "secret" not in page
    assert "connection refused" not in page


@override_settings(DATA_UPLOAD_MAX_MEMORY_SIZE=1000)
def test_what_is_too_large_is_told_as_such():
    response = a_browser("agent").post("/write", {"body": "长" * 1000})

    assert response.status_code == 413
    assert acts == []


def test_an_address_of_the_interface_is_refused_as_a_problem_document():
    response = Client(raise_request_exception=False).get("/api/v1/no-such-thing")

    assert (response.status_code, response.headers["Content-Type"]) == (404, "application/problem+json")
    assert response.json()["status"] == 404


def test_waiting_times_are_told():
    assert a_browser("agent").post("/often").headers["Retry-After"] == "42"


def test_a_no_is_also_a_page_for_who_is_not_signed_in():
    response = Client(raise_request_exception=False).get("/no-such-page")

    assert response.status_code == 404
    assert "nav-link" not in response.content.decode()


def test_a_form_without_its_token_is_told_to_load_again():
    response = a_browser("agent", enforce_csrf_checks=True).post("/write", {"body": "一"})

    assert response.status_code == 403
    assert acts == []


def test_the_person_chooses_the_language_before_the_browser():
    chinese = a_browser("agent")

    assert (
        chinese.get("/no-such-page", headers={"Accept-Language": "en"}).headers["Content-Language"]
        == "zh-hans"
    )
    assert Client().get("/look", headers={"Accept-Language": "en"}).headers["Content-Language"] == "en"


@override_settings(ROOT_URLCONF="shouwen.urls")
def test_every_route_of_the_staff_declares_who_may_come():
    from django.urls import get_resolver

    def views(patterns, inside=False):
        for pattern in patterns:
            if hasattr(pattern, "url_patterns"):
                yield from views(pattern.url_patterns, inside or pattern.namespace == "web")
            elif inside:
                yield pattern.name, pattern.callback

    routes = list(views(get_resolver().url_patterns))
    assert routes != []
    assert [name for name, view in routes if access_of(view) is None] == []


@override_settings(ROOT_URLCONF="shouwen.urls")
def test_every_place_of_the_navigation_has_a_page_and_a_grant_that_can_be_given():
    assert len(shell.NAVIGATION) <= 9
    assert [entry.route for entry in shell.NAVIGATION if not shell.address(entry.route)] == []
    assert [
        entry.grants - GRANTS.codes() for entry in shell.NAVIGATION if entry.grants - GRANTS.codes()
    ] == []


# REQ SD-2
@override_settings(ROOT_URLCONF="shouwen.urls")
def test_the_navigation_shows_only_what_one_may_use():
    nobody = Actor(kind="person", id=1)
    dispatcher = Actor(kind="person", id=1, grants=frozenset({"tickets.dispatch@7", "customers.see"}))

    plain = {link.url for link in shell.links_for(nobody, "/")}
    more = {link.url for link in shell.links_for(dispatcher, "/t/SD-20261123-0001")}

    assert more - plain == {"/dispatch", "/customers"}
    assert [link.url for link in shell.links_for(dispatcher, "/t/SD-20261123-0001") if link.current] == [
        "/tickets"
    ]


@override_settings(ROOT_URLCONF="shouwen.urls")
def test_one_statement_finds_the_actor_of_a_page(django_assert_num_queries):
    browser = a_browser("administrator")
    browser.get("/ui")

    with django_assert_num_queries(1):
        assert browser.get("/ui").status_code in (200, 404)


@override_settings(ROOT_URLCONF="shouwen.urls")
def test_the_frame_serves_its_manifest_offline_page_and_worker():
    manifest = Client().get("/manifest.webmanifest").json()
    offline = Client().get("/offline")
    worker = Client().get("/offline-worker.js")

    assert (manifest["display"], manifest["start_url"], len(manifest["icons"])) == ("standalone", "/", 3)
    assert (offline.status_code, worker.status_code) == (200, 200)
    assert worker.headers["Content-Type"].startswith("text/javascript")


@override_settings(ROOT_URLCONF="shouwen.urls")
def test_looks_are_kept_with_the_person():
    browser = a_browser("agent")

    kept = browser.post("/me/look", {"theme": "dark", "keys": "off"})
    refused = browser.post("/me/look", {"theme": "pink"})

    person = Person.objects.latest("pk")
    assert (kept.status_code, refused.status_code) == (204, 422)
    assert (person.theme, person.has_shortcuts) == ("dark", False)


def test_what_is_drawn_once_is_drawn_anew_for_another_value_or_language():
    template = Template(
        '{% load frame i18n %}{% kept a %}{{ a }}{{ b }}{% translate "Tickets" %}{% endkept %}'
    )

    def drawn(language: str, **values: int) -> str:
        with translation.override(language):
            return template.render(Context(values))

    assert drawn("zh-hans", a=1, b=1) == "11工单"
    assert drawn("zh-hans", a=1, b=2) == "11工单"
    assert drawn("zh-hans", a=2, b=2) == "22工单"
    assert drawn("en", a=1, b=3) == "13Tickets"


@pytest.mark.parametrize(
    ("title", "drawn"),
    [
        ("Close · SD-20261117-0001", 'Close · <span class="nowrap">SD-20261117-0001</span>'),
        ("Preset · five by eight", "Preset · five by eight"),
        ("Tickets", "Tickets"),
        ("<b> · SD-1", '&lt;b&gt; · <span class="nowrap">SD-1</span>'),
    ],
)
def test_a_number_in_a_title_stays_in_one_piece(title, drawn):
    assert Template("{% load frame %}{{ title|unbroken }}").render(Context({"title": title})) == drawn
