"""Calls of the hotline: told by a telephone system, listed, linked to tickets, called back."""

from datetime import datetime
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

from ninja import Path, Query, Router
from pydantic import Field, StringConstraints

from shouwen.api import finding
from shouwen.api.asking import ApiRequest
from shouwen.api.door import Rule
from shouwen.api.kinds import Given, Id, Line, Phone, Prose, ShortCode, Shown
from shouwen.api.operations import acting, reading
from shouwen.api.paging import Page, after, cut, next_url, place_of
from shouwen.api.schemas.shared import NEXT
from shouwen.base.refusals import NotVisible
from shouwen.base.time import now
from shouwen.capabilities.calls.choices import Ending
from shouwen.capabilities.calls.commands import (
    call_answered,
    call_back_missed,
    call_ended,
    call_rang,
    link_call,
    name_caller,
)
from shouwen.capabilities.calls.models import Call
from shouwen.capabilities.calls.queries import calls_newest, calls_of_reference
from shouwen.capabilities.people.models import Person
from shouwen.capabilities.regulations.queries import active_regulation

router = Router(tags=["Calls"])
READS = Rule("calls", grants=("calls.see",))
TELLS = Rule("calls", writes=True, grants=("calls.tell",))
HANDLES = Rule("calls", writes=True, grants=("calls.handle",))
REFERENCE = r"^[A-Za-z0-9@._:+-]+$"
Reference = Annotated[str, StringConstraints(min_length=1, max_length=120, pattern=REFERENCE)]
PathReference = Annotated[
    str,
    Path(min_length=1, max_length=120, pattern=REFERENCE, description="What the telephone system calls it."),
]


class CallFilters(Page):
    state: Literal["going", "to_call_back", "ended"] | None = Field(
        None, description="`to_call_back` are those that nobody answered and nobody has called back."
    )


class CallShown(Shown):
    """A call that came in, and what came of it."""

    id: Id
    reference: str
    number: str = Field(description="The caller's number in E.164; empty where it can't be read.")
    told_number: str = Field(description="The caller's number as it was told.")
    rings_at: str = Field(
        description="User name of whom it rings at, or who answered; empty for nobody in particular."
    )
    began_at: datetime
    answered_at: datetime | None
    ended_at: datetime | None
    ending: str = Field(description="`answered`, `missed` or `abandoned`; empty while it goes on.")
    contact: int | None = Field(
        description="Who calls, where the number leaves no doubt or an agent said so."
    )
    customer: str
    ticket: str = Field(description="The ticket that came of it or that it was about.")
    called_back_by: str
    called_back_at: datetime | None
    called_back_note: str


class CallList(Shown):
    items: list[CallShown]
    next: str | None = NEXT


class RingingGiven(Given):
    reference: Reference = Field(
        description="What the telephone system calls it; the same one again changes nothing."
    )
    number: Phone = Field("", description="The caller's number; empty where it is withheld.")
    rings_at: ShortCode = Field(
        "",
        description="User name of the colleague it rings at; empty, or not known here, for nobody in particular.",
    )


class AnsweringGiven(Given):
    answered_by: ShortCode = Field("", description="User name; without it whoever it rang at.")


class CallEndingGiven(Given):
    ending: Literal["answered", "missed", "abandoned"] | None = Field(
        None,
        description="Counts only where nobody was told to have answered; without it the call was missed.",
    )


class LinkCallGiven(Given):
    ticket: Line = Field(description="Number of the ticket.")


class NameCallerGiven(Given):
    contact: Id | None = Field(None, description="Who it was.")
    customer: ShortCode = Field("", description="Code of the customer, for somebody there who is no contact.")


class CalledBackGiven(Given):
    note: Prose = Field(description="Who was reached, or that nobody was.")


@acting(router, "/calls", name="tell_ringing", answer=CallShown, rule=TELLS)
def ringing(request: ApiRequest, body: RingingGiven) -> CallShown:
    """Tell that a call rings.

    The colleague sees at once who calls. Told again, the call is the same; with another colleague it rings there.
    """
    at = now()
    zone = ZoneInfo(active_regulation().document.desk.time_zone)
    call = call_rang(
        reference=body.reference,
        number=body.number,
        person=_person(body.rings_at),
        actor=request.actor,
        at=at,
        on=at.astimezone(zone).date(),
    )
    return _shown(_told(call.reference))


@acting(router, "/calls/{reference}/answering", name="tell_answering", answer=CallShown, rule=TELLS)
def answering(request: ApiRequest, reference: PathReference, body: AnsweringGiven) -> CallShown:
    """Tell that a call was answered; told again it changes nothing."""
    call_answered(call=_told(reference), person=_person(body.answered_by), actor=request.actor, at=now())
    return _shown(_told(reference))


@acting(router, "/calls/{reference}/ending", name="tell_ending", answer=CallShown, rule=TELLS)
def ending(request: ApiRequest, reference: PathReference, body: CallEndingGiven) -> CallShown:
    """Tell that a call is over; told again it changes nothing. One that nobody answered is listed to be called back."""
    how = Ending(body.ending) if body.ending else None
    call_ended(call=_told(reference), ending=how, actor=request.actor, at=now())
    return _shown(_told(reference))


@reading(router, "/calls", name="list_calls", answer=CallList, rule=READS, query=CallFilters)
def list_calls(request: ApiRequest, filters: Query[CallFilters]) -> CallList:
    """List calls, newest first."""
    found = calls_newest(actor=request.actor, state=filters.state or "")
    rows, has_more = cut(
        list(after(found, filters.cursor, by="began_at")[: filters.limit + 1]), filters.limit
    )
    cursor = place_of(rows[-1], by="began_at") if has_more else None
    return CallList.of(items=[_shown(row) for row in rows], next=next_url(request, cursor))


@acting(router, "/calls/{reference}/ticket", name="link_call", answer=CallShown, rule=HANDLES)
def link(request: ApiRequest, reference: PathReference, body: LinkCallGiven) -> CallShown:
    """Say which ticket came of a call, or which it was about; the newest answer counts."""
    call = _seen(request, reference)
    ticket = finding.ticket_named(request.actor, "ticket", body.ticket)
    link_call(call=call, ticket=ticket, actor=request.actor, at=now())
    return _shown(_told(reference))


@acting(router, "/calls/{reference}/caller", name="name_caller", answer=CallShown, rule=HANDLES)
def name(request: ApiRequest, reference: PathReference, body: NameCallerGiven) -> CallShown:
    """Say who called, where the number did not."""
    call = _seen(request, reference)
    contact = finding.contact_named(request.actor, "contact", body.contact) if body.contact else None
    customer = finding.customer_named(request.actor, "customer", body.customer) if body.customer else None
    name_caller(call=call, contact=contact, customer=customer, actor=request.actor, at=now())
    return _shown(_told(reference))


@acting(router, "/calls/{reference}/calling-back", name="call_back_missed", answer=CallShown, rule=HANDLES)
def call_back(request: ApiRequest, reference: PathReference, body: CalledBackGiven) -> CallShown:
    """Record that a missed call was called back, and who was reached."""
    call = _seen(request, reference)
    call_back_missed(call=call, note=body.note, actor=request.actor, at=now())
    return _shown(_told(reference))


def _told(reference: str) -> Call:
    """The call with this reference, for whoever tells of calls and knows it already. Raises NotVisible."""
    found = calls_of_reference(reference).first()
    if found is None:
        raise NotVisible(call=reference)
    return found


def _seen(request: ApiRequest, reference: str) -> Call:
    found = calls_newest(actor=request.actor).filter(reference=reference).first()
    if found is None:
        raise NotVisible(call=reference)
    return found


def _person(user_name: str) -> Person | None:
    """The colleague with this user name; a telephone system may name whom the desk does not know."""
    return Person.objects.active().filter(user_name=user_name.lower()).first() if user_name else None


def _shown(of: Call) -> CallShown:
    return CallShown.of(
        id=of.pk,
        reference=of.reference,
        number=of.number,
        told_number=of.told_number,
        rings_at=of.person.user_name if of.person else "",
        began_at=of.began_at,
        answered_at=of.answered_at,
        ended_at=of.ended_at,
        ending=str(of.ending),
        contact=of.contact_id,
        customer=of.customer.code if of.customer else "",
        ticket=of.ticket.number if of.ticket else "",
        called_back_by=of.called_back_by.user_name if of.called_back_by else "",
        called_back_at=of.called_back_at,
        called_back_note=of.called_back_note,
    )
