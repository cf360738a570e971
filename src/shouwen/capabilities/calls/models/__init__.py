"""The tables of calls."""

from shouwen.capabilities.calls.models.calls import Call, CallQuerySet

__all__ = ["Call", "CallQuerySet"]
