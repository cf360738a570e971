"""The teams a regulation names, as rows; founding them again never undoes what somebody changed."""

from datetime import datetime
from typing import Final

from django.db import transaction

from shouwen.base.actors import SYSTEM
from shouwen.capabilities.people.choices import TeamLine
from shouwen.capabilities.people.commands.teams import create_team
from shouwen.capabilities.people.models import Team
from shouwen.domain.regulation import Regulation
from shouwen.domain.regulation import Team as Described

BY_LANE: Final = {"agent": TeamLine.FIRST, "field": TeamLine.FIELD, "rnd": TeamLine.RND}
BY_LINE: Final = {1: TeamLine.FIRST, 2: TeamLine.SECOND, 3: TeamLine.THIRD}
BY_CODE: Final = {
    "field": TeamLine.FIELD,
    "rnd": TeamLine.RND,
    "quality": TeamLine.QUALITY,
    "business": TeamLine.BUSINESS,
}


@transaction.atomic
def found_teams(document: Regulation, *, at: datetime) -> list[Team]:
    """Every team of `document` exists; returns those founded now. Safe to repeat."""
    known = set(Team.objects.values_list("code", flat=True))
    return [
        create_team(
            code=code,
            names={"zh": team.name.zh, "en": team.name.en},
            line=_line_of(code, team),
            actor=SYSTEM,
            at=at,
        )
        for code, team in document.teams.items()
        if code not in known
    ]


def _line_of(code: str, team: Described) -> TeamLine:
    """Where the team stands: by its own code, else the line it names, else the lane it works in."""
    found = BY_CODE.get(code) or BY_LINE.get(team.line or 0) or BY_LANE.get(str(team.lane))
    return found or TeamLine.OTHER
