"""Who may look behind the desk: how it stands, and whether its journal is whole."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from shouwen.base.permissions import GRANTS

SEE_STATUS: Final = GRANTS.declare("status.see", _("See how the system stands"))
REPAIR: Final = GRANTS.declare("status.repair", _("Retry failed jobs"))
BACK_UP: Final = GRANTS.declare("status.back_up", _("Back up the whole desk, and download backups"))
SEE_AUDIT: Final = GRANTS.declare("audit.see", _("Read and verify the whole journal"))
