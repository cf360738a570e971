"""Setting up a wall screen and ending it."""

import hashlib
import secrets
from datetime import datetime

from shouwen.base import live
from shouwen.base.actors import Actor
from shouwen.base.permissions import require
from shouwen.capabilities.views.models import WallScreen
from shouwen.capabilities.views.permissions import SHARE, can_share


def open_screen(*, name: str, actor: Actor) -> tuple[WallScreen, str]:
    """A screen and the secret that opens it; the secret is told this once and can't be read again."""
    require(can_share(actor), grant=SHARE)
    secret = secrets.token_urlsafe(24)
    screen = WallScreen.objects.create(
        name="".join(filter(str.isprintable, name)).strip()[:40] or "1",
        digest=digest_of(secret),
        person_id=actor.id or 0,
    )
    return screen, secret


def end_screen(*, screen: WallScreen, actor: Actor, at: datetime) -> WallScreen:
    """The screen shows nothing from now on."""
    require(can_share(actor), grant=SHARE)
    screen.ended_at = at
    screen.save(update_fields=["ended_at"])
    live.ring(topic_of(screen))
    return screen


def topic_of(screen: WallScreen) -> str:
    """What is rung when the screen is switched off."""
    return f"screen/{screen.pk}"


def digest_of(secret: str) -> bytes:
    return hashlib.sha256(secret.encode()).digest()
