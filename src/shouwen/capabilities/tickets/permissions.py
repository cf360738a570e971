"""Who may do what to a ticket: one table, asked by commands, pages and the API alike."""

from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext_lazy as _

from shouwen.base.actors import Actor
from shouwen.base.permissions import GRANTS, require
from shouwen.capabilities.regulations.queries import regulation_of
from shouwen.capabilities.tickets.models import Task, Ticket
from shouwen.capabilities.tickets.named import is_named, named_for, not_named
from shouwen.domain.workflow import TicketVerb as V

SEE_ALL: Final = GRANTS.declare("tickets.see_all", _("See every ticket"), for_teams=True)
REGISTER: Final = GRANTS.declare("tickets.register", _("Register tickets"))
ACCEPT: Final = GRANTS.declare("tickets.accept", _("Accept and grade requests"), for_teams=True)
ROUTE: Final = GRANTS.declare(
    "tickets.route_away", _("Route requests that are not ours to others"), for_teams=True
)
OVERRIDE_CHECK: Final = GRANTS.declare(
    "tickets.override_check", _("Serve despite a failed request check"), for_teams=True
)
DISPATCH: Final = GRANTS.declare("tickets.dispatch", _("Dispatch tickets"), for_teams=True)
WORK: Final = GRANTS.declare("tickets.work", _("Work on one's own tickets"), for_teams=True)
WORK_ANY: Final = GRANTS.declare("tickets.work_any", _("Work on every visible ticket"), for_teams=True)
CLOSE: Final = GRANTS.declare("tickets.close", _("Verify and close tickets"), for_teams=True)
OVERRIDE_CLOSING: Final = GRANTS.declare(
    "tickets.override_closing", _("Close against the closing rule, with a reason"), for_teams=True
)
CANCEL: Final = GRANTS.declare("tickets.cancel", _("Cancel tickets"), for_teams=True)
MERGE: Final = GRANTS.declare("tickets.merge", _("Merge and split tickets"), for_teams=True)
CHANGE_OWNER: Final = GRANTS.declare(
    "tickets.change_owner", _("Change who answers to the customer"), for_teams=True
)
EXPORT: Final = GRANTS.declare("tickets.export", _("Export ticket lists"))


@dataclass(frozen=True, slots=True)
class Right:
    """A verb is open to holders of `grant`, to workers who hold the ticket as one of `held_as`, to customers.

    `readers`: to every worker who may see the ticket, whoever holds it; those who only look have no grant to work.
    """

    grant: str = WORK_ANY
    held_as: frozenset[str] = frozenset()
    customer: bool = False
    readers: bool = False


HOLDERS: Final = frozenset({"owner", "responsible", "handler"})
WORKERS: Final = frozenset({"responsible", "handler"})
FOR_THE_CUSTOMER: Final = frozenset({V.CALL_BACK, V.VERIFY, V.CLOSE})
"""What says that the customer is content; the work's own owner can't."""
EVERYBODY: Final = HOLDERS | {"helper", "team"}

RIGHTS: Final[dict[V, Right]] = {
    V.ACCEPT: Right(ACCEPT),
    V.GRADE: Right(ACCEPT, frozenset({"owner"})),
    V.ROUTE_AWAY: Right(ROUTE),
    V.DISPATCH: Right(DISPATCH),
    V.REFUSE: Right(WORK_ANY, frozenset({"handler", "team"})),
    V.WITHDRAW: Right(DISPATCH),
    V.TAKE: Right(WORK_ANY, frozenset({"handler", "team", "owner"})),
    V.NOTE: Right(WORK_ANY, EVERYBODY, readers=True),
    V.UPDATE: Right(WORK_ANY, EVERYBODY),
    V.REPLY: Right(WORK_ANY, HOLDERS),
    V.CONTACT: Right(WORK_ANY, HOLDERS | {"helper"}),
    V.ESTIMATE: Right(WORK_ANY, HOLDERS),
    V.HEAR: Right(REGISTER, HOLDERS, customer=True),
    V.URGE: Right(REGISTER, HOLDERS, customer=True),
    V.SUSPEND: Right(WORK_ANY, HOLDERS),
    V.RESUME: Right(WORK_ANY, HOLDERS),
    V.ASK_IN: Right(WORK_ANY, HOLDERS),
    V.FINISH_TASK: Right(WORK_ANY, HOLDERS | {"helper"}),
    V.HAND_OVER: Right(WORK_ANY, WORKERS | {"owner"}),
    V.ACCEPT_HAND_OVER: Right(WORK_ANY, frozenset({"handler", "team"})),
    V.RETURN_HAND_OVER: Right(WORK_ANY, frozenset({"handler", "team"})),
    V.PROPOSE: Right(WORK_ANY, WORKERS | {"owner"}),
    V.CONFIRM: Right(WORK_ANY, HOLDERS, customer=True),
    V.WORKAROUND: Right(WORK_ANY, WORKERS | {"owner"}),
    V.COMPLETE: Right(WORK_ANY, WORKERS | {"owner"}),
    V.CALL_BACK: Right(CLOSE, frozenset({"owner"}), customer=True),
    V.VERIFY: Right(CLOSE, frozenset({"owner"})),
    V.CLOSE: Right(CLOSE, frozenset({"owner"}), customer=True),
    V.REOPEN: Right(CLOSE, HOLDERS, customer=True),
    V.CANCEL: Right(CANCEL),
    V.MERGE: Right(MERGE),
    V.UNMERGE: Right(MERGE),
    V.ABSORB: Right(MERGE),
    V.SPLIT: Right(MERGE, frozenset({"owner"})),
    V.LINK: Right(WORK_ANY, HOLDERS),
    V.UNLINK: Right(WORK_ANY, HOLDERS),
    V.PARENT: Right(WORK_ANY, HOLDERS),
    V.CHANGE_OWNER: Right(CHANGE_OWNER),
    V.CHANGE_CONTRACT: Right(ACCEPT, frozenset({"owner"})),
    V.MARK: Right(ACCEPT, HOLDERS),
    V.ATTACH: Right(WORK_ANY, EVERYBODY, customer=True, readers=True),
}


def may_do(actor: Actor, verb: V, ticket: Ticket) -> bool:
    """Whether `actor` has the right to `verb` and the regulation names him for it, or nobody.

    The workflow and its guards come on top.
    """
    return has_right(actor, verb, ticket) and is_named(actor, verb, ticket)


def require_right(actor: Actor, verb: V, ticket: Ticket) -> None:
    """Pass if `actor` may do `verb`; raise NotPermitted without the right, NotNamed where it is another's part."""
    require(has_right(actor, verb, ticket), grant=RIGHTS[verb].grant)
    if not is_named(actor, verb, ticket):
        raise not_named(ticket, named_for(verb, ticket) or ())


def has_right(actor: Actor, verb: V, ticket: Ticket) -> bool:
    """Whether grants, or what `actor` holds of the ticket, let him do `verb`."""
    right = RIGHTS[verb]
    if actor.kind == "contact":
        return right.customer and actor.customer_id is not None and actor.customer_id == ticket.customer_id
    if holds_grant(actor, right.grant, ticket):
        return True
    if right.readers and holds_grant(actor, WORK, ticket):
        return True
    parts = holds(actor, ticket)
    if verb in FOR_THE_CUSTOMER and not WORKERS.isdisjoint(parts) and is_owned_by_accepting(ticket):
        parts -= {"owner"}  # who worked on it does not speak for the customer
    return holds_grant(actor, WORK, ticket) and not right.held_as.isdisjoint(parts)


def holds_grant(actor: Actor, grant: str, ticket: Ticket) -> bool:
    """Whether `actor` holds `grant` on `ticket`: everywhere, or for the team it is with or one above that."""
    return actor.may_for_team(grant, ticket.team_id)


def is_owned_by_accepting(ticket: Ticket) -> bool:
    """Whether the regulation makes whoever accepts the work answer to the customer, so that owners are workers."""
    return regulation_of(ticket.regulation_id).document.workflow.owner_binding == "until_accepted"


def may_name_stand_in(actor: Actor, ticket: Ticket) -> bool:
    """Whether `actor` says who acts for the owner: himself, who acts for him now, or who may change the owner."""
    is_owner = holds_grant(actor, WORK, ticket) and "owner" in holds(actor, ticket)
    return (
        ticket.owner_id is not None
        and ticket.is_open
        and (holds_grant(actor, CHANGE_OWNER, ticket) or is_owner)
    )


def may_change_particulars(actor: Actor, ticket: Ticket) -> bool:
    """Whether `actor` says whom an open ticket is about, where and what: whoever judges requests, and who holds it."""
    return ticket.is_open and has_right(actor, V.MARK, ticket)


def has_part(actor: Actor, ticket: Ticket) -> bool:
    """Whether `actor` does more about `ticket` than note on it: he holds it, helps, or works on every one."""
    if holds_grant(actor, WORK_ANY, ticket):
        return True
    return holds_grant(actor, WORK, ticket) and not EVERYBODY.isdisjoint(holds(actor, ticket))


def may_finish(actor: Actor, task: Task, ticket: Ticket) -> bool:
    """Whether `actor` says what came of a helper's `task`: the helper, who asked him, who holds the ticket and would
    else wait for ever to complete it, or who may work on every one.
    """
    if actor.is_person(task.person_id) or actor.is_person(task.asked_by_id):
        return True
    return holds_grant(actor, WORK_ANY, ticket) or not HOLDERS.isdisjoint(holds(actor, ticket))


def may_open_meeting(actor: Actor, ticket: Ticket) -> bool:
    """Whether `actor` calls a coordination meeting about an open ticket: whoever may ask somebody in."""
    return ticket.is_open and may_do(actor, V.ASK_IN, ticket)


def may_keep_meeting(actor: Actor, ticket: Ticket) -> bool:
    """Whether `actor` writes down what came of one: whoever may call it, and who takes part, if read along."""
    is_part = holds_grant(actor, WORK, ticket) and "helper" in holds(actor, ticket)
    return ticket.is_open and (is_part or may_do(actor, V.ASK_IN, ticket))


def holds(actor: Actor, ticket: Ticket) -> frozenset[str]:
    """As what `actor` holds `ticket`: owner or acting for him, responsible, handler, team; helper if read along."""
    if not actor.is_staff:
        return frozenset()
    parts = {
        "owner": ticket.owner_id,
        "responsible": ticket.responsible_id,
        "handler": ticket.handler_id,
    }
    found = {part for part, person_id in parts.items() if person_id is not None and person_id == actor.id}
    if ticket.stand_in_id is not None and ticket.stand_in_id == actor.id:
        found.add("owner")
    if ticket.team_id is not None and ticket.team_id in actor.team_ids:
        found.add("team")
    if getattr(ticket, "is_helped_by", None) == actor.id:
        found.add("helper")
    return frozenset(found)
