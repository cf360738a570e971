"""Tickets through the API: registered, listed, read, worked on; each face only translates."""

import base64
import io
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from PIL import Image

from shouwen.api import ticket_acts
from shouwen.base.actors import SYSTEM
from shouwen.base.time import database_now
from shouwen.capabilities.customers.models import Site
from shouwen.capabilities.people.commands.roles import create_role
from shouwen.capabilities.regulations.queries import active_regulation
from shouwen.capabilities.tickets.models import Ticket
from tests.api.makers import a_program
from tests.capabilities.people.makers import a_person
from tests.capabilities.tickets.makers import MONDAY_9, SUNDAY_9, a_desk, a_ticket, a_ticket_in_work, told

pytestmark = pytest.mark.django_db

PROGRESS = {
    "done": "看了日志",
    "found": "缓存满",
    "next_step": "重启",
    "next_at": (timezone.now() + timedelta(days=2)).isoformat(),
}


# REQ SD-1 SD-5 SD-6 SD-8
def test_a_request_is_registered_with_level_owner_and_promises(desk):
    answer = a_program(desk.agent).post("/tickets", _a_fault(desk))

    told_ = answer.json()
    assert answer.status_code == 201
    assert (told_["state"], told_["level"]["code"], told_["owner"]["user_name"]) == (
        "accepted",
        "medium",
        "lin",
    )
    assert told_["deadline"]["promise"] == "dispatching"
    assert (answer["ETag"], answer["Location"]) == (f'W/"{told_["seq"]}"', told_["url"])


# REQ SD-1
@pytest.mark.parametrize("preset", ["desk", "sla", "always-on", "dealer", "software"])
def test_what_is_told_of_a_new_ticket_is_what_is_read_afterwards(preset):
    desk = a_desk(preset)
    site = Site.objects.create(customer=desk.customer, code="A1", name="一号楼")
    stranger = {
        "klass": "fault",
        "description": "打印机卡纸",
        "caller_phone": "13900139000",
        "caller_name": "李雷",
        "caller_company": "某公司",
    }
    requests = (
        _a_fault(desk, site=site.code, occurred_at=in_days(-1), caller_company="某公司"),
        {**stranger, "impact": "department", "urgency": "hindered", "has_screenshot": False},
    )
    for person in (desk.agent, desk.manager):
        program = a_program(person, language="zh-CN")
        for body in requests:
            made = program.post("/tickets", body)
            assert made.status_code == 201, made.json()["errors"]

            read = program.get(f"/tickets/{made.json()['number']}")

            assert made.json() == read.json()
            assert made["ETag"] == read["ETag"]


# REQ SD-8
def test_a_new_ticket_names_an_owner_who_is_not_its_registrar(desk):
    grants = ["people.use_tokens", "customers.see", "tickets.register"]
    create_role(
        code="registrar", names={"zh": "登记员", "en": "Registrar"}, grants=grants, actor=SYSTEM, at=SUNDAY_9
    )
    registrar = a_person("shu", roles=("registrar",))

    made = a_program(registrar).post("/tickets", _a_fault(desk)).json()

    assert made["owner"]["user_name"] == "lin"


# REQ SA-8
def test_a_screenshot_comes_inside_the_registration(desk):
    picture = io.BytesIO()
    Image.new("RGB", (40, 30), "red").save(picture, "PNG")
    file = {
        "name": "blank.png",
        "media_type": "image/png",
        "content": base64.b64encode(picture.getvalue()).decode(),
    }

    program = a_program(desk.agent)
    number = program.post("/tickets", _a_fault(desk, has_screenshot=True, files=[file])).json()["number"]

    files = program.get(f"/tickets/{number}/attachments").json()["items"]
    assert [(kept["name"], kept["width"], kept["height"]) for kept in files] == [("blank.png", 40, 30)]
    fetched = program.get(files[0]["url"])
    assert b"".join(fetched.streaming_content)[:8] == b"\x89PNG\r\n\x1a\n"
    assert fetched["Content-Disposition"] == 'attachment; filename="blank.png"'


def test_every_missing_field_is_named_in_the_language_asked_for(desk):
    body = {"klass": "fault", "description": " ", "impact": "nonsense", "channel": "phone", "colour": "red"}

    english = a_program(desk.agent).post("/tickets", body).json()
    chinese = a_program(desk.agent, language="zh-CN").post("/tickets", {**body, "colour": None}).json()
    named = a_program(desk.agent).post("/tickets", {key: body[key] for key in list(body)[:4]}).json()

    assert [error["field"] for error in english["errors"]] == ["colour"]
    assert english["errors"][0]["message"] == "There is no such field."
    assert chinese["errors"][0]["message"] == "没有这个字段。"
    assert {"description", "impact", "caller_phone"} <= {error["field"] for error in named["errors"]}
    assert Ticket.objects.count() == 0


def in_days(days: int) -> str:
    """An instant still to come whenever the test runs: the program's requests happen at the database's present."""
    return (database_now() + timedelta(days=days)).isoformat()


# REQ SD-9 SD-12 SD-15
def test_the_life_of_a_ticket_by_posts_alone(desk):
    agent, engineer = a_program(desk.agent), a_program(desk.engineer)
    number = a_ticket(desk).number
    at_ticket = f"/tickets/{number}"
    steps = [
        (agent, "dispatches", {"team": "second_line"}, "dispatched"),
        (engineer, "takings", {}, "in_progress"),
        (engineer, "notes", {"text": "查看日志", "way": "remote", "minutes": 10, "mentions": ["zhao"]}, "in_progress"),
        (engineer, "progress-updates", PROGRESS, "in_progress"),
        (engineer, "suspensions", {"reason": _a_suspension_reason(), "until": in_days(5)}, "suspended"),
        (engineer, "resumptions", {}, "in_progress"),
        (engineer, "replies", {"text": "正在处理"}, "in_progress"),
        (engineer, "completion", {"cause": "缓存满", "solution": "重启", "process": "远程重启"}, "completed"),
        (agent, "reopenings", {"reason": "又出现"}, "in_progress"),
    ]  # fmt: skip
    for program, resource, body, state in steps:
        answer = program.post(f"{at_ticket}/{resource}", body)
        assert (answer.status_code, answer.json().get("state")) == (201, state), (
            resource,
            answer.content.decode(),
        )

    entries = agent.get(f"{at_ticket}/entries").json()["items"]
    assert [entry["kind"] for entry in entries][:3] == ["description", "note", "update"]
    names = [fact["name"] for fact in agent.get(f"{at_ticket}/timeline?limit=200").json()["items"]]
    assert [name for name in reversed(names) if not name.startswith("clock.")] == told(Ticket.objects.get())


def test_what_the_state_does_not_allow_is_a_conflict_with_its_sentence(desk):
    ticket = a_ticket(desk)

    answer = a_program(desk.manager).post(f"/tickets/{ticket.number}/resumptions")

    assert (answer.status_code, answer.json()["code"]) == (409, "verb_does_not_apply")
    assert (
        answer.json()["detail"] == f"{ticket.number} is Accepted now; “Resume” is not possible in this state."
    )


def test_a_body_that_names_a_ticket_of_others_is_told_nothing(desk):
    mine = a_ticket(desk)
    Ticket.objects.filter(pk=mine.pk).update(handler=desk.engineer)
    other = a_ticket(desk)

    answer = a_program(desk.engineer).post(f"/tickets/{mine.number}/links", {"other": other.number})

    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "other")


def test_the_etag_is_the_newest_fact_and_unchanged_means_304(desk):
    program, ticket = a_program(desk.agent), a_ticket(desk)
    first = program.get(f"/tickets/{ticket.number}")

    again = program.get(f"/tickets/{ticket.number}", **{"If-None-Match": first["ETag"]})
    program.post(f"/tickets/{ticket.number}/notes", {"text": "x"})
    after = program.get(f"/tickets/{ticket.number}", **{"If-None-Match": first["ETag"]})

    assert (again.status_code, again.content) == (304, b"")
    assert after.status_code == 200


def test_an_act_over_unseen_news_is_refused_and_changes_nothing(desk):
    ticket = a_ticket(desk)
    seen = a_program(desk.agent).get(f"/tickets/{ticket.number}")["ETag"]
    a_program(desk.manager).post(f"/tickets/{ticket.number}/notes", {"text": "ich war hier"})

    answers = [
        a_program(desk.agent).post(f"/tickets/{ticket.number}/{act}", body, **{"If-Match": seen})
        for act, body in (("replies", {"text": "x"}), ("urgings", {}), ("links", {"other": ticket.number}))
    ]
    nonsense = a_program(desk.agent).post(
        f"/tickets/{ticket.number}/notes", {"text": "x"}, **{"If-Match": '"abc"'}
    )

    assert [answer.status_code for answer in (*answers, nonsense)] == [412, 412, 412, 412]
    assert told(ticket) == ["ticket.registered", "ticket.accepted", "ticket.noted"]


def test_a_list_is_walked_whole_without_gaps_or_repeats(desk):
    made = [
        a_ticket(desk, impact=impact).number
        for impact in ("person", "organisation", "department", "person", "person")
    ]
    program = a_program(desk.agent)

    for order in ("newest", "queue"):
        walked, url = [], f"/tickets?order={order}&limit=2"
        while url:
            page = program.get(url).json()
            walked += [row["number"] for row in page["items"]]
            url = page["next"]
        assert sorted(walked) == sorted(made), order
        if order == "newest":
            assert walked == made[::-1]


def test_filters_narrow_and_a_misspelt_one_is_refused(desk):
    high, low = (
        a_ticket(desk, impact="organisation"),
        a_ticket_in_work(desk, impact="person", urgency="minor"),
    )
    program = a_program(desk.agent)

    def found(query):
        return {row["number"] for row in program.get(f"/tickets?{query}").json()["items"]}

    assert found("level=high") == {high.number}
    assert found("state=in_progress&state=suspended") == {low.number}
    assert found("handler=wang") == {low.number}
    assert found("handler=nobody") == found("major=true") == {high.number}
    assert found("owner=me&open=true") == {high.number, low.number}
    assert found(f"customer={desk.customer.code}&reported_until=2026-11-23T00:00:00Z") == set()
    assert found("open=false") == set()
    refused = program.get("/tickets?handlr=wang").json()
    assert (refused["status"], refused["errors"][0]["field"]) == (422, "handlr")
    assert program.get("/tickets?cursor=eyJ4").status_code == 422


def test_lists_take_as_many_statements_for_thirty_rows_as_for_one(desk):
    program = a_program(desk.agent)
    a_ticket_in_work(desk)
    for path in ("/tickets", "/tickets?order=queue", "/contacts", "/customers", "/contracts", "/people"):
        program.get(path)  # whatever is read once per process
    few = {
        path: _statements(lambda path=path: program.get(path))
        for path in ("/tickets", "/tickets?order=queue", "/contacts")
    }
    for _number in range(9):
        a_ticket(desk)

    many = {path: _statements(lambda path=path: program.get(path)) for path in few}

    assert many == few
    assert few["/tickets"] == 2  # the token with its person and its allowance, the rows


@pytest.mark.parametrize(
    ("resource", "body", "statements"),
    [("notes", {"text": "x"}, 8), ("replies", {"text": "x"}, 8), ("dispatches", {"engineer": "wang"}, 13)],
)
def test_an_act_under_a_key_takes_this_many_statements(
    desk, resource, body, statements, monkeypatch, long_running
):
    monkeypatch.setattr(ticket_acts, "now", lambda: MONDAY_9)
    ticket, program = a_ticket(desk), a_program(desk.agent)
    program.get(f"/tickets/{ticket.number}")

    count = _statements(
        lambda: program.post(f"/tickets/{ticket.number}/{resource}", body, **{"Idempotency-Key": "k"})
    )

    assert count <= statements


def test_a_second_dispatch_takes_no_more_than_the_first(desk, monkeypatch, long_running):
    monkeypatch.setattr(ticket_acts, "now", lambda: MONDAY_9)
    ticket, program = a_ticket_in_work(desk), a_program(desk.agent)
    program.get(f"/tickets/{ticket.number}")
    path, body = f"/tickets/{ticket.number}/dispatches", {"engineer": "zhao", "reason": "顺路"}

    assert _statements(lambda: program.post(path, body, **{"Idempotency-Key": "k"})) <= 15


def test_a_registration_under_a_key_takes_fifteen_statements(desk):
    program = a_program(desk.agent)
    fault = _a_fault(desk, contract=desk.contract.number)
    program.post("/tickets", fault)

    count = _statements(lambda: program.post("/tickets", fault, **{"Idempotency-Key": "k"}))

    assert count <= 15


# REQ SA-6 BX-5
def test_contact_site_and_product_are_changed_and_what_is_left_out_stays(desk):
    agent = a_program(desk.agent)
    number = agent.post("/tickets", _a_fault(desk, product="")).json()["number"]
    path = f"/tickets/{number}"

    changed = agent.send("PATCH", path, {"product": desk.product.code})
    emptied = agent.send("PATCH", path, {"product": None}).json()
    wrong = agent.send("PATCH", path, {"site": "no-such"})
    a_program(desk.manager).post(f"{path}/notes", {"text": "先等等"})
    stale = agent.send("PATCH", path, {"product": desk.product.code}, **{"If-Match": changed.headers["ETag"]})

    assert (changed.status_code, changed.json()["product"]) == (200, desk.product.code)
    assert (emptied["product"], emptied["contact"]["id"]) == (None, desk.contact.pk)
    assert (wrong.status_code, [one["field"] for one in wrong.json()["errors"]]) == (422, ["site"])
    assert stale.status_code == 412
    assert len(agent.get(f"{path}/checks").json()["items"]) == 3


def _a_fault(desk, **changes):
    return {
        "klass": "fault", "description": "打印机卡纸", "customer": desk.customer.code, "contact": desk.contact.pk,
        "product": desk.product.code, "impact": "department", "urgency": "hindered", "has_screenshot": False, **changes,
    }  # fmt: skip


def _a_suspension_reason() -> str:
    return next(iter(active_regulation().document.workflow.suspension_reasons))


def _statements(act) -> int:
    """How many statements `act` takes, transaction control aside."""
    with CaptureQueriesContext(connection) as queries:
        answer = act()
    assert answer.status_code < 300, answer.content.decode()
    control = ("SAVEPOINT", "RELEASE", "ROLLBACK", "BEGIN", "COMMIT")
    return len([query for query in queries if not query["sql"].startswith(control)])
