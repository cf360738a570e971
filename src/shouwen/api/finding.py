"""Finding what a request names, always by the door of what its actor may see."""

from typing import Annotated, TypeVar

from django.db.models import Model, QuerySet
from django.utils.translation import gettext as _
from ninja import Path

from shouwen.api.asking import ApiRequest
from shouwen.api.kinds import LARGEST_ID
from shouwen.base.actors import Actor
from shouwen.base.prepared import Prepared
from shouwen.base.refusals import InvalidInput, NotVisible, StaleView
from shouwen.capabilities.customers.models import Contact, Contract, Customer, Product, Site
from shouwen.capabilities.customers.queries.naming import (
    contact_numbered,
    contract_numbered,
    customer_coded,
    product_coded,
    site_coded,
)
from shouwen.capabilities.people.models import Person, Role, Skill, Team
from shouwen.capabilities.service_levels.models import Clock
from shouwen.capabilities.tickets.commands import hold_ticket
from shouwen.capabilities.tickets.models import Meeting, Task, Ticket
from shouwen.capabilities.tickets.queries import ticket_numbered

Found = TypeVar("Found")
Row = TypeVar("Row", bound=Model)
Number = Annotated[str, Path(max_length=24, description="The ticket's number, such as `SD-20261121-0007`.")]
Token = Annotated[str, Path(max_length=22, pattern=r"^[A-Za-z0-9_-]+$")]
PathCode = Annotated[str, Path(max_length=60)]
PathVersion = Annotated[int, Path(ge=1, le=2**31 - 1, description="The number of the version.")]
PathId = Annotated[int, Path(ge=1, le=LARGEST_ID)]


def ticket_of(
    request: ApiRequest, number: str, *, heed_match: bool = False, held_by: Prepared[Ticket] | None = None
) -> Ticket:
    """The visible ticket with this number, `held_by` a query for a command on it that comes next in this transaction.

    Raises NotVisible; with `heed_match` StaleView for another ETag.
    """
    actor = request.actor
    ticket = hold_ticket(number, actor=actor, by=held_by) if held_by else ticket_numbered(number, actor=actor)
    if ticket is None:
        raise NotVisible(ticket=number)
    if heed_match:
        seen = seen_by(request)
        if seen is not None and seen != ticket.subject.seq:
            raise StaleView(number=ticket.number, seq=ticket.subject.seq)
    return ticket


def person_of(request: ApiRequest, user_name: str, *, heed_match: bool = False) -> Person:
    """The visible colleague with this user name. Raises NotVisible; with `heed_match` StaleView for another ETag."""
    visible = Person.objects.visible_to(request.actor).select_related("subject")
    person: Person | None = visible.filter(user_name=user_name.lower()).first()
    if person is None:
        raise NotVisible(person=user_name)
    if heed_match:
        check_match(request, person.subject.seq)
    return person


def check_match(request: ApiRequest, seq: int) -> None:
    """Pass if `If-Match` is missing or names the newest fact. Raises StaleView."""
    seen = seen_by(request)
    if seen is not None and seen != seq:
        raise StaleView(seq=seq)


def task_of(request: ApiRequest, pk: int) -> Task:
    """A helper's task on a visible ticket. Raises NotVisible."""
    visible = Ticket.objects.visible_to(request.actor)
    task = Task.objects.select_related("ticket").filter(pk=pk, ticket__in=visible).first()
    if task is None:
        raise NotVisible(task=pk)
    return task


def clock_of(subject_id: int, pk: int) -> Clock:
    """One clock of this subject; NotVisible otherwise."""
    row = Clock.objects.select_related("subject").filter(pk=pk, subject_id=subject_id).first()
    if row is None:
        raise NotVisible(clock=pk)
    return row


def meeting_of(request: ApiRequest, pk: int) -> Meeting:
    """A coordination meeting about a visible ticket. Raises NotVisible."""
    visible = Ticket.objects.visible_to(request.actor)
    meeting = Meeting.objects.select_related("ticket").filter(pk=pk, ticket__in=visible).first()
    if meeting is None:
        raise NotVisible(meeting=pk)
    return meeting


def seen_by(request: ApiRequest) -> int | None:
    """The number of the newest fact that the sender saw, from `If-Match`; None when he sets no condition.

    Raises StaleView for an ETag that is none of ours.
    """
    given = request.headers.get("If-Match", "").strip()
    if given in ("", "*"):
        return None
    digits = given.removeprefix("W/").strip('"')
    if not (digits.isascii() and digits.isdigit() and len(digits) < 10):
        raise StaleView()
    return int(digits)


def etag(seq: int) -> str:
    return f'W/"{seq}"'


def ticket_named(actor: Actor, field: str, number: str) -> Ticket:
    """A second ticket that a body names. Raises InvalidInput for one that is not there or not visible."""
    return _one(Ticket.objects.visible_to(actor).filter(number=number), field)


def person_named(actor: Actor, field: str, user_name: str) -> Person:
    """A colleague by user name; whoever may act on tickets may name colleagues."""
    named: QuerySet[Person] = Person.objects.filter(user_name=user_name.lower())
    return _there(named.first() if actor.is_staff else None, field)


def role_named(field: str, code: str) -> Role:
    return _one(Role.objects.filter(code=code, is_active=True), field)


def skill_named(field: str, code: str) -> Skill:
    return _one(Skill.objects.filter(code=code, is_active=True), field)


def team_named(field: str, code: str) -> Team:
    return _one(Team.objects.filter(code=code, is_active=True), field)


def customer_named(actor: Actor, field: str, code: str) -> Customer:
    return _there(customer_coded(code, actor=actor), field)


def contact_named(actor: Actor, field: str, pk: int) -> Contact:
    return _there(contact_numbered(pk, actor=actor), field)


def contract_named(actor: Actor, field: str, number: str) -> Contract:
    return _there(contract_numbered(number, actor=actor), field)


def site_named(actor: Actor, field: str, code: str, customer: Customer | None) -> Site:
    return _there(site_coded(code, customer=customer, actor=actor) if customer else None, field)


def product_named(field: str, code: str) -> Product:
    return _there(product_coded(code), field)


def products_named(field: str, codes: list[str]) -> list[Product]:
    """All of them, in one statement. Raises InvalidInput if one is not there."""
    found = list(Product.objects.filter(code__in=codes))
    if len(found) != len(set(codes)):
        raise InvalidInput({field: _("This does not exist, or you may not see it.")})
    return found


def _one(rows: QuerySet[Row], field: str) -> Row:
    return _there(rows.first(), field)


def _there(found: Found | None, field: str) -> Found:
    if found is None:
        raise InvalidInput({field: _("This does not exist, or you may not see it.")})
    return found
