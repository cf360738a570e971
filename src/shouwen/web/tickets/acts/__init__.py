"""Everything that can be done to a ticket by a form, by its place in the address."""

from typing import Final

from shouwen.domain.workflow import FACT_OF, TicketVerb
from shouwen.web.tickets.acts import (
    dispatching,
    handing,
    judging,
    meeting,
    promising,
    relating,
    resolving,
    working,
)
from shouwen.web.tickets.acts.act import Act, Scene, TicketForm

ACTS: Final[dict[str, Act]] = {
    act.slug: act
    for part in (judging, dispatching, working, meeting, promising, handing, resolving, relating)
    for act in part.ACTS
}
OF_VERB: Final[dict[TicketVerb, Act]] = {act.verb: act for act in reversed(ACTS.values()) if not act.grant}


def fact_of(act: Act) -> str:
    """The fact that tells of this act."""
    return act.fact or FACT_OF[act.verb]


__all__ = ["ACTS", "OF_VERB", "Act", "Scene", "TicketForm", "fact_of"]
