"""Duty: the weekly plan set, leave given and withdrawn."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext

from shouwen.base import journal
from shouwen.base.actors import Actor
from shouwen.base.permissions import require
from shouwen.base.refusals import InvalidInput
from shouwen.capabilities.people.choices import LeaveReason
from shouwen.capabilities.people.models import Leave, Person, Role, ShiftPattern
from shouwen.capabilities.people.permissions import PLAN_DUTY, can_plan_duty
from shouwen.capabilities.regulations.queries import active_regulation
from shouwen.capabilities.regulations.refusals import NoRegulation
from shouwen.domain.regulation.desk import Calendar, Weekday

WEEK = {weekday: number for number, weekday in enumerate(Weekday, start=1)}


@dataclass(frozen=True, slots=True)
class Shift:
    """One stretch of every `weekday` (1 Monday … 7 Sunday), local; an end not after the start is the next day's."""

    weekday: int
    starts_at: time
    ends_at: time


@transaction.atomic
def set_weekly_plan(
    *,
    person: Person,
    shifts: Sequence[Shift],
    valid_from: date,
    actor: Actor,
    at: datetime,
    time_zone: str | None = None,
    valid_until: date | None = None,
    on_holidays: bool = False,
) -> list[ShiftPattern]:
    """From `valid_from` on `person` works `shifts`, in `time_zone` (his own if None); no shifts: never on duty.

    On the desk's public holidays he is free unless `on_holidays`.

    A plan for good (`valid_until` None) ends the former one the day before; one with an end lies over it for that time,
    by splitting the former plan round it. Raises InvalidInput for an end before the start.
    """
    require(can_plan_duty(actor, person), grant=PLAN_DUTY)
    if valid_until is not None and valid_until < valid_from:
        raise InvalidInput({"valid_until": gettext("The end is before the start.")})
    subject = journal.lock(person.subject_id)
    _make_room(person, valid_from, valid_until)
    plan = write_plan(
        person, shifts, time_zone or person.time_zone, valid_from, valid_until, on_holidays=on_holidays
    )
    payload: dict[str, Any] = {
        "valid_from": valid_from.isoformat(),
        "valid_until": valid_until.isoformat() if valid_until else None,
        "on_holidays": on_holidays,
        "shifts": [f"{s.weekday} {s.starts_at:%H:%M}-{s.ends_at:%H:%M}" for s in shifts],
    }
    journal.record(subject, "person.duty_planned", actor=actor, at=at, **payload)
    return plan


@transaction.atomic
def give_leave(
    *,
    person: Person,
    starts_at: datetime,
    ends_at: datetime,
    actor: Actor,
    at: datetime,
    reason: str = LeaveReason.OTHER,
    note: str = "",
) -> Leave:
    """`person` is away from `starts_at` to before `ends_at`. Raises InvalidInput if that is no time at all."""
    require(can_plan_duty(actor, person), grant=PLAN_DUTY)
    if ends_at <= starts_at:
        raise InvalidInput({"ends_at": gettext("The end is before the start.")})
    subject = journal.lock(person.subject_id)
    leave = Leave.objects.create(
        person=person, starts_at=starts_at, ends_at=ends_at, reason=reason, note=note.strip(), created_at=at
    )
    payload: dict[str, Any] = {
        "leave": leave.pk,
        "starts_at": starts_at,
        "ends_at": ends_at,
        "reason": str(reason),
    }
    journal.record(subject, "person.leave_given", actor=actor, at=at, **payload)
    return leave


@transaction.atomic
def withdraw_leave(*, leave: Leave, actor: Actor, at: datetime) -> None:
    """The leave does not count any more; the row stays."""
    require(can_plan_duty(actor, leave.person), grant=PLAN_DUTY)
    subject = journal.lock(leave.person.subject_id)
    if Leave.objects.filter(pk=leave.pk, withdrawn_at=None).update(withdrawn_at=at):
        journal.record(subject, "person.leave_withdrawn", actor=actor, at=at, leave=leave.pk)


def write_plan(
    person: Person,
    shifts: Sequence[Shift],
    time_zone: str,
    valid_from: date,
    valid_until: date | None = None,
    *,
    on_holidays: bool = False,
) -> list[ShiftPattern]:
    """The rows of a plan, where nothing else is planned."""
    return ShiftPattern.objects.bulk_create(
        ShiftPattern(
            person=person,
            weekday=shift.weekday,
            starts_at=shift.starts_at,
            ends_at=shift.ends_at,
            time_zone=time_zone,
            valid_from=valid_from,
            valid_until=valid_until,
            on_holidays=on_holidays,
        )
        for shift in shifts
    )


def shifts_of(calendar: Calendar, *, lead: timedelta = timedelta()) -> list[Shift]:
    """The hours of a service calendar as somebody's week, each day begun `lead` earlier (but not before midnight)."""
    if calendar.always_open:
        return [Shift(day, time(), time()) for day in WEEK.values()]
    return [
        Shift(WEEK[weekday], _earlier(period.start, lead if first else timedelta()), _end(period.end))
        for weekday, periods in calendar.week.items()
        for first, period in zip((True, *(False for _ in periods)), periods, strict=False)
    ]


def desk_shifts(roles: Iterable[Role]) -> list[Shift]:
    """The desk's opening hours as a week; who becomes an agent is there before the desk opens (SD-3).

    Nothing before a regulation is in force.
    """
    try:
        document = active_regulation().document
    except NoRegulation:
        return []
    lead = document.desk.agent_shift_lead if any(role.code == "agent" for role in roles) else timedelta()
    return shifts_of(document.calendars[document.desk.calendar], lead=lead)


def _earlier(start: time, lead: timedelta) -> time:
    minutes = max(0, start.hour * 60 + start.minute - int(lead.total_seconds() // 60))
    return time(minutes // 60, minutes % 60)


def _end(end: time) -> time:
    """24:00 is the next day's midnight."""
    return time() if end == time.max else end


def _make_room(person: Person, first: date, last: date | None) -> None:
    """Cut [first, last] out of the person's present plan."""
    overlapping = ShiftPattern.objects.filter(person=person).filter(
        Q(valid_until=None) | Q(valid_until__gte=first)
    )
    if last is not None:
        overlapping = overlapping.filter(valid_from__lte=last)
    for pattern in overlapping:
        if last is not None and (pattern.valid_until is None or pattern.valid_until > last):
            ShiftPattern.objects.create(
                person=person,
                weekday=pattern.weekday,
                starts_at=pattern.starts_at,
                ends_at=pattern.ends_at,
                time_zone=pattern.time_zone,
                valid_from=last + timedelta(days=1),
                valid_until=pattern.valid_until,
                on_holidays=pattern.on_holidays,
            )
        if pattern.valid_from < first:
            pattern.valid_until = first - timedelta(days=1)
            pattern.save(update_fields=["valid_until"])
        else:
            pattern.delete()
