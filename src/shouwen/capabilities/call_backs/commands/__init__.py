"""What can be done with call-backs."""

from shouwen.capabilities.call_backs.commands.opening import cancel_call_backs, open_call_backs
from shouwen.capabilities.call_backs.commands.recording import Heard, rate_ticket, record_call_back

__all__ = ["Heard", "cancel_call_backs", "open_call_backs", "rate_ticket", "record_call_back"]
