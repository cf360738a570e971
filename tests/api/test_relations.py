"""What stands around a ticket, by the API: links, parts, merges, helpers, hand-overs."""

import pytest

from shouwen.api.finding import etag
from tests.api.makers import a_program, a_thrifty_program
from tests.capabilities.tickets.makers import a_ticket, a_ticket_in_work

pytestmark = pytest.mark.django_db


# REQ BX-5
def test_links_parts_and_merges_are_told_and_taken_back(desk):
    program = a_program(desk.manager)  # a merge moves two tickets and both their promises at once
    first, other, part, twin = (a_ticket(desk) for _time in range(4))
    at_first = f"/tickets/{first.number}"
    program.post(f"{at_first}/links", {"other": other.number, "kind": "caused_by"})
    program.post(f"/tickets/{part.number}/parent", {"parent": first.number})
    program.post(f"/tickets/{twin.number}/merges", {"survivor": first.number})

    related = program.get(f"{at_first}/relations").json()
    seen_from_other = program.get(f"/tickets/{other.number}/relations").json()["links"]
    removed = program.post(f"{at_first}/links/{related['links'][0]['id']}/removal")
    program.post(f"/tickets/{twin.number}/merge-undos")
    after = program.get(f"{at_first}/relations").json()

    assert [(link["kind"], link["is_outward"], link["other"]["number"]) for link in related["links"]] == [
        ("caused_by", True, other.number)
    ]
    assert [(link["is_outward"], link["other"]["number"]) for link in seen_from_other] == [
        (False, first.number)
    ]
    assert [row["number"] for row in related["parts"] + related["absorbed"]] == [part.number, twin.number]
    assert program.get(f"/tickets/{part.number}/relations").json()["parent"]["number"] == first.number
    assert (removed.status_code, after["links"], after["absorbed"]) == (201, [], [])


# REQ BX-1
def test_a_split_is_undone_by_whoever_split_until_somebody_goes_on_from_it(desk):
    program, ticket = a_program(desk.manager), a_ticket(desk)
    at_ticket = f"/tickets/{ticket.number}"
    second = {
        "klass": "fault", "description": "另：扫描仪也坏了", "customer": desk.customer.code, "contact": desk.contact.pk,
        "product": desk.product.code, "impact": "department", "urgency": "hindered", "has_screenshot": True,
        "files": [{"name": "scan.txt", "content": "eA=="}],
    }  # fmt: skip

    child = program.post(f"{at_ticket}/splits", second).json()["number"]
    seq = program.get(at_ticket).json()["seq"]
    undone = program.post(f"{at_ticket}/undos", {"seq": seq})
    after = program.get(f"/tickets/{child}").json()
    other = program.post(f"{at_ticket}/splits", second).json()["number"]
    seq = program.get(at_ticket).json()["seq"]
    program.post(f"/tickets/{other}/notes", {"text": "我来看"})
    refused = program.post(f"{at_ticket}/undos", {"seq": seq})

    assert (undone.status_code, after["state"], after["close_kind"]) == (201, "cancelled", "split_taken_back")
    assert (refused.status_code, refused.json()["code"]) == (409, "undo_too_late")
    assert other in refused.json()["detail"]
    assert program.get(f"/tickets/{other}").json()["state"] == "accepted"


def test_a_link_to_a_ticket_of_others_is_not_told(desk):
    mine, hidden = a_ticket_in_work(desk), a_ticket(desk)
    a_program(desk.manager).post(f"/tickets/{mine.number}/links", {"other": hidden.number})

    related = a_program(desk.engineer).get(f"/tickets/{mine.number}/relations").json()

    assert related["links"] == []


def test_a_link_of_another_ticket_is_not_removed_from_here(desk):
    program, first, other, third = a_program(desk.manager), a_ticket(desk), a_ticket(desk), a_ticket(desk)
    program.post(f"/tickets/{first.number}/links", {"other": other.number})
    (link,) = program.get(f"/tickets/{first.number}/relations").json()["links"]

    answer = program.post(f"/tickets/{third.number}/links/{link['id']}/removal")

    assert answer.status_code == 404
    assert len(program.get(f"/tickets/{first.number}/relations").json()["links"]) == 1


# REQ RS-6 SD-30
def test_a_helper_is_asked_in_finishes_and_the_package_goes_over(desk):
    ticket = a_ticket_in_work(desk)
    engineer, helper = a_thrifty_program(desk.engineer), a_thrifty_program(desk.other_engineer)
    at_ticket = f"/tickets/{ticket.number}"
    engineer.post(f"{at_ticket}/helpers", {"person": desk.other_engineer.user_name, "wish": "看数据库"})

    (task,) = helper.get(f"{at_ticket}/helpers").json()["items"]
    helper.post(f"/tasks/{task['id']}/result", {"result": "索引损坏，已重建"})
    package = {"team": "third_line", "tried": "重启", "reason": "超出能力"}
    not_in_it = engineer.post(f"{at_ticket}/hand-overs", package | {"person": desk.other_engineer.user_name})
    assert [error["field"] for error in not_in_it.json()["errors"]] == ["person"]
    engineer.post(f"{at_ticket}/hand-overs", package)

    (finished,) = engineer.get(f"{at_ticket}/helpers").json()["items"]
    (package,) = engineer.get(f"{at_ticket}/hand-overs").json()["items"]
    assert (finished["result"], finished["finished_at"] is not None) == ("索引损坏，已重建", True)
    assert (package["to_team"]["code"], package["tried"], package["state"]) == ("third_line", "重启", "open")
    assert package["reason"] == "超出能力"


# REQ DP-7 BX-5
def test_a_coordination_meeting_is_called_recorded_and_read(desk):
    ticket = a_ticket_in_work(desk)
    engineer = a_thrifty_program(desk.engineer)
    at_ticket, names = f"/tickets/{ticket.number}", [desk.manager.user_name, desk.agent.user_name]

    nobody = engineer.post(f"{at_ticket}/meetings", {"invited": []})
    engineer.post(f"{at_ticket}/meetings", {"invited": names, "about": "收费停摆"})
    again = engineer.post(f"{at_ticket}/meetings", {"invited": names})
    (called,) = engineer.get(f"{at_ticket}/meetings").json()["items"]
    record = {"attended": names[:1], "held_at": called["opened_at"], "remote": "no", "decided": "派人到现场"}
    outdated = engineer.post(f"/meetings/{called['id']}/record", record, **{"If-Match": etag(1)})
    kept = engineer.post(f"/meetings/{called['id']}/record", record)
    (read,) = engineer.get(f"{at_ticket}/meetings").json()["items"]

    assert [one.status_code for one in (nobody, again, outdated, kept)] == [422, 409, 412, 201]
    assert again.json()["code"] == "meeting_waited_for"
    assert (called["held_at"], called["remote"], called["opened_by"]["user_name"]) == (
        None,
        "unknown",
        desk.engineer.user_name,
    )
    assert sorted(one["user_name"] for one in read["invited"]) == sorted(names)
    assert [one["user_name"] for one in read["attended"]] == names[:1]
    assert (read["remote"], read["decided"], read["cause"]) == ("no", "派人到现场", "")
