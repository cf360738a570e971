"""Tickets: the list, one ticket, registration."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.http import HttpResponse
from ninja import Query, Router

from shouwen.api import finding
from shouwen.api.asking import ApiRequest
from shouwen.api.door import Rule
from shouwen.api.operations import Told, acting, reading
from shouwen.api.paging import after, cut, next_url, packed, place_of, unpacked
from shouwen.api.schemas.acts import SplitGiven, TicketChanged
from shouwen.api.schemas.files import FileGiven, uploads_of
from shouwen.api.schemas.tickets import (
    ROW,
    WHOLE,
    NewTicketGiven,
    TicketFilters,
    TicketPage,
    TicketShown,
    as_registered,
    row_of,
    shown,
)
from shouwen.api.ticket_acts import WRITES, told_ticket, told_whole, url_of
from shouwen.base.actors import Actor
from shouwen.base.time import now
from shouwen.capabilities.tickets.commands import (
    NewTicket,
    attach_file,
    change_particulars,
    register_ticket,
    split_ticket,
)
from shouwen.capabilities.tickets.models import OPEN_STATES, QUEUE_ORDER, Ticket, TicketQuerySet
from shouwen.capabilities.tickets.queries import mark_helper

router = Router(tags=["Tickets"])
READS = Rule("tickets")
NUMBER = finding.Number


@reading(router, "/tickets", name="list_tickets", answer=TicketPage, rule=READS, query=TicketFilters)
def list_tickets(request: ApiRequest, filters: Query[TicketFilters]) -> TicketPage:
    """List tickets.

    The ones you may see, newest first or in the order of the queue; two statements, however many there are.
    """
    actor: Actor = request.actor
    found = _filtered(Ticket.objects.visible_to(actor), filters, actor)
    ordered = (
        _queue(found, filters.cursor)
        if filters.order == "queue"
        else after(found, filters.cursor, by="reported_at")
    )
    rows, goes_on = cut(list(ordered.select_related(*ROW)[: filters.limit + 1]), filters.limit)
    cursor = _place(rows[-1], filters.order) if goes_on else None
    base = url_of(request, "0").removesuffix("0")
    return TicketPage.of(
        items=[row_of(row, url=f"{base}{row.number}") for row in rows], next=next_url(request, cursor)
    )


@reading(router, "/tickets/{number}", name="get_ticket", answer=TicketShown, rule=READS)
def get_ticket(request: ApiRequest, number: NUMBER) -> Told | HttpResponse:
    """Read one ticket.

    Its ETag changes with every fact; `If-None-Match` is answered 304 while nothing has happened.
    """
    ticket = finding.ticket_of(request, number)
    tag = finding.etag(ticket.subject.seq)
    if request.headers.get("If-None-Match", "").strip() == tag:
        return HttpResponse(status=304, headers={"ETag": tag})
    (found,) = WHOLE(ticket.pk)
    mark_helper(found, request.actor)
    body = shown(found, url=url_of(request, number), actor=request.actor)
    return Told(body, {"ETag": finding.etag(found.subject.seq)})


@acting(router, "/tickets", name="register_ticket", answer=TicketShown, rule=WRITES, is_undivided=True)
def register(request: ApiRequest, body: NewTicketGiven) -> Told:
    """Register a ticket.

    Checked against the contract, graded, owned and promised by the regulation in force. Files may come inside.
    """
    actor: Actor = request.actor
    with transaction.atomic():
        ticket = register_ticket(new=new_ticket(body, actor), actor=actor, at=now())
        attach_files(ticket, body.files, actor)
    if body.files:
        return told_ticket(request, ticket.pk)
    return told_whole(request, as_registered(ticket, actor))


@acting(
    router,
    "/tickets/{number}",
    name="change_ticket",
    answer=TicketShown,
    rule=WRITES,
    method="PATCH",
    status=200,
    conditional=True,
)
def change(request: ApiRequest, number: NUMBER, body: TicketChanged) -> Told:
    """Change whom a ticket is about, where and what: contact, site, product.

    With another contact or product the request check is made again; its evidence is under `checks`.
    """
    ticket = finding.ticket_of(request, number)
    actor: Actor = request.actor
    changes = body.changes(actor, ticket.customer)
    change_particulars(ticket=ticket, changes=changes, actor=actor, at=now(), seen=finding.seen_by(request))
    return told_ticket(request, ticket.pk)


@acting(
    router,
    "/tickets/{number}/splits",
    name="ticket_splits",
    answer=TicketShown,
    rule=WRITES,
    conditional=True,
)
def split(request: ApiRequest, number: NUMBER, body: SplitGiven) -> Told:
    """Split a second matter off.

    It becomes a ticket of its own, linked to the first and owned by the same person; the answer is the new ticket.
    """
    ticket = finding.ticket_of(request, number, heed_match=True)
    actor: Actor = request.actor
    with transaction.atomic():
        child = split_ticket(ticket=ticket, new=new_ticket(body, actor), actor=actor, at=now())
        attach_files(child, body.files, actor)
    return told_ticket(request, child.pk)


def _filtered(found: TicketQuerySet, filters: TicketFilters, actor: Actor) -> TicketQuerySet:
    """`found` narrowed by everything that `filters` names."""
    codes = {"klass_id": ("class", filters.klass), "level_id": ("level", filters.level)}
    exact: dict[str, Any] = {name: f"{kind}/{code}" for name, (kind, code) in codes.items() if code}
    exact |= {
        name: value
        for name, value in {
            "priority": filters.priority, "lane": filters.lane, "is_major": filters.major, "channel": filters.channel,
            "customer__code": filters.customer, "product__code": filters.product, "team__code": filters.team,
        }.items()
        if value is not None
    }  # fmt: skip
    found = found.filter(**exact)
    if filters.state:
        found = found.filter(state__in=filters.state)
    if filters.open is not None:
        found = found.filter(state__in=OPEN_STATES) if filters.open else found.exclude(state__in=OPEN_STATES)
    if filters.owner:
        found = found.filter(**_held("owner", filters.owner, actor))
    if filters.handler:
        found = found.filter(**_held("handler", filters.handler, actor))
    if filters.overdue is not None:
        late = Q(next_due_at__lt=now(), state__in=OPEN_STATES)
        found = found.filter(late if filters.overdue else ~late)
    if filters.reported_from:
        found = found.filter(reported_at__gte=filters.reported_from)
    if filters.reported_until:
        found = found.filter(reported_at__lt=filters.reported_until)
    return found


def _held(part: str, who: str, actor: Actor) -> dict[str, Any]:
    if who == "me":
        return {f"{part}_id": actor.id}
    return {f"{part}__isnull": True} if who == "nobody" else {f"{part}__user_name": who.lower()}


def _queue(found: TicketQuerySet, cursor: str | None) -> TicketQuerySet:
    place = unpacked(cursor, (int, datetime | None, int))
    found = found.open()
    if place is not None:
        priority, due, pk = place
        if due is None:
            later = Q(next_due_at__isnull=True, pk__gt=pk)
        else:
            later = Q(next_due_at__gt=due) | Q(next_due_at__isnull=True) | Q(next_due_at=due, pk__gt=pk)
        found = found.filter(priority__gte=priority).filter(
            Q(priority__gt=priority) | (Q(priority=priority) & later)
        )
    return found.order_by(*QUEUE_ORDER)


def _place(row: Ticket, order: str) -> str:
    if order == "queue":
        return packed(row.priority, row.next_due_at and row.next_due_at.isoformat(), row.pk)
    return place_of(row, by="reported_at")


def new_ticket(body: NewTicketGiven, actor: Actor) -> NewTicket:
    """What the command takes; everything named is found by the actor's own door."""
    contact = finding.contact_named(actor, "contact", body.contact) if body.contact else None
    customer = contact.customer if contact else None
    if body.customer and (customer is None or customer.code != body.customer):
        customer = finding.customer_named(actor, "customer", body.customer)
    values = body.model_dump(
        exclude={"customer", "contact", "contract", "site", "product", "files", "findings"}
    )
    return NewTicket(
        **values,
        customer=customer,
        contact=contact,
        contract=finding.contract_named(actor, "contract", body.contract) if body.contract else None,
        site=finding.site_named(actor, "site", body.site, customer) if body.site else None,
        product=finding.product_named("product", body.product) if body.product else None,
        files=len(body.files),
        findings=tuple(body.findings),
    )


def attach_files(ticket: Ticket, files: list[FileGiven], actor: Actor) -> None:
    """The files that came inside the body hang on the ticket."""
    for upload in uploads_of(files):
        attach_file(ticket=ticket, upload=upload, actor=actor, at=now())
