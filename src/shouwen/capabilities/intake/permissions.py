"""Who may see what came in, and who decides what becomes of it."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from shouwen.base.actors import Actor
from shouwen.base.permissions import GRANTS

SEE: Final = GRANTS.declare("intake.see", _("See requests that wait in intake"))
SORT: Final = GRANTS.declare("intake.sort", _("Register, assign and dismiss requests that wait in intake"))


def can_sort(actor: Actor) -> bool:
    return actor.may(SORT)
