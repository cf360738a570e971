"""The persons' tables."""

from shouwen.capabilities.people.models.doors import (
    AccountLink,
    ApiToken,
    CalendarDoor,
    RecoveryCode,
    SecondFactor,
    Session,
)
from shouwen.capabilities.people.models.duty import Leave, ShiftPattern
from shouwen.capabilities.people.models.persons import Person
from shouwen.capabilities.people.models.roles import PersonRole, Role
from shouwen.capabilities.people.models.skills import PersonSkill, Skill
from shouwen.capabilities.people.models.teams import Membership, Team

__all__ = [
    "AccountLink",
    "ApiToken",
    "CalendarDoor",
    "Leave",
    "Membership",
    "Person",
    "PersonRole",
    "PersonSkill",
    "RecoveryCode",
    "Role",
    "SecondFactor",
    "Session",
    "ShiftPattern",
    "Skill",
    "Team",
]
