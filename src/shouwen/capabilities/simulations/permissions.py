"""Who may ask what would have been."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from shouwen.base.actors import Actor
from shouwen.base.permissions import GRANTS

RUN: Final = GRANTS.declare("simulations.run", _("Replay past tickets under another regulation"))


def can_simulate(actor: Actor) -> bool:
    return actor.may(RUN)
