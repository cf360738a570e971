"""Undo: a fact that annuls another, as long as nothing else has happened since."""

from datetime import datetime, timedelta
from typing import Any, Final

from django.utils.dateparse import parse_datetime

from shouwen.base.actors import Actor
from shouwen.base.models import Attachment, Fact
from shouwen.capabilities.tickets.choices import SPLIT_TAKEN_BACK, HandOverState, Outcome, Why
from shouwen.capabilities.tickets.commands.changing import Change, changing
from shouwen.capabilities.tickets.commands.meetings import write_down
from shouwen.capabilities.tickets.commands.parts import is_part_of
from shouwen.capabilities.tickets.commands.services import WERE_COUNTED, count_again
from shouwen.capabilities.tickets.commands.splitting import take_back_split
from shouwen.capabilities.tickets.facts import (
    ESCALATED,
    MEETING_CORRECTED,
    MEETING_HELD,
    MEETING_OPENED,
    SERVICES_COUNTED,
)
from shouwen.capabilities.tickets.models import (
    Dispatch,
    Entry,
    HandOver,
    Involvement,
    Meeting,
    MeetingPart,
    Task,
    Ticket,
)
from shouwen.capabilities.tickets.permissions import may_do
from shouwen.capabilities.tickets.refusals import UndoTooLate
from shouwen.domain.workflow import TicketVerb

LATENCY: Final = timedelta(seconds=3)
"""A click at the last moment of the undo window may take so long to arrive; messages wait twice as much longer."""
UNDOABLE: Final = frozenset(
    {
        "ticket.accepted",
        "ticket.graded",
        "ticket.mark_changed",
        "ticket.dispatched",
        "ticket.taken",
        "ticket.noted",
        "ticket.replied",
        "ticket.suspended",
        "ticket.resumed",
        "ticket.routed_away",
        "ticket.cancelled",
        "ticket.closed",
        "ticket.owner_changed",
        "ticket.parent_set",
        "ticket.split",
        SERVICES_COUNTED,
        ESCALATED,
        MEETING_OPENED,
        MEETING_HELD,
        MEETING_CORRECTED,
    }
)
GONE_ON: Final = frozenset({"ticket.handed_over"})
"""Others go on from these, whatever was done with them in one go."""


def undo(*, ticket: Ticket, seq: int, actor: Actor, at: datetime) -> Ticket:
    """Fact number `seq` is annulled and the ticket has its values of before; messages not yet sent are withdrawn.

    Only by whoever caused it, within the regulation's undo window, while it is the ticket's newest fact that people
    told, and unless the ticket would become a part of itself; else UndoTooLate. What a ladder did by itself is undone
    by whoever may grade, at any time until then.
    """
    with changing(ticket, actor=actor, at=at) as change:
        told = list(
            Fact.objects.filter(subject=change.subject, seq__gte=seq)
            .exclude(name__startswith="clock.")
            .order_by("seq")
        )
        fact = told[0] if told and told[0].seq == seq else None
        is_allowed = (
            fact is not None
            and fact.name in UNDOABLE
            and fact.payload.get("kind") != SPLIT_TAKEN_BACK
            and _is_his_to_undo(fact, change)
            and all(later.recorded_at == fact.recorded_at and later.name not in GONE_ON for later in told[1:])
        )
        if fact is None or not is_allowed:
            raise UndoTooLate(number=change.ticket.number)
        before = values_before(change, _before_all(told))
        if (parent := before.get("parent_id")) and is_part_of(parent, change.ticket.pk):
            raise UndoTooLate(number=change.ticket.number)
        change.set(**before)
        if fact.name == "ticket.dispatched":
            _take_back_dispatch(fact.payload)
        if fact.name == "ticket.taken":
            _take_back_receipt(fact.payload)
        if fact.name in ("ticket.dispatched", "ticket.taken"):
            HandOver.objects.filter(pk=fact.payload.get("package") or 0).update(
                state=HandOverState.OPEN, answered_at=None
            )
        if fact.name == "ticket.split":
            take_back_split(split=fact, actor=actor, at=change.at)
        for one in told:
            if WERE_COUNTED in one.payload:
                count_again(change, one.payload)
            if one.name == "ticket.helper_asked":
                _take_back_task(change, one.payload)
            elif one.name == "ticket.noted":
                _take_back_mentions(change, one)
            elif one.name == MEETING_OPENED:
                Meeting.objects.filter(pk=one.payload["meeting"]).update(withdrawn_at=change.at)
            elif one.name == ESCALATED and one.payload.get("invited"):
                uninvited = MeetingPart.objects.filter(meeting=one.payload["meeting"], attended=False)
                uninvited.filter(person__in=one.payload["invited"]).delete()
        entries = [one.payload["entry"] for one in told if one.payload.get("entry")]
        Entry.objects.filter(pk__in=entries, ticket=change.ticket).update(
            facets={"withdrawn": True}, visibility="internal"
        )
        for one in told:
            if one.name in (MEETING_HELD, MEETING_CORRECTED):
                _take_back_record(change, one.payload)
        files = [pk for one in told for pk in one.payload.get("attachments", [])]
        if files:
            Attachment.objects.filter(pk__in=files, subject_id=change.ticket.pk).update(visibility="internal")
        change.tell("ticket.undone", undoes=[one.seq for one in told], undone=fact.name)
    return change.ticket


def _is_his_to_undo(fact: Fact, change: Change) -> bool:
    if fact.name == ESCALATED:
        return may_do(change.actor, TicketVerb.GRADE, change.ticket)
    is_own = (fact.actor_kind, fact.actor_id) == (change.actor.kind, change.actor.id)
    since = fact.recorded_at if fact.name == MEETING_HELD else fact.at
    return is_own and change.at - since <= change.document.desk.undo_within + LATENCY


def _before_all(told: list[Fact]) -> dict[str, Any]:
    """The values before the first of these facts: what was told in one go is undone in one go."""
    before: dict[str, Any] = {}
    for fact in reversed(told):
        before |= fact.payload.get("before", {})
    return before


def values_before(change: Change, before: dict[str, Any]) -> dict[str, Any]:
    """Column values as the fact kept them, instants read back."""
    values: dict[str, Any] = {}
    for name, value in before.items():
        field = change.ticket._meta.get_field(name)
        is_instant = field.get_internal_type() == "DateTimeField" and isinstance(value, str)
        values[field.attname] = parse_datetime(value) if is_instant else value  # type: ignore[union-attr]
    return values


def _take_back_task(change: Change, payload: dict[str, Any]) -> None:
    """Nobody waits for this task any more; who has no other one on the ticket is no helper of it."""
    tasks = Task.objects.filter(ticket=change.ticket)
    tasks.filter(pk=payload["task"]).update(finished_at=change.at, withdrawn_at=change.at)
    if not tasks.filter(person_id=payload["person"], withdrawn_at__isnull=True).exists():
        Involvement.objects.filter(ticket=change.ticket, person_id=payload["person"], why=Why.HELPER).delete()


def _take_back_mentions(change: Change, fact: Fact) -> None:
    """Whoever the note alone named sees the ticket no longer by it."""
    others = Fact.objects.filter(subject=change.subject, payload__has_key="mentions").exclude(seq=fact.seq)
    named = {pk for payload in others.values_list("payload", flat=True) for pk in payload["mentions"]}
    alone = [pk for pk in fact.payload.get("mentions", []) if pk not in named]
    Involvement.objects.filter(ticket=change.ticket, person__in=alone, why=Why.MENTIONED).delete()


def _take_back_record(change: Change, payload: dict[str, Any]) -> None:
    """The meeting reads as it did before; before its first record it was waited for."""
    earlier = Entry.objects.filter(ticket=change.ticket, facets__meeting=payload["meeting"]).order_by("pk")
    write_down(Meeting.objects.get(pk=payload["meeting"]), earlier.last())


def _take_back_receipt(payload: dict[str, Any]) -> None:
    """The dispatch that was taken waits to be taken again."""
    Dispatch.objects.filter(pk=payload.get("dispatch") or 0).update(
        outcome=Outcome.OPEN, outcome_reason="", outcome_text="", outcome_at=None
    )


def _take_back_dispatch(payload: dict[str, Any]) -> None:
    """It counts as withdrawn, and the one it took the place of stands as it stood: open, taken, refused."""
    Dispatch.objects.filter(pk=payload.get("dispatch") or 0).update(
        outcome=Outcome.WITHDRAWN, outcome_reason="undone"
    )
    if payload.get("previous"):
        Dispatch.objects.filter(pk=payload["previous"]).update(
            outcome=payload.get("previous_outcome", Outcome.OPEN),
            outcome_reason=payload.get("previous_reason", ""),
            outcome_at=payload.get("previous_at"),
        )
