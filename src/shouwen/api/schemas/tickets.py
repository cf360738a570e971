"""Tickets as programs see them: the row of a list, and the whole."""

from datetime import datetime
from typing import Annotated, Any, Literal

from django.db.models import OuterRef, QuerySet, Subquery
from django.db.models.functions import JSONObject
from pydantic import Field, StringConstraints

from shouwen.api.kinds import Code, Given, Id, Instant, Line, Prose, Shown
from shouwen.api.paging import Page
from shouwen.api.schemas.files import FileGiven
from shouwen.api.schemas.shared import NEXT, Named, PersonShown, TeamNamed, named, person, team
from shouwen.base.actors import Actor
from shouwen.base.languages import reader_language
from shouwen.base.prepared import Prepared
from shouwen.capabilities.customers.models import Site
from shouwen.capabilities.people.models import Person
from shouwen.capabilities.regulations.queries import regulation_of
from shouwen.capabilities.tickets.choices import Channel, Lane, State
from shouwen.capabilities.tickets.closing import code_of
from shouwen.capabilities.tickets.commands.holding import LOCKED_WITH, locked
from shouwen.capabilities.tickets.models import Ticket, TicketQuerySet
from shouwen.capabilities.tickets.queries import verbs_open_to

StateCode = Literal[
    "new", "accepted", "dispatched", "in_progress", "suspended", "completed", "verified", "closed", "routed_away",
    "cancelled", "merged",
]  # fmt: skip


class TicketFilters(Page):
    """Which tickets, in which order."""

    state: list[State] = Field([], description="One or several states.")
    open: bool | None = Field(None, description="Only open ones, or only ended ones.")
    klass: Code | None = Field(None, description="Class of request, by code.")
    level: Code | None = None
    priority: int | None = Field(None, ge=1, le=4)
    lane: Lane | None = None
    major: bool | None = None
    channel: Channel | None = None
    customer: Code | None = Field(None, description="Customer, by code.")
    product: Code | None = None
    team: Code | None = None
    owner: Line | None = Field(
        None, description="Who answers to the customer, by user name; `me` for yourself."
    )
    handler: Line | None = Field(None, description="Who works on it now, by user name; `me`, or `nobody`.")
    overdue: bool | None = Field(None, description="Only those whose nearest promise is past.")
    reported_from: Instant | None = None
    reported_until: Instant | None = Field(None, description="Before this instant.")
    order: Literal["newest", "queue"] = Field(
        "newest", description="`newest` first, or as a `queue`: open ones by priority, then nearest deadline."
    )


class PartyShown(Shown):
    """A customer's part in a ticket."""

    code: str
    name: str


class TicketContact(Shown):
    id: int
    name: str


class CallerShown(Shown):
    """Who asked, as far as he is no contact of ours."""

    name: str
    phone: str
    mail: str
    company: str


class DeadlineShown(Shown):
    """The nearest promise that runs."""

    promise: str
    due_at: datetime


class TicketRow(Shown):
    """A ticket in a list."""

    number: str
    title: str
    state: StateCode
    state_name: str
    klass: Named
    level: Named | None
    priority: int
    is_major: bool
    lane: str
    channel: str
    customer: PartyShown | None
    owner: PersonShown | None
    handler: PersonShown | None
    team: TeamNamed | None
    reported_at: datetime
    deadline: DeadlineShown | None
    awaits_answer: bool
    urged: int
    url: str


class TicketPage(Shown):
    items: list[TicketRow]
    next: str | None = NEXT


class TicketShown(TicketRow):
    """A ticket with all that is known of it. Its texts are in `/entries`, its history in `/timeline`."""

    seq: int = Field(description="The number of its newest fact; also its ETag.")
    category: Named | None
    impact: Named | None
    urgency: Named | None
    difficulty: Named | None
    service_level: Named | None
    route: Named | None
    regulation: int = Field(description="The version of the regulation it follows.")
    contact: TicketContact | None
    contract: str | None
    site: PartyShown | None
    product: str | None
    caller: CallerShown
    responsible: PersonShown | None
    stand_in: PersonShown | None = Field(description="Who acts for the owner while he is off duty.")
    occurred_at: datetime | None
    registered_at: datetime
    accepted_at: datetime | None
    taken_at: datetime | None
    completed_at: datetime | None
    verified_at: datetime | None
    closed_at: datetime | None
    suspend_reason: Named | None
    suspended_until: datetime | None
    estimate_at: datetime | None
    reopened: int
    cause: str
    process: str
    solution: str
    workaround: str
    proposal: str
    proposal_confirmed_at: datetime | None
    close_kind: str = Field(
        description="How it ended: `confirmed`, `overridden`, `unconfirmed`, `cancelled`, `split_taken_back`."
    )
    evidence: dict[str, object] = Field(
        description="What the closing rule has been shown: codes, grades and instants."
    )
    parent: str | None
    merged_into: str | None
    verbs: list[str] = Field(description="What this token may try on it now.")


class NewTicketGiven(Given):
    """What is known of a request. Codes are those of the regulation in force."""

    klass: Code = Field(description="Class of request, by code.")
    description: Prose
    title: Line = ""
    channel: Channel = Channel.API
    category: Code = ""
    impact: Code = ""
    urgency: Code = ""
    difficulty: Code = ""
    level: Code = Field("", description="A level judged by hand; needs `level_reason` where it differs.")
    level_reason: Prose = ""
    customer: Code = Field("", description="Customer, by code.")
    contact: Id | None = None
    contract: Code = Field("", description="Contract, by number.")
    site: Code = Field("", description="Site of the customer, by code.")
    product: Code = ""
    caller_name: Annotated[Line, StringConstraints(max_length=100)] = ""
    caller_phone: Annotated[Line, StringConstraints(max_length=40)] = ""
    caller_mail: Line = ""
    caller_company: Line = ""
    occurred_at: Instant | None = Field(None, description="When it began; null if nobody knows.")
    reported_at: Instant | None = Field(None, description="When the desk heard of it; null for now.")
    has_screenshot: bool | None = None
    no_screenshot_reason: Prose = ""
    files: list[FileGiven] = Field([], max_length=10)
    is_major: bool | None = None
    findings: list[Code] = Field(
        [], max_length=20, description="What you found against the request yourself."
    )
    override_reason: Prose = Field("", description="Why it is served although the request check says no.")


def row_of(ticket: Ticket, *, url: str) -> TicketRow:
    """`ticket` as a row; whatever it shows must have been read with it."""
    return TicketRow.of(
        **_row_values(ticket, url, owner=person(ticket.owner), handler=person(ticket.handler))
    )


def shown(ticket: Any, *, url: str, actor: Actor) -> TicketShown:
    """The ticket, read by `WHOLE`; no statement."""
    language = reader_language()
    document = regulation_of(ticket.regulation_id).document
    return TicketShown.of(
        **_row_values(ticket, url, owner=_told(ticket.owner_told), handler=_told(ticket.handler_told)),
        seq=ticket.subject.seq,
        category=named(document.categories, code_of(ticket.category_id), language),
        impact=named(document.impacts, code_of(ticket.impact_id), language),
        urgency=named(document.urgencies, code_of(ticket.urgency_id), language),
        difficulty=named(document.difficulties, code_of(ticket.difficulty_id), language),
        service_level=named(document.service_levels, code_of(ticket.service_level_id), language),
        route=named(document.routes, code_of(ticket.route_id), language),
        regulation=ticket.regulation_id,
        contact=TicketContact.of(id=ticket.contact.pk, name=ticket.contact.name) if ticket.contact else None,
        contract=ticket.contract.number if ticket.contract else None,
        site=PartyShown.of(**ticket.site_told) if ticket.site_told else None,
        product=ticket.product.code if ticket.product else None,
        caller=CallerShown.of(
            name=ticket.caller_name,
            phone=ticket.caller_phone,
            mail=ticket.caller_mail,
            company=ticket.caller_company,
        ),
        responsible=_told(ticket.responsible_told),
        stand_in=_told(ticket.stand_in_told),
        suspend_reason=named(document.workflow.suspension_reasons, ticket.suspend_reason, language),
        parent=ticket.parent_number,
        merged_into=ticket.merged_into_number,
        verbs=[verb.value for verb in verbs_open_to(actor, ticket)],
        **{name: getattr(ticket, name) for name in PLAIN},
    )


PLAIN = (
    "occurred_at", "registered_at", "accepted_at", "taken_at", "completed_at", "verified_at", "closed_at",
    "suspended_until", "estimate_at", "reopened", "cause", "process", "solution", "workaround", "proposal",
    "proposal_confirmed_at", "close_kind", "evidence",
)  # fmt: skip
BESIDE = (
    "subject__seq", "customer__code", "customer__name", "contact__name", "contract__number", "product__code",
    "team__code", "team__names",
)  # fmt: skip
"""What `shown` tells of the rows around a ticket."""
AROUND = (
    "customer_id", "contact_id", "contract_id", "site_id", "product_id", "team_id", "owner_id", "handler_id",
    "responsible_id", "stand_in_id", "parent_id", "merged_into_id",
)  # fmt: skip
ROW = ("customer", "owner", "handler", "team")


def _whole(pk: int) -> TicketQuerySet:
    """The ticket with all that `shown` tells."""
    joined = Ticket.objects.select_related(*(path.partition("__")[0] for path in BESIDE))
    own = [field.name for field in Ticket._meta.concrete_fields]
    return joined.only(*own, *BESIDE).filter(pk=pk).annotate(**_around())


def _held_whole(number: str) -> QuerySet[Ticket]:
    return locked(number=number).select_related(*LOCKED_WITH, "contact").annotate(**_around())


def _around() -> dict[str, Subquery]:
    """What `shown` tells of persons, other tickets and the site: looked up by subqueries."""
    persons = {
        f"{part}_told": _person(f"{part}_id") for part in ("owner", "handler", "responsible", "stand_in")
    }
    numbers = {f"{part}_number": _number(f"{part}_id") for part in ("parent", "merged_into")}
    site = Site.objects.filter(pk=OuterRef("site_id")).values(told=JSONObject(code="code", name="name"))
    return {**persons, **numbers, "site_told": Subquery(site)}


def _person(column: str) -> Subquery:
    told = JSONObject(user_name="user_name", name="name")
    return Subquery(Person.objects.filter(pk=OuterRef(column)).values(told=told))


def _number(column: str) -> Subquery:
    return Subquery(Ticket.objects.order_by().filter(pk=OuterRef(column)).values("number"))


WHOLE: Prepared[Ticket] = Prepared(_whole)
HELD_WHOLE: Prepared[Ticket] = Prepared(_held_whole)
"""By its number and locked; an act that comes next leaves it as `WHOLE` would read it, apart from `around`."""


def around(ticket: Ticket) -> tuple[int | None, ...]:
    """Which rows around the `ticket` it was read with: with others, `shown` would tell of the wrong ones."""
    return tuple([getattr(ticket, column) for column in AROUND])


def as_registered(ticket: Ticket, actor: Actor) -> Ticket:
    """The `ticket` that `actor` has just registered, with what `WHOLE` would read, from what registering had in hand.

    Nobody works on it yet and it belongs to no other; only an owner who isn't the actor costs a statement.
    """
    around: dict[str, Any] = {
        "owner_told": _owner(ticket.owner_id, actor),
        "site_told": {"code": ticket.site.code, "name": ticket.site.name} if ticket.site else None,
        **dict.fromkeys(
            ("handler_told", "responsible_told", "stand_in_told", "parent_number", "merged_into_number")
        ),
    }
    vars(ticket).update(around)
    return ticket


def _owner(pk: int | None, actor: Actor) -> dict[str, Any] | None:
    if actor.is_person(pk):
        return {"user_name": actor.extras["user_name"], "name": actor.name}
    return Person.objects.filter(pk=pk).values("user_name", "name").first() if pk else None


def _told(values: dict[str, str] | None) -> PersonShown | None:
    return PersonShown.of(**values) if values else None


def _row_values(
    ticket: Ticket, url: str, *, owner: PersonShown | None, handler: PersonShown | None
) -> dict[str, object]:
    language = reader_language()
    compiled = regulation_of(ticket.regulation_id)
    document = compiled.document
    customer = ticket.customer
    return {
        "number": ticket.number,
        "title": ticket.title,
        "state": ticket.state,
        "state_name": compiled.state_name(ticket.state),
        "klass": named(document.classes, code_of(ticket.klass_id), language),
        "level": named(document.levels, code_of(ticket.level_id), language),
        "priority": ticket.priority,
        "is_major": ticket.is_major,
        "lane": str(ticket.lane),
        "channel": str(ticket.channel),
        "customer": PartyShown.of(code=customer.code, name=customer.name) if customer else None,
        "owner": owner,
        "handler": handler,
        "team": team(ticket.team, language),
        "reported_at": ticket.reported_at,
        "deadline": DeadlineShown.of(promise=ticket.next_due_name, due_at=ticket.next_due_at)
        if ticket.next_due_at
        else None,
        "awaits_answer": ticket.awaits_answer,
        "urged": ticket.urged,
        "url": url,
    }
