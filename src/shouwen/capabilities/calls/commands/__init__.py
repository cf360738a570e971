"""What can be told of calls, and what can be done with them."""

from shouwen.capabilities.calls.commands.handling import call_back_missed, link_call, name_caller
from shouwen.capabilities.calls.commands.telling import call_answered, call_ended, call_rang

__all__ = ["call_answered", "call_back_missed", "call_ended", "call_rang", "link_call", "name_caller"]
