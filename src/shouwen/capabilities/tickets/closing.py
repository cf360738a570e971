"""The closing rule: what a ticket has shown so far, and what is still missing before it may close (BX-8)."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from django.utils.translation import gettext as _

from shouwen.capabilities.tickets.labels import requirement_label
from shouwen.capabilities.tickets.models import Ticket
from shouwen.domain.regulation import ClosingRule, Regulation

Evidence = Mapping[str, Any]


def closing_rule(document: Regulation, ticket: Ticket) -> ClosingRule:
    """The rule of the ticket's class."""
    return document.closing[document.classes[code_of(ticket.klass_id)].closing]


def missing(rule: ClosingRule, ticket: Ticket) -> list[str]:
    """Codes of the requirements that `ticket` does not meet yet, in the rule's order; empty: it may close."""
    return [code for code in rule.requires if not _MET[code](rule, ticket, ticket.evidence)]


def still_missing(rule: ClosingRule, ticket: Ticket) -> list[str]:
    """The same in the reader's words, each saying what would do here."""
    words = (
        _about_grade(rule, ticket) if code == "grade_at_least" else str(requirement_label(code))
        for code in missing(rule, ticket)
    )
    return list(dict.fromkeys(words))


def _about_grade(rule: ClosingRule, ticket: Ticket) -> str:
    """What a grade lacks: there is none yet, or it is low and the rule says what mends that."""
    if ticket.evidence.get("grade") is None:
        return _("the customer's grade")
    if not rule.low_grades_close_after:
        return _(
            "a grade of at least %(points)s: reopen it, do what is missing for the customer, and call back again"
        ) % {"points": rule.grade_at_least or 0}
    if ticket.evidence.get("needs_treatment"):
        return str(requirement_label("manager_treatment"))
    return _("what could be better, in the customer's words")


def code_of(key: str | None) -> str:
    """The bare code of a key such as `level/S1`; empty for none."""
    return key.split("/", 1)[1] if key else ""


def _grade_is_met(rule: ClosingRule, ticket: Ticket, evidence: Evidence) -> bool:
    grade = evidence.get("grade")
    if grade is None:
        return False
    if grade >= (rule.grade_at_least or 0):
        return True
    return rule.low_grades_close_after and bool(
        evidence.get("treatment") if evidence.get("needs_treatment") else evidence.get("improvement")
    )


def _is_confirmed(rule: ClosingRule, evidence: Evidence) -> bool:
    """The agent asked the customer; or the customer said so himself, unless the rule wants both words."""
    own_word = "customer_agreed" not in rule.requires and evidence.get("customer_agreed")
    return bool(evidence.get("agent_confirmation") or own_word)


_MET: Final[dict[str, Callable[[ClosingRule, Ticket, Evidence], bool]]] = {
    "answered": lambda rule, ticket, seen: bool(seen.get("answered") or ticket.solution),
    "agent_confirmation": lambda rule, ticket, seen: _is_confirmed(rule, seen),
    "customer_agreed": lambda rule, ticket, seen: bool(seen.get("customer_agreed")),
    "grade_at_least": _grade_is_met,
    "first_call_back": lambda rule, ticket, seen: seen.get("first_call_back") == "solved",
    "second_call_back": lambda rule, ticket, seen: seen.get("second_call_back") == "solved",
    "business_back_to_normal": lambda rule, ticket, seen: bool(seen.get("business_back_to_normal")),
    "acknowledgement": lambda rule, ticket, seen: bool(seen.get("acknowledgement")),
    "sheet_signed": lambda rule, ticket, seen: (
        ticket.solved_how != "on_site" or bool(seen.get("sheet_signed"))
    ),
    "sheet_settled": lambda rule, ticket, seen: (
        ticket.solved_how != "on_site" or bool(seen.get("sheet_settled"))
    ),
    "cause_and_solution": lambda rule, ticket, seen: bool(ticket.cause and ticket.solution),
    "manager_treatment": lambda rule, ticket, seen: (
        not seen.get("needs_treatment") or bool(seen.get("treatment"))
    ),
    "told_what_became": lambda rule, ticket, seen: bool(seen.get("told_what_became") or seen.get("answered")),
}
