"""Persons, roles, teams, skills and duty as programs see and give them."""

from datetime import UTC, date, datetime, time
from typing import Literal

from pydantic import Field

from shouwen.api.kinds import Clock, Code, Day, Given, Instant, Line, Phone, Shown, Slug, Zone
from shouwen.api.schemas.customers import NamesGiven, NamesNeeded
from shouwen.api.schemas.shared import PersonShown
from shouwen.capabilities.people.choices import Density, LeaveReason, TeamLine, Theme
from shouwen.capabilities.people.commands.duty import Shift
from shouwen.capabilities.people.models import Leave, Person, PersonSkill, Role, ShiftPattern

Language = Literal["zh-hans", "en"]


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


class RolePlayed(Shown):
    role: str
    team: str | None = Field(description="Where it counts; null for everywhere.")


class SkillHeld(Shown):
    skill: str
    level: int
    proved_on: date
    expires_on: date | None


class ShiftShown(Shown):
    weekday: int
    starts_at: str
    ends_at: str
    time_zone: str
    valid_from: date
    valid_until: date | None
    on_holidays: bool


class ColleagueWhole(ColleagueShown):
    """One colleague: what he does here and when."""

    language: str
    time_zone: str
    roles: list[RolePlayed]
    skills: list[SkillHeld]
    shifts: list[ShiftShown] = Field(description="His weekly plans, now and ahead.")


class InvitationGiven(Given):
    """A new colleague. The link to set a password goes to his own address, never into an answer."""

    user_name: Code
    name: Code
    email: Line
    phone: Phone = ""
    post: Code = ""
    language: Language = "zh-hans"
    time_zone: Zone | None = Field(None, description="Such as `Asia/Shanghai`; left out: the desk's.")
    roles: list[Code] = Field(
        [], max_length=20, description="Roles by code; the token's scopes must cover their grants."
    )
    teams: list[Code] = Field([], max_length=20)
    desk_hours: bool = Field(False, description="His week is the desk's opening hours.")


class PersonChanged(Given):
    """What changes; fields left out stay."""

    name: Code = ""
    email: Line | None = None
    phone: Phone = ""
    post: Code = ""
    language: Language = "zh-hans"
    time_zone: Zone = "Asia/Shanghai"


class PreferencesChanged(Given):
    """What changes; fields left out stay."""

    language: Language = "zh-hans"
    time_zone: Zone = "Asia/Shanghai"
    theme: Theme = Theme.SYSTEM
    density: Density = Density.STANDARD
    has_shortcuts: bool = True
    phone: Phone = ""


class RolePlayedGiven(Given):
    role: Code
    team: Code | None = Field(None, description="Where it counts; null for everywhere.")


class TeamJoinedGiven(Given):
    team: Code


class SkillProvedGiven(Given):
    skill: Code
    level: int = Field(1, ge=1, le=3)
    proved_on: Day
    expires_on: Day | None = None


class SkillNamed(Given):
    skill: Code


class ShiftGiven(Given):
    """One stretch of every such weekday; an end not after the start is the next day's."""

    weekday: int = Field(ge=1, le=7, description="1 is Monday.")
    starts_at: Clock
    ends_at: Clock


class PlanGiven(Given):
    """A weekly plan; without an end it replaces what was planned from that day on."""

    shifts: list[ShiftGiven] = Field(max_length=70)
    valid_from: Day
    valid_until: Day | None = None
    time_zone: Zone | None = None
    on_holidays: bool = False

    def stretches(self) -> list[Shift]:
        return [
            Shift(one.weekday, time.fromisoformat(one.starts_at), time.fromisoformat(one.ends_at))
            for one in self.shifts
        ]


class LeaveFilters(Given):
    person: Line | None = Field(None, description="By user name.")
    start: Instant | None = Field(None, description="Those that reach beyond it; left out: now.")


class LeaveGiven(Given):
    person: Line = Field(description="By user name.")
    starts_at: Instant
    ends_at: Instant
    reason: LeaveReason = LeaveReason.OTHER
    note: Line = ""


class LeaveShown(Shown):
    id: int
    user_name: str
    starts_at: datetime
    ends_at: datetime
    reason: str
    note: str
    is_withdrawn: bool


class LeaveList(Shown):
    items: list[LeaveShown]


class RoleShown(Shown):
    code: str
    names: dict[str, str]
    grants: list[str]
    is_active: bool


class RoleList(Shown):
    items: list[RoleShown]


class RoleGiven(Given):
    code: Slug
    names: NamesNeeded
    grants: list[Code] = Field(max_length=200, description="The token's scopes must cover what is new.")


class RoleChanged(Given):
    names: NamesNeeded
    grants: list[Code] = Field(max_length=200, description="All it holds from now on.")


class SkillShown(Shown):
    code: str
    names: dict[str, str]
    is_active: bool


class SkillList(Shown):
    items: list[SkillShown]


class SkillGiven(Given):
    code: Slug
    names: NamesNeeded


class TeamShown(Shown):
    code: str
    name: str
    line: str
    leader: PersonShown | None
    members: list[str] = Field(description="User names.")
    is_active: bool


class TeamList(Shown):
    items: list[TeamShown]


class TeamGiven(Given):
    code: Slug
    names: NamesNeeded
    line: TeamLine
    leader: Line | None = Field(None, description="By user name.")
    parent: Code | None = Field(None, description="The team it belongs to, by code.")


class TeamChanged(Given):
    """What changes; fields left out stay."""

    names: NamesGiven = NamesGiven()
    line: TeamLine = TeamLine.OTHER
    leader: Line | None = None
    parent: Code | None = None
    is_active: bool = True


class LetterShown(Shown):
    user_name: str
    mailed_to: str = Field(description="Where the link went.")


def colleague(of: Person, teams: list[str]) -> ColleagueShown:
    return ColleagueShown.of(
        user_name=of.user_name, name=of.name, email=of.email, phone=of.phone, post=of.post, teams=teams,
        is_active=of.is_active,
    )  # fmt: skip


def skill_held(of: PersonSkill) -> SkillHeld:
    return SkillHeld.of(skill=of.skill.code, level=of.level, proved_on=of.proved_on, expires_on=of.expires_on)


def shift(of: ShiftPattern) -> ShiftShown:
    return ShiftShown.of(
        weekday=of.weekday, starts_at=f"{of.starts_at:%H:%M}", ends_at=f"{of.ends_at:%H:%M}",
        time_zone=of.time_zone, valid_from=of.valid_from, valid_until=of.valid_until, on_holidays=of.on_holidays,
    )  # fmt: skip


def leave(of: Leave) -> LeaveShown:
    return LeaveShown.of(
        id=of.pk, user_name=of.person.user_name, starts_at=of.starts_at.astimezone(UTC),
        ends_at=of.ends_at.astimezone(UTC), reason=str(of.reason),
        note=of.note, is_withdrawn=of.withdrawn_at is not None,
    )  # fmt: skip


def role(of: Role) -> RoleShown:
    return RoleShown.of(code=of.code, names=of.names, grants=sorted(of.grants), is_active=of.is_active)
