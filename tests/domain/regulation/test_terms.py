"""Targets, ladders and call-backs become the terms that clocks run on."""

from datetime import time, timedelta

import pytest

from shouwen.domain.clocks.terms import Point, QuietHours, Recipient, TimesADay, Trigger, WorkingSpan
from shouwen.domain.regulation.loading import load
from shouwen.domain.regulation.terms import recipient, terms_of
from tests.domain.regulation.conftest import shipped


@pytest.fixture
def terms(desk):
    return {one.code: one for one in terms_of(load(desk))}


def test_each_limit_of_a_target_has_terms_of_its_own(terms):
    assert [
        (code, one.due, dict(one.condition)) for code, one in terms.items() if one.promise == "response"
    ] == [
        (
            "response/1",
            WorkingSpan(timedelta(minutes=30)),
            {"class": frozenset({"fault"}), "level": frozenset({"high"})},
        ),
        (
            "response/2",
            WorkingSpan(timedelta(hours=2)),
            {"class": frozenset({"fault"}), "level": frozenset({"medium"})},
        ),
        (
            "response/3",
            WorkingSpan(timedelta(hours=4)),
            {"class": frozenset({"fault"}), "level": frozenset({"low"})},
        ),
    ]


def test_facts_and_states_become_triggers(terms):
    resolution = terms["resolution/1"]

    assert resolution.starts_on == (Trigger(facts=frozenset({"ticket.taken", "ticket.reopened"})),)
    assert resolution.meets_on == (Trigger(facts=frozenset({"ticket.completed"}), by_people=True),)
    assert resolution.pauses_while.states == frozenset({"suspended"})


# REQ SA-11
def test_only_full_updates_by_people_meet_the_daily_update(terms):
    daily = terms["daily_update/1"]

    assert daily.due == TimesADay(1)
    assert [(one.by_people, one.substantial) for one in daily.meets_on] == [(True, True)]


# REQ SD-14
def test_warnings_come_before_the_steps_of_the_ladder(terms):
    stages = terms["response/1"].stages

    assert [(stage.code, stage.point, stage.escalates) for stage in stages] == [
        ("warn@50%", Point(share=0.5), False),
        ("warn@75%", Point(share=0.75), False),
        ("response/1", Point(share=0.75), True),
        ("response/2", Point(), True),
        ("response/3", Point(offset=timedelta(hours=1)), True),
    ]
    assert stages[3].recipients == (Recipient("role", "desk_manager"), Recipient("team_leader"))
    assert (stages[3].channels, stages[3].actions) == (("inbox", "mail"), ("ask_estimate",))


# REQ BX-1 SD-14
def test_a_call_back_has_the_ladder_its_rule_names(terms):
    steps = terms["call_back.satisfaction/1"].stages

    assert [(step.code, step.point, step.recipients, step.actions) for step in steps] == [
        ("call_back/1", Point(), (Recipient("owner"),), ("tell",)),
        (
            "call_back/2",
            Point(offset=timedelta(hours=4)),
            (Recipient("role", "desk_manager"),),
            ("hand_to_manager",),
        ),
    ]


def test_quiet_hours_spare_nobody_at_the_levels_named():
    always = {one.code: one for one in terms_of(load(shipped("always-on"), find=shipped))}

    assert always["resolution/1"].quiet == QuietHours(
        begins=time(22), ends=time(7), loud=(("level", frozenset({"critical", "urgent"})),)
    )


# REQ SD-15
def test_a_call_back_is_a_promise_met_by_its_own_result(terms):
    call = terms["call_back.satisfaction/1"]

    assert call.due == WorkingSpan(timedelta(hours=2))
    assert call.starts_on == (Trigger(facts=frozenset({"ticket.completed"})),)
    assert call.meets_on == (
        Trigger(
            facts=frozenset({"ticket.call_back_recorded"}),
            where=(("call_back", frozenset({"satisfaction"})),),
            by_people=True,
        ),
    )


@pytest.mark.parametrize(
    ("party", "meant"),
    [
        ("duty:first_line", Recipient("rota", "first_line")),
        ("person:zhang", Recipient("person", "zhang")),
        ("owner", Recipient("owner")),
        ("desk_manager", Recipient("role", "desk_manager")),
    ],
)
def test_parties_are_relations_roles_and_named_posts(party, meant):
    assert recipient(party) == meant
