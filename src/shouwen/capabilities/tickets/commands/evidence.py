"""What a ticket is shown before it may close: confirmations, back-ups, call-backs, the customer's silence."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shouwen.base.actors import Actor
from shouwen.base.permissions import require
from shouwen.base.refusals import InvalidInput
from shouwen.capabilities.tickets.approval import CHANGE_APPROVED
from shouwen.capabilities.tickets.choices import EntryKind
from shouwen.capabilities.tickets.commands.changing import changing
from shouwen.capabilities.tickets.guards import needs
from shouwen.capabilities.tickets.models import Ticket
from shouwen.capabilities.tickets.permissions import CLOSE, OVERRIDE_CLOSING, may_do
from shouwen.domain.workflow import TicketVerb

BACKUPS = {"backup_done": "done", "backup_refused": "refused"}
"""What the customer answered when he was asked for a back-up (DP-9), and what the ticket then shows."""

CHARGES = {"charge_agreed": "agreed", "charge_waived": "waived"}
"""What was settled about the charge for what is served outside the period (DP-6), and what the ticket then shows."""

PLAN_REPORTED = "plan_reported"
"""The plan how a complaint is treated has been reported to the department's manager (SD-17)."""

CONFIRMATIONS = frozenset(
    {
        *BACKUPS,
        *CHARGES,
        CHANGE_APPROVED,
        "agent_confirmation",
        "customer_agreed",
        "business_back_to_normal",
        "acknowledgement",
        "sheet_signed",
        "sheet_settled",
        "told_what_became",
        "answered",
        "treatment",
        PLAN_REPORTED,
    }
)


SILENCE = "silence"
"""What is on record when nobody reaches the customer and somebody has to decide."""

CUSTOMERS_WORD = frozenset({"customer_agreed", "business_back_to_normal", "acknowledgement"})
"""What only the customer can know, and may therefore say himself."""

_ASKED: Final = {
    "backup_done": gettext_lazy("Enter what was copied, where to and by whom."),
    "backup_refused": gettext_lazy(
        "Enter who refused and was told that the customer bears the consequences."
    ),
    "charge_agreed": gettext_lazy("Enter the fee, and with whom it was agreed."),
    "charge_waived": gettext_lazy("Enter why the fee is waived."),
    CHANGE_APPROVED: gettext_lazy("Enter who approved it, and what was approved."),
    PLAN_REPORTED: gettext_lazy("Enter the plan: measures, by whom, by when."),
}
"""What the text must say, where one is needed."""

WORKERS_WORD = frozenset(
    {*BACKUPS, *CHARGES, CHANGE_APPROVED, "sheet_signed", "sheet_settled", PLAN_REPORTED}
)
"""What whoever does the work hears and brings back himself, from the customer or from the project leader."""


def record_confirmation(
    *,
    ticket: Ticket,
    what: str,
    actor: Actor,
    at: datetime,
    how: str = "",
    text: str = "",
    seen: int | None = None,
) -> Ticket:
    """One thing the regulation asks for is shown: who, when, how (`CONFIRMATIONS` names what can be).

    A back-up done needs in `text` what was copied, where and by whom; a refused one who refused it and was told that
    the consequences are his own (DP-9); a charge the fee and with whom it was agreed, or why it is waived (DP-6); an
    approved change who approved what (DP-7); a plan reported the plan. Workers may record what they bring
    back themselves.
    """
    if what not in CONFIRMATIONS:
        offered = {"expected": ", ".join(sorted(CONFIRMATIONS))}
        raise InvalidInput({"what": _("Choose one of: %(expected)s.") % offered})
    if what in _ASKED:
        needs({"text": text}, text=str(_ASKED[what]))
    with changing(ticket, actor=actor, at=at, seen=seen) as change:
        is_his_to_say = actor.kind != "contact" or what in CUSTOMERS_WORD
        may_call_back = may_do(actor, TicketVerb.CALL_BACK, change.ticket)
        may_work = what in WORKERS_WORD and may_do(actor, TicketVerb.COMPLETE, change.ticket)
        require(is_his_to_say and (may_call_back or may_work), grant=CLOSE)
        facets = {"charge": CHARGES[what]} if what in CHARGES else {}
        entry = change.write(EntryKind.CALL_BACK, text, facets=facets) if text.strip() else None
        if what in BACKUPS:
            change.show(backup=BACKUPS[what])
        elif what in CHARGES:
            change.show(charge=CHARGES[what])
        else:
            change.show(**{what: change.at.isoformat()})
        change.tell("ticket.evidence_recorded", what=what, how=how, entry=entry and entry.pk)
    return change.ticket


def record_call_back_result(
    *,
    ticket: Ticket,
    rule: str,
    purpose: str,
    result: str,
    evidence: dict[str, Any],
    said: Mapping[str, str],
    grade: int | None,
    graded: Mapping[str, str],
    actor: Actor,
    at: datetime,
) -> Ticket:
    """What a call-back by `rule` brought is known to the ticket; called by the call-back's own command.

    `said` are the customer's `words` and the `improvement` he wishes; `grade` counts in points, `graded` names the
    `questionnaire` and the grade in it.
    """
    text = "\n".join(dict.fromkeys(part for part in said.values() if part.strip()))
    with changing(ticket, actor=actor, at=at) as change:
        change.require(TicketVerb.CALL_BACK)
        change.ask(TicketVerb.CALL_BACK)
        entry = change.write(EntryKind.CALL_BACK, text, facets=dict(said)) if text else None
        change.show(**evidence)
        change.tell(
            "ticket.call_back_recorded",
            call_back=rule,
            purpose=purpose,
            result=result,
            grade=grade,
            **graded,
            entry=entry and entry.pk,
        )
    return change.ticket


def record_silence(*, ticket: Ticket, since: datetime, actor: Actor, at: datetime) -> Ticket:
    """It is on record that the customer has not answered since then; whoever may close against the rule is told."""
    with changing(ticket, actor=actor, at=at) as change:
        require(actor.kind == "system", grant=OVERRIDE_CLOSING)
        change.show(silence=change.at.isoformat())
        change.tell("ticket.evidence_recorded", what=SILENCE, since=since)
    return change.ticket
