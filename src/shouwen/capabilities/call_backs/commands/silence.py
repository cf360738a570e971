"""Silence of the customer: what the closing rule says when he can't be reached, by state and exactly once (BX-8)."""

from datetime import datetime, timedelta
from typing import Final

from django.db import transaction

from shouwen.base.actors import SYSTEM
from shouwen.base.models import Fact
from shouwen.base.refusals import Refusal
from shouwen.base.time import now
from shouwen.capabilities.call_backs.models import CallBack, Silence, SilenceOutcome
from shouwen.capabilities.regulations.queries import Compiled, regulation_of
from shouwen.capabilities.service_levels.calendars.shelf import shelf_for
from shouwen.capabilities.tickets.closing import closing_rule, code_of
from shouwen.capabilities.tickets.commands import UNCONFIRMED, close_ticket, is_closable, record_silence
from shouwen.capabilities.tickets.commands.holding import lock_ticket
from shouwen.capabilities.tickets.fields import calendar_code
from shouwen.capabilities.tickets.models import Ticket
from shouwen.domain.calendars import WorkCalendar, closing_of, next_open_day
from shouwen.domain.workflow import TicketState

STAY: Final = "stay"
CLOSE: Final = "close_unconfirmed"
BREAKS_IT: Final = (
    "ticket.customer_spoke", "ticket.urged", "ticket.solution_confirmed", "ticket.call_back_recorded",
    "ticket.reopened", "ticket.undone",
)  # fmt: skip
"""After one of these the customer is not silent, or what he was silent about is no more."""
REST: Final = timedelta(days=1)


def begin_silence(*, ticket: Ticket, seq: int, since: datetime) -> Silence | None:
    """From fact number `seq` on the customer's silence counts; after the closing rule's days it is settled.

    The days are calendar days and end with an open day. None where the rule lets the ticket stay as it is, or where a
    later fact counts already.
    """
    regulation = regulation_of(ticket.regulation_id)
    rule = closing_rule(regulation.document, ticket).silence
    known = Silence.objects.filter(ticket=ticket).first()
    if rule.then == STAY or (known and known.seq >= seq):
        return None
    values = {
        "seq": seq,
        "since": since,
        "due_at": _due(since, rule.days, _calendar(regulation, ticket, since)),
        "then": rule.then,
        "outcome": "",
        "settled_at": None,
    }
    return Silence.objects.update_or_create(ticket=ticket, defaults=values)[0]


def settle_silences(*, limit: int = 50) -> int:
    """Every silence that is due is settled; returns how many. Each in its own transaction, at any lateness once."""
    at = now()
    due = Silence.objects.filter(settled_at=None, due_at__lte=at).order_by("due_at", "pk")
    return sum(_settle(pk, at) for pk in due.values_list("pk", flat=True)[:limit])


@transaction.atomic
def _settle(pk: int, at: datetime) -> bool:
    ticket, _subject = lock_ticket(pk)
    silence = Silence.objects.select_for_update().get(pk=pk)
    if silence.settled_at is not None or silence.due_at > at:
        return False
    if ticket.state == TicketState.SUSPENDED.value:
        silence.due_at = max(ticket.suspended_until or at, at) + REST
        silence.save(update_fields=["due_at"])
        return True
    silence.outcome = (
        SilenceOutcome.BROKEN if _is_broken(silence, ticket) else _carry_out(silence, ticket, at)
    )
    silence.settled_at = at
    silence.save(update_fields=["outcome", "settled_at"])
    return True


def _is_broken(silence: Silence, ticket: Ticket) -> bool:
    """Whether there is nothing to settle: the ticket is over or may close anyway, or somebody is in touch again."""
    later = Fact.objects.filter(subject_id=ticket.pk, seq__gt=silence.seq)
    return (
        not ticket.is_open
        or is_closable(ticket)
        or CallBack.objects.filter(ticket=ticket).waiting().exists()
        or later.filter(name__in=BREAKS_IT).exists()
        or later.filter(actor_kind="contact").exists()
    )


def _carry_out(silence: Silence, ticket: Ticket, at: datetime) -> SilenceOutcome:
    """Close it unconfirmed if the rule says so and the workflow lets it; else somebody who may decide is told."""
    if silence.then == CLOSE:
        try:
            with transaction.atomic():
                close_ticket(ticket=ticket, kind=UNCONFIRMED, actor=SYSTEM, at=at)
            return SilenceOutcome.CLOSED
        except Refusal:
            pass  # this workflow knows no way from here to closed: somebody decides
    record_silence(ticket=ticket, since=silence.since, actor=SYSTEM, at=at)
    return SilenceOutcome.TOLD


def _due(since: datetime, days: int, calendar: WorkCalendar) -> datetime:
    """The close of the first open day at least `days` calendar days after `since`; of no days, `since` itself."""
    if not days:
        return since
    day = next_open_day(calendar.local_date(since) + timedelta(days=days), calendar)
    return closing_of(day, calendar)


def _calendar(regulation: Compiled, ticket: Ticket, at: datetime) -> WorkCalendar:
    """The contract's calendar, else the class's, else the desk's."""
    document = regulation.document
    named = (
        calendar_code(ticket),
        document.classes[code_of(ticket.klass_id)].calendar,
        document.desk.calendar,
    )
    code = next(one for one in named if one in document.calendars)
    return shelf_for(regulation).in_force(code, at)
