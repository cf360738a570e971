"""A ticket's next deadline follows its clocks, also when a clock moves without a command."""

from datetime import datetime

from shouwen.capabilities.service_levels.commands.feeding import on_next_due
from shouwen.capabilities.tickets.models import Ticket


def keep_deadlines() -> None:
    """From now on firing clocks write their subject's next deadline to the ticket."""
    on_next_due("ticket", _save_deadline)


def _save_deadline(subject_id: int, due_at: datetime | None, name: str) -> None:
    Ticket.objects.filter(pk=subject_id).update(next_due_at=due_at, next_due_name=name)
