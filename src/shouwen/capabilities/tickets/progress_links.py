"""The link by which a customer sees one ticket without signing in: signed, for this purpose only, and ending."""

from datetime import timedelta
from typing import Final

from django.core import signing

from shouwen.base.refusals import NotVisible
from shouwen.capabilities.tickets.models import Ticket

SALT: Final = "shouwen.progress"
VALID: Final = timedelta(days=90)


def progress_path(ticket: Ticket) -> str:
    """Path of the progress page of `ticket`; holds its random public token, never its number."""
    return f"/s/{signing.dumps(ticket.subject.public_token, salt=SALT)}/"


def ticket_of_progress(token: str) -> Ticket:
    """The ticket a progress link is for. Raises NotVisible for a link that is wrong or older than 90 days."""
    try:
        public_token = signing.loads(token, salt=SALT, max_age=VALID)
    except signing.BadSignature as error:
        raise NotVisible(link="progress") from error
    ticket = Ticket.objects.select_related("subject", "customer", "contact").filter(
        subject__public_token=public_token
    )
    found = ticket.first()
    if found is None:
        raise NotVisible(link="progress")
    return found
