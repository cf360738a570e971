"""Who may see figures; what they count is what he may see of the tickets."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from shouwen.base.actors import Actor
from shouwen.base.permissions import GRANTS

SEE: Final = GRANTS.declare("figures.see", _("See figures and the records behind them"), for_teams=True)


def can_see_figures(actor: Actor) -> bool:
    """Whether `actor` may see figures, for the whole desk or for some team of his."""
    return actor.may_somewhere(SEE)
