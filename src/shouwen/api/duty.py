"""Who is on duty when: asked, planned, and who is away."""

from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _
from ninja import Query, Router
from pydantic import Field

from shouwen.api import finding
from shouwen.api.asking import ApiRequest
from shouwen.api.door import Rule
from shouwen.api.kinds import Code, Given, Instant, Nothing, Shown
from shouwen.api.operations import acting, reading
from shouwen.api.people import MOST, READS
from shouwen.api.schemas import people as shapes
from shouwen.base.actors import Actor
from shouwen.base.refusals import InvalidInput, NotVisible
from shouwen.base.time import now
from shouwen.capabilities.people.commands.duty import give_leave, set_weekly_plan, withdraw_leave
from shouwen.capabilities.people.models import Leave, Person, Team
from shouwen.capabilities.people.permissions import SEE
from shouwen.capabilities.people.queries import duty_spans, persons_found

router = Router(tags=["People"])
PLANS = Rule("people", writes=True, grants=("people.plan_duty",))
LONGEST = timedelta(days=35)


class DutyFilters(Given):
    start: Instant | None = Field(None, description="From this instant; left out: now.")
    end: Instant | None = Field(
        None, description="To before this instant; left out: a day later; 35 days at most."
    )
    team: Code | None = None


class DutyShown(Shown):
    user_name: str
    name: str
    starts_at: datetime
    ends_at: datetime


class DutyList(Shown):
    items: list[DutyShown]


class PlanShown(Shown):
    shifts: list[shapes.ShiftShown]


@reading(router, "/duty", name="list_duty", answer=DutyList, rule=READS, query=DutyFilters)
def list_duty(request: ApiRequest, filters: Query[DutyFilters]) -> Any:
    """Ask who is on duty when.

    The weekly plans minus leave, stretch by stretch.
    """
    start = filters.start or now()
    end = filters.end or start + timedelta(days=1)
    if not start < end <= start + LONGEST:
        raise InvalidInput({"end": _("The end must be after the start, by at most 35 days.")})
    team = Team.objects.filter(code=filters.team).first() if filters.team else None
    if filters.team and team is None:
        return DutyList.of(items=[])
    rows = persons_found(actor=_actor(request), team_id=team.pk if team else None)
    persons = {row.pk: row for row in rows[:MOST]}
    spans = duty_spans(person_ids=persons, start=start, end=end)
    return DutyList.of(
        items=[
            DutyShown.of(
                user_name=persons[pk].user_name,
                name=persons[pk].name,
                starts_at=span.starts_at,
                ends_at=span.ends_at,
            )
            for pk, own in spans.items()
            for span in own
        ]
    )


@acting(
    router, "/people/{user_name}/plan", name="set_weekly_plan", answer=PlanShown, rule=PLANS, method="PUT", status=200,
    conditional=True,
)  # fmt: skip
def set_plan(request: ApiRequest, user_name: finding.PathCode, body: shapes.PlanGiven) -> Any:
    """Set somebody's weekly plan; no shifts: never on duty."""
    rows = set_weekly_plan(
        person=finding.person_of(request, user_name, heed_match=True), shifts=body.stretches(),
        valid_from=body.valid_from, valid_until=body.valid_until, time_zone=body.time_zone,
        on_holidays=body.on_holidays, actor=_actor(request), at=now(),
    )  # fmt: skip
    return PlanShown.of(shifts=[shapes.shift(row) for row in rows])


@reading(router, "/leave", name="list_leave", answer=shapes.LeaveList, rule=READS, query=shapes.LeaveFilters)
def list_leave(request: ApiRequest, filters: Query[shapes.LeaveFilters]) -> Any:
    """List who is away, now and later; 500 at most."""
    found = Leave.objects.filter(withdrawn_at=None, ends_at__gt=filters.start or now()).select_related(
        "person"
    )
    if not _actor(request).may(SEE):
        found = found.filter(person__in=Person.objects.visible_to(_actor(request)))
    if filters.person:
        found = found.filter(person__user_name=filters.person.lower())
    rows = found.order_by("starts_at", "pk")[:MOST]
    return shapes.LeaveList.of(items=[shapes.leave(row) for row in rows])


@acting(router, "/leave", name="give_leave", answer=shapes.LeaveShown, rule=PLANS)
def add_leave(request: ApiRequest, body: shapes.LeaveGiven) -> Any:
    """Note that somebody is away for a time; nothing is dispatched to him then."""
    actor = _actor(request)
    values = body.model_dump() | {"person": finding.person_named(actor, "person", body.person)}
    return shapes.leave(give_leave(**values, actor=actor, at=now()))


@acting(router, "/leave/{leave}/withdrawal", name="withdraw_leave", answer=shapes.LeaveShown, rule=PLANS)
def take_leave_back(request: ApiRequest, leave: finding.PathId, body: Nothing) -> Any:
    """Take a leave back: he is on duty as planned."""
    found = Leave.objects.select_related("person").filter(pk=leave).first()
    if found is None:
        raise NotVisible(leave=leave)
    withdraw_leave(leave=found, actor=_actor(request), at=now())
    found.refresh_from_db(fields=["withdrawn_at"])
    return shapes.leave(found)


def _actor(request: ApiRequest) -> Actor:
    actor: Actor = request.actor
    return actor
