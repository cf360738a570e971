"""What can be told about mailboxes."""

from typing import Final

MAILBOX_SAVED: Final = "mailbox.saved"
MAILBOX_FAILED: Final = "mailbox.failed"
MAILBOX_RECOVERED: Final = "mailbox.recovered"

NAMES: Final = frozenset({MAILBOX_SAVED, MAILBOX_FAILED, MAILBOX_RECOVERED})
