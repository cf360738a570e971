"""The tables of call-backs."""

from shouwen.capabilities.call_backs.models.call_backs import CallBack, CallBackQuerySet, CallBackTry
from shouwen.capabilities.call_backs.models.silences import Silence, SilenceOutcome

__all__ = ["CallBack", "CallBackQuerySet", "CallBackTry", "Silence", "SilenceOutcome"]
