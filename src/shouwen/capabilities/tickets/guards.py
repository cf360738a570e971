"""What must be true before an edge of the workflow is taken: one check per guard of the regulation."""

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from django.utils.translation import gettext as _

from shouwen.base.permissions import require
from shouwen.base.refusals import InvalidInput
from shouwen.capabilities.tickets.approval import lacks_approval
from shouwen.capabilities.tickets.closing import closing_rule, code_of, missing, still_missing
from shouwen.capabilities.tickets.labels import requirement_label
from shouwen.capabilities.tickets.permissions import OVERRIDE_CLOSING, holds_grant
from shouwen.capabilities.tickets.refusals import (
    BackupNotAsked,
    ChangeNotApproved,
    ChargeNotAgreed,
    NotClosable,
    RequestNotChecked,
    SolutionNotConfirmed,
    TasksOpen,
)
from shouwen.domain.workflow import Guard

if TYPE_CHECKING:
    from shouwen.capabilities.tickets.commands.changing import Change

Given = dict[str, Any]


def check(guard: Guard, change: "Change", given: Given) -> None:
    """Pass, or raise the refusal that says what to do."""
    _CHECKS[guard](change, given)


def needs(given: Given, **sentences: str) -> None:
    """Each named value is there and not blank; raises InvalidInput with the sentences of those that are not."""
    errors = {
        name: sentence for name, sentence in sentences.items() if not str(given.get(name) or "").strip()
    }
    if errors:
        raise InvalidInput(errors)


def _cause_and_solution(change: "Change", given: Given) -> None:
    needs(given, cause=_("Enter the cause."), solution=_("Enter the solution."))


def _process_and_result(change: "Change", given: Given) -> None:
    sentences = {"process": _("Enter what was done."), "solution": _("Enter the result.")}
    if "cause_and_solution" in closing_rule(change.document, change.ticket).requires:
        sentences["cause"] = _("Enter the cause.")  # else it could be completed and then never closed
    needs(given, **sentences)


def _level(change: "Change", given: Given) -> None:
    if change.ticket.level_id is None:
        raise InvalidInput({"level": _("Grade the ticket first.")})


def _request_checked(change: "Change", given: Given) -> None:
    if not change.ticket.evidence.get("checked"):
        raise RequestNotChecked(number=change.ticket.number)


def _reason(change: "Change", given: Given) -> None:
    needs(given, reason=_("Enter the reason."))


def _until(change: "Change", given: Given) -> None:
    until = given.get("until")
    if not isinstance(until, datetime) or until <= change.at:
        raise InvalidInput({"until": _("Enter until when; it must be in the future.")})


def _tried_and_why(change: "Change", given: Given) -> None:
    needs(given, tried=_("Enter what was tried."), reason=_("Enter why it is handed over."))


def _solution_confirmed(change: "Change", given: Given) -> None:
    if change.ticket.proposal and change.ticket.proposal_confirmed_at is None:
        raise SolutionNotConfirmed(number=change.ticket.number)


def _backup_asked(change: "Change", given: Given) -> None:
    """Only faults are repaired: whoever answers a question has nothing to back up first (DP-9)."""
    is_repair = change.document.classes[code_of(change.ticket.klass_id)].flow == "fault"
    if is_repair and change.ticket.evidence.get("backup") not in ("done", "refused"):
        raise BackupNotAsked(number=change.ticket.number)


def _charge_agreed(change: "Change", given: Given) -> None:
    """What is served outside the period is charged; the fee, or its waiver, is settled before work starts (DP-6)."""
    shown = change.ticket.evidence
    if shown.get("checked") == "charged" and not shown.get("charge"):
        raise ChargeNotAgreed(number=change.ticket.number)


def _change_approved(change: "Change", given: Given) -> None:
    """A function is changed only with the project leader's recorded approval (DP-7)."""
    if lacks_approval(change.document, change.ticket):
        raise ChangeNotApproved(number=change.ticket.number)


def _tasks_finished(change: "Change", given: Given) -> None:
    count = change.ticket.tasks.filter(finished_at__isnull=True).count()
    if count:
        raise TasksOpen(number=change.ticket.number, count=count)


def _closing_rule_met(change: "Change", given: Given) -> None:
    if given.get("override"):
        return
    rule = closing_rule(change.document, change.ticket)
    lacking = missing(rule, change.ticket)
    if lacking:
        raise NotClosable(
            number=change.ticket.number,
            missing=_(", ").join(still_missing(rule, change.ticket)),
            codes=lacking,
        )


def _shown(key: str, requirement: str) -> Callable[["Change", Given], None]:
    """A guard that holds once the ticket's evidence has `key`."""

    def look(change: "Change", given: Given) -> None:
        if not given.get("override") and not change.ticket.evidence.get(key):
            raise NotClosable(
                number=change.ticket.number, missing=requirement_label(requirement), codes=[requirement]
            )

    return look


def _manager_only(change: "Change", given: Given) -> None:
    require(holds_grant(change.actor, OVERRIDE_CLOSING, change.ticket), grant=OVERRIDE_CLOSING)


def _nothing(change: "Change", given: Given) -> None:
    """Checked by its command itself, which knows the person or the form."""


_CHECKS: Final[dict[Guard, Callable[["Change", Given], None]]] = {
    Guard.CAUSE_AND_SOLUTION_REQUIRED: _cause_and_solution,
    Guard.PROCESS_AND_RESULT_REQUIRED: _process_and_result,
    Guard.LEVEL_REQUIRED: _level,
    Guard.REQUEST_CHECKED: _request_checked,
    Guard.HANDLER_ON_DUTY: _nothing,
    Guard.REASON_REQUIRED: _reason,
    Guard.UNTIL_REQUIRED: _until,
    Guard.TRIED_AND_WHY_REQUIRED: _tried_and_why,
    Guard.SOLUTION_CONFIRMED: _solution_confirmed,
    Guard.BACKUP_ASKED: _backup_asked,
    Guard.CHARGE_AGREED: _charge_agreed,
    Guard.CHANGE_APPROVED: _change_approved,
    Guard.TASKS_FINISHED: _tasks_finished,
    Guard.CALL_BACK_DONE: _shown("first_call_back", "first_call_back"),
    Guard.SECOND_CALL_BACK_DONE: _shown("second_call_back", "second_call_back"),
    Guard.GRADE_OK: _shown("grade", "grade_at_least"),
    Guard.CUSTOMER_AGREED: _shown("customer_agreed", "customer_agreed"),
    Guard.AGENT_CONFIRMED: _shown("agent_confirmation", "agent_confirmation"),
    Guard.ACKNOWLEDGED: _shown("acknowledgement", "acknowledgement"),
    Guard.BUSINESS_BACK_TO_NORMAL: _shown("business_back_to_normal", "business_back_to_normal"),
    Guard.SHEET_SIGNED: _shown("sheet_signed", "sheet_signed"),
    Guard.CLOSING_RULE_MET: _closing_rule_met,
    Guard.MANAGER_ONLY: _manager_only,
}
