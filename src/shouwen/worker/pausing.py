"""A desk that was restored rests until somebody says `shouwen resume`: no mail in or out, no clock fires."""

from shouwen.base.models import Setting
from shouwen.base.time import now

PAUSED = "paused"


def pause(reason: str) -> None:
    """From now on the loops rest; `reason` is a code (`restored`)."""
    Setting.objects.update_or_create(
        key=PAUSED, defaults={"value": {"reason": reason, "since": now().isoformat()}, "changed_at": now()}
    )


def resume() -> bool:
    """Let the loops go on; whether they were resting."""
    return bool(Setting.objects.filter(key=PAUSED).delete()[0])


def is_paused() -> bool:
    return Setting.objects.filter(key=PAUSED).exists()
