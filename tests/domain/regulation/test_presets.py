"""The five regimes and the default: each loads, closes a ticket by its own rule, and says where each rule is from."""

from datetime import timedelta
from importlib.resources import files

import pytest

from shouwen.domain.grading import grade
from shouwen.domain.regulation import Regulation
from shouwen.domain.regulation.desk import Lane
from shouwen.domain.regulation.dumping import dump, plain
from shouwen.domain.regulation.loading import load
from shouwen.domain.regulation.terms import terms_of
from shouwen.domain.workflow import Guard, TicketState, TicketVerb, Workflow
from tests.domain.regulation.conftest import shipped

CODES = ("default", "desk", "sla", "always-on", "dealer", "software")
CLAUSES = {"desk": "SD", "sla": "SA", "always-on": "RS", "dealer": "CS", "software": "DP"}


@pytest.fixture(scope="module")
def presets() -> dict[str, Regulation]:
    return {code: load(shipped(code), find=shipped) for code in CODES}


def test_there_are_no_other_presets():
    found = {
        path.name.removesuffix(".yaml")
        for path in files("shouwen.presets").iterdir()
        if path.name.endswith(".yaml")
    }

    assert found == set(CODES)


# REQ BX-4
@pytest.mark.parametrize("code", CODES)
def test_each_preset_is_an_export_that_stands_alone(code, presets):
    written = dump(presets[code])

    assert "based_on" not in written
    assert load(written) == presets[code]


# REQ SA-25
@pytest.mark.parametrize("code", CODES)
def test_only_who_travels_is_said_to_be_on_site(code, presets):
    on_site = {name for name, team in presets[code].teams.items() if team.lane == Lane.FIELD}

    assert on_site <= {"field", "outsourcer"}


# REQ BX-11
@pytest.mark.parametrize("code", CODES)
def test_every_rule_shows_its_origin(code, presets):
    def rules(value, path):
        if isinstance(value, dict):
            if "origin" in value:
                yield path, value["origin"]
            for key, held in value.items():
                yield from rules(held, (*path, key))
        elif isinstance(value, list):
            for number, held in enumerate(value):
                yield from rules(held, (*path, number))

    found = dict(rules(plain(presets[code]), ()))

    assert all(found.values())
    assert ("targets", "response") in found
    if code in CLAUSES:
        assert sum(CLAUSES[code] in origin for origin in found.values()) >= 15


# REQ BX-11, SD-16, SD-17
@pytest.mark.parametrize("code", CODES)
def test_complaints_follow_the_default_where_a_regime_is_silent(code, presets):
    document = presets[code]

    assert document.targets["complaint_contact"].limits[0].within.working == timedelta(hours=2)
    assert document.targets["complaint_daily_contact"].limits[0].within.times_each_workday == 2
    assert document.targets["complaint_daily_contact"].limits[0].within.first_day_counts is False
    assert document.closing[document.classes["complaint"].closing].requires == ("answered", "acknowledgement")


# REQ BX-9, SD-6, SA-21, RS-3, DP-7
def test_each_regime_has_its_own_scale_mapped_to_one_rank(presets):
    scales = {
        code: [(level, held.rank, held.priority) for level, held in presets[code].levels.items()]
        for code in CODES[1:]
    }

    assert scales == {
        "desk": [("high", 1, 1), ("medium", 2, 2), ("low", 3, 3)],
        "sla": [("S1", 1, 1), ("S2", 2, 2), ("S3", 3, 3), ("S4", 4, 4)],
        "always-on": [("critical", 1, 1), ("urgent", 2, 2), ("normal", 3, 3), ("consulting", 4, 4)],
        "dealer": [("high", 1, 1), ("medium", 2, 2), ("low", 3, 3)],
        "software": [("L1", 1, 1), ("L2", 2, 2), ("L3", 3, 3)],
    }


@pytest.mark.parametrize("code", CODES)
def test_every_judgement_leads_to_a_level(code, presets):
    document = presets[code]

    for impact in document.impacts:
        for urgency in document.urgencies:
            for difficulty in [None, *document.difficulties]:
                assert grade(document, impact, urgency, difficulty).level in document.levels


# REQ SD-6
def test_every_high_is_major_at_the_desk(presets):
    assert {level: held.major for level, held in presets["desk"].levels.items()} == {
        "high": True,
        "medium": False,
        "low": False,
    }


# REQ BX-8, SD-15, SD-24, SA-12, RS-10, CS-1, DP-12
def test_each_regime_closes_a_fault_by_its_own_rule(presets):
    rules = {code: presets[code].closing[presets[code].classes["fault"].closing] for code in CODES[1:]}

    assert {code: rule.requires for code, rule in rules.items()} == {
        "desk": ("cause_and_solution", "first_call_back", "grade_at_least", "manager_treatment"),
        "sla": ("answered", "agent_confirmation", "customer_agreed"),
        "always-on": ("cause_and_solution", "first_call_back", "grade_at_least", "business_back_to_normal"),
        "dealer": ("cause_and_solution", "first_call_back", "second_call_back"),
        "software": ("cause_and_solution", "sheet_signed", "sheet_settled"),
    }
    assert rules["desk"].grade_at_least == 7


# REQ SA-12
def test_the_agreement_allows_no_silent_close(presets):
    assert {rule.silence.then for code, rule in presets["sla"].closing.items() if code == "agreed"} == {
        "stay"
    }


# REQ SA-9
def test_who_may_register_is_data(presets):
    registers = {code: presets[code].classes["fault"].customer_may_register("portal") for code in CODES}

    assert registers == {
        "default": True,
        "desk": True,
        "sla": False,
        "always-on": True,
        "dealer": True,
        "software": True,
    }


# REQ SA-6, DP-9, SD-12
def test_guards_differ_as_the_regimes_do(presets):
    flows = {code: Workflow.of(presets[code]) for code in CODES}
    working = TicketState.IN_PROGRESS

    assert Guard.REQUEST_CHECKED in flows["sla"].guards(TicketState.NEW, TicketVerb.ACCEPT)
    assert Guard.REQUEST_CHECKED not in flows["desk"].guards(TicketState.NEW, TicketVerb.ACCEPT)
    assert Guard.BACKUP_ASKED in flows["software"].guards(working, TicketVerb.COMPLETE)
    assert Guard.BACKUP_ASKED not in flows["desk"].guards(working, TicketVerb.COMPLETE)
    assert {Guard.PROCESS_AND_RESULT_REQUIRED, Guard.CAUSE_AND_SOLUTION_REQUIRED} <= flows["desk"].guards(
        working, TicketVerb.COMPLETE
    )


# REQ CS-1
def test_the_dealer_names_its_states_as_the_source_does(presets):
    states = presets["dealer"].workflow.states

    assert [states[state].zh for state in ("dispatched", "completed", "verified", "closed")] == [
        "已派工",
        "完工确认",
        "完工回访",
        "彻底关闭",
    ]


# REQ BX-10, CS-12, DP-7, SD-7
def test_promises_name_their_clock(presets):
    def due(code, promise):
        return [(terms.due, terms.starts_at) for terms in terms_of(presets[code]) if terms.promise == promise]

    assert [(type(one).__name__, one.span, at) for one, at in due("desk", "response")] == [
        ("WorkingSpan", timedelta(minutes=30), "occurred_at"),
        ("WorkingSpan", timedelta(hours=2), "occurred_at"),
        ("WorkingSpan", timedelta(hours=4), "occurred_at"),
    ]
    assert [(type(one).__name__, one.span, at) for one, at in due("software", "on_site_arrival")] == [
        ("WallSpan", timedelta(hours=24), "reported_at")
    ]
    assert [(type(one).__name__, one.span, at) for one, at in due("dealer", "dispatching")] == [
        ("WorkingSpan", timedelta(minutes=10), "reported_at")
    ]
    assert {type(one).__name__ for one, _ in due("always-on", "resolution")} == {"WallSpan"}


# REQ CS-1, CS-12
def test_the_second_call_back_falls_due_after_three_days_and_is_late_after_four(presets):
    rule = presets["dealer"].call_backs["recurrence"]

    assert (rule.within.days, rule.late_after, rule.purpose) == (3, timedelta(days=4), "recurrence")


# REQ SD-23, SD-24, SD-25
def test_grades_and_deductions_are_those_of_the_source(presets):
    for form in ("engineer", "agent"):
        grades = presets["desk"].questionnaires[form].grades

        assert {code: (grade.points, grade.deduction, grade.closes) for code, grade in grades.items()} == {
            "very_satisfied": (10, 0, "at_once"),
            "satisfied": (7, 0, "at_once"),
            "fair": (4, 2, "improvement_recorded"),
            "unsatisfied": (1, 5, "treatment_done"),
        }


# REQ SA-7
def test_every_finding_of_the_check_has_a_route(presets):
    covered = {finding for route in presets["sla"].routes.values() for finding in route.findings}

    assert covered >= {
        "prospect",
        "new_need",
        "suggestion",
        "cooperation",
        "project_phase",
        "unpaid",
        "presales",
        "not_our_product",
        "not_about_a_product",
        "innovation_project",
    }
    assert {
        code: route.team or route.role
        for code, route in presets["sla"].routes.items()
        if code in ("prospect", "new_need", "project_phase", "unpaid", "presales", "not_ours", "innovation")
    } == {
        "prospect": "business",
        "new_need": "business",
        "project_phase": "implementation",
        "unpaid": "business",
        "presales": "business",
        "not_ours": "reception",
        "innovation": "implementation",
    }


# REQ RS-9
@pytest.mark.parametrize("code", CODES)
def test_the_customer_hears_at_every_key_point(code, presets):
    told = {template.key_point for template in presets[code].templates.values() if "customer" in template.to}

    assert told >= {"accepted", "started", "estimate", "trouble", "solved", "closed", "routed_away"}
