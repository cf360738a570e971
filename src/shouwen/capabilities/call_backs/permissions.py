"""Who may look through call-backs without making them; who makes one is the ticket's affair."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from shouwen.base.permissions import GRANTS

SEE: Final = GRANTS.declare("call_backs.see", _("See call-backs and their results"), for_teams=True)
