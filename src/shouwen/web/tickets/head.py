"""The head of a ticket: what it is, how it stands, who has it, and the verbs open to this actor, foremost first."""

from dataclasses import dataclass
from typing import Any, Final

from shouwen.base.actors import Actor
from shouwen.base.languages import name_in
from shouwen.capabilities.call_backs.models import CallBack
from shouwen.capabilities.regulations.queries import regulation_of
from shouwen.capabilities.tickets.approval import lacks_approval
from shouwen.capabilities.tickets.choices import SPLIT_TAKEN_BACK, Channel, LinkKind
from shouwen.capabilities.tickets.closing import closing_rule, still_missing
from shouwen.capabilities.tickets.models import Ticket
from shouwen.capabilities.tickets.models.meetings import WAITED_FOR
from shouwen.capabilities.tickets.permissions import (
    CHANGE_OWNER,
    OVERRIDE_CHECK,
    has_right,
    holds_grant,
    may_change_particulars,
    may_do,
    may_keep_meeting,
    may_name_stand_in,
    may_open_meeting,
)
from shouwen.capabilities.tickets.queries.charges import is_charged
from shouwen.domain.workflow import Guard, TicketState, TicketVerb
from shouwen.domain.workflow import TicketVerb as V
from shouwen.web.tickets.acts import ACTS, OF_VERB, Act
from shouwen.web.tickets.answers import kinds_for
from shouwen.web.words import name_of, state_name, suspend_reason

FOREMOST: Final[dict[str, tuple[V, ...]]] = {
    "new": (V.ACCEPT, V.DISPATCH, V.GRADE),
    "accepted": (V.DISPATCH, V.TAKE, V.COMPLETE),
    "dispatched": (V.TAKE, V.ACCEPT_HAND_OVER, V.REFUSE, V.DISPATCH),
    "in_progress": (V.COMPLETE, V.HAND_OVER, V.SUSPEND),
    "suspended": (V.RESUME, V.ESTIMATE),
    "completed": (V.CLOSE, V.VERIFY, V.REOPEN),
    "verified": (V.CLOSE, V.REOPEN),
    "closed": (V.REOPEN,),
    "routed_away": (V.CLOSE, V.REOPEN),
    "cancelled": (V.REOPEN,),
    "merged": (V.UNMERGE,),
}
"""What comes next in each state: the buttons; the rest is in the menu."""
GROUPS: Final = (
    (
        V.CONTACT,
        V.ESTIMATE,
        V.WORKAROUND,
        V.PROPOSE,
        V.CONFIRM,
        V.COMPLETE,
        V.FINISH_TASK,
        V.SUSPEND,
        V.RESUME,
    ),
    (
        V.DISPATCH,
        V.TAKE,
        V.REFUSE,
        V.WITHDRAW,
        V.HAND_OVER,
        V.ACCEPT_HAND_OVER,
        V.RETURN_HAND_OVER,
        V.ASK_IN,
    ),
    (V.HEAR, V.URGE, V.CALL_BACK, V.VERIFY, V.CLOSE, V.REOPEN),
    (V.ACCEPT, V.GRADE, V.MARK, V.CHANGE_CONTRACT, V.CHANGE_OWNER, V.ROUTE_AWAY),
    (V.LINK, V.UNLINK, V.PARENT, V.SPLIT, V.ABSORB, V.MERGE, V.UNMERGE, V.CANCEL),
)
"""The menu: first what is done at the customer's, where the service sheet is printed too."""
HANDED_OVER: Final = frozenset({V.ACCEPT_HAND_OVER, V.RETURN_HAND_OVER})


@dataclass(frozen=True, slots=True)
class Offer:
    """One verb on offer: what it is called here, where its form is, and the key that presses it."""

    act: Act
    name: str
    url: str
    key: str = ""


def head_of(ticket: Ticket, verbs: tuple[TicketVerb, ...], actor: Actor) -> dict[str, Any]:
    """Everything the head shows of `ticket` (read with its company)."""
    offered = fitting(ticket, verbs)
    foremost = [verb for verb in _comes_next(ticket) if verb in offered][:3]
    document = regulation_of(ticket.regulation_id).document
    buttons, *menu = with_keys(
        [
            [_offer(verb, ticket) for verb in foremost],
            *(
                _backup(ticket, offered & frozenset(group))
                + (_particulars(ticket, actor) if V.CHANGE_CONTRACT in group else [])
                + [_offer(verb, ticket) for verb in group if verb in offered and verb not in foremost]
                + (_shift(ticket, actor) + _meeting(ticket, actor) if V.HAND_OVER in group else [])
                for group in GROUPS
            ),
        ]
    )
    return {
        "state_word": state_name(ticket.regulation_id, ticket.state),
        "klass": name_of(ticket.regulation_id, ticket.klass_id),
        "level": name_of(ticket.regulation_id, ticket.level_id),
        "level_definition": document.levels[ticket.level_id.split("/", 1)[1]].definition
        if ticket.level_id
        else None,
        "category": name_of(ticket.regulation_id, ticket.category_id),
        "route": name_of(ticket.regulation_id, ticket.route_id),
        "channel": Channel(ticket.channel).label,
        "team_name": name_in(ticket.team.names) if ticket.team else "",
        "split_from": _split_taken_back(ticket, actor),
        "resting": suspend_reason(ticket.regulation_id, ticket.suspend_reason)
        if ticket.state == "suspended"
        else "",
        "foremost": buttons,
        "groups": menu,
        "writes": " ".join(kind.value for kind in kinds_for(ticket, verbs)),
        "call_back_url": _call_back_url(ticket, actor),
        "override": _override(ticket, actor),
        "settling": _settling(ticket, actor),
        "approving": _approving(ticket, actor),
        "lacking": _lacking(ticket) if ticket.state in ("completed", "verified") else [],
    }


def _comes_next(ticket: Ticket) -> tuple[TicketVerb, ...]:
    """What comes next; to route it away, where nothing else goes through before the request check is passed (SA-7)."""
    state, workflow = TicketState(ticket.state), regulation_of(ticket.regulation_id).workflow
    usual = FOREMOST[ticket.state]
    if ticket.evidence.get("checked"):
        return usual
    barred = {
        verb
        for verb in usual
        if workflow.applies(state, verb) and Guard.REQUEST_CHECKED in workflow.guards(state, verb)
    }
    return (V.ROUTE_AWAY, *(verb for verb in usual if verb not in barred)) if barred else usual


def with_keys(groups: list[list[Offer]]) -> list[list[Offer]]:
    """The same offers, each key at the first that has it: what is written beside a verb is what a press does."""
    taken: set[str] = set()

    def keyed(offer: Offer) -> Offer:
        key = offer.act.key
        if not key or key in taken:
            return offer
        taken.add(key)
        return Offer(offer.act, offer.name, offer.url, key)

    return [[keyed(offer) for offer in group] for group in groups]


def fitting(ticket: Ticket, verbs: tuple[TicketVerb, ...]) -> frozenset[TicketVerb]:
    """Of the verbs open, those that have something to act on: no task, link or hand-over, no verb about it."""
    offered = {verb for verb in verbs if verb in OF_VERB}
    waits_for_receipt = (
        ticket.state == TicketState.DISPATCHED and ticket.hand_overs.filter(state="open").exists()
    )
    offered -= HANDED_OVER if not waits_for_receipt else {V.TAKE, V.REFUSE, V.WITHDRAW}
    if V.FINISH_TASK in offered and not ticket.has_open_task:
        offered.discard(V.FINISH_TASK)
    if V.UNLINK in offered and not ticket.has_link:
        offered.discard(V.UNLINK)
    if not ticket.proposal or ticket.proposal_confirmed_at:
        offered.discard(V.CONFIRM)
    return frozenset(offered)


def _offer(verb: TicketVerb, ticket: Ticket) -> Offer:
    act = OF_VERB[verb]
    name = str(act.title) or regulation_of(ticket.regulation_id).verb_name(verb)
    return Offer(act, name, f"/t/{ticket.number}/{act.slug}")


def _backup(ticket: Ticket, offered: frozenset[TicketVerb]) -> list[Offer]:
    """To record the customer's answer about a back-up: offered where work may not be completed without it (DP-9)."""
    compiled = regulation_of(ticket.regulation_id)
    guards = compiled.workflow.guards(TicketState(ticket.state), V.COMPLETE) if V.COMPLETE in offered else ()
    is_repair = compiled.document.classes[str(ticket.klass_id).split("/", 1)[1]].flow == "fault"
    if Guard.BACKUP_ASKED not in guards or not is_repair:
        return []
    act = ACTS["backup"]
    return [Offer(act, str(act.title), f"/t/{ticket.number}/{act.slug}")]


def _shift(ticket: Ticket, actor: Actor) -> list[Offer]:
    """To let somebody act for the owner: offered to managers, and to the owner where the shift does so."""
    binding = regulation_of(ticket.regulation_id).document.workflow.owner_binding
    is_usual = binding == "duty_shift" or holds_grant(actor, CHANGE_OWNER, ticket)
    if not is_usual or not may_name_stand_in(actor, ticket) or not has_right(actor, V.HAND_OVER, ticket):
        return []
    act = ACTS["stand-in"]
    return [Offer(act, str(act.title), f"/t/{ticket.number}/{act.slug}")]


def _particulars(ticket: Ticket, actor: Actor) -> list[Offer]:
    """To say whom it is about, where and what."""
    act = ACTS["particulars"]
    offer = Offer(act, str(act.title), f"/t/{ticket.number}/{act.slug}")
    return [offer] if may_change_particulars(actor, ticket) else []


def _meeting(ticket: Ticket, actor: Actor) -> list[Offer]:
    """To call a coordination meeting; while one is waited for, to put on record what came of it."""
    is_waited_for = ticket.evidence.get("meeting") == WAITED_FOR
    may = may_keep_meeting if is_waited_for else may_open_meeting
    if not may(actor, ticket):
        return []
    act = ACTS["keep-meeting" if is_waited_for else "open-meeting"]
    return [Offer(act, str(act.title), f"/t/{ticket.number}/{act.slug}")]


def _call_back_url(ticket: Ticket, actor: Actor) -> str:
    """Where the waiting call-back of a finished ticket is made; empty where none waits, or this actor makes none."""
    if ticket.state not in ("completed", "verified") or not may_do(actor, V.CALL_BACK, ticket):
        return ""
    pk = (
        CallBack.objects.waiting()
        .filter(ticket=ticket)
        .order_by("due_at")
        .values_list("pk", flat=True)
        .first()
    )
    return f"/call-backs/{pk}" if pk else ""


def _override(ticket: Ticket, actor: Actor) -> Offer | None:
    """To serve it although the check says no: offered while the check has not been passed."""
    if (
        ticket.evidence.get("checked")
        or not holds_grant(actor, OVERRIDE_CHECK, ticket)
        or ticket.state not in ("new", "accepted")
    ):
        return None
    act = ACTS["override"]
    return Offer(act, str(act.title), f"/t/{ticket.number}/{act.slug}")


def _settling(ticket: Ticket, actor: Actor) -> Offer | None:
    """To settle the charge of what is served outside the period: offered until that is done."""
    if not is_charged(ticket) or ticket.evidence.get("charge") or not _may_bring_word(ticket, actor):
        return None
    act = ACTS["charge"]
    return Offer(act, str(act.title), f"/t/{ticket.number}/{act.slug}")


def _approving(ticket: Ticket, actor: Actor) -> Offer | None:
    """To record the project leader's approval: offered until that is done, where the category needs it (DP-7)."""
    document = regulation_of(ticket.regulation_id).document
    if not lacks_approval(document, ticket) or not _may_bring_word(ticket, actor):
        return None
    act = ACTS["approval"]
    return Offer(act, str(act.title), f"/t/{ticket.number}/{act.slug}")


def _may_bring_word(ticket: Ticket, actor: Actor) -> bool:
    """Whether `actor` may record what he was told about a ticket that is still open."""
    return ticket.is_open and (may_do(actor, V.COMPLETE, ticket) or may_do(actor, V.CALL_BACK, ticket))


def _split_taken_back(ticket: Ticket, actor: Actor) -> Ticket | None:
    """What a ticket whose split was taken back was split from, if `actor` may see it; no statement for any other."""
    if ticket.close_kind != SPLIT_TAKEN_BACK:
        return None
    origin = Ticket.objects.visible_to(actor).filter(
        linked_from__ticket=ticket, linked_from__kind=LinkKind.SPLIT_FROM
    )
    return origin.first()


def _lacking(ticket: Ticket) -> list[str]:
    """What the closing rule still misses, in words."""
    rule = closing_rule(regulation_of(ticket.regulation_id).document, ticket)
    return still_missing(rule, ticket)
