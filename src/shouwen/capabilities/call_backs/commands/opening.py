"""Call-backs fall due when the regulation says so, and end when the ticket goes back to work or is closed otherwise."""

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

ENDINGS = ("ticket.reopened", "ticket.cancelled", "ticket.merged", "ticket.closed")
"""After one of these there is nothing to ask about what went before."""
UNDOINGS = ("ticket.undone", "ticket.unmerged")


@transaction.atomic
def open_call_backs(*, fact: Fact) -> list[CallBack]:
    """For each rule of the ticket's regulation that follows this fact a call-back waits; safe to repeat.

    When it is due was decided by the clock that the same fact started; a rule without a running clock (another
    condition, already met) opens nothing.
    """
    ticket = Ticket.objects.select_related("team", "product", "contract", "customer").get(pk=fact.subject_id)
    document = regulation_of(ticket.regulation_id).document
    fields = {told: field_value(ticket, name) for name, told in CONDITION_FIELDS.items()}
    rules = {
        code: rule
        for code, rule in document.call_backs.items()
        if fact.name in rule.after and rule.when.holds(fields)
    }
    if not rules or _is_past(fact.seq, *_endings(ticket.pk)):
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
    """The ticket went back to work or ended: what was waiting to be asked before is no more. Returns how many."""
    waiting = CallBack.objects.filter(ticket_id=fact.subject_id, seq__lt=fact.seq).waiting()
    return waiting.update(state=CallBackState.CANCELLED)


@transaction.atomic
def restore_call_backs(*, fact: Fact) -> int:
    """An act was undone: what it opened is not asked, what it had ended waits again. Returns how many do; safe to
    repeat.
    """
    endings, undone = _endings(fact.subject_id)
    held = CallBack.objects.filter(ticket_id=fact.subject_id)
    past = [seq for seq in held.values_list("seq", flat=True) if _is_past(seq, endings, undone)]
    held.waiting().filter(seq__in=past).update(state=CallBackState.CANCELLED)
    ended = held.filter(state=CallBackState.CANCELLED).exclude(seq__in=past)
    return ended.update(state=CallBackState.WAITING)


def _endings(ticket_id: int) -> tuple[set[int], set[int]]:
    """The ticket's facts after which there is nothing to ask about what went before, and those that were undone."""
    told = Fact.objects.filter(subject_id=ticket_id, name__in=(*ENDINGS, *UNDOINGS))
    endings, undone = set(), set()
    for seq, name, payload in told.values_list("seq", "name", "payload"):
        if name in ENDINGS:
            endings.add(seq)
        else:
            annulled = payload.get("undoes", [])
            undone.update(annulled if isinstance(annulled, list) else [annulled])
    return endings - undone, undone


def _is_past(seq: int, endings: set[int], undone: set[int]) -> bool:
    """Whether what the fact `seq` opened need not be asked: that fact was undone, or an ending came after it."""
    return seq in undone or any(ending > seq for ending in endings)


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
