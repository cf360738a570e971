"""Persons, teams and who is on duty."""

from datetime import datetime, timedelta
from typing import Any

from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from ninja import Query, Router
from pydantic import Field

from shouwen.api.door import Rule
from shouwen.api.kinds import Code, Given, Instant, Line, Shown
from shouwen.api.operations import reading
from shouwen.api.schemas.shared import PersonShown, in_language
from shouwen.base.actors import Actor
from shouwen.base.refusals import InvalidInput
from shouwen.base.time import now
from shouwen.capabilities.people.models import Membership, Team
from shouwen.capabilities.people.queries import duty_spans, persons_found

router = Router(tags=["People"])
READS = Rule("people", grants=("people.see",))
MOST = 500
LONGEST = timedelta(days=35)


class PersonFilters(Given):
    q: Line = Field("", description="Words to find somebody by.")
    team: Code | None = None
    disabled: bool = Field(False, description="Those with a disabled account too.")


class ColleagueShown(Shown):
    user_name: str
    name: str
    email: str | None
    phone: str
    post: str
    teams: list[str]
    is_active: bool


class ColleagueList(Shown):
    items: list[ColleagueShown]


class TeamShown(Shown):
    code: str
    name: str
    line: str
    leader: PersonShown | None
    members: list[str] = Field(description="User names.")
    is_active: bool


class TeamList(Shown):
    items: list[TeamShown]


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


@reading(router, "/people", name="list_people", answer=ColleagueList, rule=READS, query=PersonFilters)
def list_people(request: HttpRequest, filters: Query[PersonFilters]) -> Any:
    """List colleagues by name; 500 at most."""
    team = Team.objects.filter(code=filters.team).first() if filters.team else None
    if filters.team and team is None:
        return ColleagueList.of(items=[])
    rows = persons_found(
        actor=_actor(request),
        words=filters.q,
        team_id=team.pk if team else None,
        with_disabled=filters.disabled,
    )
    persons = list(rows[:MOST])
    teams = _teams_of([person.pk for person in persons])
    return ColleagueList.of(
        items=[
            ColleagueShown.of(
                user_name=row.user_name, name=row.name, email=row.email, phone=row.phone, post=row.post,
                teams=teams.get(row.pk, []), is_active=row.is_active,
            )
            for row in persons
        ]
    )  # fmt: skip


@reading(router, "/teams", name="list_teams", answer=TeamList, rule=READS)
def list_teams(request: HttpRequest) -> Any:
    """List teams and who belongs to them."""
    language = get_language() or ""
    members: dict[int, list[str]] = {}
    for team_id, name in Membership.objects.order_by("person__user_name").values_list(
        "team_id", "person__user_name"
    ):
        members.setdefault(team_id, []).append(name)
    return TeamList.of(
        items=[
            TeamShown.of(
                code=row.code, name=in_language(row.names, language) or row.code, line=str(row.line),
                leader=PersonShown.of(user_name=row.leader.user_name, name=row.leader.name) if row.leader else None,
                members=members.get(row.pk, []), is_active=row.is_active,
            )
            for row in Team.objects.select_related("leader").order_by("code")
        ]
    )  # fmt: skip


@reading(router, "/duty", name="list_duty", answer=DutyList, rule=READS, query=DutyFilters)
def list_duty(request: HttpRequest, filters: Query[DutyFilters]) -> Any:
    """Ask who is on duty when.

    The weekly plans minus leave, stretch by stretch.
    """
    start = filters.start or now()
    end = filters.end or start + timedelta(days=1)
    if not start < end <= start + LONGEST:
        raise InvalidInput({"end": _("The end must lie after the start, at most 35 days.")})
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


def _teams_of(person_ids: list[int]) -> dict[int, list[str]]:
    rows = Membership.objects.filter(person_id__in=person_ids).order_by("team__code")
    found: dict[int, list[str]] = {}
    for person_id, code in rows.values_list("person_id", "team__code"):
        found.setdefault(person_id, []).append(code)
    return found


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]  # see door.ApiRequest
    return actor
