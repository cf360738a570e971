"""The week of everybody: who works when, who is away, and how plans are set."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from shouwen.base.actors import Actor
from shouwen.base.asked import whole
from shouwen.base.languages import name_in
from shouwen.base.permissions import require
from shouwen.base.ranges import between, enumerated
from shouwen.base.refusals import InvalidInput, NotVisible
from shouwen.base.time import now
from shouwen.capabilities.people.choices import Weekday
from shouwen.capabilities.people.commands.duty import give_leave, set_weekly_plan, withdraw_leave
from shouwen.capabilities.people.models import Leave, Person, ShiftPattern, Team
from shouwen.capabilities.people.permissions import PLAN_DUTY, can_plan_duty
from shouwen.capabilities.people.queries import DutySpan, duty_spans, persons_found
from shouwen.ui.components import Chip
from shouwen.web import shell
from shouwen.web.access import DeskRequest, granted
from shouwen.web.people.acting import find_person
from shouwen.web.people.forms import STRETCHES, LeaveForm, WeekForm

MOST = 100
FURTHEST = timedelta(days=36525)


@dataclass(frozen=True, slots=True)
class DayCell:
    """One day of one person: stretches of duty as text, and why he is away."""

    spans: tuple[str, ...]
    away: str
    is_today: bool


@dataclass(frozen=True, slots=True)
class WeekRow:
    """One person's week."""

    person_id: int
    name: str
    post: str
    days: tuple[DayCell, ...]


@granted("people.see")
@require_safe
def week(request: DeskRequest) -> HttpResponse:
    """Seven days of everybody, or of one team; four statements, five for who plans but for teams."""
    at = now()
    monday = _monday(request.GET.get("week", ""), timezone.localdate(at))
    team, after = request.GET.get("team", ""), request.GET.get("after", "")
    found = persons_found(actor=request.actor, team_id=whole(team))
    first = whole(after) or 0
    persons = list(found[first : first + MOST + 1])
    has_more, persons = len(persons) > MOST, persons[:MOST]
    start = _midnight(monday)
    end = _midnight(monday + timedelta(days=7))
    ids = [person.pk for person in persons]
    spans = duty_spans(person_ids=ids, start=start, end=end)
    leaves = list(_leaves(ids, start, end))
    days = [monday + timedelta(days=number) for number in range(7)]
    planned = _planned_by(request.actor, ids)
    facts = {
        "rows": [
            _row(person, days, spans.get(person.pk, []), leaves, timezone.localdate(at)) for person in persons
        ],
        "heads": [_("Person"), *(f"{Weekday(day.isoweekday()).label} {day:%m-%d}" for day in days)],
        "leaves": leaves,
        "monday": monday,
        "sunday": days[-1],
        "number": monday.isocalendar().week,
        "previous_url": _query(monday - timedelta(days=7), team),
        "next_url": _query(monday + timedelta(days=7), team),
        "chips": _chips(monday, team),
        "more_url": f"{_query(monday, team)}&after={first + MOST}" if has_more else "",
        "may_plan": request.actor.may_somewhere("people.plan_duty"),
        "planned": planned,
    }
    return render(request, "web/people/duty.html", facts)


@granted("people.plan_duty")
@require_http_methods(["GET", "POST"])
def plan(request: DeskRequest, person_id: int) -> HttpResponseBase:
    """Set one person's weekly plan; the form begins with the present one."""
    person = find_person(request, person_id)
    require(can_plan_duty(request.actor, person), grant=PLAN_DUTY)
    today = timezone.localdate(now())
    form = WeekForm(request.POST or None, initial={"valid_from": today, **_present_plan(person, today)})
    if form.is_valid():
        values = form.cleaned_data
        try:
            set_weekly_plan(
                person=person, shifts=form.shifts(), valid_from=values["valid_from"],
                valid_until=values["valid_until"], on_holidays=values["on_holidays"], actor=request.actor, at=now(),
            )  # fmt: skip
            return _done(request, _("The plan is set"))
        except InvalidInput as refusal:
            form.tell(refusal)
    facts = {
        "form": form, "title": _("Weekly plan of %(name)s") % {"name": person.name}, "action": request.path,
        "back_url": reverse("web:duty"), "zone": person.time_zone,
        "days": [
            [form[f"{part}_{day}{mark}"] for mark in STRETCHES for part in ("from", "to")] for day in Weekday.values
        ],
    }  # fmt: skip
    return render(request, "web/people/week.html", facts, status=422 if request.POST else 200)


@granted("people.plan_duty")
@require_http_methods(["GET", "POST"])
def leave(request: DeskRequest) -> HttpResponseBase:
    """Somebody is away for a time."""
    asked = request.GET.get("person", "")
    form = LeaveForm(request.POST or None, initial={"person": whole(asked)}, planner=request.actor)
    if form.is_valid():
        try:
            give_leave(actor=request.actor, at=now(), **form.cleaned_data)
            return _done(request, _("Leave is recorded"))
        except InvalidInput as refusal:
            form.tell(refusal)
    facts = {
        "form": form,
        "title": _("Record leave"),
        "action": request.path,
        "back_url": reverse("web:duty"),
    }
    return render(request, "web/form.html", facts, status=422 if request.POST else 200)


@granted("people.plan_duty")
@require_POST
def withdraw(request: DeskRequest, leave_id: int) -> HttpResponseBase:
    found = Leave.objects.select_related("person").filter(pk=leave_id).first()
    if found is None:
        raise NotVisible(leave=leave_id)
    withdraw_leave(leave=found, actor=request.actor, at=now())
    return _done(request, _("The leave is withdrawn"))


def _planned_by(actor: Actor, ids: list[int]) -> frozenset[int]:
    """Those of `ids` whose shifts and leave `actor` plans."""
    if actor.may(PLAN_DUTY):
        return frozenset(ids)
    if not actor.teams_where(PLAN_DUTY):
        return frozenset()
    return frozenset(Person.objects.within(actor, PLAN_DUTY).filter(pk__in=ids).values_list("pk", flat=True))


def _row(
    person: Person, days: list[date], spans: list[DutySpan], leaves: list[Leave], today: date
) -> WeekRow:
    cells = tuple(_cell(person, day, spans, leaves, day == today) for day in days)
    return WeekRow(person.pk, person.name, person.post, cells)


def _cell(person: Person, day: date, spans: list[DutySpan], leaves: list[Leave], is_today: bool) -> DayCell:
    begins, ends = _midnight(day), _midnight(day + timedelta(days=1))
    texts = tuple(
        between(_clock(max(span.starts_at, begins)), _clock(min(span.ends_at, ends), at_end=True))
        for span in spans
        if span.starts_at < ends and span.ends_at > begins
    )
    away = [
        leave.get_reason_display()
        for leave in leaves
        if leave.person_id == person.pk and leave.starts_at < ends and leave.ends_at > begins
    ]
    return DayCell(texts, enumerated(away), is_today)


def _clock(at: datetime, *, at_end: bool = False) -> str:
    text = f"{timezone.localtime(at):%H:%M}"
    return "24:00" if at_end and text == "00:00" else text


def _present_plan(person: Person, today: date) -> dict[str, time | bool]:
    """The plan in force as the form's first values; a third stretch of a day has no place there."""
    held: dict[str, time | bool] = {}
    standing = ShiftPattern.objects.filter(person=person, valid_from__lte=today, valid_until=None)
    for shift in standing.order_by("weekday", "starts_at"):
        held["on_holidays"] = shift.on_holidays
        mark = next((mark for mark in STRETCHES if f"from_{shift.weekday}{mark}" not in held), None)
        if mark is not None:
            held |= {
                f"from_{shift.weekday}{mark}": shift.starts_at,
                f"to_{shift.weekday}{mark}": shift.ends_at,
            }
    return held


def _leaves(ids: list[int], start: datetime, end: datetime) -> Any:
    present = Leave.objects.filter(person_id__in=ids, withdrawn_at=None, starts_at__lt=end, ends_at__gt=start)
    return present.select_related("person").order_by("starts_at", "pk")


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=timezone.get_current_timezone())


def _monday(asked: str, today: date) -> date:
    try:
        day = date.fromisoformat(asked)
    except ValueError:
        day = today
    if abs(day - today) > FURTHEST:
        day = today
    return day - timedelta(days=day.weekday())


def _chips(monday: date, team: str) -> list[Chip]:
    return [
        Chip(
            name_in(row.names),
            _query(monday, "" if team == str(row.pk) else str(row.pk)),
            team == str(row.pk),
        )
        for row in Team.objects.filter(is_active=True).order_by("pk")
    ]


def _query(monday: date, team: str) -> str:
    return "?" + urlencode({"week": monday.isoformat(), **({"team": team} if team else {})})


def _done(request: DeskRequest, said: str) -> HttpResponseBase:
    shell.flash(request, said)
    return shell.see_other(request, reverse("web:duty"))
