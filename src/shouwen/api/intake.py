"""What came in and waits for an agent: listed, and sorted into a ticket, an answer, another's matter, or nothing."""

from datetime import datetime

from django.db import transaction
from django.urls import reverse
from ninja import Query, Router
from pydantic import Field

from shouwen.api import finding
from shouwen.api.asking import ApiRequest
from shouwen.api.door import Rule
from shouwen.api.kinds import Code, Given, Id, Line, Prose, Shown
from shouwen.api.operations import Told, acting, reading
from shouwen.api.paging import Page, after, cut, next_url, place_of
from shouwen.api.schemas import clocks as told
from shouwen.api.schemas.shared import NEXT
from shouwen.api.schemas.tickets import NewTicketGiven, TicketShown
from shouwen.api.stories import explained
from shouwen.api.ticket_acts import told_ticket
from shouwen.api.tickets import attach_files, new_ticket
from shouwen.base.actors import Actor
from shouwen.base.refusals import NotVisible
from shouwen.base.time import now
from shouwen.capabilities.intake.choices import ItemState
from shouwen.capabilities.intake.commands.sort import (
    append_from_intake,
    dismiss_from_intake,
    register_from_intake,
    route_from_intake,
)
from shouwen.capabilities.intake.models import IntakeItem
from shouwen.capabilities.intake.queries import newest_items
from shouwen.capabilities.service_levels.queries import clocks_of

router = Router(tags=["Intake"])
READS = Rule("intake", grants=("intake.see",))
SORTS = Rule("intake", writes=True, grants=("intake.sort",))


class IntakeFilters(Page):
    state: ItemState | None = Field(None, description="Leave it out for everything that came in.")


class IntakeItemShown(Shown):
    """A request or an answer as it came in, and what it became."""

    id: Id
    channel: str
    state: str
    held: str = Field(description="Why it waits for an agent.")
    sender_name: str
    sender_address: str
    sender_phone: str
    customer: str
    contact: int | None
    title: str
    text: str
    suspected: str = Field(description="The ticket it seems to answer.")
    ticket: str = Field(description="The ticket it became or was added to.")
    note: str
    received_at: datetime
    sorted_at: datetime | None


class IntakeList(Shown):
    items: list[IntakeItemShown]
    next: str | None = NEXT


class AppendGiven(Given):
    ticket: Line = Field(description="Number of the ticket on which the words stand from now on.")


class DismissGiven(Given):
    reason: Prose


class RouteFromIntakeGiven(Given):
    request: NewTicketGiven = Field(description="What is recorded of it.")
    route: Code = Field(description="A route of the regulation.")
    reason: Prose


@reading(router, "/intake", name="list_intake", answer=IntakeList, rule=READS, query=IntakeFilters)
def list_intake(request: ApiRequest, filters: Query[IntakeFilters]) -> IntakeList:
    """List what came in, newest first."""
    actor: Actor = request.actor
    found = newest_items(actor=actor, state=str(filters.state or ""))
    rows, has_more = cut(
        list(after(found, filters.cursor, by="received_at")[: filters.limit + 1]), filters.limit
    )
    cursor = place_of(rows[-1], by="received_at") if has_more else None
    return IntakeList.of(items=[_shown(row) for row in rows], next=next_url(request, cursor))


@reading(router, "/intake/{item}", name="get_intake_item", answer=IntakeItemShown, rule=READS)
def get_item(request: ApiRequest, item: finding.PathId) -> IntakeItemShown:
    """Read one thing that came in."""
    return _shown(_item(request, item))


@reading(router, "/intake/{item}/clocks", name="intake_clocks", answer=told.ClockList, rule=READS)
def list_clocks(request: ApiRequest, item: finding.PathId) -> told.ClockList:
    """Read every promise about something that came in: until when somebody decides about it."""
    found = _item(request, item)
    rows = clocks_of(found.pk)
    return told.ClockList.of(items=[told.clock(row, url=_why(request, found.pk, row.pk)) for row in rows])


@reading(
    router,
    "/intake/{item}/clocks/{clock}/explanation",
    name="explain_intake_clock",
    answer=told.ExplanationShown,
    rule=READS,
)
def explain(request: ApiRequest, item: finding.PathId, clock: finding.PathId) -> told.ExplanationShown:
    """Ask why such a promise is due when it is."""
    row = finding.clock_of(_item(request, item).pk, clock)
    return explained(row, url=_why(request, row.subject_id, row.pk))


@acting(router, "/intake/{item}/registration", name="register_intake_item", answer=TicketShown, rule=SORTS)
def register(request: ApiRequest, item: finding.PathId, body: NewTicketGiven) -> Told:
    """Register it as a ticket.

    Checked and judged as the body says; its files and its text go with it.
    """
    actor: Actor = request.actor
    found = _item(request, item)
    with transaction.atomic():
        ticket = register_from_intake(item=found, new=new_ticket(body, actor), actor=actor, at=now())
        attach_files(ticket, body.files, actor)
    return told_ticket(request, ticket.pk)


@acting(router, "/intake/{item}/routing", name="route_intake_item", answer=TicketShown, rule=SORTS)
def route(request: ApiRequest, item: finding.PathId, body: RouteFromIntakeGiven) -> Told:
    """Route it away.

    It is recorded as a ticket and goes where it belongs in the same breath; its sender is told.
    """
    actor: Actor = request.actor
    found, new = _item(request, item), new_ticket(body.request, actor)
    with transaction.atomic():
        ticket = route_from_intake(
            item=found, new=new, route=body.route, reason=body.reason, actor=actor, at=now()
        )
        attach_files(ticket, body.request.files, actor)
    return told_ticket(request, ticket.pk)


@acting(router, "/intake/{item}/appending", name="append_intake_item", answer=TicketShown, rule=SORTS)
def append(request: ApiRequest, item: finding.PathId, body: AppendGiven) -> Told:
    """Add it to a ticket as the customer's word."""
    actor: Actor = request.actor
    ticket = finding.ticket_named(actor, "ticket", body.ticket)
    append_from_intake(item=_item(request, item), ticket=ticket, actor=actor, at=now())
    return told_ticket(request, ticket.pk)


@acting(router, "/intake/{item}/dismissal", name="dismiss_intake_item", answer=IntakeItemShown, rule=SORTS)
def dismiss(request: ApiRequest, item: finding.PathId, body: DismissGiven) -> IntakeItemShown:
    """Make nothing of it; it stays findable with the reason."""
    actor: Actor = request.actor
    dismiss_from_intake(item=_item(request, item), reason=body.reason, actor=actor, at=now())
    return _shown(_item(request, item))


def _why(request: ApiRequest, item: int, clock: int) -> str:
    return request.build_absolute_uri(reverse("api:explain_intake_clock", args=[item, clock]))


def _item(request: ApiRequest, pk: int) -> IntakeItem:
    actor: Actor = request.actor
    found = newest_items(actor=actor).filter(pk=pk).first()
    if found is None:
        raise NotVisible(item=pk)
    return found


def _shown(of: IntakeItem) -> IntakeItemShown:
    return IntakeItemShown.of(
        id=of.pk,
        channel=str(of.channel),
        state=str(of.state),
        held=str(of.held),
        sender_name=of.sender_name,
        sender_address=of.sender_address,
        sender_phone=of.sender_phone,
        customer=of.customer.code if of.customer else "",
        contact=of.contact_id,
        title=of.title,
        text=of.text,
        suspected=of.suspected.number if of.suspected else "",
        ticket=of.ticket.number if of.ticket else "",
        note=of.note,
        received_at=of.received_at,
        sorted_at=of.sorted_at,
    )
