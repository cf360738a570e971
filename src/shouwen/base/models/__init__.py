"""The plumbing's tables."""

from shouwen.base.models.files import Attachment, Blob
from shouwen.base.models.journal import Fact, JournalBlock, JournalUnsealed
from shouwen.base.models.outbox import Message, MessageState
from shouwen.base.models.safety import Heartbeat, IdempotencyKey, NumberDay, RateLimitHit, Setting
from shouwen.base.models.search import SearchRow
from shouwen.base.models.subjects import Subject, new_public_token

__all__ = [
    "Attachment",
    "Blob",
    "Fact",
    "Heartbeat",
    "IdempotencyKey",
    "JournalBlock",
    "JournalUnsealed",
    "Message",
    "MessageState",
    "NumberDay",
    "RateLimitHit",
    "SearchRow",
    "Setting",
    "Subject",
    "new_public_token",
]
