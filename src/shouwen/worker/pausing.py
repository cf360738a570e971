"""A desk that was restored rests until somebody says `shouwen resume`: no mail in or out, no clock fires."""

from datetime import datetime
from typing import Final

from django.db import connection

from shouwen.base.models import Setting
from shouwen.base.time import now

PAUSED: Final = "paused"

_GLANCE = "SELECT clock_timestamp(), EXISTS (SELECT FROM base_setting WHERE key = %s)"


def pause(reason: str) -> None:
    """From now on the loops rest; `reason` is a code (`restored`)."""
    Setting.objects.update_or_create(
        key=PAUSED, defaults={"value": {"reason": reason, "since": now().isoformat()}, "changed_at": now()}
    )


def resume() -> bool:
    """Let the loops go on; whether they were resting."""
    return bool(Setting.objects.filter(key=PAUSED).delete()[0])


def is_paused() -> bool:
    return glance()[1]


def glance() -> tuple[datetime, bool]:
    """What a loop asks before every turn: the database's clock (aware UTC), and whether the desk rests."""
    with connection.cursor() as cursor:
        cursor.execute(_GLANCE, [PAUSED])
        instant, rests = cursor.fetchone()
    return instant, rests
