"""Whether the workflow of a document holds together: edges that exist, no dead ends, every name given."""

from collections.abc import Iterator

from shouwen.domain.regulation.facts import KNOWN, VERB_OF
from shouwen.domain.regulation.model import Regulation
from shouwen.domain.regulation.problems import Path
from shouwen.domain.workflow import FINAL_STATES, POSSIBLE, STAYING, Guard, TicketState, TicketVerb, Workflow


def workflow_faults(document: Regulation) -> Iterator[tuple[Path, str]]:
    """Edges outside the closed set, edges said twice, unnamed states and verbs, states that can't be left or closed,
    approvals that nothing asks for.
    """
    yield from _edges(document)
    for state in TicketState:
        if state not in document.workflow.states:
            yield ("workflow", "states"), f"state {state.value!r} has no name"
    for verb in TicketVerb:
        if verb not in document.workflow.verbs:
            yield ("workflow", "verbs"), f"verb {verb.value!r} has no name"
    yield from _ends(document)
    yield from _approvals(document)


def facts_possible(document: Regulation) -> frozenset[str]:
    """The facts of a ticket that some edge of the workflow leaves, registration included."""
    return frozenset(
        fact for fact in KNOWN["ticket"] if fact not in VERB_OF or VERB_OF[fact] in document.workflow.edges
    )


def states_possible(document: Regulation) -> frozenset[TicketState]:
    """The states a ticket can come to be in."""
    return frozenset(_reach(_onward(document), TicketState.NEW))


def _edges(document: Regulation) -> Iterator[tuple[Path, str]]:
    for verb, moves in document.workflow.edges.items():
        path = ("workflow", "edges", verb.value)
        seen: set[TicketState] = set()
        for number, move in enumerate(moves):
            for state in move.start:
                if state in seen:
                    yield (
                        (*path, number),
                        f"says twice what {verb.value!r} does to a ticket that is {state.value!r}",
                    )
                seen.add(state)
                to = move.target(state)
                allowed = POSSIBLE.get(verb, {}).get(state, frozenset())
                if verb in STAYING:
                    allowed = frozenset({state})
                if to is None and not (verb in (TicketVerb.RESUME, TicketVerb.UNMERGE) and allowed):
                    yield (*path, number), f"{verb.value!r} from {state.value!r} has nothing to go back to"
                elif to is not None and to not in allowed:
                    yield (
                        (*path, number),
                        f"{verb.value!r} can't take a ticket from {state.value!r} to {to.value!r}",
                    )


def _ends(document: Regulation) -> Iterator[tuple[Path, str]]:
    onward = _onward(document)
    reached = _reach(onward, TicketState.NEW)
    if TicketState.CLOSED not in reached:
        yield ("workflow", "edges"), "no way leads from a new ticket to a closed one"
    for state in TicketState:
        if state in reached - FINAL_STATES and not _reach(onward, state) & FINAL_STATES:
            yield ("workflow", "edges"), f"a ticket that is {state.value!r} can never be closed"


def _approvals(document: Regulation) -> Iterator[tuple[Path, str]]:
    """A category that needs approval where work goes on without it; the guard without a category does no harm."""
    moves = (move for edges in document.workflow.edges.values() for move in edges)
    if any(Guard.CHANGE_APPROVED in move.guards for move in moves):
        return
    for code, category in document.categories.items():
        if category.needs_approval:
            yield (
                ("categories", code, "needs_approval"),
                "needs approval, yet no edge of the workflow has the guard change_approved",
            )


def _onward(document: Regulation) -> dict[TicketState, set[TicketState]]:
    """The states each state can be followed by."""
    onward: dict[TicketState, set[TicketState]] = {state: set() for state in TicketState}
    for (state, _), edge in Workflow.of(document).edges.items():
        onward[state] |= {edge.to} if edge.to else {TicketState.ACCEPTED, TicketState.IN_PROGRESS}
    return onward


def _reach(onward: dict[TicketState, set[TicketState]], start: TicketState) -> set[TicketState]:
    reached, waiting = {start}, [start]
    while waiting:
        for state in onward[waiting.pop()] - reached:
            reached.add(state)
            waiting.append(state)
    return reached
