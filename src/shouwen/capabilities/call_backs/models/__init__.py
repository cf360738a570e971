"""The tables of call-backs."""

from shouwen.capabilities.call_backs.models.call_backs import CallBack, CallBackQuerySet, CallBackTry

__all__ = ["CallBack", "CallBackQuerySet", "CallBackTry"]
