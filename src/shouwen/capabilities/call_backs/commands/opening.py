"""Call-backs fall due when the regulation says so, and end when the ticket goes back to work."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction

from shouwen.base.models import Fact
from shouwen.capabilities.call_backs.choices import CallBackState
from shouwen.capabilities.call_backs.models import CallBack
from shouwen.capabilities.regulations.queries import regulation_of
from shouwen.capabilities.service_levels.models import Clock
from shouwen.capabilities.tickets.fields import CONDITION_FIELDS, field_value
from shouwen.capabilities.tickets.models import Ticket
from shouwen.capabilities.tickets.permissions import is_owned_by_accepting
from shouwen.domain.regulation import CallBack as Rule

OVERTAKEN = ("ticket.reopened", "ticket.cancelled", "ticket.merged", "ticket.undone")
"""After one of these there is nothing to ask about what went before."""


@transaction.atomic
def open_call_backs(*, fact: Fact) -> list[CallBack]:
    """For each rule of the ticket's regulation that follows this fact a call-back waits; safe to repeat.

    When it is due was decided by the clock that the same fact started; a rule without a running clock (another
    condition, already met) opens nothing.
    """
    ticket = Ticket.objects.select_related("team", "product", "contract", "customer").get(pk=fact.subject_id)
    document = regulation_of(ticket.regulation_id).document
    fields = {told: field_value(ticket, name) for name, told in CONDITION_FIELDS.items()}
    if Fact.objects.filter(subject_id=ticket.pk, seq__gt=fact.seq, name__in=OVERTAKEN).exists():
        return []
    rules = {
        code: rule
        for code, rule in document.call_backs.items()
        if fact.name in rule.after and rule.when.holds(fields)
    }
    if not rules:
        return []
    due = dict(
        Clock.objects.filter(
            subject_id=ticket.pk, promise__in=[f"call_back.{code}" for code in rules], is_open=True
        ).values_list("promise", "due_at")
    )
    zone = ZoneInfo(document.desk.time_zone)
    rows = [_call_back(code, rule, ticket, fact, due, zone) for code, rule in rules.items()]
    CallBack.objects.bulk_create(rows, ignore_conflicts=True)
    return list(CallBack.objects.filter(ticket=ticket, seq=fact.seq).order_by("due_at", "pk"))


@transaction.atomic
def cancel_call_backs(*, fact: Fact) -> int:
    """The ticket went back to work or ended otherwise: what was waiting to be asked is no more. Returns how many."""
    waiting = CallBack.objects.filter(ticket_id=fact.subject_id, seq__lt=fact.seq).waiting()
    return waiting.update(state=CallBackState.CANCELLED)


def earliest(rule: Rule, since: datetime, zone: ZoneInfo) -> datetime | None:
    """The instant before which the rule's question makes no sense: so many days after `since`, from their first minute.

    None where the rule does not say.
    """
    wait = rule.not_before
    if wait is None:
        return None
    if wait.days is None:
        return since + (wait.wall or wait.working or timedelta())
    day = since.astimezone(zone).date() + timedelta(days=wait.days)
    return datetime.combine(day, time(), zone).astimezone(UTC)


def _call_back(
    code: str, rule: Rule, ticket: Ticket, fact: Fact, due: dict[str, datetime | None], zone: ZoneInfo
) -> CallBack:
    due_at = due.get(f"call_back.{code}")
    return CallBack(
        ticket=ticket,
        rule=code,
        purpose=rule.purpose,
        seq=fact.seq,
        assignee_id=_caller(rule, ticket),
        opened_at=fact.at,
        due_at=due_at,
        late_at=fact.at + rule.late_after if rule.late_after else None,
        not_before=earliest(rule, fact.at, zone),
        questionnaire=rule.questionnaire or "",
    )


def _caller(rule: Rule, ticket: Ticket) -> int | None:
    """Who calls: whoever the rule names of the ticket's persons, or acts for him; None leaves it to all of a role."""
    if "owner" in rule.by:
        return ticket.stand_in_id or ticket.owner_id
    if "responsible" in rule.by:
        return ticket.responsible_id
    return None if is_owned_by_accepting(ticket) else ticket.owner_id
