"""What calls for the manager's decision: each ticket with its reasons in words and the one act that fits the first."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from shouwen.base.actors import Actor
from shouwen.capabilities.regulations.queries import regulation_of
from shouwen.capabilities.tickets.models import QUEUE_ORDER
from shouwen.capabilities.tickets.permissions import RIGHTS, WORK
from shouwen.capabilities.tickets.queries.lists import ListedTicket
from shouwen.capabilities.tickets.queries.lists import rows_of as listed
from shouwen.capabilities.tickets.queries.views import SILENCE, complaint_classes, in_view
from shouwen.domain.workflow import TicketState
from shouwen.domain.workflow import TicketVerb as V
from shouwen.ui.components import TicketRow
from shouwen.web.tickets.acts import OF_VERB
from shouwen.web.tickets.rows import row_of

SHOWN = 10


@dataclass(frozen=True, slots=True)
class Step:
    """The act a row offers; one with a form of its own opens in the drawer, another is a place on the ticket."""

    name: str
    url: str
    icon: str
    has_form: bool


@dataclass(frozen=True, slots=True)
class Decision:
    """A ticket that needs the manager: why, the weightiest reason first, and what to do about that one."""

    pk: int
    row: TicketRow
    reasons: tuple[str, ...]
    step: Step


def decisions(actor: Actor, at: datetime) -> list[Decision]:
    """The first of them, by priority and nearest deadline; one statement."""
    found = listed(in_view("to-decide", actor=actor, at=at).order_by(*QUEUE_ORDER), limit=SHOWN)
    return [_decision(one, actor, at) for one in found]


def _decision(ticket: ListedTicket, actor: Actor, at: datetime) -> Decision:
    is_silent = ticket.state == "suspended" and ticket.lane == "customer"
    is_silent = is_silent and ticket.moved_at is not None and ticket.moved_at < at - SILENCE
    in_hand = ticket.handler is not None
    reasons = [
        (words, step)
        for holds, words, step in (
            (
                actor.is_person(ticket.escalated_to),
                _("Left to your decision"),
                (_("Decide"), (V.DISPATCH, V.CHANGE_OWNER)),
            ),
            (
                ticket.klass in complaint_classes(),
                _("Complaint, not settled yet"),
                (_("Contact the customer"), (V.CONTACT,)) if in_hand else (_("Dispatch"), (V.DISPATCH,)),
            ),
            (
                ticket.owner is None,
                _("Nobody is the owner"),
                (_("Name an owner"), (V.CHANGE_OWNER,)) if in_hand else (_("Dispatch"), (V.DISPATCH,)),
            ),
            (
                ticket.handler_stays is False,
                _("The account of whoever works on it is disabled"),
                (_("Dispatch again"), (V.DISPATCH, V.CONTACT)),
            ),
            (
                ticket.owner_stays is False,
                _("The owner's account is disabled"),
                (_("Name an owner"), (V.CHANGE_OWNER,)),
            ),
            (is_silent, _("The customer has not answered for three days"), (_("Ask again"), (V.REPLY,))),
            (ticket.reopened > 0, _("Reopened"), (_("Dispatch again"), (V.DISPATCH, V.CONTACT))),
        )
        if holds
    ]
    name, verbs = reasons[0][1]
    return Decision(
        ticket.pk,
        row_of(ticket),
        tuple(words for words, _step in reasons),
        step_for(ticket, actor, name, verbs),
    )


def step_for(ticket: ListedTicket, actor: Actor, name: str, verbs: tuple[V, ...]) -> Step:
    """The first of `verbs` that is open from here to this actor; the ticket itself where none is."""
    workflow, url = regulation_of(ticket.regulation_id).workflow, f"/t/{ticket.number}"
    for verb in verbs:
        if not _may(actor, verb, ticket) or not workflow.applies(TicketState(ticket.state), verb):
            continue
        if verb not in OF_VERB:
            return Step(name, f"{url}#answer-body", "answer", has_form=False)
        act = OF_VERB[verb]
        return Step(name, f"{url}/{act.slug}", act.icon, has_form=True)
    return Step(_("Open the ticket"), url, "arrow-right", has_form=False)


def _may(actor: Actor, verb: V, ticket: ListedTicket) -> bool:
    """Whether the grants of `actor` let him do `verb`, or those of whoever works on the ticket if that is he."""
    right = RIGHTS[verb]
    if actor.may_for_team(right.grant, ticket.team_id):
        return True
    is_handler = "handler" in right.held_as and actor.is_person(ticket.handler_id)
    return is_handler and actor.may_for_team(WORK, ticket.team_id)
