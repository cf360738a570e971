"""Saved views, wall screens, macros, phrases and promises by hand, through the API."""

from datetime import datetime, timedelta

import pytest

from shouwen.base.models import IdempotencyKey
from shouwen.base.time import database_now
from shouwen.capabilities.views.queries import screen_of
from tests.api.makers import a_program, a_thrifty_program
from tests.capabilities.tickets.makers import a_ticket, a_ticket_in_work, told

pytestmark = pytest.mark.django_db

STEPS = [{"act": "note", "text": "已看 {contact}"}, {"act": "mark_major"}]


# REQ BX-5
def test_a_view_is_saved_narrowed_removed_and_restored(desk):
    program = a_thrifty_program(desk.agent)
    saved = program.post("/views", {"name": "重大", "view": "open", "filters": {"level": "high"}}).json()
    at_view = f"/views/{saved['id']}"

    narrowed = program.send("PUT", f"{at_view}/filters", {"level": "low", "handler": desk.engineer.pk}).json()
    program.post(f"{at_view}/removal")
    without = program.get("/views").json()["items"]
    program.post(f"{at_view}/restoration")

    assert saved["filters"] == {"level": "high"}
    assert narrowed["filters"] == {"level": "low", "handler": str(desk.engineer.pk)}
    assert (without, [row["name"] for row in program.get("/views").json()["items"]]) == ([], ["重大"])
    assert a_program(desk.engineer).post(f"{at_view}/removal").status_code == 404
    assert program.post("/views", {"name": "全台", "scope": "desk"}).status_code == 403
    assert program.send("PUT", "/layouts/open", {"columns": ["title", "state"]}).status_code == 200


# REQ BX-5
def test_the_address_of_a_wall_screen_is_told_once_and_kept_nowhere(desk):
    program, key = a_program(desk.manager), {"Idempotency-Key": "wall"}

    opened = program.post("/wall-screens", {"name": "大厅"}, **key)
    again = program.post("/wall-screens", {"name": "大厅"}, **key)

    secret = opened.json()["address"].rpartition("/")[2]
    assert screen_of(secret).name == "大厅"
    assert (bytes(IdempotencyKey.objects.get().body), again.status_code) == (b"", 409)
    assert again.json()["code"] == "answer_not_kept"
    assert len(program.get("/wall-screens").json()["items"]) == 1
    assert secret not in program.get("/wall-screens").content.decode()
    assert program.post(f"/wall-screens/{opened.json()['id']}/end").json()["ended_at"] is not None


# REQ BX-5
def test_a_macro_is_tried_then_run_as_one(desk):
    program = a_program(desk.manager)
    ticket = a_ticket(desk)
    macro = program.post("/macros", {"name": "重大处理", "steps": STEPS}).json()
    run = f"/tickets/{ticket.number}/macro-runs"
    before = told(ticket)

    trial = program.post(run, {"macro": macro["id"], "is_trial": True})
    untouched = told(ticket)
    done = program.post(run, {"macro": macro["id"]})

    assert (trial.status_code, untouched) == (201, before)
    assert (done.json()["is_major"], told(ticket)[-2:]) == (True, ["ticket.mark_changed", "ticket.noted"])
    note = program.get(f"/tickets/{ticket.number}/entries").json()["items"][-1]
    assert note["text"] == f"已看 {desk.contact.name}"


@pytest.mark.parametrize(
    ("steps", "field"),
    [
        ([], "steps"),
        ([{"act": "reply"}], "steps.0.text"),
        ([{"act": "suspend", "reason": "none", "days": 1}], "steps.0.reason"),
        ([{"act": "hand_over", "text": "x", "reason": "x", "team": "none"}], "steps.0.team"),
        ([{"act": "suspend", "days": 91}], "steps.0.days"),
    ],
)
def test_a_macro_that_could_never_run_is_not_kept(desk, steps, field):
    answer = a_program(desk.agent).post("/macros", {"name": "x", "steps": steps})

    assert answer.status_code == 422
    assert field in [error["field"] for error in answer.json()["errors"]]


# REQ CS-3
def test_phrases_and_macros_are_changed_and_removed_by_their_keepers_only(desk):
    mine, other = a_program(desk.agent), a_program(desk.engineer)
    phrase = mine.post("/phrases", {"name": "问好", "body": "您好，{contact}"}).json()
    macro = mine.post("/macros", {"name": "记录", "steps": STEPS[:1]}).json()

    strangers = [
        other.send("PUT", f"/phrases/{phrase['id']}", {"name": "x", "body": "x"}),
        other.post(f"/macros/{macro['id']}/removal"),
    ]
    changed = mine.send("PUT", f"/phrases/{phrase['id']}", {"name": "问好", "body": "您好"}).json()
    mine.send("PUT", f"/macros/{macro['id']}", {"name": "记一下", "steps": STEPS[:1]})
    kept = [row["name"] for row in mine.get("/macros").json()["items"]]
    mine.post(f"/macros/{macro['id']}/removal")
    mine.post(f"/phrases/{phrase['id']}/removal")

    assert [answer.status_code for answer in strangers] == [404, 404]
    assert (changed["body"], kept) == ("您好", ["记一下"])
    assert (mine.get("/macros").json()["items"], mine.get("/phrases").json()["items"]) == ([], [])


# REQ SD-13 BX-1
def test_a_promise_set_by_hand_keeps_its_date_and_its_reason(desk):
    ticket = a_ticket(desk, occurred_at=None, at=database_now())
    program, at_ticket = a_thrifty_program(desk.manager), f"/tickets/{ticket.number}"
    due_at = (database_now() + timedelta(days=20)).replace(microsecond=0)
    by_hand = {
        "promise": "resolution",
        "due_at": due_at.isoformat(),
        "reason": "客户要求停机窗口内处理",
    }

    set_ = program.post(f"{at_ticket}/promises", by_hand)
    program.post(f"{at_ticket}/gradings", {"level": "high", "reason": "x"})

    (clock,) = [
        one
        for one in program.get(f"{at_ticket}/clocks").json()["items"]
        if one["promise"] == "resolution" and not one["cancelled_at"]
    ]
    assert set_.status_code == 201
    assert (datetime.fromisoformat(clock["due_at"]), clock["by_hand"]) == (due_at, True)
    assert "客户要求停机窗口内处理" in [
        one["text"] for one in program.get(f"{at_ticket}/entries").json()["items"]
    ]


@pytest.mark.parametrize(
    ("wrong", "status"),
    [({"reason": " "}, 422), ({"due_at": "2020-01-01T00:00:00Z"}, 422), ({"promise": "moon"}, 409)],
)
def test_a_date_without_sense_changes_nothing(desk, wrong, status):
    ticket = a_ticket_in_work(desk)
    due_at = (database_now() + timedelta(days=20)).isoformat()
    body = {"promise": "resolution", "due_at": due_at, "reason": "x", **wrong}
    before = told(ticket)

    answer = a_program(desk.manager).post(f"/tickets/{ticket.number}/promises", body)

    assert (answer.status_code, told(ticket)) == (status, before)


# REQ BX-5
def test_what_waits_is_listed_put_off_and_brought_back(desk):
    ticket = a_ticket_in_work(desk)
    program, key = a_thrifty_program(desk.engineer), f"ticket-{ticket.number}"
    until = (database_now() + timedelta(days=2)).replace(microsecond=0)

    def waiting(show="waiting"):
        return [one["key"] for one in program.get(f"/todo?show={show}").json()["items"]]

    before = waiting()
    put_off = program.post(f"/todo/{key}/snoozes", {"until": until.isoformat()})
    during, snoozed = waiting(), waiting("snoozed")
    program.post(f"/todo/{key}/wakings")

    assert (before, during, snoozed, waiting()) == ([key], [], [key], [key])
    assert put_off.status_code == 201
    assert datetime.fromisoformat(put_off.json()["until"]) == until
    assert program.post(f"/todo/{key}/snoozes", {"until": "2020-01-01T00:00:00Z"}).status_code == 422
    assert a_program(desk.other_engineer).post(
        f"/todo/{key}/snoozes", {"until": until.isoformat()}
    ).status_code == 404  # fmt: skip
