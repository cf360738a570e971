"""A document is checked as a whole; every fault is told at once, with section, key, line and reason."""

from datetime import time, timedelta
from importlib.resources import files

import pytest

from shouwen.domain.regulation.comparing import Change, changes
from shouwen.domain.regulation.dumping import digest_of, dump
from shouwen.domain.regulation.loading import load
from shouwen.domain.regulation.problems import RegulationInvalid


def faults(text: str) -> list[tuple[str, str, str]]:
    with pytest.raises(RegulationInvalid) as caught:
        load(text)
    return [(fault.section, fault.key, fault.reason) for fault in caught.value.problems]


def line_of(text: str, passage: str) -> int:
    return text[: text.index(passage)].count("\n") + 1


# REQ BX-4
def test_times_and_durations_are_read_as_written(spoiled):
    morning, afternoon = '{start: "9:00", end: "12:00"}', '{start: "13:00", end: "18:00"}'
    document = load(spoiled(f"{morning}, {afternoon}", "{start: 9:30, end: 24:00}"))

    assert document.calendars["office"].week["mon"][0].start == time(9, 30)
    assert document.calendars["office"].week["mon"][0].end == time.max
    assert document.desk.agent_shift_lead == timedelta(minutes=10)


def test_all_faults_of_shape_are_told_at_once(spoiled):
    text = (
        spoiled("agent_shift_lead: 10m", "agent_shift_lead: ten")
        .replace("prefix: IQ", "prefix: iq")
        .replace("    rank: 2\n    origin: SD-5", "    rank: 2\n    colour: red\n    origin: SD-5", 1)
    )

    with pytest.raises(RegulationInvalid) as caught:
        load(text)

    assert [(fault.section, fault.key, fault.line) for fault in caught.value.problems] == [
        ("desk", "agent_shift_lead", line_of(text, "agent_shift_lead: ten")),
        ("classes", "inquiry.prefix", line_of(text, "prefix: iq")),
        ("classes", "inquiry.colour", line_of(text, "colour: red")),
    ]


def test_days_are_no_working_time(spoiled):
    assert faults(spoiled("within: {working: 30m}", "within: {working: 2d}")) == [
        (
            "targets",
            "response.limits.0.within.working",
            "is working time: write hours and minutes, or use end_of_workday",
        )
    ]


@pytest.mark.parametrize(
    ("within", "key", "reason"),
    [
        ("working: 99999999999h", ".working", "is longer than ten years"),
        ("wall: 3651d", ".wall", "is longer than ten years"),
        ("end_of_workday: 251", ".end_of_workday", "Input should be less than or equal to 250"),
        ("days: 3651", ".days", "Input should be less than or equal to 3650"),
        ("months: 121", ".months", "Input should be less than or equal to 120"),
        ("times_each_workday: 97", ".times_each_workday", "Input should be less than or equal to 96"),
    ],
)
def test_no_promise_lasts_longer_than_a_clock_can_count(within, key, reason, spoiled):  # REQ BX-4
    document = spoiled("within: {working: 30m}", f"within: {{{within}}}")

    assert faults(document) == [("targets", f"response.limits.0.within{key}", reason)]


def test_a_calendar_that_opens_too_little_for_the_longest_promise_is_refused(desk):  # REQ BX-4
    start = desk.index("    week:\n")
    text = (
        desk[:start]
        + '    week: {mon: [{start: "9:00", end: "9:01"}]}\n'
        + desk[desk.index("    origin: SD-3\n", start) :]
    )

    ((section, key, reason),) = faults(text)

    assert (section, key) == ("calendars", "office")
    assert reason.startswith("opens too little: ")


@pytest.mark.parametrize("on", ["2026-13-40", "2026-02-30", "9999-12-31", "0001-01-01"])
def test_a_day_that_no_calendar_has_is_refused(on, desk):  # REQ BX-1
    start = desk.index("    week:\n")
    text = f"{desk[:start]}    days: [{{on: {on}, closed: yes}}]\n{desk[start:]}"

    assert faults(text) == [("calendars", "office.days.0.on", "is not a day such as 2026-10-01")]


def test_a_target_that_names_an_unknown_level_is_an_error_with_its_line(spoiled):
    text = spoiled(
        "{when: {level: high}, within: {working: 30m}", "{when: {level: top}, within: {working: 30m}"
    )

    with pytest.raises(RegulationInvalid) as caught:
        load(text)

    assert [str(fault) for fault in caught.value.problems] == [
        f"line {line_of(text, 'level: top')}: targets.response.limits.0.when.level: level 'top' is not known"
    ]


@pytest.mark.parametrize(
    ("passage", "by", "fault"),
    [
        (
            "    closing: answered\n",
            "    closing: nowhere\n",
            ("classes", "inquiry.closing", "closing rule 'nowhere' is not known"),
        ),
        (
            "    prefix: IQ\n",
            "    prefix: SD\n",
            ("classes", "fault.prefix", "SD already numbers the class 'inquiry'"),
        ),
        (
            "  - {impact: organisation, urgency: minor, level: medium}\n",
            "",
            ("grading", "matrix", "has a hole: nothing says the level of organisation x minor"),
        ),
        (
            "  - {impact: department, urgency: blocked, level: high}\n",
            "  - {impact: department, urgency: blocked, level: high}\n"
            "  - {impact: department, urgency: blocked, level: low}\n",
            ("grading", "matrix.3", "is never reached: rows above decide all its cells"),
        ),
        (
            "    starts_on: [ticket.taken, ticket.reopened]\n    meets_on: ticket.completed\n",
            "    starts_on: [ticket.taken, ticket.reopened]\n    meets_on: ticket.finished\n",
            ("targets", "resolution.meets_on", "fact 'ticket.finished' is not known"),
        ),
        (
            "    calendar: office\n    limits:\n    - {within: {working: 15m}",
            "    calendar: moon\n    limits:\n    - {within: {working: 15m}",
            ("targets", "acceptance.calendar", "calendar 'moon' is not known"),
        ),
        (
            "    - {at: due, to: desk_manager, channels: inbox}\n    origin: SD-13",
            "    - {at: due, to: nobody_we_know, channels: inbox}\n    origin: SD-13",
            ("ladders", "answer.steps.0.to", "role 'nobody_we_know' is not known"),
        ),
        (
            "    accept: [{from: new, to: accepted, origin: SD-9}]",
            "    accept: [{from: closed, to: new, origin: SD-9}]",
            ("workflow", "edges.accept.0", "'accept' can't take a ticket from 'closed' to 'new'"),
        ),
        (
            "    verify: [{from: completed, to: verified,",
            "    verify: [{from: [completed, completed], to: verified,",
            ("workflow", "edges.verify.0", "says twice what 'verify' does to a ticket that is 'completed'"),
        ),
        (
            "    mark: {zh: 标记重大, en: Mark as major}\n",
            "",
            ("workflow", "verbs", "verb 'mark' has no name"),
        ),
        (
            "class: fault, skill: system, standard_span: 8h, origin: default}",
            "class: fault, skill: system, standard_span: 8h, needs_approval: yes, origin: default}",
            (
                "categories",
                "slow.needs_approval",
                "needs approval, yet no edge of the workflow has the guard change_approved",
            ),
        ),
        (
            "    grade_at_least: 7\n",
            "",
            ("closing", "called_back.grade_at_least", "a grade is required and its number given, or neither"),
        ),
        (
            'subject: {zh: "【{number}】工程师已开始处理"',
            'subject: {zh: "【{nummer}】工程师已开始处理"',
            ("templates", "started.subject.zh", "placeholder 'nummer' is not known"),
        ),
        (
            "    questionnaire: engineer\n",
            "    questionnaire: nothing\n",
            ("call_backs", "satisfaction.questionnaire", "questionnaire 'nothing' is not known"),
        ),
        (
            "  time_zone: Asia/Shanghai\n",
            "  time_zone: Asia/Peking\n",
            ("desk", "time_zone", "time zone 'Asia/Peking' is not known"),
        ),
        (
            "    team: operations\n    template: routed_away",
            "    template: accepted",
            ("routes", "out_of_scope.template", "template 'accepted' does not listen to ticket.routed_away"),
        ),
    ],
)
def test_what_does_not_fit_together_is_refused(passage, by, fault, spoiled):
    assert fault in faults(spoiled(passage, by))


def test_a_target_whose_facts_cannot_happen_is_refused(desk):
    start = desk.index("    update: [{from:")
    text = desk[:start] + desk[desk.index("\n", start) + 1 :]

    assert faults(text) == [
        ("targets", "daily_update.meets_on", "can't happen: the workflow has no edge that leaves such a fact")
    ]


def test_a_target_that_waits_for_a_state_no_ticket_comes_to_is_refused(desk):
    text = "\n".join(line for line in desk.splitlines() if not line.startswith("    merge: [{from:")).replace(
        "    meets_on: [ticket.taken, ticket.hand_over_accepted, ticket.completed]", "    meets_on: merged", 1
    )

    assert (
        "targets", "response.meets_on", "can't happen: the workflow has no edge that leaves such a fact"
    ) in faults(text)  # fmt: skip


def test_a_calendar_that_never_opens_is_refused(desk):
    start = desk.index("    week:\n")
    text = desk[:start] + desk[desk.index("    origin: SD-3\n", start) :]

    assert faults(text) == [("calendars", "office", "the calendar never opens")]


def test_a_ladder_that_reaches_nobody_of_the_desk_is_refused(spoiled):
    text = spoiled(
        "    - {at: due, to: desk_manager, channels: inbox}\n    origin: SD-13",
        "    - {at: due, to: customer, channels: mail}\n    origin: SD-13",
    )

    assert faults(text) == [("ladders", "answer", "reaches nobody of the desk")]


def test_the_ladder_of_a_call_back_is_known_and_can_still_do_something_after_the_work(spoiled):
    unknown = spoiled("    ladder: call_back\n", "    ladder: nowhere\n")
    idle = spoiled("    ladder: call_back\n", "    ladder: resolution\n")

    assert faults(unknown) == [("call_backs", "satisfaction.ladder", "ladder 'nowhere' is not known")]
    assert faults(idle) == [
        (
            "call_backs",
            "satisfaction.ladder",
            "has a step that does 'ask_estimate', which comes to nothing once the work is done",
        )
    ]


def test_a_workflow_without_a_way_to_close_is_refused(spoiled):
    text = spoiled(
        "    - {from: [accepted, completed, verified], to: closed, guards: closing_rule_met",
        "    - {from: merged, to: closed, guards: closing_rule_met",
    )

    found = faults(text)

    assert ("workflow", "edges.close.0", "'close' can't take a ticket from 'merged' to 'closed'") in found


def test_a_dump_loads_to_the_same_document_and_is_stable(desk):
    document = load(desk)
    written = dump(document)

    assert load(written) == document
    assert dump(load(written)) == written
    assert digest_of(document) == digest_of(load(written))


def test_comments_and_layout_do_not_change_the_digest(desk):
    assert digest_of(load("# a remark\n" + desk)) == digest_of(load(desk))


# REQ BX-4
def test_the_difference_of_two_documents_is_listed_with_what_was_and_what_is(desk, spoiled):
    after = load(
        spoiled(
            "{when: {level: high}, within: {working: 30m}", "{when: {level: high}, within: {working: 20m}"
        ).replace(
            "  upgrade: {name: {zh: 版本与升级, en: Versions and upgrades}, class: inquiry, origin: default}\n",
            "",
        )
    )

    assert changes(load(desk), after) == [
        Change(
            "categories/upgrade",
            {
                "name": {"zh": "版本与升级", "en": "Versions and upgrades"},
                "class": "inquiry",
                "origin": "default",
            },
            None,
        ),
        Change("targets/response/limits/1/within/working", "30m", "20m"),
    ]


def test_the_same_document_differs_in_nothing(desk):
    assert changes(load(desk), load(desk)) == []


# REQ BX-4
def test_faults_of_shape_hide_no_faults_between_sections(desk):
    spoiled = (
        desk.replace("hotline: 400-000-0000", "hotline: 400\n  colour: red")
        .replace("  calendar: office\n  agent_shift_lead", "  calendar: offic\n  agent_shift_lead")
        .replace("\nlevels:", "\nlevels:\n  lowest: {}")
        .replace("ladder: handler_duty", "ladder: gone", 1)
        .replace("prefix: CP", "prefix: CP\n    prefix: CQ", 1)
    )

    with pytest.raises(RegulationInvalid) as refused:
        load(spoiled)

    assert [(fault.section, fault.key, fault.reason) for fault in refused.value.problems] == [
        ("desk", "colour", "is not a key of this section"),
        ("desk", "calendar", "calendar 'offic' is not known"),
        ("classes", "complaint.prefix", "stands twice"),
        ("levels", "lowest.definition", "is missing"),
        ("levels", "lowest.name", "is missing"),
        ("levels", "lowest.priority", "is missing"),
        ("levels", "lowest.rank", "is missing"),
        ("targets", "first_contact.ladder", "ladder 'gone' is not known"),
    ]
    assert None not in [fault.line for fault in refused.value.problems]


def test_a_rule_that_is_misshapen_still_counts_as_known_to_others(desk):
    spoiled = desk.replace("\nladders:\n", "\nladders:\n  odd: {steps: no}\n").replace(
        "ladder: handler_duty", "ladder: odd", 1
    )

    with pytest.raises(RegulationInvalid) as refused:
        load(spoiled)

    assert {fault.section for fault in refused.value.problems} == {"ladders"}


# REQ CS-4 CS-11 BX-1
@pytest.mark.parametrize(
    ("passage", "by", "place", "reason"),
    [
        (
            "figure: dispatch_accuracy",
            "figure: luck",
            "kpi.dispatch_accuracy.figure",
            "figure 'luck' is not known",
        ),
        (
            "report: quality_analysis",
            "report: poem",
            "reports.quality_analysis.report",
            "report 'poem' is not known",
        ),
    ],
)
def test_figures_and_reports_are_of_a_closed_set(spoiled, passage, by, place, reason):
    with pytest.raises(RegulationInvalid) as refused:
        load(spoiled(passage, by))

    assert [(f"{fault.section}.{fault.key}", fault.reason) for fault in refused.value.problems] == [
        (place, reason)
    ]


def test_a_limit_that_contradicts_its_promise_is_refused(spoiled):
    text = spoiled(
        "    - {within: {working: 2h}, origin: SD-17}",
        "    - {when: {class: fault}, within: {working: 1h}, origin: default}\n    - {within: {working: 2h}, origin: SD-17}",
    )

    with pytest.raises(RegulationInvalid) as refused:
        load(text)

    assert [fault.reason for fault in refused.value.problems] == [
        "can never hold beside the promise's own condition"
    ]


def test_steps_of_a_ladder_stand_in_the_order_of_time(spoiled):
    text = spoiled(
        "\nladders:\n",
        """
ladders:
  hasty:
    name: {zh: 乱序, en: Hasty}
    steps: [{at: due, to: desk_manager}, {at: 50%, to: desk_manager}]
""",
    )

    with pytest.raises(RegulationInvalid) as refused:
        load(text)

    assert [(fault.section, fault.key, fault.reason) for fault in refused.value.problems] == [
        ("ladders", "hasty.steps", "do not stand in the order of time")
    ]


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ("origin: ZZ-1", "is neither default nor clauses such as SD-7, BX-10"),
        ("wanted: much", "is not a value to reach such as >=95% or <=3"),
    ],
)
def test_what_fits_no_pattern_is_told_in_words(written, reason):  # REQ BX-4
    text = f"based_on: desk\nkpi:\n  own: {{name: {{zh: 甲, en: A}}, figure: kept_promises, {written}}}\n"

    with pytest.raises(RegulationInvalid) as refused:
        load(text, find=lambda code: files("shouwen.presets").joinpath(f"{code}.yaml").read_text("utf-8"))

    assert [fault.reason for fault in refused.value.problems] == [reason]


# REQ RS-6
def test_a_step_that_brings_in_nobody_who_is_known_is_refused_with_its_place(spoiled):
    step = "    - {at: due, to: desk_manager, channels: inbox"
    answer = f"    name: {{zh: 答复升级, en: Escalation of the answer}}\n    steps:\n{step}"

    def with_it(words: str) -> list[tuple[str, str, str]]:
        return faults(spoiled(answer, f"{answer}, {words}"))

    assert sorted(with_it("act: add_helper, brings: [experts, 'team:nowhere']")) == [
        ("ladders", "answer.steps.0.brings", "role 'experts' is not known"),
        ("ladders", "answer.steps.0.brings", "team 'nowhere' is not known"),
    ]
    assert with_it("act: add_helper, brings: customer") == [
        ("ladders", "answer.steps.0.brings", "brings in nobody of the desk")
    ]
    assert with_it("brings: desk_manager, wish: {zh: 看一下, en: Have a look}") == [
        ("ladders", "answer.steps.0.brings", "is only for a step that brings somebody in"),
        ("ladders", "answer.steps.0.wish", "is only for a step that brings somebody in"),
    ]


# REQ BX-4
@pytest.mark.parametrize("form", [":>999999999", ":x", "!r", ":{due}"])
def test_a_placeholder_takes_no_form(form, desk):
    start = desk.index("zh:", desk.index("    body:", desk.index("\ntemplates:")))
    head, tail = desk[:start], desk[start:].replace("{number}", f"{{number{form}}}", 1)

    ((section, key, reason),) = faults(head + tail)

    assert (section, key.rpartition(".")[2]) == ("templates", "zh")
    assert reason == f"placeholder 'number' stands alone in its braces: leave {form!r} out"
