"""Registration: a request becomes a ticket, checked, graded, owned and promised."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext as _

from shouwen.base.actors import SYSTEM, Actor
from shouwen.base.numbering import open_numbered
from shouwen.base.permissions import require
from shouwen.base.refusals import InvalidInput
from shouwen.base.rows import insertion
from shouwen.capabilities.customers.models import Contact, Contract, Customer, Product, Site
from shouwen.capabilities.people.models import Person
from shouwen.capabilities.regulations.queries import Compiled, active_regulation
from shouwen.capabilities.service_levels.queries.spans import span_text
from shouwen.capabilities.tickets.checking import Checked, check_request
from shouwen.capabilities.tickets.choices import Channel, EntryKind, Visibility
from shouwen.capabilities.tickets.commands.changing import (
    Change,
    brought_along,
    come_already,
    service_level_key,
)
from shouwen.capabilities.tickets.commands.owners import first_owner
from shouwen.capabilities.tickets.labels import quotable
from shouwen.capabilities.tickets.models import Entry, RequestCheck, Ticket
from shouwen.capabilities.tickets.permissions import ACCEPT, REGISTER
from shouwen.capabilities.tickets.required import check_required
from shouwen.domain.grading import grade
from shouwen.domain.regulation import Regulation
from shouwen.domain.workflow import Guard, TicketState, TicketVerb

TITLE_LENGTH = 60


@dataclass(frozen=True, kw_only=True)
class NewTicket:
    """What is known of a request when it is registered. `klass`, `level`… are bare codes of the active regulation.

    `occurred_at` None means that nobody knows when it began: the report time stands in and is marked. `has_screenshot`
    is the answer to the form's question; "yes" without a file is refused where the regulation asks for it. `brought`
    are key and digest of those of the `files` that came with the request itself.
    """

    klass: str
    description: str
    channel: Channel
    title: str = ""
    category: str = ""
    impact: str = ""
    urgency: str = ""
    difficulty: str = ""
    level: str = ""
    level_reason: str = ""
    customer: Customer | None = None
    contact: Contact | None = None
    contract: Contract | None = None
    site: Site | None = None
    product: Product | None = None
    service: str = ""
    caller_name: str = ""
    caller_phone: str = ""
    caller_mail: str = ""
    caller_company: str = ""
    occurred_at: datetime | None = None
    reported_at: datetime | None = None
    has_screenshot: bool | None = None
    no_screenshot_reason: str = ""
    files: int = 0
    brought: tuple[tuple[int, str], ...] = ()
    html: str = ""
    reference: str = ""
    is_major: bool | None = None
    findings: tuple[str, ...] = ()
    override_reason: str = ""
    extras: dict[str, Any] = field(default_factory=dict)


@transaction.atomic
def register_ticket(
    *,
    new: NewTicket,
    actor: Actor,
    at: datetime,
    owner: Person | None = None,
    split_from: Ticket | None = None,
) -> Ticket:
    """A ticket exists for the request `new`, numbered, checked against the contract, graded, owned, with its clocks.

    An agent who registers becomes its owner and has thereby accepted it; what comes in by itself stays `new`, owned by
    somebody of the first line on duty. `owner` overrides who (the mailbox's, the demo's). One that was `split_from`
    another can be taken back for a while, and messages about it wait as long. Raises NotPermitted, InvalidInput naming
    every missing field, and then there is no ticket.
    """
    regulation = active_regulation()
    _check_input(new, actor, regulation)
    klass = regulation.document.classes[new.klass]
    zone = ZoneInfo(regulation.document.desk.time_zone)
    checked = check_request(
        document=regulation.document,
        klass=new.klass,
        on=at.astimezone(zone).date(),
        customer=new.customer,
        contact=new.contact,
        product=new.product,
        service=new.service,
        contract=new.contract,
        found=new.findings,
        is_overridden=bool(new.override_reason.strip()),
    )
    graded = _graded(new, regulation, checked)
    reported_at, occurred_at = when_told(new, document=regulation.document, at=at)
    is_accepted = actor.is_staff and actor.may(ACCEPT)
    owner_id = owner.pk if owner else actor.id if is_accepted else first_owner(at=at)
    subject, number = open_numbered("ticket", prefix=klass.prefix, day=at.astimezone(zone).date())
    ticket = Ticket(
        subject=subject,
        number=number,
        title=_title_of(new),
        klass_id=f"class/{new.klass}",
        category_id=f"category/{new.category}" if new.category else None,
        impact_id=f"impact/{new.impact}" if new.impact else None,
        urgency_id=f"urgency/{new.urgency}" if new.urgency else None,
        difficulty_id=f"difficulty/{new.difficulty}" if new.difficulty else None,
        service_level_id=service_level_key(regulation.document, checked.service_level),
        regulation_id=regulation.id,
        customer=new.customer,
        contact=new.contact,
        contract=checked.contract,
        site=new.site,
        product=new.product,
        caller_name=new.caller_name,
        caller_phone=new.caller_phone,
        caller_mail=new.caller_mail,
        caller_company=new.caller_company,
        channel=new.channel,
        owner_id=owner_id,
        occurred_at=occurred_at,
        reported_at=reported_at,
        registered_at=at,
        last_word_at=reported_at,
        awaits_answer=not actor.is_staff,
        state=TicketState.NEW.value,
        **graded,
    )
    if checked.is_served:
        ticket.evidence = {"checked": checked.verdict}
    if is_accepted and _accepts_as_it_is(regulation, is_served=checked.is_served):
        ticket.state, ticket.accepted_at = TicketState.ACCEPTED.value, at
    return _first_save(ticket, new, checked, regulation, actor, at, split_from)


def _accepts_as_it_is(regulation: Compiled, *, is_served: bool) -> bool:
    """Whether a request is accepted by being written down: not where accepting asks for a check it has not passed
    (SA-6); it waits then to be routed, or served against the check with a reason.
    """
    edge = regulation.workflow.edges.get((TicketState.NEW, TicketVerb.ACCEPT))
    return edge is not None and (is_served or Guard.REQUEST_CHECKED not in edge.guards)


def _author(actor: Actor, new: NewTicket) -> str:
    """Who wrote the request: the desk that took it in by itself wrote none of it."""
    named = "" if actor.kind == SYSTEM.kind else actor.name
    return named or new.caller_name or new.caller_mail[:100]


def _first_save(
    ticket: Ticket,
    new: NewTicket,
    checked: Checked,
    regulation: Compiled,
    actor: Actor,
    at: datetime,
    split_from: Ticket | None,
) -> Ticket:
    """Write the first facts, start the clocks, and with them the ticket, which already knows its next deadline."""
    change = Change(ticket=ticket, subject=ticket.subject, regulation=regulation, actor=actor, at=at)
    ticket.lane = change.lane()
    change.tell(
        "ticket.registered",
        number=ticket.number,
        fields=change.all_fields(),
        owner=ticket.owner_id,
        occurred_at=ticket.occurred_at or ticket.reported_at,
        occurred_is_known=new.occurred_at is not None,
        reported_at=ticket.reported_at,
        contact=ticket.contact_id,
        checked=checked.verdict,
        findings=list(checked.findings),
        **brought_along(new.brought),
        **({"split_from": split_from.pk} if split_from else {}),
    )
    if ticket.state == TicketState.ACCEPTED.value:
        change.tell("ticket.accepted", owner=ticket.owner_id)
    check = RequestCheck(
        ticket=ticket,
        contract=checked.contract,
        is_valid_customer=checked.is_valid_customer,
        is_within_services=checked.is_within_services,
        findings=list(checked.findings),
        evidence=checked.evidence,
        overridden_by_id=actor.id if checked.verdict == "overridden" else None,
        override_reason=new.override_reason if checked.verdict == "overridden" else "",
        at=at,
    )
    description = Entry(
        ticket=ticket,
        seq=1,
        kind=EntryKind.DESCRIPTION,
        visibility=Visibility.CUSTOMER,
        author_kind=actor.kind,
        author_id=actor.id,
        author_name=_author(actor, new),
        channel=new.channel,
        body=new.description,
        html=new.html,
        facets={"no_screenshot_reason": new.no_screenshot_reason} if new.no_screenshot_reason else {},
        reference=new.reference,
        at=ticket.reported_at,
        created_at=at,
    )
    change.commit(lambda: [insertion(row) for row in (ticket, check, description)])
    change.ring()
    return ticket


def when_told(new: NewTicket, *, document: Regulation, at: datetime) -> tuple[datetime, datetime | None]:
    """When `new` was reported, else `at`, and when it happened, if anybody knows.

    Raises InvalidInput for what is yet to come, and for what lies further back than the desk's `told_back`.
    """
    told: dict[str, datetime] = {}
    errors: dict[str, str] = {}
    for name, instant in (("reported_at", new.reported_at), ("occurred_at", new.occurred_at)):
        if instant is None:
            continue
        if instant < at - document.desk.told_back:
            errors[name] = _(
                "This is more than %(span)s ago. Check the date; if it is right, leave it empty and say in the"
                " description when it was."
            ) % {"span": span_text(document.desk.told_back)}
            continue
        told[name] = come_already(instant, name=name, at=at)
    if errors:
        raise InvalidInput(errors)
    return told.get("reported_at", at), told.get("occurred_at")


def _check_input(new: NewTicket, actor: Actor, regulation: Compiled) -> None:
    """Rights and required fields, all errors at once."""
    document = regulation.document
    klass = document.classes.get(new.klass)
    if klass is None:
        raise InvalidInput({"klass": _("Choose a class of request.")})
    if actor.kind == "contact" or (actor.kind == "system" and new.channel != Channel.MONITORING):
        require(klass.customer_may_register(new.channel), grant=REGISTER)
    else:
        require(actor.may(REGISTER), grant=REGISTER)
    errors = check_required(document, new)
    if new.override_reason and not actor.may("tickets.override_check"):
        errors["override_reason"] = _("You may not override the check. Ask the desk manager.")
    if errors:
        raise InvalidInput(errors)


def _title_of(new: NewTicket) -> str:
    """What the ticket is called: as it was named, or the first line of what happened, its full stop left out."""
    if new.title:
        return new.title.strip().split("\n")[0][:200]
    return quotable(new.description.strip().split("\n")[0].strip()[:TITLE_LENGTH])


def _graded(new: NewTicket, regulation: Compiled, checked: Checked) -> dict[str, Any]:
    """Level, rank, priority and the major mark, from what was judged, else the class's own level, else not yet."""
    document = regulation.document
    klass = document.classes[new.klass]
    impact, urgency = new.impact or klass.default_impact or "", new.urgency or klass.default_urgency or ""
    code = new.level
    if not code and (impact and urgency):
        code = grade(
            document, impact=impact, urgency=urgency, difficulty=new.difficulty or None, klass=new.klass
        ).level
    code = code or klass.default_level or ""
    level = document.levels.get(code)
    if level is None:
        return {}
    served = document.service_levels.get(checked.service_level)
    raised = served.raises_priority_by if served else 0
    return {
        "level_id": f"level/{code}",
        "rank": level.rank,
        "priority": max(1, level.priority - raised),
        "is_major": level.major if new.is_major is None else new.is_major,
    }
