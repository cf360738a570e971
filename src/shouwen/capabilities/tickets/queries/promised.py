"""What would be promised: the clocks a request would start, before it is registered."""

from datetime import datetime
from typing import Any

from shouwen.capabilities.regulations.queries import Compiled
from shouwen.capabilities.service_levels.queries import shelf_for
from shouwen.capabilities.service_levels.queries.folds import book_for
from shouwen.domain.clocks.records import FactRecord
from shouwen.domain.clocks.replaying import replay


def promises_at(*, regulation: Compiled, fields: dict[str, Any], at: datetime) -> list[tuple[str, datetime]]:
    """(promise, due at) of every clock that registering a request with these condition `fields` at `at` would start.

    The same fold over the same facts as the running desk; nearest first; promises without a due time are left out.
    """
    registered = {
        "fields": fields,
        "occurred_at": at.isoformat(),
        "occurred_is_known": False,
        "reported_at": at.isoformat(),
    }
    facts = [
        FactRecord(1, "ticket.registered", at, at, "person", registered),
        FactRecord(2, "ticket.accepted", at, at, "person", {}),
    ]
    fold = replay(facts, book_for(regulation, "ticket"), shelf_for(regulation, fresh=False))
    due = {
        clock.promise: clock.due_at
        for clock in fold.clocks.values()
        if clock.due_at is not None and clock.is_open
    }
    return sorted(due.items(), key=lambda one: one[1])
