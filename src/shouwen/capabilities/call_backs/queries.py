"""Which call-backs are due, and for whom."""

from datetime import datetime

from django.db.models import F, QuerySet

from shouwen.base.actors import Actor
from shouwen.capabilities.call_backs.models import CallBack


def call_backs_due(*, actor: Actor, at: datetime, mine: bool = False) -> QuerySet[CallBack]:
    """Waiting call-backs that `actor` may see and that no appointment puts off beyond `at`: longest overdue first."""
    rows = CallBack.objects.waiting().visible_to(actor).exclude(not_before__gt=at)
    if mine:
        rows = rows.filter(assignee_id=actor.id)
    return rows.select_related("ticket", "ticket__contact", "ticket__customer", "assignee").order_by(
        F("due_at").asc(nulls_last=True), "pk"
    )


def call_backs_made(*, actor: Actor) -> QuerySet[CallBack]:
    """What call-backs on tickets that `actor` may see brought, given up ones too: newest first."""
    rows = CallBack.objects.visible_to(actor).filter(done_at__isnull=False)
    return rows.select_related("ticket", "ticket__contact", "ticket__customer", "assignee").order_by(
        "-done_at", "-pk"
    )


def call_backs_of(ticket_id: int) -> list[CallBack]:
    """Every call-back of a ticket, newest first, with its tries; two statements."""
    rows = (
        CallBack.objects.filter(ticket_id=ticket_id).select_related("assignee").prefetch_related("attempts")
    )
    return list(rows.order_by("-pk"))
