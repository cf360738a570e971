"""The tables of messages."""

from shouwen.capabilities.notifications.models.mailboxes import Mailbox
from shouwen.capabilities.notifications.models.mutes import Mute
from shouwen.capabilities.notifications.models.notices import Notice
from shouwen.capabilities.notifications.models.silences import SilencedAddress

__all__ = ["Mailbox", "Mute", "Notice", "SilencedAddress"]
