"""What can be told about a call."""

from typing import Final

SUBJECT: Final = "call"
RANG: Final = "call.rang"
ANSWERED: Final = "call.answered"
ENDED: Final = "call.ended"
LINKED: Final = "call.linked"
CALLER_NAMED: Final = "call.caller_named"
CALLED_BACK: Final = "call.called_back"
