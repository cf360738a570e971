"""The regulation by the API: a draft is changed by parts, reviewed, looked at, put into force and called back."""

from datetime import timedelta

import pytest

from shouwen.base.time import database_now
from shouwen.capabilities.jobs.commands.carrying_out import carry_out_next
from shouwen.capabilities.regulations.models import RegulationVersion
from shouwen.capabilities.regulations.queries import preset_text
from shouwen.capabilities.service_levels.models import Clock
from tests.api.makers import a_program
from tests.capabilities.people.makers import an_administrator
from tests.capabilities.tickets.makers import a_ticket

pytestmark = pytest.mark.django_db


@pytest.fixture
def managers(desk):
    return [a_program(an_administrator(name)[0]) for name in ("admin", "second")]


def _draft(program) -> str:
    number = program.get("/regulation").json()["number"]
    begun = program.post(f"/regulation/versions/{number}/drafts", {"note": "春节前"}).json()
    return f"/regulation/versions/{begun['number']}"


# REQ BX-4 BX-5
def test_a_draft_is_changed_reviewed_and_put_into_force_by_requests_alone(managers):
    author, reader = managers
    draft = _draft(author)
    part = {"path": ["desk", "hotline"], "base": "400-800-0001", "value": "400-800-7777"}
    part["base"] = _at(author.get("/regulation").json()["text"])

    edited = author.send("PUT", f"{draft}/parts", part)
    asked = author.post(f"{draft}/reviews", {"verdict": "ask"})
    own = author.post(f"{draft}/reviews", {"verdict": "passed"})
    passed = reader.post(f"{draft}/reviews", {"verdict": "passed", "remark": "对"})
    put = author.post(f"{draft}/activation", {"remark": "换号"})

    assert [answer.status_code for answer in (edited, asked, own, passed, put)] == [200, 201, 409, 201, 201]
    assert own.json()["code"] == "own_work"
    assert [change["after"] for change in put.json()["changes"]] == ["400-800-7777"]
    assert "400-800-7777" in reader.get("/regulation").json()["text"]


# REQ BX-4
def test_what_another_changed_in_the_same_part_is_not_overwritten(managers):
    one, other = managers
    draft = _draft(one)
    base = _at(one.get(draft).json()["text"])

    first = one.send("PUT", f"{draft}/parts", {"path": ["desk", "hotline"], "base": base, "value": "1"})
    second = other.send("PUT", f"{draft}/parts", {"path": ["desk", "hotline"], "base": base, "value": "2"})

    assert (first.status_code, second.status_code) == (200, 412)
    assert second.json()["code"] == "part_changed"


# REQ BX-4
def test_a_part_that_makes_no_sense_is_refused_with_its_fault(managers):
    program, _other = managers
    draft = _draft(program)
    base = _at(program.get(draft).json()["text"])

    answer = program.send(
        "PUT", f"{draft}/parts", {"path": ["desk", "hotline"], "base": base, "value": {"x": 9}}
    )

    assert (answer.status_code, answer.json()["code"]) == (422, "regulation_invalid")
    assert answer.json()["errors"] == [{"field": "text", "message": "line 9, desk.hotline: must be text"}]
    assert _at(program.get(draft).json()["text"]) == base


# REQ BX-4
def test_a_version_that_waits_for_its_day_is_called_back_and_an_old_one_counts_again(managers):
    program, _other = managers
    before = program.get("/regulation").json()
    draft = _draft(program)
    program.post(f"{draft}/activation", {"active_from": "2099-01-01T00:00:00Z"})

    silent = program.post(f"{draft}/withdrawal", {"remark": " "})
    back = program.post(f"{draft}/withdrawal", {"remark": "还不行"})
    program.post(f"{draft}/activation", {})
    no_reason = program.post(f"/regulation/versions/{before['number']}/activation", {})
    rolled = program.post(f"/regulation/versions/{before['number']}/activation", {"remark": "退回"})

    assert (silent.status_code, back.json()["state"]) == (422, "draft")
    assert (no_reason.status_code, rolled.status_code) == (422, 201)
    assert RegulationVersion.objects.get(state="active").number == rolled.json()["version"]["number"]


# REQ BX-3 BX-4
def test_the_promises_that_would_move_are_listed_before(desk, managers):
    program, _other = managers
    ticket = a_ticket(desk)
    draft = _draft(program)

    moves = program.get(f"{draft}/moves").json()

    assert (moves["open"], moves["touched"], moves["items"], moves["unknown_levels"]) == (1, 0, [], {})
    assert ticket.state == "accepted"


# REQ BX-3 BX-4
def test_what_a_level_becomes_is_said_in_the_request_that_puts_another_scale_into_force(desk, managers):
    program, _other = managers
    a_ticket(desk)
    made = program.post("/regulation/versions", {"text": preset_text("software"), "note": "software"}).json()
    address = f"/regulation/versions/{made['number']}"

    moves = program.get(f"{address}/moves").json()
    unsaid = program.post(f"{address}/activation", {"for_open": True})
    done = program.post(f"{address}/activation", {"for_open": True, "levels": moves["proposed_levels"]})

    assert (moves["unknown_levels"], moves["proposed_levels"]) == ({"medium": 1}, {"medium": "L2"})
    assert (unsaid.status_code, unsaid.json()["code"], done.status_code) == (422, "levels_not_mapped", 201)


# REQ BX-1
def test_next_years_holidays_are_taken_in_and_what_is_open_counts_by_them(desk):
    program = a_program(desk.manager)
    days = [{"on": "2027-01-01", "kind": "closed", "name": "元旦"}]

    kept = program.send("PUT", "/holidays/2027", {"days": days, "source": "国办发明电"})
    twice = program.send("PUT", "/holidays/2027", {"days": days * 2})
    elsewhere = program.send("PUT", "/holidays/2027", {"days": [{"on": "2026-01-01", "kind": "closed"}]})

    assert (kept.status_code, kept.json().get("version")) == (200, 1), kept.content.decode()
    assert (twice.status_code, elsewhere.status_code) == (422, 422)
    assert elsewhere.json()["detail"] == "The holiday table can't be read: 2026-01-01 is not in 2027."
    assert [table["year"] for table in program.get("/holidays").json()["items"]][-1] == 2027


# REQ BX-1 BX-4
def test_who_asks_in_chinese_hears_in_chinese_why_a_document_or_a_table_is_refused(desk):
    program = a_program(an_administrator("admin")[0], language="zh-CN")
    path, days = f"{_draft(program)}/parts", [{"on": "2031-01-01", "kind": "closed"}]
    base = _at(program.get("/regulation").json()["text"])

    table = program.send("PUT", "/holidays/2027", {"days": days})
    part = program.send("PUT", path, {"path": ["desk", "hotline"], "base": base, "value": {"x": 9}})

    assert table.json()["detail"] == "无法读取节假日表：2031-01-01 不在 2027 年。"
    assert part.json()["detail"] == "制度有 1 处错误：第 9 行，desk.hotline：应为文字"
    assert part.json()["errors"] == [{"field": "text", "message": "第 9 行，desk.hotline：应为文字"}]


# REQ BX-1
@pytest.mark.django_db(transaction=True)  # the job's watch looks from a connection of its own
def test_a_recount_is_left_to_the_worker_and_its_job_tells_what_came_of_it(desk):
    program, today = a_program(desk.manager), database_now().date()
    ticket = a_ticket(desk, occurred_at=None, at=database_now())
    response = Clock.objects.get(subject_id=ticket.pk, promise="response", status="running")
    ahead = [today + timedelta(days=n) for n in range(8)]
    for year in {day.year for day in ahead}:
        closed = [{"on": day.isoformat(), "kind": "closed"} for day in ahead if day.year == year]
        program.send("PUT", f"/holidays/{year}", {"days": closed, "source": "trial"})

    asked = program.post("/holiday-recounts")
    untouched = Clock.objects.get(pk=response.pk).due_at
    assert carry_out_next() == 1
    done = program.get(asked.headers["Location"].partition("/api/v1")[2]).json()
    too_many = [program.post("/holiday-recounts").status_code for _ in range(6)]

    assert (asked.status_code, asked.json()["state"], asked.json()["counts"]) == (202, "waiting", {})
    assert untouched == response.due_at
    assert (done["state"], done["counts"]) == ("succeeded", {"moved": 1, "left": 0})
    assert Clock.objects.get(pk=response.pk).due_at > response.due_at
    assert too_many == [202] * 5 + [429]


def _at(text: str) -> str:
    """The hotline as the document writes it."""
    line = next(line for line in text.splitlines() if line.strip().startswith("hotline:"))
    return line.partition(":")[2].strip().strip("'\"")
