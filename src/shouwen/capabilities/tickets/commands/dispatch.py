"""Dispatch 派单: who works on a ticket; taking it, refusing it, finding the target wrong."""

import json
from datetime import datetime
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from shouwen.base.actors import Actor
from shouwen.base.refusals import InvalidInput
from shouwen.capabilities.people.models import Person, Team
from shouwen.capabilities.people.queries import is_on_duty
from shouwen.capabilities.tickets.choices import EntryKind, HandOverState, LeadersWord, Outcome
from shouwen.capabilities.tickets.commands.changing import Change, changing
from shouwen.capabilities.tickets.guards import needs
from shouwen.capabilities.tickets.models import Dispatch, HandOver, Ticket
from shouwen.capabilities.tickets.named import require_dispatching
from shouwen.capabilities.tickets.queries.candidates import Candidate, home_team
from shouwen.capabilities.tickets.refusals import EngineerOffDuty, EngineerUnavailable
from shouwen.domain.workflow import Guard, TicketState, TicketVerb

# A wrong dispatch may have been taken already, any other that ends is the open one. The new row is written from the
# one that ended, so that there are never two open ones. A hand-over that waited is thereby accepted: given on.
REPLACE = """
WITH stood AS (
    SELECT id, outcome, outcome_reason, outcome_at FROM tickets_dispatch
     WHERE ticket_id = %(ticket)s AND (outcome = 'open' OR %(is_wrong)s::boolean)
     ORDER BY id DESC LIMIT 1),
ended AS (
    UPDATE tickets_dispatch AS dispatch
       SET outcome = %(outcome)s, outcome_reason = %(wrong)s, outcome_at = %(at)s
      FROM stood WHERE dispatch.id = stood.id
    RETURNING dispatch.id),
package AS (
    UPDATE tickets_handover SET state = 'accepted', answered_at = %(at)s
     WHERE ticket_id = %(ticket)s AND state = 'open'
    RETURNING id)
INSERT INTO tickets_dispatch (ticket_id, engineer_id, team_id, dispatched_by_id, suggested, was_suggested, leader,
                              reason, outcome, outcome_reason, outcome_text, at)
SELECT %(ticket)s::bigint, %(engineer)s::bigint, %(team)s::bigint, %(by)s::bigint, %(suggested)s::jsonb,
       %(was_suggested)s::boolean, %(leader)s::text, %(reason)s::text, 'open', '', '', %(at)s::timestamptz
  FROM (VALUES (1)) AS one LEFT JOIN ended ON true
RETURNING id, (SELECT to_jsonb(stood)::text FROM stood), (SELECT max(id) FROM package)
"""


def dispatch_ticket(
    *,
    ticket: Ticket,
    actor: Actor,
    at: datetime,
    engineer: Person | None = None,
    team: Team | None = None,
    reason: str = "",
    wrong_reason: str = "",
    suggested: tuple[Candidate, ...] = (),
    leader: LeadersWord | str = "",
    seen: int | None = None,
) -> Ticket:
    """The ticket lies with `engineer`, or with `team` for one of it to take, as `actor` decided.

    A second dispatch reassigns; with `wrong_reason` the one before counts as wrong (SD-22). The owner never changes;
    the responsible follows unless the regulation binds him to the leader's first choice. Whoever the regulation lets
    dispatch only after the leader says in `leader` what his word was, or waits (CS-7). Raises EngineerOffDuty,
    EngineerUnavailable, InvalidInput, LeaderAnswersFirst, NotNamed, NotPermitted or VerbRefused; then nothing changes.
    """
    if engineer is None and team is None:
        raise InvalidInput({"engineer": _("Choose an engineer or a team.")})
    with changing(ticket, actor=actor, at=at, seen=seen) as change:
        change.require(TicketVerb.DISPATCH)
        require_dispatching(actor, change.ticket, leader=str(leader), at=change.at)
        to = team or (home_team(engineer, change.ticket) if engineer else None)
        change.move(TicketVerb.DISPATCH, reason=reason, engineer=engineer, team=team, to=to)
        if wrong_reason and wrong_reason not in change.document.dispatch.wrong_reasons:
            raise InvalidInput({"wrong_reason": _("Choose one of the reasons offered.")})
        if engineer is not None:
            _check_engineer(engineer, change)
            team = to
        ranks = [candidate.person_id for candidate in suggested]
        row = Dispatch(
            ticket=change.ticket,
            engineer=engineer,
            team=team,
            dispatched_by_id=actor.id if actor.is_staff else None,
            suggested=ranks[:5],
            was_suggested=bool(engineer and ranks[:1] == [engineer.pk]),
            leader=leader,
            reason=reason,
            at=change.at,
        )
        previous = _replace(row, wrong_reason=wrong_reason)
        if wrong_reason:
            release_responsible(change)
        change.set(handler=engineer, team=team, suspend_reason="", suspended_until=None)
        bind_responsible(change, engineer)
        change.tell(
            "ticket.dispatched",
            dispatch=row.pk,
            engineer=engineer and engineer.pk,
            team=team and team.pk,
            wrong=wrong_reason,
            leader=str(leader),
            **previous,
        )
    return change.ticket


def refuse_dispatch(
    *, ticket: Ticket, reason: str, text: str = "", actor: Actor, at: datetime, seen: int | None = None
) -> Ticket:
    """The one it was dispatched to does not take it, for a `reason` of the regulation; it waits for dispatch again."""
    with changing(ticket, actor=actor, at=at, seen=seen) as change:
        change.move(TicketVerb.REFUSE, reason=reason, text=text)
        rule = change.document.dispatch.refusal_reasons.get(reason)
        if rule is None:
            raise InvalidInput({"reason": _("Choose one of the reasons offered.")})
        if rule.asks_text:
            needs({"text": text}, text=_("Say more about the reason."))
        row = settle(change, Outcome.REFUSED, reason=reason, text=text)
        settle_package(change, HandOverState.RETURNED, answer=text)
        release_responsible(change)
        change.set(handler=None)
        entry = change.write(EntryKind.REASON, text) if text.strip() else None
        change.tell(
            "ticket.dispatch_refused",
            dispatch=row and row.pk,
            reason_code=reason,
            counts=rule.counts,
            entry=entry and entry.pk,
        )
    return change.ticket


def withdraw_dispatch(
    *, ticket: Ticket, reason: str, actor: Actor, at: datetime, seen: int | None = None
) -> Ticket:
    """The dispatch is taken back before anybody took it; the ticket waits for dispatch again."""
    with changing(ticket, actor=actor, at=at, seen=seen) as change:
        change.move(TicketVerb.WITHDRAW, reason=reason)
        row = settle(change, Outcome.WITHDRAWN, text=reason)
        settle_package(change, HandOverState.RETURNED, answer=reason)
        release_responsible(change)
        change.set(handler=None, team=None)
        entry = change.write(EntryKind.REASON, reason) if reason.strip() else None
        change.tell("ticket.dispatch_withdrawn", dispatch=row and row.pk, entry=entry and entry.pk)
    return change.ticket


def take_ticket(
    *, ticket: Ticket, actor: Actor, at: datetime, seen: int | None = None, no_contact_reason: str = ""
) -> Ticket:
    """The actor works on the ticket from now on: he confirms receipt, which ends the response promise of SD-7.

    `no_contact_reason` marks that nothing more is needed from the customer (RS-5).
    """
    with changing(ticket, actor=actor, at=at, seen=seen) as change:
        person = Person.objects.get(pk=actor.id)
        team = change.ticket.team or home_team(person, change.ticket)
        change.move(TicketVerb.TAKE)
        change.set(handler=person, team=team)
        row = settle(change, Outcome.TAKEN)
        accepted = settle_package(change) if row is None else {}
        bind_responsible(change, person)
        is_first = change.ticket.taken_at is None
        if is_first:
            change.set(taken_at=change.at)
        change.tell("ticket.taken", engineer=actor.id, dispatch=row and row.pk, **accepted)
        if is_first:
            bind_owner(change, person)
        if no_contact_reason.strip():
            entry = change.write(EntryKind.REASON, no_contact_reason)
            change.tell("ticket.contacted", needed=False, entry=entry.pk)
    return change.ticket


def _replace(row: Dispatch, *, wrong_reason: str) -> dict[str, Any]:
    """`row` is the open dispatch of its ticket; the one before it has ended. Returns which that was and how it stood,
    as undoing puts it back. One statement.
    """
    values = {
        "ticket": row.ticket_id,
        "engineer": row.engineer_id,
        "team": row.team_id,
        "by": row.dispatched_by_id,
        "suggested": json.dumps(row.suggested),
        "was_suggested": row.was_suggested,
        "leader": str(row.leader),
        "reason": row.reason,
        "at": row.at,
        "outcome": str(Outcome.WRONG if wrong_reason else Outcome.REPLACED),
        "wrong": wrong_reason,
        "is_wrong": bool(wrong_reason),
    }
    with connection.cursor() as cursor:
        cursor.execute(REPLACE, values)
        row.pk, found, package = cursor.fetchone()
    passed_on = {"package": package} if package else {}
    if found is None:
        return {"previous": None, **passed_on}
    stood = json.loads(found)
    return {
        **passed_on,
        "previous": stood["id"],
        "previous_outcome": stood["outcome"],
        "previous_reason": stood["outcome_reason"],
        "previous_at": stood["outcome_at"],
    }


def settle(change: Change, outcome: Outcome, *, reason: str = "", text: str = "") -> Dispatch | None:
    """The open dispatch of the ticket, if there is one, ends with `outcome`."""
    row = Dispatch.objects.filter(ticket=change.ticket, outcome=Outcome.OPEN).first()
    if row is not None:
        row.outcome, row.outcome_reason, row.outcome_text, row.outcome_at = outcome, reason, text, change.at
        row.save(update_fields=["outcome", "outcome_reason", "outcome_text", "outcome_at"])
    return row


def settle_package(
    change: Change, state: HandOverState = HandOverState.ACCEPTED, *, answer: str = ""
) -> dict[str, int]:
    """The hand-over that waits to be accepted, if there is one, ends: whoever has the ticket now has its package too.

    Returns what undoing needs.
    """
    package = HandOver.objects.filter(ticket=change.ticket, state=HandOverState.OPEN).only("pk").first()
    if package is None:
        return {}
    package.state, package.answer, package.answered_at = state, answer, change.at
    package.save(update_fields=["state", "answer", "answered_at"])
    return {"package": package.pk}


def bind_responsible(change: Change, engineer: Person | None) -> None:
    """Who leads the work: the handler, or whoever the leader chose first and keeps (BX-7)."""
    if engineer is None:
        return
    is_bound = change.document.workflow.responsible_binding == "leader_chosen"
    if change.ticket.responsible_id is None or not is_bound:
        change.set(responsible=engineer)


def release_responsible(change: Change) -> None:
    """Whoever refuses, or was sent by mistake, leads nothing: the next one chosen does, and then stays (CS-1, CS-2)."""
    ticket = change.ticket
    if ticket.responsible_id is not None and ticket.responsible_id == ticket.handler_id:
        change.set(responsible=None)


def bind_owner(change: Change, person: Person, *, because: str = "accepted") -> None:
    """Where the first agent owns it only until it is accepted, or its department reached, `person` does now (BX-7)."""
    previous = change.ticket.owner_id
    if change.document.workflow.owner_binding == "until_accepted" and previous != person.pk:
        change.set(owner=person, stand_in=None, stand_in_at=None)
        change.tell("ticket.owner_changed", owner=person.pk, previous=previous, because=because)


def _check_engineer(engineer: Person, change: Change) -> None:
    if not engineer.is_active:
        raise EngineerUnavailable(engineer=engineer.name)
    guards = change.regulation.workflow.guards(TicketState.ACCEPTED, TicketVerb.DISPATCH)
    if (Guard.HANDLER_ON_DUTY in guards or change.document.dispatch.only_on_duty) and not is_on_duty(
        engineer, at=change.at
    ):
        raise EngineerOffDuty(engineer=engineer.name, at=change.at)
