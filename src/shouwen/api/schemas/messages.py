"""Messages that went out or wait, as programs see them."""

from datetime import datetime

from shouwen.api.kinds import Shown
from shouwen.base.models import Message


class MessageShown(Shown):
    """A message about the ticket and how its delivery stands."""

    id: int
    channel: str
    template: str
    address: str
    subject_line: str
    body: str
    automatic: bool
    state: str
    attempts: int
    last_error: str
    created_at: datetime
    sent_at: datetime | None


class MessageList(Shown):
    items: list[MessageShown]


def message(of: Message) -> MessageShown:
    return MessageShown.of(
        id=of.pk,
        channel=of.channel,
        template=of.template,
        address=of.address,
        subject_line=of.subject_line,
        body=of.body,
        automatic=of.automatic,
        state=str(of.state),
        attempts=of.attempts,
        last_error=of.last_error,
        created_at=of.created_at,
        sent_at=of.sent_at,
    )
