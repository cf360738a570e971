"""What can be asked about what came in."""

from django.db.models import QuerySet

from shouwen.base.actors import Actor
from shouwen.base.models import Attachment
from shouwen.capabilities.intake.choices import RawState
from shouwen.capabilities.intake.models import IntakeItem, IntakeRaw

WAITING_CAP = 100


def waiting_items(*, actor: Actor) -> QuerySet[IntakeItem]:
    """What waits for an agent and `actor` may see: what came first, first."""
    waiting = IntakeItem.objects.visible_to(actor).waiting()
    return waiting.select_related("customer", "contact", "suspected", "subject").order_by("received_at", "pk")


def newest_items(*, actor: Actor, state: str = "") -> QuerySet[IntakeItem]:
    """Everything that came in and `actor` may see, or what is in one state, newest first."""
    found = IntakeItem.objects.visible_to(actor)
    found = found.filter(state=state) if state else found
    return found.select_related("customer", "contact", "ticket", "suspected", "subject").order_by(
        "-received_at", "-pk"
    )


def waiting_count(*, actor: Actor) -> int:
    """How much waits for an agent; counted no further than 100."""
    return IntakeItem.objects.visible_to(actor).waiting().order_by()[:WAITING_CAP].count()


def attachments_of(item: IntakeItem) -> QuerySet[Attachment]:
    """The files that came with the item, as they came."""
    return Attachment.objects.filter(subject_id=item.pk).order_by("pk")


def waiting_raw(*, limit: int) -> list[IntakeRaw]:
    """Mails that lie here and were not understood yet, oldest first."""
    return list(IntakeRaw.objects.filter(state=RawState.WAITING).order_by("retry_at", "pk")[:limit])
