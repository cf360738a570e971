"""What tickets do after a fact is sealed: they become findable."""

from typing import Final

from shouwen.base import search
from shouwen.base.models import Fact
from shouwen.capabilities.tickets.models import Ticket
from shouwen.domain.workflow import FACT_OF, TicketVerb


def make_findable(fact_id: int) -> None:
    """The ticket is found by its number, title, customer, caller and every text on it, as of now."""
    fact = Fact.objects.get(pk=fact_id)
    ticket = Ticket.objects.select_related("subject", "customer", "contact", "product").get(
        pk=fact.subject_id
    )
    names = (
        ticket.number,
        ticket.title,
        ticket.customer.name if ticket.customer else ticket.caller_company,
        ticket.contact.name if ticket.contact else ticket.caller_name,
        ticket.caller_phone,
    )
    texts = ticket.entries.order_by("seq").values_list("body", flat=True)
    search.index(
        subject_id=ticket.pk,
        kind="ticket",
        seq=ticket.subject.seq,
        title=" \n ".join(filter(None, names)),
        body=" \n ".join((*texts, ticket.cause, ticket.solution, ticket.workaround)),
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
REACTIONS: Final = {
    "ticket.registered": [make_findable],
    **{FACT_OF[verb]: [make_findable] for verb in WORDS_CHANGED},
}
