"""Reading one's inbox."""

from datetime import datetime

from shouwen.base import live
from shouwen.base.actors import Actor
from shouwen.capabilities.notifications.models import Notice


def read_notices(
    *, actor: Actor, at: datetime, notice_ids: list[int] | None = None, subject_id: int | None = None
) -> int:
    """The actor's own notices (those named, those about one subject, or all) count as read; returns how many did."""
    unread = Notice.objects.visible_to(actor).unread()
    if notice_ids is not None:
        unread = unread.filter(pk__in=notice_ids)
    if subject_id is not None:
        unread = unread.filter(subject_id=subject_id)
    count = unread.update(read_at=at)
    if count:
        live.ring(f"inbox/{actor.id}")
    return count
