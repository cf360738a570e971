"""Who may touch calendars and promises."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from shouwen.base.actors import Actor
from shouwen.base.permissions import GRANTS

KEEP_CALENDARS: Final = "service_levels.keep_calendars"
SET_BY_HAND: Final = "service_levels.set_by_hand"

GRANTS.declare(KEEP_CALENDARS, _("Keep holidays and calendars"))
GRANTS.declare(SET_BY_HAND, _("Set the date of a promise by hand"), for_teams=True)


def can_keep_calendars(actor: Actor) -> bool:
    return actor.may(KEEP_CALENDARS)


def can_set_by_hand(actor: Actor, team_id: int | None) -> bool:
    """`team_id` is the team that what was promised is with, if any."""
    return actor.may_for_team(SET_BY_HAND, team_id)
