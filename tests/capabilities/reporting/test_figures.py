"""Figures count what is recorded, and every number is the length of the list it opens."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import openpyxl
import pytest

from shouwen.base.files import path_of
from shouwen.base.journal import facts_of
from shouwen.base.refusals import InvalidInput, NotPermitted, NotVisible
from shouwen.capabilities.jobs.commands import ask_for
from shouwen.capabilities.jobs.models import Job
from shouwen.capabilities.people.queries import actor_of
from shouwen.capabilities.regulations.queries import active_regulation
from shouwen.capabilities.reporting.choices import Span, Split, Which
from shouwen.capabilities.reporting.periods import period_of
from shouwen.capabilities.reporting.queries import (
    NOBODY,
    Asked,
    asked_figure,
    counted,
    explained,
    figures_of,
    read,
    records_of,
    splits_of,
)
from shouwen.capabilities.reporting.queries.exporting import EXPORT_RECORDS, export_parameters
from shouwen.capabilities.tickets.choices import Way
from shouwen.capabilities.tickets.commands import (
    cancel_ticket,
    complete_ticket,
    dispatch_ticket,
    merge_tickets,
    refuse_dispatch,
    reopen_ticket,
    undo,
    unmerge_tickets,
    withdraw_dispatch,
)
from shouwen.domain.kpi import Share
from tests.capabilities.jobs.makers import finish
from tests.capabilities.reporting.makers import (
    ACCURACY,
    FIRST_LINE,
    a_corrected_ticket,
    a_solved_ticket,
    asked,
    the_days,
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


def share_of(what: Asked, desk: Desk) -> Share:
    """The figure, after its three lists were found to be as long as it says."""
    share = counted(asked=what, actor=desk.as_manager).share
    lengths = [len(records_of(asked=what, actor=desk.as_manager, which=which)) for which in Which]
    assert lengths == [share.whole, share.part, share.rest]
    return share


# REQ SD-22
def test_a_dispatch_corrected_for_its_target_counts_as_wrong_with_its_reason():
    desk = a_desk()
    wrong, right = a_corrected_ticket(desk), a_ticket_in_work(desk)

    share = share_of(asked(ACCURACY), desk)
    others = [read(row) for row in records_of(asked=asked(ACCURACY), actor=desk.as_manager, which=Which.REST)]

    assert share == Share(2, 3)
    assert [(one.number, one.person, one.reason) for one in others] == [(wrong.number, "Lin", "wrong_skill")]
    assert explained(figure=asked(ACCURACY).figure, record=others[0]) == "技能不符"
    assert right.number in [
        read(row).number for row in records_of(asked=asked(ACCURACY), actor=desk.as_manager)
    ]


# REQ SD-22
def test_what_was_undone_or_taken_back_before_anybody_took_it_does_not_count():
    desk = a_desk()
    undone = dispatch_ticket(ticket=a_ticket(desk), engineer=desk.engineer, actor=desk.as_agent, at=MONDAY_9)
    seq = next(fact.seq for fact in facts_of(undone.pk) if fact.name == "ticket.dispatched")
    undo(ticket=undone, seq=seq, actor=desk.as_agent, at=MONDAY_9)
    taken_back = dispatch_ticket(
        ticket=a_ticket(desk), engineer=desk.engineer, actor=desk.as_agent, at=MONDAY_9
    )
    withdraw_dispatch(ticket=taken_back, reason="客户改期", actor=desk.as_agent, at=MONDAY_9)

    assert share_of(asked(ACCURACY), desk) == Share(0, 0)


# REQ SD-22
def test_a_correction_that_is_undone_makes_the_first_dispatch_right_again():
    desk = a_desk()
    ticket = a_corrected_ticket(desk)
    seq = [fact.seq for fact in facts_of(ticket.pk) if fact.name == "ticket.dispatched"][-1]

    undo(ticket=ticket, seq=seq, actor=desk.as_agent, at=MONDAY_11)

    assert share_of(asked(ACCURACY), desk) == Share(1, 1)


def test_a_refused_dispatch_was_dispatched_and_is_not_wrong_for_that():
    desk = a_desk()
    ticket = dispatch_ticket(ticket=a_ticket(desk), engineer=desk.engineer, actor=desk.as_agent, at=MONDAY_9)
    reason = next(iter(active_regulation().document.dispatch.refusal_reasons))
    refuse_dispatch(ticket=ticket, reason=reason, text="已在别的现场", actor=desk.as_engineer, at=MONDAY_9)

    assert share_of(asked(ACCURACY), desk) == Share(1, 1)


# REQ SD-22
def test_dispatches_of_cancelled_and_merged_tickets_do_not_count_until_those_stand_again():
    desk = a_desk()
    kept, absorbed, cancelled = (a_ticket_in_work(desk) for _ in range(3))
    merge_tickets(absorbed=absorbed, survivor=kept, actor=desk.as_agent, at=MONDAY_11)
    cancel_ticket(ticket=cancelled, reason="误报", actor=desk.as_manager, at=MONDAY_11)

    merged = share_of(asked(ACCURACY), desk)
    unmerge_tickets(absorbed=absorbed, actor=desk.as_agent, at=MONDAY_11)

    assert merged == Share(1, 1)
    assert share_of(asked(ACCURACY), desk) == Share(2, 2)


# REQ SD-29
@pytest.mark.parametrize(
    ("way", "share"),
    [
        (Way.PHONE, Share(1, 1)),
        (Way.REMOTE, Share(1, 1)),
        (Way.ON_SITE, Share(0, 1)),
        (Way.DESK, Share(0, 1)),
    ],
)
def test_what_the_agent_solves_by_phone_or_remotely_counts_for_the_first_line(way: Way, share: Share):
    desk = a_desk()
    a_solved_ticket(desk, way=way)

    assert share_of(asked(FIRST_LINE), desk) == share


# REQ SD-29
def test_what_was_dispatched_is_solved_but_not_by_the_first_line():
    desk = a_desk()
    a_solved_ticket(desk)
    complete_ticket(
        ticket=a_ticket_in_work(desk),
        cause="驱动卡住",
        solution="更换打印机",
        process="现场更换",
        way=Way.REMOTE,
        actor=desk.as_engineer,
        at=MONDAY_11,
    )

    assert share_of(asked(FIRST_LINE), desk) == Share(1, 2)


# REQ SD-29
def test_a_reopened_ticket_counts_again_only_when_it_is_solved_again_and_then_once():
    desk = a_desk()
    ticket = reopen_ticket(
        ticket=a_solved_ticket(desk), reason="第二天又卡纸", actor=desk.as_agent, at=MONDAY_11
    )

    while_open = share_of(asked(FIRST_LINE), desk)
    complete_ticket(
        ticket=ticket,
        cause="驱动卡住",
        solution="重装驱动",
        process="电话指导",
        way=Way.PHONE,
        actor=desk.as_agent,
        at=MONDAY_11,
    )

    assert (while_open, share_of(asked(FIRST_LINE), desk)) == (Share(0, 0), Share(1, 1))


# REQ SD-22
def test_a_figure_taken_apart_adds_up_and_each_part_opens_its_own_list():
    desk = a_desk()
    a_corrected_ticket(desk)
    dispatch_ticket(ticket=a_ticket(desk), team=desk.second_line, actor=desk.as_manager, at=MONDAY_10)
    whole = asked(ACCURACY)

    for split, expected in (
        (Split.TEAM, [(desk.second_line.pk, Share(2, 3))]),
        (Split.PERSON, [(desk.agent.pk, Share(1, 2)), (desk.manager.pk, Share(1, 1))]),
        (Split.REASON, [("wrong_skill", Share(0, 1))]),
    ):
        rows = splits_of(asked=whole, split=split, actor=desk.as_manager)

        assert [(row.value, row.share) for row in rows] == expected
        for row in rows:
            assert share_of(whole.of(split, row.value), desk) == row.share


def test_records_of_nobody_are_found_under_nobody():
    desk = a_desk()
    ticket = a_solved_ticket(desk)
    rows = splits_of(asked=asked(FIRST_LINE), split=Split.TEAM, actor=desk.as_manager)

    assert ticket.team is None
    assert [(row.value, row.names) for row in rows] == [(NOBODY, {})]
    assert share_of(asked(FIRST_LINE, team=NOBODY), desk) == Share(1, 1)
    assert share_of(asked(FIRST_LINE, team=desk.second_line.pk), desk) == Share(0, 0)


def test_nobody_counts_what_he_may_not_see():
    desk = a_desk()
    mine = a_ticket_in_work(desk)
    dispatch_ticket(ticket=a_ticket(desk), engineer=desk.other_engineer, actor=desk.as_agent, at=MONDAY_9)
    looking = replace(
        actor_of(desk.engineer),
        grants=actor_of(desk.engineer).grants | {"figures.see"},
        team_ids=frozenset(),
    )

    share = counted(asked=asked(ACCURACY), actor=looking).share
    rows = [read(row).number for row in records_of(asked=asked(ACCURACY), actor=looking)]

    assert (share, rows) == (Share(1, 1), [mine.number])


def test_who_may_not_see_figures_gets_none():
    desk = a_desk()

    for ask in (
        lambda: figures_of(period=the_days(), actor=desk.as_engineer),
        lambda: list(records_of(asked=asked(ACCURACY), actor=desk.as_engineer)),
        lambda: splits_of(asked=asked(ACCURACY), split=Split.TEAM, actor=desk.as_contact),
    ):
        with pytest.raises(NotPermitted):
            ask()
    with pytest.raises(NotVisible):
        asked_figure(code="no_such_figure", period=the_days())


def test_a_period_is_whole_days_of_the_desk_and_half_open():
    desk = a_desk()
    midnight = datetime(2026, 11, 23, 16, tzinfo=UTC)  # Tuesday 0:00 in Shanghai
    a_solved_ticket(desk, at=midnight - timedelta(microseconds=1))
    a_solved_ticket(desk, at=midnight)

    monday, tuesday = date(2026, 11, 23), date(2026, 11, 24)
    found = {
        days: counted(
            asked=asked_figure(code=FIRST_LINE, period=the_days(*days)), actor=desk.as_manager
        ).share.whole
        for days in ((monday, monday), (tuesday, tuesday), (monday, tuesday))
    }

    assert list(found.values()) == [1, 1, 2]


def test_this_month_and_last_month_are_the_desks_months():
    a_desk()
    first_of_november = datetime(2026, 10, 31, 16, tzinfo=UTC)  # midnight in Shanghai

    this = period_of(at=first_of_november)
    last = period_of(span=Span.LAST_MONTH, at=first_of_november)

    assert (this.from_on, this.to_on) == (date(2026, 11, 1), date(2026, 11, 30))
    assert (last.from_on, last.to_on) == (date(2026, 10, 1), date(2026, 10, 31))
    assert (last.ends_at, this.starts_at) == (first_of_november, first_of_november)


@pytest.mark.parametrize(
    ("given", "wrong"),
    [
        ({"span": "yesterday"}, {"period"}),
        ({"span": "days"}, {"from_on", "to_on"}),
        ({"span": "days", "from_on": date(1, 1, 1), "to_on": date(9999, 12, 31)}, {"from_on", "to_on"}),
        ({"span": "days", "from_on": date(2026, 11, 2), "to_on": date(2026, 11, 1)}, {"to_on"}),
    ],
)
def test_days_that_make_no_period_are_named(given: dict[str, object], wrong: set[str]):
    a_desk()

    with pytest.raises(InvalidInput) as refused:
        period_of(at=MONDAY_9, **given)  # type: ignore[arg-type]

    assert refused.value.errors.keys() == wrong


def test_the_regulation_says_what_is_wanted():
    desk = a_desk()
    a_corrected_ticket(desk)

    accuracy, first_line = figures_of(period=the_days(), actor=desk.as_manager)

    assert (accuracy.wanted, accuracy.is_met) == (">=95%", False)
    assert (first_line.wanted, first_line.is_met, first_line.share.percent) == ("", None, None)


def test_the_list_goes_on_after_the_last_record_seen():
    desk = a_desk()
    for _ in range(3):
        a_solved_ticket(desk)
    whole = [read(row) for row in records_of(asked=asked(FIRST_LINE), actor=desk.as_manager)]

    rest = records_of(asked=asked(FIRST_LINE), actor=desk.as_manager, after=(whole[0].at, whole[0].id))

    assert [read(row) for row in rest] == whole[1:]


def test_the_records_leave_the_house_as_they_are_shown(tmp_path: Path):
    desk = a_desk()
    wrong = a_corrected_ticket(desk)
    parameters = export_parameters(asked=asked(ACCURACY), which=Which.REST)

    job = ask_for(kind=EXPORT_RECORDS, parameters=parameters, actor=desk.as_manager)
    finish(job)
    job = Job.objects.get(pk=job.pk)
    assert job.file_id is not None
    sheet = tmp_path / "records.xlsx"
    sheet.write_bytes(path_of(job.file_id).read_bytes())
    rows = list(openpyxl.load_workbook(sheet).active.iter_rows(values_only=True))

    assert (job.file_name, job.result) == ("派单准确率 2026-11-01–2026-11-30.xlsx", {"rows": 1})
    assert (rows[1][0], rows[1][3], rows[1][5], rows[1][7]) == (wrong.number, "派错对象", "Lin", "技能不符")
    with pytest.raises(NotPermitted):
        ask_for(kind=EXPORT_RECORDS, parameters=parameters, actor=desk.as_agent)
