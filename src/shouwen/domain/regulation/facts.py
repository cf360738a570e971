"""The facts that the rules of a document may listen to, by kind of subject."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from shouwen.domain.workflow import FACT_OF, TicketVerb

VERB_OF: Mapping[str, TicketVerb] = {fact: verb for verb, fact in FACT_OF.items()}

_known: dict[str, frozenset[str]] = {
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
        "ticket.services_counted",
    },
}

KNOWN: Mapping[str, frozenset[str]] = MappingProxyType(_known)
"""Kinds of subject that targets can be written for, each with its facts: tickets, and what capabilities declare."""


def declare(kind: str, facts: Iterable[str]) -> None:
    """From now on a regulation may promise something about subjects of `kind`, by these facts of theirs.

    Called by the capability that keeps such subjects when it starts; RuntimeError if another one has declared `kind`
    with other facts.
    """
    told = frozenset(facts)
    if _known.setdefault(kind, told) != told:
        raise RuntimeError(f"{kind} is declared already")


CLOCK_FACTS: frozenset[str] = frozenset({"clock.warned", "clock.breached", "clock.met", "clock.escalated"})
"""Facts the clocks leave; messages may listen to them, targets may not (promises law 1)."""
