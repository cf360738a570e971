"""What a step of a ladder does besides telling people: the ticket itself changes, once, and the journal says why."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from shouwen.base.actors import Actor
from shouwen.base.models import Fact
from shouwen.base.permissions import require
from shouwen.capabilities.people.models import Person
from shouwen.capabilities.people.queries import who_is_on_duty
from shouwen.capabilities.service_levels.queries.explaining import promise_name
from shouwen.capabilities.tickets.choices import Why
from shouwen.capabilities.tickets.commands.changing import Change, changing
from shouwen.capabilities.tickets.commands.meetings import call_meeting, invite, waited_for
from shouwen.capabilities.tickets.commands.work import bring_in, involve
from shouwen.capabilities.tickets.facts import ESCALATED
from shouwen.capabilities.tickets.models import Involvement, Ticket
from shouwen.capabilities.tickets.permissions import CHANGE_OWNER
from shouwen.capabilities.tickets.queries.candidates import ranked_among
from shouwen.capabilities.tickets.queries.parties import persons_meant
from shouwen.domain.regulation.targets import AFTER_WORK
from shouwen.domain.regulation.words import Text
from shouwen.domain.workflow import WORKING_STATES, TicketState, TicketVerb

AT_WORK: Final = WORKING_STATES | {TicketState.NEW}
"""A finished ticket needs nobody brought in any more."""
CALLED_BACK: Final = frozenset({TicketState.COMPLETED, TicketState.VERIFIED})
"""Where a manager may still have to decide how it goes on: the call-back that was promised is not made."""


@dataclass(frozen=True, slots=True)
class Order:
    """What a step orders: its `acts`, whom it tells, whom it brings in (none named: those it tells), and what for."""

    acts: tuple[str, ...]
    parties: tuple[str, ...] = ()
    brings: tuple[str, ...] = ()
    wish: Text | None = None
    promise: str = ""
    stage: str = ""


def carry_out_step(*, ticket: Ticket, escalation: Fact, order: Order, actor: Actor, at: datetime) -> Ticket:
    """What the ladder's step of `escalation` orders is done to the ticket; safe to repeat.

    "raise": one priority higher. "hand_to_manager": the first colleague whom `parties` mean, one on duty before others,
    decides how it goes on; he sees it, and owner, responsible and handler stay who they are. "ask_estimate": whoever
    works on it owes the customer a new estimate. "add_helper": of the first party that has somebody on duty who doesn't
    work on it yet, the best-ranked one gets a task; where there is nobody, that is told with the reason.
    "open_meeting": of each party those on duty, else all of it, are called to a coordination meeting; while one is
    waited for, to that one.
    Nothing happens to a ticket that is finished meanwhile, but that a manager decides while its call-back is overdue.
    """
    require(actor.kind == "system", grant=CHANGE_OWNER)
    with changing(ticket, actor=actor, at=at) as change:
        possible = _possible(TicketState(change.ticket.state), order.promise)
        if not possible or _is_done(change, escalation):
            return change.ticket
        for act in order.acts:
            if act in possible and (told := _ACTS[act](change, order)) is not None:
                change.tell(
                    ESCALATED, act=act, escalation=escalation.pk, promise=order.promise, **told.payload
                )
                told.then()
    return change.ticket


def _possible(state: TicketState, promise: str) -> frozenset[str]:
    """The acts that still mean something in `state` for the sake of `promise`."""
    if state in AT_WORK:
        return frozenset(_ACTS)
    is_call_back = promise.startswith("call_back.") and state in CALLED_BACK
    return AFTER_WORK & _ACTS.keys() if is_call_back else frozenset()


@dataclass(frozen=True, slots=True)
class Done:
    """What an act did, for its fact, and what is told after that fact."""

    payload: dict[str, Any]
    then: Callable[[], Any] = lambda: None


def _is_done(change: Change, escalation: Fact) -> bool:
    told = Fact.objects.filter(subject=change.subject, name=ESCALATED)
    return told.filter(payload__escalation=escalation.pk).exists()


def _raise(change: Change, order: Order) -> Done | None:
    if change.ticket.priority == 1:
        return None
    change.set(priority=change.ticket.priority - 1)
    return Done({"priority": change.ticket.priority})


def _hand_to_manager(change: Change, order: Order) -> Done | None:
    manager = _first_meant(change, order.parties)
    if manager is None:
        return None
    involve(change, (manager,), Why.FOLLOWER)
    change.set(escalated_to=manager)
    return Done({"person": manager.pk})


def _ask_estimate(change: Change, order: Order) -> Done | None:
    change.set(estimate_asked_at=change.at)
    ticket = change.ticket
    return Done(
        {"person": ticket.handler_id or ticket.responsible_id or ticket.stand_in_id or ticket.owner_id}
    )


def _add_helper(change: Change, order: Order) -> Done | None:
    found = _who_helps(change, order.brings or order.parties)
    if isinstance(found, str):
        return Done({"reason": found})
    wish = _wish(change, found.language, order)
    return Done(
        {"person": found.pk},
        lambda: bring_in(change, found, wish=wish, act="add_helper", promise=order.promise),
    )


def _who_helps(change: Change, parties: tuple[str, ...]) -> Person | str:
    """Who is asked in; else the reason why nobody is."""
    if not change.regulation.workflow.applies(TicketState(change.ticket.state), TicketVerb.ASK_IN):
        return "not_now"
    busy, reason = _at_work(change.ticket), "nobody_meant"
    for party in parties:
        whole = party.replace("duty:", "team:", 1)  # so that it is known why nobody of the team is there
        meant = {person.pk: person for person in persons_meant(whole, change.ticket, at=change.at)}
        ranked = ranked_among(ticket=change.ticket, person_ids=list(meant), at=change.at) if meant else ()
        present = [one for one in ranked if one.is_on_duty]
        if free := [one for one in present if one.person_id not in busy]:
            return meant[free[0].person_id]
        if present:
            reason = "all_at_work"
        elif meant and reason == "nobody_meant":
            reason = "nobody_on_duty"
    return reason


def _at_work(ticket: Ticket) -> set[int | None]:
    """Who holds the ticket or helps with it."""
    helpers = Involvement.objects.filter(ticket=ticket, why=Why.HELPER).values_list("person_id", flat=True)
    return {ticket.owner_id, ticket.stand_in_id, ticket.responsible_id, ticket.handler_id, *helpers}


def _open_meeting(change: Change, order: Order) -> Done | None:
    parties = order.brings or order.parties
    people = list(dict.fromkeys(person for party in parties for person in _called(change, party)))
    waits = waited_for(change.ticket)
    if waits is not None:
        return Done({"meeting": waits.pk, "invited": [person.pk for person in invite(change, waits, people)]})
    about = order.wish.in_language(settings.LANGUAGE_CODE) if order.wish else ""
    return Done(
        {"opens": True},
        lambda: call_meeting(change, people, about=about, stage=order.stage, promise=order.promise),
    )


def _called(change: Change, party: str) -> list[Person]:
    """Whom `party` means, those off duty only while nobody of it is there."""
    meant = persons_meant(party.replace("duty:", "team:", 1), change.ticket, at=change.at)
    present = who_is_on_duty(person_ids=[person.pk for person in meant], at=change.at) if meant else set()
    return [person for person in meant if person.pk in present] or meant


def _wish(change: Change, language: str, order: Order) -> str:
    """What the helper is asked to do, in his language: in the step's words, else to help keep the promise."""
    if order.wish is not None:
        return order.wish.in_language(language)
    with translation.override(language):
        name = promise_name(change.document, order.promise, language) if order.promise else ""
        return _("Please help so that this promise is kept: %(promise)s") % {
            "promise": name or change.ticket.number
        }


def _first_meant(change: Change, parties: tuple[str, ...]) -> Person | None:
    groups = (persons_meant(party, change.ticket, at=change.at) for party in parties)
    return next((group[0] for group in groups if group), None)


_ACTS: Final[dict[str, Callable[[Change, Order], Done | None]]] = {
    "raise": _raise,
    "hand_to_manager": _hand_to_manager,
    "ask_estimate": _ask_estimate,
    "add_helper": _add_helper,
    "open_meeting": _open_meeting,
}
