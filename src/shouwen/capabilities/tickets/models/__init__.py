"""The tables of tickets."""

from shouwen.capabilities.tickets.models.entries import Entry
from shouwen.capabilities.tickets.models.meetings import Meeting, MeetingPart
from shouwen.capabilities.tickets.models.tickets import (
    OPEN_STATES,
    QUEUE_ORDER,
    Ticket,
    TicketQuerySet,
    involving,
)
from shouwen.capabilities.tickets.models.work import (
    Dispatch,
    HandOver,
    Involvement,
    Merge,
    RequestCheck,
    Task,
    TicketLink,
)

__all__ = [
    "OPEN_STATES",
    "QUEUE_ORDER",
    "Dispatch",
    "Entry",
    "HandOver",
    "Involvement",
    "Meeting",
    "MeetingPart",
    "Merge",
    "RequestCheck",
    "Task",
    "Ticket",
    "TicketLink",
    "TicketQuerySet",
    "involving",
]
