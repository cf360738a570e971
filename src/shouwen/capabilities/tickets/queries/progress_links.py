"""Progress links: a signed, expiring address that shows one ticket to whoever was sent it, without signing in."""

from datetime import timedelta
from typing import Final

from django.core import signing

from shouwen.capabilities.tickets.models import Ticket

PURPOSE: Final = "shouwen.tickets.progress"
KEPT: Final = timedelta(days=180)


def progress_path(public_token: str) -> str:
    """Where the outside follows the ticket known by `public_token`, good for 180 days from now."""
    return f"/s/{signing.TimestampSigner(salt=PURPOSE, sep='~').sign(public_token)}"


def ticket_of_progress_link(signed: str) -> Ticket | None:
    """The ticket that a progress link shows; None for one that was never ours or is too old. One statement."""
    try:
        public_token = signing.TimestampSigner(salt=PURPOSE, sep="~").unsign(signed, max_age=KEPT)
    except signing.BadSignature:
        return None
    known = Ticket.objects.select_related("subject", "customer", "contact", "handler", "team", "product")
    return known.filter(subject__public_token=public_token).first()
