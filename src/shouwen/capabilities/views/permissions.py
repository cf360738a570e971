"""Who may offer a view to others, change it and put a screen on a wall."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from shouwen.base.actors import Actor
from shouwen.base.permissions import GRANTS
from shouwen.capabilities.views.choices import Scope
from shouwen.capabilities.views.models import SavedView

SHARE: Final = GRANTS.declare(
    "views.share", _("Save views for a team or the whole desk, set up wall screens")
)


def can_share(actor: Actor) -> bool:
    return actor.may(SHARE)


def can_change(actor: Actor, view: SavedView) -> bool:
    """Its owner, and for a shared one whoever may share and is offered it."""
    if actor.is_person(view.person_id):
        return True
    return can_share(actor) and (view.scope == Scope.DESK or view.team_id in actor.team_ids)
