"""The facts that the rules of a document may listen to, by kind of subject."""

from collections.abc import Mapping

from shouwen.domain.workflow import FACT_OF, TicketVerb

VERB_OF: Mapping[str, TicketVerb] = {fact: verb for verb, fact in FACT_OF.items()}

KNOWN: Mapping[str, frozenset[str]] = {
    "ticket": frozenset(FACT_OF.values())
    | {
        "ticket.registered",
        "ticket.checked",
        "ticket.evidence_recorded",
        "ticket.undone",
        "ticket.escalated",
        "ticket.particulars_changed",
        "ticket.stand_in_named",
        "ticket.stand_in_released",
        "ticket.meeting_opened",
        "ticket.meeting_held",
        "ticket.meeting_corrected",
        "ticket.remote_ruled_out",
        "ticket.remote_not_ruled_out",
    },
}
"""Kinds of subject not listed here have no facts yet, so that no target can be written for them."""

CLOCK_FACTS: frozenset[str] = frozenset({"clock.warned", "clock.breached", "clock.met", "clock.escalated"})
"""Facts the clocks leave; messages may listen to them, targets may not (promises law 1)."""
