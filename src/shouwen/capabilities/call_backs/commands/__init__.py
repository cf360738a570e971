"""What can be done with call-backs."""

from shouwen.capabilities.call_backs.commands.opening import (
    cancel_call_backs,
    open_call_backs,
    restore_call_backs,
)
from shouwen.capabilities.call_backs.commands.recording import Feedback, rate_ticket, record_call_back
from shouwen.capabilities.call_backs.commands.silence import begin_silence, settle_silences

__all__ = [
    "Feedback",
    "begin_silence",
    "cancel_call_backs",
    "open_call_backs",
    "rate_ticket",
    "record_call_back",
    "restore_call_backs",
    "settle_silences",
]
