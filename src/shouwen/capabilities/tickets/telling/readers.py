"""The people behind a ticket whom a message may reach: colleagues by relation, and the customer's side."""

from typing import Final

from shouwen.base.models import Fact
from shouwen.base.prepared import Prepared
from shouwen.capabilities.customers.models import ContactMail
from shouwen.capabilities.notifications.ports import Addressee
from shouwen.capabilities.people.models import Membership, Team
from shouwen.capabilities.people.queries import on_duty
from shouwen.capabilities.regulations.queries import regulation_of
from shouwen.capabilities.tickets.models import Involvement, Ticket
from shouwen.capabilities.tickets.queries.parties import department_heads, participants_of

RELATIONS: Final = (
    "owner",
    "responsible",
    "handler",
    "graded",
    "team_leader",
    "department_head",
    "helpers",
    "watchers",
    "participants",
)
FIRST_MAIL: Final[Prepared[tuple[str]]] = Prepared(
    lambda contact: ContactMail.objects.filter(contact_id=contact).order_by("pk").values_list("address")[:1]
)
INVOLVED: Final[Prepared[tuple[int, str]]] = Prepared(
    lambda ticket: Involvement.objects.filter(ticket_id=ticket).values_list("person_id", "why")
)


def relations_of(ticket: Ticket, fact: Fact) -> tuple[str, ...]:
    """The relations to the ticket that a regulation may name.

    While no team with a leader holds it, its leader is left out, so that all who have the role are meant.
    """
    team = team_by(fact, ticket)
    has_leader = team is not None and team.leader_id is not None
    return RELATIONS if has_leader else tuple(name for name in RELATIONS if name != "team_leader")


PASSED_ON: Final = {"ticket.dispatched": ("engineer", "team"), "ticket.handed_over": ("to_person", "to_team")}
"""Facts that pass a ticket on, and where they say to whom and to which team."""

BEGUN: Final = frozenset({"ticket.taken", "ticket.hand_over_accepted"})
"""Facts by which whoever did it has the ticket in hand."""


def handler_by(fact: Fact, ticket: Ticket) -> int | None:
    """Who had `ticket` in hand by `fact`; whoever has it now, where the fact says nothing of that.

    What is told late, after the ticket went on, still reaches and names whom it was about.
    """
    if fact.name in PASSED_ON:
        person: int | None = fact.payload.get(PASSED_ON[fact.name][0])
        return person
    return fact.actor_id if fact.name in BEGUN and fact.actor_kind == "person" else ticket.handler_id


def team_by(fact: Fact, ticket: Ticket) -> Team | None:
    """The team that had `ticket` by `fact`; the one that has it now, where the fact says nothing of that."""
    if fact.name in PASSED_ON:
        team_id = fact.payload.get(PASSED_ON[fact.name][1])
        if team_id is not None and team_id != ticket.team_id:
            return Team.objects.filter(pk=team_id).first()
    return ticket.team


def persons_of(relation: str, ticket: Ticket, fact: Fact) -> tuple[int, ...]:
    """The colleagues behind this relation to the ticket."""
    ids: list[int | None]
    match relation:
        case "owner":
            ids = [ticket.owner_id, ticket.stand_in_id]
        case "responsible":
            ids = [ticket.responsible_id]
        case "handler" if str(fact.payload.get("promise", "")).startswith("call_back."):
            ids = [*_callers(ticket, fact)]
        case "handler":
            handler = handler_by(fact, ticket)
            ids = [handler] if handler is not None else [*_receivers(fact, ticket)]
        case "graded":
            ids = [ticket.responsible_id or ticket.handler_id]
        case "team_leader":
            team = team_by(fact, ticket)
            ids = [team.leader_id if team else None]
        case "department_head":
            ids = [*department_heads(ticket)]
        case "helpers" if fact.name == "ticket.helper_asked" and fact.payload.get("person"):
            ids = [fact.payload["person"]]
        case "helpers":
            ids = [person for person, why in INVOLVED(ticket.pk) if why == "helper"]
        case "watchers":
            ids = [person for person, why in INVOLVED(ticket.pk) if why != "helper"]
        case "participants" if "invited" in fact.payload:
            ids = fact.payload["invited"]
        case "participants":
            ids = [*participants_of(ticket)]
        case _:
            raise LookupError(relation)
    return tuple(pk for pk in ids if pk is not None)


def _receivers(fact: Fact, ticket: Ticket) -> list[int]:
    """Who may take what `fact` passed on to a team and to nobody in it: its members on duty then, or all of them."""
    team = team_by(fact, ticket) if fact.name in PASSED_ON else None
    if team is None:
        return []
    present = on_duty(team=team, at=fact.at)
    return [person.pk for person in present] or list(
        Membership.objects.filter(team=team).values_list("person_id", flat=True)
    )


def _callers(ticket: Ticket, fact: Fact) -> tuple[int | None, ...]:
    """Who is to make the call-back of which a clock's fact tells: not who did the work, unless the rule says so."""
    rules = regulation_of(fact.regulation_id or ticket.regulation_id).document.call_backs
    rule = rules.get(fact.payload["promise"].removeprefix("call_back."))
    if rule is not None and "responsible" in rule.by and "owner" not in rule.by:
        return (ticket.responsible_id,)
    return (ticket.owner_id, ticket.stand_in_id)


def customer_of(ticket: Ticket) -> Addressee | None:
    """Whom the customer's side is reached by: the address the request came from, else the contact's first one.

    Somebody without any address is told by phone; None where nobody is known at all.
    """
    contact, phone = ticket.contact, ticket.caller_phone
    if contact is None:
        known = ticket.caller_mail or phone
        return (
            Addressee("outside", None, ticket.caller_name, ticket.caller_mail, phone=phone) if known else None
        )
    address = ticket.caller_mail
    if not address:
        (address,) = FIRST_MAIL.one(contact.pk) or ("",)
    return Addressee("contact", contact.pk, contact.name, address, contact.language, phone)
