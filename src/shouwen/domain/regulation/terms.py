"""From targets and call-backs of the document to the terms that clocks run on."""

from collections.abc import Iterator
from datetime import timedelta

from shouwen.domain.clocks.terms import (
    CalendarDays,
    Choice,
    DayOfMonth,
    Due,
    Pausing,
    PromiseKind,
    QuietHours,
    Recipient,
    Stage,
    StartFrom,
    Terms,
    TimesADay,
    Trigger,
    WallSpan,
    WorkingDayEnd,
    WorkingSpan,
)
from shouwen.domain.clocks.terms import Point as ClockPoint
from shouwen.domain.regulation.after import CallBack
from shouwen.domain.regulation.conditions import Condition
from shouwen.domain.regulation.model import Regulation
from shouwen.domain.regulation.targets import Ladder, LadderStep, Limit, Point, Target, Within
from shouwen.domain.regulation.words import RELATIONS

STARTS_AT = {"fact": "", "occurred": "occurred_at", "reported": "reported_at"}
ENDS = ("ticket.cancelled", "ticket.merged", "ticket.routed_away", "ticket.reopened")
CLOSING = "ticket.closed"
"""Ends what was still to be asked before it, not the call-backs that follow it."""


def terms_of(document: Regulation) -> tuple[Terms, ...]:
    """Every promise of `document`, the call-backs' included, in the order of the document.

    Each limit of a target becomes terms of its own: code "response/2", promise "response"; the first whose
    condition agrees is in force.
    """
    found = [
        terms for code, target in document.targets.items() for terms in _of_target(document, code, target)
    ]
    found += [_of_call_back(document, code, rule) for code, rule in document.call_backs.items() if rule.after]
    return tuple(found)


def _of_target(document: Regulation, code: str, target: Target) -> Iterator[Terms]:
    ladder = document.ladders.get(target.ladder or "")
    for number, limit in enumerate(target.limits, start=1):
        yield Terms(
            code=f"{code}/{number}",
            promise=code,
            subject_kind=target.subject,
            due=_due(limit.within),
            starts_on=_triggers(target.starts_on, target.starts_when),
            meets_on=_triggers(
                target.meets_on,
                target.meets_when,
                by_people=target.people_only,
                substantial=target.full_update_only,
            ),
            cancels_on=_triggers(target.cancels_on),
            condition=_condition(target, limit),
            pauses_while=Pausing(frozenset(target.pauses_while), frozenset(target.pause_reasons)),
            kind=PromiseKind(target.promise),
            start_from=StartFrom.NOW if target.late_start == "now" else StartFrom.START,
            restarts=target.restarts,
            starts_at=STARTS_AT[target.starts_from],
            reaches_back=target.reaches_back,
            calendar="" if target.calendar == "contract" else target.calendar,
            stages=(*_warnings(target), *_steps(target.ladder, ladder)),
            quiet=_quiet(ladder),
            shown_to_customer=target.shown_to_customer,
            rank=target.rank,
        )


def _of_call_back(document: Regulation, code: str, rule: CallBack) -> Terms:
    ladder = document.ladders.get(rule.ladder or "")
    return Terms(
        code=f"call_back.{code}/1",
        promise=f"call_back.{code}",
        subject_kind="ticket",
        due=_due(rule.within),
        starts_on=_triggers(rule.after),
        meets_on=(
            Trigger(
                facts=frozenset({"ticket.call_back_recorded"}),
                where=(("call_back", frozenset({code})),),
                by_people=True,
            ),
        ),
        cancels_on=_triggers((*ENDS, *({CLOSING} - set(rule.after)))),
        condition=_choice(rule.when),
        kind=PromiseKind.DUTY,
        restarts=True,
        shown_to_customer=False,
        rank=8,
        stages=(*_late(rule), *_steps(rule.ladder, ladder)),
        quiet=_quiet(ladder),
    )


def _late(rule: CallBack) -> Iterator[Stage]:
    """The desk manager hears of a call-back that is late."""
    if rule.late_after:
        yield Stage(
            code="late",
            point=ClockPoint(offset=rule.late_after - _length(rule.within)),
            escalates=True,
            recipients=(recipient("desk_manager"),),
            channels=("inbox",),
        )


def _length(within: Within) -> timedelta:
    return within.working or within.wall or timedelta(days=within.days or within.end_of_workday or 0)


def _condition(target: Target, limit: Limit) -> Choice:
    """Both conditions at once; a field named by both keeps the values they share."""
    both: dict[str, frozenset[str]] = dict(target.when.required())
    for field, values in limit.when.required().items():
        both[field] = both[field] & values if field in both else values
    return tuple(sorted(both.items()))


def _choice(condition: Condition) -> Choice:
    return tuple(sorted(condition.required().items()))


def _triggers(
    names: tuple[str, ...],
    where: Condition | None = None,
    *,
    by_people: bool = False,
    substantial: bool = False,
) -> tuple[Trigger, ...]:
    facts = frozenset(name for name in names if "." in name)
    states = frozenset(names) - facts
    choice = _choice(where) if where else ()
    made = []
    if facts:
        made.append(Trigger(facts=facts, where=choice, by_people=by_people, substantial=substantial))
    if states:
        made.append(Trigger(states=states, where=choice, by_people=by_people, substantial=substantial))
    return tuple(made)


def _due(within: Within | None) -> Due | None:
    if within is None:
        return None
    if within.working is not None:
        return WorkingSpan(within.working)
    if within.wall is not None:
        return WallSpan(within.wall)
    if within.end_of_workday is not None:
        return WorkingDayEnd(within.end_of_workday, by=within.by)
    if within.times_each_workday is not None:
        return TimesADay(within.times_each_workday, same_day=within.first_day_counts, by=within.by)
    if within.day_of_month is not None:
        return DayOfMonth(within.day_of_month, before=within.day_before, by=within.by)
    return CalendarDays(days=within.days or 0, months=within.months or 0, by=within.by)


def _warnings(target: Target) -> Iterator[Stage]:
    for point in target.warn:
        yield Stage(code=f"warn@{_written(point)}", point=_point(point))


def _steps(code: str | None, ladder: Ladder | None) -> Iterator[Stage]:
    for number, step in enumerate(ladder.steps if ladder else (), start=1):
        yield Stage(
            code=f"{code}/{number}",
            point=_point(step.at),
            escalates=True,
            recipients=tuple(recipient(party) for party in step.to),
            channels=step.channels,
            actions=(step.act,),
            condition=_choice(step.when),
            template=step.template or "",
        )


def step_of(document: Regulation, stage: str) -> LadderStep | None:
    """The step of a ladder that the clocks know as `stage`; None for a warning, or a step that is no more."""
    code, _mark, number = stage.partition("/")
    steps = document.ladders[code].steps if code in document.ladders else ()
    return steps[int(number) - 1] if number.isdigit() and 0 < int(number) <= len(steps) else None


def _quiet(ladder: Ladder | None) -> QuietHours | None:
    if ladder is None or ladder.quiet_hours is None:
        return None
    hours = ladder.quiet_hours
    loud = (("level", frozenset(hours.except_levels)),) if hours.except_levels else None
    return QuietHours(begins=hours.start, ends=hours.end, loud=loud)


def _point(point: Point) -> ClockPoint:
    if point.percent is not None:
        return ClockPoint(share=point.percent / 100)
    return ClockPoint(offset=point.offset or timedelta(0))


def _written(point: Point) -> str:
    if point.percent is not None:
        return f"{point.percent}%"
    return f"{int((point.offset or timedelta(0)).total_seconds())}s"


def recipient(party: str) -> Recipient:
    """The party as clocks name it: duty:<team> is a rota, a relation is its own kind, any other word a
    role.
    """
    kind, mark, code = party.partition(":")
    if mark:
        return Recipient("rota" if kind == "duty" else kind, code)
    return Recipient(party) if party in RELATIONS else Recipient("role", party)
