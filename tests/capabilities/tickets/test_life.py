"""The life of a ticket: what each command makes true, and what a refused one leaves as it was."""

from datetime import timedelta

import pytest
from django.utils import translation

from shouwen.base.actors import SYSTEM
from shouwen.base.refusals import InvalidInput, NotPermitted, NotVisible, StaleView
from shouwen.capabilities.people.commands.duty import give_leave
from shouwen.capabilities.people.models import Person
from shouwen.capabilities.people.queries import actor_of
from shouwen.capabilities.tickets.choices import LinkKind, Outcome, Way
from shouwen.capabilities.tickets.commands import (
    accept_hand_over,
    accept_ticket,
    add_note,
    ask_in,
    cancel_ticket,
    change_owner,
    close_ticket,
    complete_ticket,
    confirm_solution,
    dispatch_ticket,
    finish_task,
    give_estimate,
    grade_ticket,
    hand_over,
    link_tickets,
    merge_tickets,
    propose_solution,
    record_customer_word,
    record_workaround,
    refuse_dispatch,
    reopen_ticket,
    reply_to_customer,
    resume_ticket,
    return_hand_over,
    route_away,
    set_parent,
    split_ticket,
    suspend_ticket,
    take_ticket,
    undo,
    unmerge_tickets,
    update_progress,
    urge_ticket,
)
from shouwen.capabilities.tickets.models import Dispatch, Ticket
from shouwen.capabilities.tickets.queries import candidates, candidates_of_many
from shouwen.capabilities.tickets.refusals import (
    EngineerOffDuty,
    MergeRefused,
    NotClosable,
    SolutionNotConfirmed,
    TasksOpen,
    UndoTooLate,
    UpdateTooThin,
    VerbRefused,
)
from tests.capabilities.tickets.makers import (
    MONDAY_9,
    MONDAY_10,
    MONDAY_11,
    a_desk,
    a_request,
    a_ticket,
    a_ticket_in_work,
    told,
)

pytestmark = pytest.mark.django_db


# REQ SD-1 SD-5 SD-6 SD-8 BX-7 BX-9
def test_an_agent_who_registers_owns_the_ticket_and_has_accepted_it():
    desk = a_desk()

    ticket = a_ticket(desk)

    assert ticket.number == "SD-20261123-0001"
    assert (ticket.owner, ticket.state, ticket.channel) == (desk.agent, "accepted", "phone")
    assert ticket.contract_id == desk.contract.pk
    assert ticket.level_id is not None
    assert told(ticket) == ["ticket.registered", "ticket.accepted"]


# REQ SD-5
def test_a_sub_category_of_another_class_is_refused_and_says_to_which_it_belongs():
    desk = a_desk()

    with pytest.raises(InvalidInput) as refused:
        a_ticket(desk, category="suggestion")

    assert refused.value.errors == {"category": "该子类属于“其他”，请改选类别或子类。"}
    assert Ticket.objects.count() == 0


# REQ SD-1 SD-8
def test_a_customers_own_report_waits_as_new_with_an_owner_on_duty():
    desk = a_desk()

    ticket = a_ticket(desk, actor=desk.as_contact, channel="portal")

    assert (ticket.state, ticket.owner_id, ticket.awaits_answer) == ("new", desk.agent.pk, True)


# REQ SA-9
def test_a_customer_may_not_register_where_the_regulation_leaves_it_to_agents():
    desk = a_desk("sla")
    with pytest.raises(NotPermitted):
        a_ticket(desk, actor=desk.as_contact, channel="portal")
    assert Ticket.objects.count() == 0


# REQ SA-8
def test_every_missing_field_is_named_at_once_and_there_is_no_ticket():
    desk = a_desk()

    with pytest.raises(InvalidInput) as refused:
        a_ticket(desk, description=" ", impact="nonsense")

    assert set(refused.value.errors) >= {"description", "impact"}
    assert Ticket.objects.count() == 0


# REQ SD-9 SD-22
def test_dispatch_and_receipt_put_the_ticket_into_work():
    desk = a_desk()

    ticket = a_ticket_in_work(desk)

    assert (ticket.state, ticket.handler, ticket.responsible, ticket.owner) == (
        "in_progress",
        desk.engineer,
        desk.engineer,
        desk.agent,
    )
    assert [d.outcome for d in Dispatch.objects.filter(ticket=ticket)] == [Outcome.TAKEN]


# REQ RS-13
def test_a_ticket_is_never_dispatched_to_somebody_off_duty():
    desk = a_desk()
    give_leave(
        person=desk.engineer, starts_at=MONDAY_9, ends_at=MONDAY_11, reason="sick", actor=SYSTEM, at=MONDAY_9
    )
    ticket = a_ticket(desk)

    with pytest.raises(EngineerOffDuty):
        dispatch_ticket(ticket=ticket, engineer=desk.engineer, actor=desk.as_agent, at=MONDAY_9)

    ticket.refresh_from_db()
    assert (ticket.state, ticket.handler) == ("accepted", None)
    assert told(ticket) == ["ticket.registered", "ticket.accepted"]


# REQ SD-22 CS-7
def test_a_wrong_target_counts_as_wrong_and_the_second_dispatch_reassigns():
    desk = a_desk()
    ticket = a_ticket_in_work(desk)

    ticket = dispatch_ticket(
        ticket=ticket,
        engineer=desk.other_engineer,
        wrong_reason=_first(ticket, "wrong_reasons"),
        actor=desk.as_agent,
        at=MONDAY_11,
    )

    assert (ticket.handler, ticket.owner) == (desk.other_engineer, desk.agent)
    outcomes = Dispatch.objects.filter(ticket=ticket).order_by("pk").values_list("outcome", flat=True)
    assert list(outcomes) == [Outcome.WRONG, Outcome.OPEN]


# REQ CS-7
def test_a_refusal_needs_a_reason_of_the_regulation_and_the_ticket_waits_again():
    desk = a_desk()
    ticket = a_ticket(desk)
    dispatch_ticket(ticket=ticket, engineer=desk.engineer, actor=desk.as_agent, at=MONDAY_9)

    with pytest.raises(InvalidInput):
        refuse_dispatch(ticket=ticket, reason="no mood", actor=desk.as_engineer, at=MONDAY_9)
    ticket = refuse_dispatch(
        ticket=ticket,
        reason=_first(ticket, "refusal_reasons"),
        text="已在别的现场",
        actor=desk.as_engineer,
        at=MONDAY_9,
    )

    assert (ticket.state, ticket.handler) == ("accepted", None)
    assert Dispatch.objects.get(ticket=ticket).outcome == Outcome.REFUSED
    assert list(ticket.entries.filter(kind="reason").values_list("body", flat=True)) == ["已在别的现场"]


def test_only_those_who_hold_a_ticket_or_may_work_on_all_work_on_it():
    desk = a_desk()
    ticket = a_ticket_in_work(desk)
    with pytest.raises(NotPermitted):
        suspend_ticket(
            ticket=ticket,
            reason="customer",
            until=MONDAY_11,
            actor=desk.as_contact,
            at=MONDAY_10,
        )


# REQ SA-11
def test_a_thin_or_repeated_progress_update_is_none():
    desk = a_desk()
    ticket = a_ticket_in_work(desk)
    said = {"done": "更换搓纸轮", "found": "搓纸轮磨损", "next_step": "测试打印", "next_at": MONDAY_11}

    with pytest.raises(UpdateTooThin):
        update_progress(ticket=ticket, **{**said, "found": ""}, actor=desk.as_engineer, at=MONDAY_10)
    update_progress(ticket=ticket, **said, actor=desk.as_engineer, at=MONDAY_10)
    with pytest.raises(UpdateTooThin):
        update_progress(ticket=ticket, **said, actor=desk.as_engineer, at=MONDAY_11)

    assert told(ticket).count("ticket.progress_updated") == 1


# REQ SA-11
def test_a_progress_update_of_one_word_thrice_or_with_a_next_step_in_the_past_is_none():
    desk = a_desk()
    ticket = a_ticket_in_work(desk)
    same = {"done": "在处理", "found": "在处理", "next_step": "继续处理", "next_at": MONDAY_11}
    past = {"done": "更换搓纸轮", "found": "搓纸轮磨损", "next_step": "测试打印", "next_at": MONDAY_9}

    with pytest.raises(UpdateTooThin):
        update_progress(ticket=ticket, **same, actor=desk.as_engineer, at=MONDAY_10)
    with pytest.raises(InvalidInput) as refused:
        update_progress(ticket=ticket, **past, actor=desk.as_engineer, at=MONDAY_10)

    assert set(refused.value.errors) == {"next_at"}
    assert "ticket.progress_updated" not in told(ticket)


# REQ RS-4 CS-7
def test_a_refused_ticket_is_suggested_to_somebody_else_and_says_who_refused_it():
    desk = a_desk()
    ticket = a_ticket(desk)
    first, other = candidates(ticket=ticket, at=MONDAY_9)
    engineer = Person.objects.get(pk=first.person_id)
    dispatch_ticket(ticket=ticket, engineer=engineer, actor=desk.as_agent, at=MONDAY_9)
    by_him = {"actor": actor_of(engineer), "at": MONDAY_9}
    ticket = refuse_dispatch(ticket=ticket, reason="no_skill", text="不会修", **by_him)

    for found in (
        candidates(ticket=ticket, at=MONDAY_10),
        candidates_of_many(tickets=[ticket], at=MONDAY_10, limit=2)[ticket.pk],
    ):
        assert [one.person_id for one in found] == [other.person_id, engineer.pk]
        assert [one.reasons[0].code == "has_refused" for one in found] == [False, True]


def test_what_is_completed_is_in_nobodys_hands():
    desk = a_desk()
    _completed(desk, a_ticket_in_work(desk))

    loads = {one.person_id: one.open_tickets for one in candidates(ticket=a_ticket(desk), at=MONDAY_11)}

    assert loads[desk.engineer.pk] == 0


# REQ SD-14
def test_completed_work_needs_no_new_estimate():
    desk = a_desk()
    ticket = a_ticket_in_work(desk)
    Ticket.objects.filter(pk=ticket.pk).update(estimate_asked_at=MONDAY_10)

    assert _completed(desk, ticket).estimate_asked_at is None


def test_nothing_is_put_off_estimated_or_wished_for_more_than_a_year_ahead_nor_wished_for_in_the_past():
    desk = a_desk()
    ticket = a_ticket_in_work(desk)
    desk_is = {"ticket": ticket, "actor": desk.as_engineer, "at": MONDAY_10}
    reason = "waiting_parts"
    said = {"done": "更换搓纸轮", "found": "搓纸轮磨损", "next_step": "测试打印"}
    far, past = MONDAY_10.replace(year=2099), MONDAY_9
    acts = {
        "until": lambda when: suspend_ticket(reason=reason, until=when, **desk_is),
        "until ": lambda when: give_estimate(until=when, reason="等备件", **desk_is),
        "next_at": lambda when: update_progress(next_at=when, **said, **desk_is),
        "due_at": lambda when: ask_in(person=desk.other_engineer, wish="看日志", due_at=when, **desk_is),
    }

    for name, act in acts.items():
        for when, words in ((far, "more than a year"), (past, "in the future")):
            with translation.override("en"), pytest.raises(InvalidInput, match=words) as refused:
                act(when)
            assert set(refused.value.errors) == {name.strip()}

    assert told(ticket)[-1] == "ticket.taken"
    assert suspend_ticket(reason=reason, until=MONDAY_10.replace(year=2027), **desk_is).state == "suspended"


# REQ SD-12
def test_completion_asks_for_cause_and_solution():
    desk = a_desk()
    ticket = a_ticket_in_work(desk)

    with pytest.raises(InvalidInput) as refused:
        complete_ticket(ticket=ticket, cause="", solution="", actor=desk.as_engineer, at=MONDAY_11)
    assert set(refused.value.errors) >= {"solution"}

    ticket = _completed(desk, ticket)
    assert (ticket.state, ticket.cause, ticket.solved_how) == ("completed", "搓纸轮磨损", "on_site")


# REQ SD-15 BX-8
def test_a_ticket_does_not_close_before_its_closing_rule_is_met():
    desk = a_desk()
    ticket = _completed(desk, a_ticket_in_work(desk))

    with pytest.raises(NotClosable):
        close_ticket(ticket=ticket, actor=desk.as_agent, at=MONDAY_11)

    ticket = close_ticket(
        ticket=ticket, override_reason="客户已书面确认", actor=desk.as_manager, at=MONDAY_11
    )
    assert (ticket.state, ticket.close_kind) == ("closed", "overridden")


# REQ SA-12
def test_an_agent_may_not_override_the_closing_rule():
    desk = a_desk()
    ticket = _completed(desk, a_ticket_in_work(desk))
    with pytest.raises(NotPermitted):
        close_ticket(ticket=ticket, override_reason="快下班了", actor=desk.as_agent, at=MONDAY_11)


# REQ SD-15
def test_reopening_goes_back_to_work_with_the_same_people():
    desk = a_desk()
    ticket = _completed(desk, a_ticket_in_work(desk))

    ticket = reopen_ticket(ticket=ticket, reason="又卡纸了", actor=desk.as_agent, at=MONDAY_11)

    assert (ticket.state, ticket.handler, ticket.owner, ticket.reopened) == (
        "in_progress",
        desk.engineer,
        desk.agent,
        1,
    )


# REQ SD-15 RS-7
def test_after_reopening_nobody_is_asked_to_confirm_the_solution_that_did_not_hold():
    desk = a_desk()
    ticket = a_ticket_in_work(desk)
    ticket = propose_solution(ticket=ticket, solution="更换搓纸轮", actor=desk.as_engineer, at=MONDAY_10)
    ticket = confirm_solution(ticket=ticket, how="phone", actor=desk.as_agent, at=MONDAY_10)
    ticket = _completed(desk, ticket)

    ticket = reopen_ticket(ticket=ticket, reason="又卡纸了", actor=desk.as_agent, at=MONDAY_11)
    ticket = _completed(desk, ticket)

    assert (ticket.state, ticket.proposal) == ("completed", "")


def test_a_suspended_ticket_says_why_and_until_when_and_goes_on_where_it_rested():
    desk = a_desk()
    ticket = a_ticket_in_work(desk)
    reason = _first(ticket, "suspension_reasons")

    with pytest.raises(InvalidInput) as refused:
        suspend_ticket(ticket=ticket, reason="?", until=MONDAY_9, actor=desk.as_engineer, at=MONDAY_10)
    assert set(refused.value.errors) == {"reason", "until"}
    ticket = suspend_ticket(
        ticket=ticket, reason=reason, until=MONDAY_11, actor=desk.as_engineer, at=MONDAY_10
    )
    assert (ticket.state, ticket.suspend_reason) == ("suspended", reason)

    ticket = resume_ticket(ticket=ticket, actor=desk.as_engineer, at=MONDAY_11)
    assert (ticket.state, ticket.suspended_until) == ("in_progress", None)


# REQ SA-25
def test_the_customers_word_wakes_a_ticket_that_waited_for_him():
    desk = a_desk()
    ticket = a_ticket_in_work(desk)
    waiting = next(code for code in _reasons(ticket, "suspension_reasons") if "customer" in code)
    ticket = suspend_ticket(
        ticket=ticket, reason=waiting, until=MONDAY_11, actor=desk.as_engineer, at=MONDAY_10
    )
    assert ticket.lane == "customer"

    record_customer_word(
        ticket=ticket, text="配件到了", channel="portal", actor=desk.as_contact, at=MONDAY_10
    )

    ticket.refresh_from_db()
    assert (ticket.state, ticket.awaits_answer) == ("in_progress", True)


# REQ SA-25 DP-7
def test_a_reason_waits_for_the_customer_where_the_regulation_says_so_whatever_it_is_called():
    desk = a_desk("software")
    ticket = suspend_ticket(
        ticket=a_ticket(desk),
        reason="waiting_written_report",
        until=MONDAY_11,
        actor=desk.as_agent,
        at=MONDAY_10,
    )
    assert ticket.lane == "customer"
    told = {"ticket": ticket, "text": "报告见附件", "actor": desk.as_contact, "at": MONDAY_10}
    record_customer_word(**told, channel="mail")
    ticket.refresh_from_db()
    assert (ticket.state, ticket.lane) == ("accepted", "agent")

    ticket = suspend_ticket(
        ticket=ticket, reason="looking_up", until=MONDAY_11, actor=desk.as_agent, at=MONDAY_10
    )
    assert ticket.lane == "agent"
    record_customer_word(**told, channel="mail")
    ticket.refresh_from_db()
    assert ticket.state == "suspended"


# REQ SD-30 SA-25
def test_a_hand_over_needs_what_was_tried_and_the_owner_stays():
    desk = a_desk()
    ticket = a_ticket_in_work(desk)
    third = _team("third_line")

    with pytest.raises(InvalidInput):
        hand_over(ticket=ticket, team=third, tried="", reason="", actor=desk.as_engineer, at=MONDAY_10)
    ticket = hand_over(
        ticket=ticket,
        team=third,
        tried="更换搓纸轮，重装驱动",
        reason="驱动异常",
        next_step="分析日志",
        actor=desk.as_engineer,
        at=MONDAY_10,
    )

    assert (ticket.team, ticket.owner, ticket.lane) == (third, desk.agent, "rnd")


# REQ SD-30
def test_a_hand_over_is_accepted_or_returned_to_whoever_gave_it():
    desk = a_desk()
    ticket = a_ticket_in_work(desk)
    package = {"team": desk.second_line, "tried": "重启", "reason": "未恢复"}
    hand_over(ticket=ticket, **package, actor=desk.as_engineer, at=MONDAY_10)

    ticket = return_hand_over(ticket=ticket, answer="请先取日志", actor=desk.as_other_engineer, at=MONDAY_10)
    assert (ticket.state, ticket.handler) == ("in_progress", desk.engineer)

    hand_over(ticket=ticket, **package, actor=desk.as_engineer, at=MONDAY_11)
    ticket = accept_hand_over(ticket=ticket, actor=desk.as_other_engineer, at=MONDAY_11)
    assert (ticket.state, ticket.handler) == ("in_progress", desk.other_engineer)


# REQ RS-7
def test_a_proposed_solution_is_confirmed_before_completion():
    desk = a_desk()
    ticket = a_ticket_in_work(desk)
    propose_solution(ticket=ticket, solution="更换整机", actor=desk.as_engineer, at=MONDAY_10)

    with pytest.raises(SolutionNotConfirmed):
        _completed(desk, ticket)
    confirm_solution(ticket=ticket, actor=desk.as_contact, at=MONDAY_10)

    assert _completed(desk, ticket).state == "completed"


# REQ RS-8
def test_a_workaround_is_kept_apart_from_the_solution():
    desk = a_desk()
    ticket = record_workaround(
        ticket=a_ticket_in_work(desk), workaround="先用一楼打印机", actor=desk.as_engineer, at=MONDAY_10
    )
    assert (ticket.workaround, ticket.solution, ticket.state) == ("先用一楼打印机", "", "in_progress")


# REQ CS-2 RS-6
def test_helpers_have_their_own_tasks_and_completion_waits_for_them():
    desk = a_desk()
    ticket = a_ticket_in_work(desk)
    task = ask_in(
        ticket=ticket, person=desk.other_engineer, wish="查驱动", actor=desk.as_engineer, at=MONDAY_10
    )

    assert Ticket.objects.visible_to(desk.as_other_engineer).filter(pk=ticket.pk).exists()
    with pytest.raises(TasksOpen):
        _completed(desk, ticket)
    finish_task(task=task, result="驱动正常", actor=desk.as_other_engineer, at=MONDAY_10)
    assert _completed(desk, ticket).responsible == desk.engineer


# REQ CS-2 RS-6
def test_a_helpers_task_is_ended_by_whoever_asked_him_or_holds_the_ticket_and_by_no_other_helper():
    desk = a_desk()
    ticket = a_ticket_in_work(desk)
    tasks = [
        ask_in(ticket=ticket, person=desk.other_engineer, wish=wish, actor=by, at=MONDAY_10)
        for wish, by in (("查驱动", desk.as_engineer), ("查网络", desk.as_manager))
    ]
    for_another = ask_in(ticket=ticket, person=desk.agent, wish="问客户", actor=desk.as_manager, at=MONDAY_10)

    with pytest.raises(NotVisible):
        finish_task(task=for_another, result="问过了", actor=desk.as_other_engineer, at=MONDAY_10)
    for task in (*tasks, for_another):
        finish_task(task=task, result="不再需要", actor=desk.as_engineer, at=MONDAY_10)

    assert _completed(desk, ticket).responsible == desk.engineer


# REQ SD-10 SA-7
def test_a_request_routed_away_keeps_its_reason_and_stays_visible():
    desk = a_desk()
    ticket = a_ticket(desk)
    route = next(iter(_document().routes))

    ticket = route_away(ticket=ticket, route=route, reason="属于新需求", actor=desk.as_agent, at=MONDAY_10)

    assert (ticket.state, ticket.route_id) == ("routed_away", f"route/{route}")
    assert Ticket.objects.visible_to(desk.as_agent).filter(pk=ticket.pk).exists()


# REQ SD-8 BX-7
def test_the_owner_changes_only_by_a_managers_explicit_act():
    desk = a_desk()
    ticket = a_ticket(desk)

    with pytest.raises(NotPermitted):
        change_owner(ticket=ticket, owner=desk.manager, reason="换班", actor=desk.as_agent, at=MONDAY_10)
    ticket = change_owner(
        ticket=ticket, owner=desk.manager, reason="客户要求", actor=desk.as_manager, at=MONDAY_10
    )

    assert ticket.owner == desk.manager
    assert told(ticket)[-1] == "ticket.owner_changed"


# REQ RS-3 SD-6
def test_another_level_by_hand_needs_a_reason():
    desk = a_desk()
    ticket = a_ticket(desk)
    other = next(code for code in _document().levels if f"level/{code}" != ticket.level_id)

    with pytest.raises(InvalidInput) as refused:
        grade_ticket(ticket=ticket, level=other, actor=desk.as_agent, at=MONDAY_10)
    assert set(refused.value.errors) == {"reason"}

    ticket = grade_ticket(ticket=ticket, level=other, reason="影响扩大", actor=desk.as_agent, at=MONDAY_10)
    assert ticket.level_id == f"level/{other}"


def test_ones_own_news_holds_no_answer_back():
    desk = a_desk()
    ticket = a_ticket(desk)
    seen = ticket.subject.seq
    add_note(ticket=ticket, text="已查手册", actor=desk.as_agent, at=MONDAY_9)

    reply_to_customer(ticket=ticket, text="请稍候", actor=desk.as_agent, at=MONDAY_10, seen=seen)

    assert "ticket.replied" in told(ticket)


def test_an_answer_over_news_the_agent_has_not_seen_is_held_back():
    desk = a_desk()
    ticket = a_ticket(desk)
    seen = ticket.subject.seq
    add_note(ticket=ticket, text="客户来电补充", actor=desk.as_manager, at=MONDAY_9)

    with pytest.raises(StaleView):
        reply_to_customer(ticket=ticket, text="请稍候", actor=desk.as_agent, at=MONDAY_10, seen=seen)

    assert "ticket.replied" not in told(ticket)


def test_hurrying_is_counted():
    desk = a_desk()
    ticket = urge_ticket(ticket=a_ticket_in_work(desk), actor=desk.as_contact, at=MONDAY_10)
    assert ticket.urged == 1


def test_merging_keeps_one_ticket_and_can_be_undone():
    desk = a_desk()
    first, second = a_ticket(desk), a_ticket(desk, at=MONDAY_10)

    survivor = merge_tickets(absorbed=second, survivor=first, actor=desk.as_agent, at=MONDAY_10)
    second.refresh_from_db()
    assert (second.state, second.merged_into, survivor.pk) == ("merged", first, first.pk)

    unmerge_tickets(absorbed=second, actor=desk.as_agent, at=MONDAY_10)
    second.refresh_from_db()
    assert (second.state, second.merged_into) == ("accepted", None)


def test_a_ticket_absorbs_neither_itself_nor_another_customers():
    desk = a_desk()
    ticket = a_ticket(desk)
    with pytest.raises(MergeRefused):
        merge_tickets(absorbed=ticket, survivor=ticket, actor=desk.as_agent, at=MONDAY_10)


def test_a_second_matter_is_split_off_and_linked():
    desk = a_desk()
    ticket = a_ticket(desk)
    child = split_ticket(
        ticket=ticket, new=a_request(desk, description="另：扫描仪也坏了"), actor=desk.as_agent, at=MONDAY_10
    )
    assert [(link.other_id, link.kind) for link in child.links.all()] == [(ticket.pk, "split_from")]


def test_links_repeat_harmlessly_and_a_circle_of_parents_is_refused():
    desk = a_desk()
    one, two = a_ticket(desk), a_ticket(desk)
    for _ in range(2):
        link_tickets(ticket=one, other=two, kind=LinkKind.RELATED, actor=desk.as_agent, at=MONDAY_10)
    set_parent(ticket=one, parent=two, actor=desk.as_agent, at=MONDAY_10)

    with pytest.raises(InvalidInput):
        set_parent(ticket=two, parent=one, actor=desk.as_agent, at=MONDAY_10)
    assert one.links.count() == 1


def test_undo_makes_no_circle_of_parents():
    desk = a_desk()
    one, two, three = a_ticket(desk), a_ticket(desk), a_ticket(desk)
    set_parent(ticket=one, parent=two, actor=desk.as_agent, at=MONDAY_10)
    set_parent(ticket=one, parent=None, actor=desk.as_agent, at=MONDAY_10)
    set_parent(ticket=two, parent=one, actor=desk.as_agent, at=MONDAY_10)

    with pytest.raises(UndoTooLate):
        undo(ticket=one, seq=_seq(one, "ticket.parent_set"), actor=desk.as_agent, at=MONDAY_10)
    set_parent(ticket=three, parent=two, actor=desk.as_agent, at=MONDAY_10)

    parents = [Ticket.objects.get(pk=each.pk).parent_id for each in (one, two, three)]
    assert parents == [None, one.pk, two.pk]


def test_undo_puts_a_dispatch_back_until_something_else_happens():
    desk = a_desk()
    ticket = dispatch_ticket(ticket=a_ticket(desk), engineer=desk.engineer, actor=desk.as_agent, at=MONDAY_9)
    dispatched = _seq(ticket, "ticket.dispatched")

    ticket = undo(ticket=ticket, seq=dispatched, actor=desk.as_agent, at=MONDAY_9)
    assert (ticket.state, ticket.handler) == ("accepted", None)

    ticket = dispatch_ticket(ticket=ticket, engineer=desk.engineer, actor=desk.as_agent, at=MONDAY_9)
    take_ticket(ticket=ticket, actor=desk.as_engineer, at=MONDAY_9)
    with pytest.raises(UndoTooLate):
        undo(ticket=ticket, seq=_seq(ticket, "ticket.dispatched"), actor=desk.as_agent, at=MONDAY_9)


# REQ SD-22
@pytest.mark.parametrize("settled", ["taken", "refused"])
def test_a_correction_that_is_undone_leaves_the_dispatch_before_as_it_was(settled):
    desk = a_desk()
    ticket = dispatch_ticket(ticket=a_ticket(desk), engineer=desk.engineer, actor=desk.as_agent, at=MONDAY_9)
    if settled == "taken":
        take_ticket(ticket=ticket, actor=desk.as_engineer, at=MONDAY_9)
    else:
        refuse_dispatch(ticket=ticket, reason="no_skill", text="不会修", actor=desk.as_engineer, at=MONDAY_9)
    before = Dispatch.objects.values().get(ticket=ticket)
    dispatch_ticket(
        ticket=ticket,
        engineer=desk.other_engineer,
        wrong_reason="wrong_skill",
        actor=desk.as_agent,
        at=MONDAY_10,
    )

    undo(ticket=ticket, seq=_seq(ticket, "ticket.dispatched"), actor=desk.as_agent, at=MONDAY_10)

    after = Dispatch.objects.values().filter(ticket=ticket).order_by("pk")
    assert before["outcome"] == settled
    assert [(row["outcome"], row["outcome_reason"]) for row in after[1:]] == [("withdrawn", "undone")]
    assert after[0] == before


def test_a_verb_the_state_does_not_know_is_refused_in_words():
    desk = a_desk()
    ticket = cancel_ticket(ticket=a_ticket(desk), reason="误报", actor=desk.as_manager, at=MONDAY_10)
    with pytest.raises(VerbRefused) as refused:
        accept_ticket(ticket=ticket, actor=desk.as_agent, at=MONDAY_10)
    assert ticket.number in refused.value.sentence()


# REQ SA-9
def test_a_contact_sees_only_his_own_companys_tickets():
    from tests.capabilities.customers.makers import a_customer

    desk = a_desk()
    mine = a_ticket(desk)
    a_ticket(
        desk,
        customer=a_customer("另一家公司"),
        contact=None,
        override_reason="临时支持",
        actor=desk.as_manager,
    )
    assert list(Ticket.objects.visible_to(desk.as_contact)) == [mine]


def _completed(desk, ticket):
    return complete_ticket(
        ticket=ticket,
        cause="搓纸轮磨损",
        solution="更换搓纸轮",
        process="拆机检查后更换",
        way=Way.ON_SITE,
        actor=desk.as_engineer,
        at=MONDAY_11 + timedelta(minutes=5),
    )


def _document():
    from shouwen.capabilities.regulations.queries import active_regulation

    return active_regulation(MONDAY_9).document


def _reasons(ticket, section):
    document = _document()
    holder = document.workflow if section == "suspension_reasons" else document.dispatch
    return list(getattr(holder, section))


def _first(ticket, section):
    return _reasons(ticket, section)[0]


def _team(code):
    from shouwen.capabilities.people.models import Team

    return Team.objects.get(code=code)


def _seq(ticket, name):
    from shouwen.base.journal import facts_of

    return [fact.seq for fact in facts_of(ticket.pk) if fact.name == name][-1]


# REQ SD-9
def test_a_request_taken_for_a_fault_can_become_an_inquiry_under_the_same_number():
    desk = a_desk()
    ticket = a_ticket(desk, category="hardware")
    number = ticket.number

    ticket = grade_ticket(
        ticket=ticket, klass="inquiry", reason="只是问用法", actor=desk.as_agent, at=MONDAY_10
    )

    assert (ticket.number, ticket.klass_id, ticket.category_id, ticket.level_id) == (
        number,
        "class/inquiry",
        None,
        "level/low",
    )
