"""What can be asked for before a verb goes through: what its command is given, and what people fill in on a ticket."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from shouwen.domain.regulation.grading import RequiredField
from shouwen.domain.regulation.model import Regulation
from shouwen.domain.workflow import TicketVerb as V

REGISTER: Final = "register"
ON_TICKET: Final = frozenset(
    {
        "category", "impact", "urgency", "difficulty", "level", "contract", "workaround", "proposal",
        "contact", "site", "product", "written_report",
    }
)  # fmt: skip
"""What every verb may ask for: it stands on the ticket, and somebody can fill it in after it was registered. A
`written_report` is what the customer himself wrote, at the registration or since.
"""

REGISTERED: Final = frozenset(
    {
        "class", "category", "impact", "urgency", "difficulty", "product", "site", "contract", "occurred_at",
        "contact", "contact_name", "contact_phone", "caller_name", "caller_phone", "caller_mail",
        "customer", "company", "caller_company", "screenshot", "written_report",
    }
)  # fmt: skip
"""What can be told when a request is registered, on the page as by the API. The level is not told, it follows."""

_WORK: Final = frozenset({"text", "way", "minutes"})
_REASON: Final = frozenset({"reason"})
GIVEN: Final[Mapping[V, frozenset[str]]] = {
    V.GRADE: _REASON,
    V.MARK: _REASON,
    V.CHANGE_CONTRACT: _REASON,
    V.ROUTE_AWAY: _REASON,
    V.DISPATCH: frozenset({"engineer", "team", "reason"}),
    V.REFUSE: frozenset({"reason", "text"}),
    V.WITHDRAW: _REASON,
    V.NOTE: _WORK,
    V.UPDATE: frozenset({"way", "minutes"}),
    V.REPLY: _WORK,
    V.CONTACT: frozenset({"text", "way"}),
    V.ESTIMATE: frozenset({"until", "reason"}),
    V.HEAR: frozenset({"text"}),
    V.URGE: frozenset({"text"}),
    V.SUSPEND: frozenset({"reason", "until", "text"}),
    V.ASK_IN: frozenset({"person", "wish", "due_at"}),
    V.FINISH_TASK: frozenset({"result"}),
    V.HAND_OVER: frozenset({"team", "person", "tried", "reason", "found", "asked", "next_step"}),
    V.RETURN_HAND_OVER: frozenset({"answer"}),
    V.PROPOSE: frozenset({"solution", "risk", "way_back", "check_after"}),
    V.CONFIRM: frozenset({"how"}),
    V.COMPLETE: frozenset({"cause", "process", "solution", "way", "minutes"}),
    V.REOPEN: _REASON,
    V.CANCEL: _REASON,
    V.CHANGE_OWNER: _REASON,
}
"""What the command of a verb is given, by the names it has in forms and in the API."""


def can_be_asked(rule: RequiredField, verb: str) -> bool:
    """Whether somebody could fill in what `rule` asks for when `verb` is done."""
    if verb == REGISTER:
        return rule.ask != "value" or rule.field in REGISTERED
    return (rule.ask == "file" and verb != V.ATTACH) or rule.field in ON_TICKET | GIVEN.get(
        V(verb), frozenset()
    )


def rules_of(document: Regulation, verb: str, known: Mapping[str, Any]) -> Iterator[RequiredField]:
    """The rules that `verb` has to obey on a subject with the `known` fields, in the order of the document.

    A rule that nobody could obey, kept before such rules were refused, binds nobody.
    """
    for rule in document.required_fields.values():
        if verb in rule.on and can_be_asked(rule, verb) and rule.when.holds(known):
            yield rule
