"""What tickets do after a fact is sealed: they become findable, and dispatches learn what was suggested."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Final

from shouwen.base import search
from shouwen.base.actors import SYSTEM
from shouwen.base.models import Fact
from shouwen.base.prepared import Prepared
from shouwen.capabilities.notifications.ladders import recipients_of
from shouwen.capabilities.regulations.queries import regulation_of
from shouwen.capabilities.tickets.commands.escalate import Order, carry_out_step
from shouwen.capabilities.tickets.commands.services import count_what_was_done
from shouwen.capabilities.tickets.facts import (
    MEETING_CORRECTED,
    MEETING_HELD,
    MEETING_OPENED,
    PARTICULARS_CHANGED,
)
from shouwen.capabilities.tickets.models import Dispatch, Entry, Ticket
from shouwen.capabilities.tickets.queries import candidates
from shouwen.domain.regulation.terms import step_of
from shouwen.domain.workflow import FACT_OF, TicketVerb

SEARCHED: Final[Prepared[Ticket]] = Prepared(
    lambda facts: Ticket.objects.select_related("subject", "customer", "contact").filter(
        pk__in=Fact.objects.filter(pk__any=facts).values("subject_id")
    ),
    lists=(0,),
)
TEXTS: Final[Prepared[tuple[int, str]]] = Prepared(
    lambda tickets: (
        Entry.objects.filter(ticket_id__any=tickets)
        .order_by("ticket_id", "seq")
        .values_list("ticket_id", "body")
    ),
    lists=(0,),
)


def make_findable(fact_id: int) -> None:
    """The ticket is found by its number, title, customer, caller and every text on it, as of now."""
    make_all_findable([fact_id])


def make_all_findable(fact_ids: Sequence[int]) -> None:
    """The same for the tickets of all these facts, in three statements."""
    tickets = SEARCHED(list(fact_ids))
    texts: dict[int, list[str]] = defaultdict(list)
    for ticket_id, body in TEXTS([ticket.pk for ticket in tickets]):
        texts[ticket_id].append(body)
    search.index(_findable(ticket, texts[ticket.pk]) for ticket in tickets)


def _findable(ticket: Ticket, texts: list[str]) -> search.Findable:
    names = (
        ticket.number,
        ticket.title,
        ticket.customer.name if ticket.customer else ticket.caller_company,
        ticket.contact.name if ticket.contact else ticket.caller_name,
        ticket.caller_phone,
        "".join(filter(str.isdigit, ticket.caller_phone)),
    )
    return search.Findable(
        subject_id=ticket.pk,
        kind="ticket",
        seq=ticket.subject.seq,
        title=" \n ".join(filter(None, names)),
        body=" \n ".join((*texts, ticket.cause, ticket.solution, ticket.workaround)),
    )


def compare_with_suggestion(fact_id: int) -> None:
    """A dispatch that came without the suggestion, by a program, knows what it would have been (SD-22)."""
    fact = Fact.objects.get(pk=fact_id)
    row = Dispatch.objects.select_related("ticket").filter(pk=fact.payload.get("dispatch")).first()
    if row is None or row.suggested:
        return
    ranks = [one.person_id for one in candidates(ticket=row.ticket, at=row.at, limit=5)]
    row.suggested, row.was_suggested = ranks, bool(ranks) and ranks[0] == row.engineer_id
    row.save(update_fields=["suggested", "was_suggested"])


def count_services_used(fact_id: int) -> None:
    """What the contract owes for the request counts as used once the work is done (SA-1)."""
    count_what_was_done(completion=Fact.objects.get(pk=fact_id), actor=SYSTEM)


def act_on_escalation(fact_id: int) -> None:
    """A step of a ladder does what the regulation orders besides telling people (SD-13, SD-14)."""
    fact = Fact.objects.get(pk=fact_id)
    ticket = Ticket.objects.filter(pk=fact.subject_id).first()
    acts = [act for act in fact.payload.get("actions", ()) if act != "tell"]
    if ticket is None or not acts:
        return
    carry_out_step(ticket=ticket, escalation=fact, order=order_of(fact, acts), actor=SYSTEM, at=fact.at)


def order_of(fact: Fact, acts: Iterable[str]) -> Order:
    """What the step that `fact` tells of orders besides telling, by the regulation that its clock counts by."""
    document = regulation_of(fact.regulation_id).document if fact.regulation_id else None
    step = step_of(document, fact.payload.get("stage", "")) if document else None
    return Order(
        acts=tuple(acts),
        parties=recipients_of(fact.payload),
        brings=step.brings if step else (),
        wish=step.wish if step else None,
        promise=fact.payload.get("promise", ""),
        stage=fact.payload.get("stage", ""),
    )


WORDS_CHANGED: Final = (
    TicketVerb.NOTE,
    TicketVerb.UPDATE,
    TicketVerb.REPLY,
    TicketVerb.CONTACT,
    TicketVerb.HEAR,
    TicketVerb.HAND_OVER,
    TicketVerb.PROPOSE,
    TicketVerb.WORKAROUND,
    TicketVerb.COMPLETE,
    TicketVerb.CALL_BACK,
    TicketVerb.ABSORB,
    TicketVerb.SUSPEND,
    TicketVerb.CHANGE_CONTRACT,
)
AS_IT_STANDS: Final = (make_findable,)
REACTIONS: Final = {
    "ticket.registered": [make_findable],
    PARTICULARS_CHANGED: [make_findable],
    "clock.escalated": [act_on_escalation],
    "ticket.dispatched": [compare_with_suggestion],
    MEETING_OPENED: [make_findable],
    MEETING_HELD: [make_findable],
    MEETING_CORRECTED: [make_findable],
    **{FACT_OF[verb]: [make_findable] for verb in WORDS_CHANGED},
    FACT_OF[TicketVerb.COMPLETE]: [make_findable, count_services_used],
}
TOGETHER: Final = {make_findable: make_all_findable}
