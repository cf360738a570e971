"""The request check by the API, and what of each step is recorded: how it was done and how long it took."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.api.makers import a_program, a_thrifty_program
from tests.capabilities.tickets.makers import a_desk, a_ticket, a_ticket_in_work

pytestmark = pytest.mark.django_db


# REQ SA-6, SA-7
def test_the_two_answers_are_told_apart_before_and_stand_with_their_evidence_afterwards(desk):
    program = a_thrifty_program(desk.agent)
    stranger = f"/request-check?klass=fault&customer={desk.customer.code}&product={desk.product.code}&found=out_of_scope"

    before = program.get(
        f"/request-check?klass=fault&contact={desk.contact.pk}&product={desk.product.code}"
    ).json()
    against = program.get(stranger).json()
    (kept,) = program.get(f"/tickets/{a_ticket(desk).number}/checks").json()["items"]

    assert (before["verdict"], before["contract"], before["findings"]) == ("valid", desk.contract.number, [])
    assert (against["verdict"], against["is_valid_customer"], against["is_within_services"]) == (
        "invalid",
        True,
        False,
    )
    assert (kept["is_valid_customer"], kept["is_within_services"], kept["contract"]) == (
        True,
        True,
        desk.contract.number,
    )
    assert kept["evidence"]["valid_customer"] is True
    assert (before["routes"], against["routes"], kept["routes"]) == ([], ["out_of_scope"], [])


# REQ SA-6
def test_an_override_stands_with_who_and_why(desk):
    manager = a_program(desk.manager)
    number = a_ticket(desk, findings=("out_of_scope",)).number

    manager.post(f"/tickets/{number}/check-overrides", {"reason": "总经理同意"})

    newest = manager.get(f"/tickets/{number}/checks").json()["items"][0]
    assert (newest["overridden_by"], newest["override_reason"]) == (desk.manager.user_name, "总经理同意")


# REQ SA-2
def test_each_step_keeps_the_way_it_was_done_and_the_time_it_took(desk):
    number = a_ticket_in_work(desk).number
    engineer = a_program(desk.engineer)
    at_ticket = f"/tickets/{number}"
    progress = {
        "done": "清理",
        "found": "缓存满",
        "next_step": "观察",
        "next_at": (timezone.now() + timedelta(days=2)).isoformat(),
    }
    steps = [
        ("notes", {"text": "电话询问", "way": "phone", "minutes": 5}),
        ("replies", {"text": "请重启客户端", "way": "online", "minutes": 10}),
        ("progress-updates", {**progress, "way": "remote", "minutes": 20}),
        ("completion", {"cause": "缓存满", "process": "到场更换", "solution": "更换硬盘", "way": "on_site", "minutes": 90}),
    ]  # fmt: skip

    answers = [engineer.post(f"{at_ticket}/{resource}", body).status_code for resource, body in steps]

    kept = [
        (entry["way"], entry["minutes"]) for entry in engineer.get(f"{at_ticket}/entries").json()["items"]
    ]
    assert answers == [201] * 4
    assert [step for step in kept if step[1]] == [
        ("phone", 5),
        ("online", 10),
        ("remote", 20),
        ("on_site", 90),
    ]


# REQ DP-8
def test_what_is_the_customers_own_part_is_recorded_as_out_of_scope_and_he_is_told(db):
    desk = a_desk("software")
    agent = a_program(desk.agent)
    request = {
        "klass": "fault", "description": "请重装服务器操作系统", "customer": desk.customer.code, "contact": desk.contact.pk,
        "product": desk.product.code, "findings": ["customer_own_part"], "has_screenshot": False, "channel": "api",
    }  # fmt: skip

    made = agent.post("/tickets", request)
    number = made.json()["number"]
    (check,) = agent.get(f"/tickets/{number}/checks").json()["items"]
    routed = agent.post(
        f"/tickets/{number}/routings", {"route": "customers_own", "reason": "操作系统由客户自行重装"}
    )

    assert (made.status_code, check["is_within_services"], check["findings"]) == (
        201,
        False,
        ["customer_own_part"],
    )
    assert (routed.json()["state"], routed.json()["route"]["code"]) == ("routed_away", "customers_own")
