"""The tables of messages."""

from shouwen.capabilities.notifications.models.mailboxes import Mailbox
from shouwen.capabilities.notifications.models.notices import Notice
from shouwen.capabilities.notifications.models.silences import SilencedAddress

__all__ = ["Mailbox", "Notice", "SilencedAddress"]
