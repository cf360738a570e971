"""What-if: the desk's own history under another regulation, calendar or service level, ticket by ticket."""

import pytest

from shouwen.base.models import Fact
from shouwen.base.refusals import InvalidInput, NotPermitted
from shouwen.capabilities.jobs.commands import ask_for, repeat_job
from shouwen.capabilities.jobs.models import Job
from shouwen.capabilities.jobs.refusals import AskAnew
from shouwen.capabilities.regulations.queries import preset_text
from shouwen.capabilities.regulations.refusals import DocumentRefused
from shouwen.capabilities.service_levels.models import Clock
from shouwen.capabilities.simulations.choices import Which
from shouwen.capabilities.simulations.commands import Swap, ask_simulation, remove_simulation
from shouwen.capabilities.simulations.commands.exporting import EXPORT, export_simulation
from shouwen.capabilities.simulations.models import SimulatedPromise, Simulation
from shouwen.capabilities.simulations.queries import promises_found, tickets_found
from shouwen.capabilities.simulations.refusals import NothingChanged, StillReplaying
from shouwen.capabilities.tickets.commands import take_ticket
from tests.capabilities.jobs.makers import carried_out
from tests.capabilities.simulations.makers import (
    NEXT_DAY,
    a_regulation_with_response_of_medium,
    a_simulation,
)
from tests.capabilities.tickets.makers import (
    MONDAY_9,
    MONDAY_10,
    MONDAY_11,
    Desk,
    a_desk,
    a_ticket,
    a_ticket_in_work,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk() -> Desk:
    return a_desk()


def response_of(simulation: Simulation) -> tuple[int, int, int, int, int, int]:
    found = next(one for one in promises_found(simulation) if one.code == "response")
    return found.was_met, found.was_breached, found.met, found.breached, found.newly_breached, found.newly_met


def numbers(simulation: Simulation, desk: Desk, which: Which, promise: str = "response") -> list[str]:
    rows = tickets_found(simulation=simulation, promise=promise, which=which, actor=desk.as_manager)
    return [row.ticket.number for row in rows]


# REQ BX-3
def test_a_stricter_limit_shows_which_tickets_would_have_been_late(desk: Desk):
    late = a_ticket_in_work(desk)  # registered at 9, taken at 10: within two hours, not within thirty minutes
    untouched = a_ticket(desk, at=MONDAY_10)

    simulation = a_simulation(desk.as_manager, a_regulation_with_response_of_medium("working: 30m"))

    assert simulation.tickets == 2
    assert numbers(simulation, desk, Which.NEWLY_BREACHED) == [late.number]
    assert numbers(simulation, desk, Which.BREACHED) == [untouched.number, late.number]
    assert numbers(simulation, desk, Which.MET) == []
    assert response_of(simulation) == (1, 1, 0, 2, 1, 0)


# REQ BX-3
def test_a_milder_limit_shows_which_tickets_would_have_been_in_time(desk: Desk):
    ticket = a_ticket(desk)
    take_ticket(
        ticket=ticket, actor=desk.as_agent, at=MONDAY_9.replace(hour=5)
    )  # 13:00, after three working hours

    simulation = a_simulation(desk.as_manager, a_regulation_with_response_of_medium("working: 4h"))

    row = SimulatedPromise.objects.get(ticket=ticket, promise="response")
    assert numbers(simulation, desk, Which.NEWLY_MET) == [ticket.number]
    assert (row.before, row.after, row.kept_at) == ("breached", "met", MONDAY_9.replace(hour=5))
    assert (row.due_before, row.due_after) == (MONDAY_11, MONDAY_9.replace(hour=6))
    assert response_of(simulation) == (0, 1, 1, 0, 0, 1)


# REQ BX-3
def test_another_calendar_counts_other_hours(desk: Desk):
    evening = MONDAY_9.replace(hour=11)  # 19:00, the office is closed
    ticket = a_ticket(desk, at=evening)
    take_ticket(ticket=ticket, actor=desk.as_agent, at=evening.replace(hour=14))

    simulation = a_simulation(
        desk.as_manager, preset_text("desk"), calendar=Swap("office", "always"), period_to=NEXT_DAY
    )

    assert numbers(simulation, desk, Which.NEWLY_BREACHED, "dispatching") == [ticket.number]


# REQ BX-3
def test_another_service_level_is_looked_at_with_its_own_limits(desk: Desk):
    ticket = a_ticket_in_work(desk)
    vip = "    - {when: {service_level: vip}, within: {working: 15m}, origin: default}\n    - {when: {level: high}, within: {working: 30m}, origin: default}"
    text = preset_text("desk").replace(
        "    - {when: {level: high}, within: {working: 30m}, origin: default}", vip, 1
    )

    simulation = a_simulation(desk.as_manager, text, service_level=Swap("*", "vip"))

    assert numbers(simulation, desk, Which.NEWLY_BREACHED) == [ticket.number]


def test_the_same_rules_find_what_the_desk_found(desk: Desk):
    a_ticket_in_work(desk)
    a_ticket(desk, at=MONDAY_10)
    text = preset_text("desk").replace("Within two hours", "Within 2 hours") + "\n# written anew\n"

    simulation = a_simulation(desk.as_manager, text, calendar=Swap("always", "office"))

    found = promises_found(simulation)
    assert {(promise.newly_breached, promise.newly_met) for promise in found} == {(0, 0)}


def test_each_figure_is_as_long_as_the_list_behind_it(desk: Desk):
    a_ticket_in_work(desk)
    a_ticket(desk, at=MONDAY_10)

    simulation = a_simulation(desk.as_manager, a_regulation_with_response_of_medium("working: 30m"))

    told, listed = {}, {}
    for found in promises_found(simulation):
        for which in Which:
            rows = tickets_found(
                simulation=simulation, promise=found.code, which=which, actor=desk.as_manager
            )
            told[found.code, which], listed[found.code, which] = getattr(found, which.value), len(rows)
    assert listed == told
    assert any(told.values())


def test_only_tickets_reported_in_the_period_are_replayed(desk: Desk):
    a_ticket(desk, at=MONDAY_9)
    a_ticket(desk, at=MONDAY_11)

    simulation = a_simulation(
        desk.as_manager, a_regulation_with_response_of_medium("working: 30m"), period_to=MONDAY_10
    )

    assert simulation.tickets == 1


def test_a_replay_changes_nothing_of_the_desk(desk: Desk):
    ticket = a_ticket_in_work(desk)
    clocks = list(Clock.objects.order_by("pk").values())
    facts = Fact.objects.filter(subject_id=ticket.pk).count()

    a_simulation(desk.as_manager, a_regulation_with_response_of_medium("working: 30m"))

    assert list(Clock.objects.order_by("pk").values()) == clocks
    assert Fact.objects.filter(subject_id=ticket.pk).count() == facts


def test_a_regulation_with_faults_is_refused_with_all_of_them(desk: Desk):
    with pytest.raises(DocumentRefused):
        a_simulation(desk.as_manager, "targets: nothing")

    assert not Simulation.objects.exists()
    assert not Job.objects.exists()


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"period_to": MONDAY_9, "period_from": MONDAY_10}, "period_to"),
        ({"calendar": Swap("office", "moon")}, "calendar"),
        ({"service_level": Swap("nobody", "vip")}, "service_level"),
    ],
)
def test_what_can_not_be_asked_is_named_by_its_field(desk: Desk, wrong: dict[str, object], field: str):
    with pytest.raises(InvalidInput) as refused:
        a_simulation(desk.as_manager, a_regulation_with_response_of_medium("working: 1h"), **wrong)

    assert list(refused.value.errors) == [field]
    assert not Job.objects.exists()


def test_the_regulation_in_force_unchanged_is_not_worth_a_replay(desk: Desk):
    with pytest.raises(NothingChanged):
        a_simulation(desk.as_manager, preset_text("desk"))


def test_who_may_not_replay_is_refused(desk: Desk):
    with pytest.raises(NotPermitted):
        a_simulation(desk.as_engineer, a_regulation_with_response_of_medium("working: 1h"))


def test_a_simulation_is_removed_with_all_it_found_once_it_ended(desk: Desk):
    a_ticket_in_work(desk)
    simulation = a_simulation(desk.as_manager, a_regulation_with_response_of_medium("working: 1h"))
    running = ask_simulation(
        title="",
        period_from=MONDAY_9,
        period_to=NEXT_DAY,
        text=preset_text("sla"),
        source="sla",
        actor=desk.as_manager,
    )

    remove_simulation(simulation=simulation, actor=desk.as_manager)

    assert [one.pk for one in Simulation.objects.all()] == [running.pk]
    assert not SimulatedPromise.objects.exists()
    with pytest.raises(StillReplaying):
        remove_simulation(simulation=running, actor=desk.as_manager)


def test_a_replay_is_not_repeated_without_its_simulation(desk: Desk):
    simulation = a_simulation(desk.as_manager, a_regulation_with_response_of_medium("working: 1h"))

    with pytest.raises(AskAnew):
        repeat_job(job=simulation.job, actor=desk.as_manager)

    assert Job.objects.count() == 1


def test_a_simulation_leaves_as_a_workbook_with_its_tickets(desk: Desk):
    a_ticket_in_work(desk)
    simulation = a_simulation(desk.as_manager, a_regulation_with_response_of_medium("working: 30m"))
    ask_for(kind=EXPORT, parameters={"simulation": simulation.pk}, actor=desk.as_manager)

    outcome, content = carried_out(export_simulation, desk.as_manager, {"simulation": simulation.pk})

    assert outcome.result["rows"] == SimulatedPromise.objects.count()
    assert content[:2] == b"PK"
