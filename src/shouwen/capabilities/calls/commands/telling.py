"""What a telephone system tells: a call rings, is answered, is over. Told twice, it counts once."""

from datetime import date, datetime

from django.db import IntegrityError, transaction

from shouwen.base import journal, live
from shouwen.base.actors import Actor
from shouwen.base.models import Subject
from shouwen.base.permissions import require
from shouwen.base.refusals import NotVisible
from shouwen.capabilities.calls import facts, topics
from shouwen.capabilities.calls.choices import Ending
from shouwen.capabilities.calls.models import Call
from shouwen.capabilities.calls.permissions import TELL, can_tell
from shouwen.capabilities.customers.queries import by_phone, read_phone
from shouwen.capabilities.people.models import Person


def call_rang(
    *, reference: str, number: str, person: Person | None, actor: Actor, at: datetime, on: date
) -> Call:
    """The call `reference` rings at `person`, or at nobody in particular; the caller is who uses `number` on that day.

    The same again changes nothing; the call rings at somebody else where another is named, until it is answered or
    over. Several who share the number leave the contact open, and the customer too unless all are his. Raises
    NotPermitted.
    """
    require(can_tell(actor), grant=TELL)
    known = Call.objects.filter(reference=reference).first()
    if known is None:
        try:
            with transaction.atomic():
                return _first_rung(reference, number, person, actor, at, on)
        except IntegrityError:  # told twice at once
            known = Call.objects.get(reference=reference)
    return _rung_elsewhere(known, person, actor, at)


@transaction.atomic
def call_answered(*, call: Call, person: Person | None, actor: Actor, at: datetime) -> Call:
    """`person`, or whoever it rang at, is talking since `at`. Told again, or after the end, it changes nothing."""
    require(can_tell(actor), grant=TELL)
    subject, held = _held(call)
    if held.answered_at is None and held.ended_at is None:
        before = held.person_id
        held.answered_at, held.person = at, person or held.person
        held.save(update_fields=["answered_at", "person"])
        journal.record(subject, facts.ANSWERED, actor=actor, at=at, person=held.person_id)
        _ring(before, held.person_id)
    return held


@transaction.atomic
def call_ended(*, call: Call, ending: Ending | None, actor: Actor, at: datetime) -> Call:
    """The call is over: answered if anybody was told to have answered it, else as `ending` says, else missed.

    Told again it changes nothing.
    """
    require(can_tell(actor), grant=TELL)
    subject, held = _held(call)
    if held.ended_at is None:
        held.ended_at = at
        held.ending = Ending.ANSWERED if held.answered_at else ending or Ending.MISSED
        held.save(update_fields=["ended_at", "ending"])
        journal.record(subject, facts.ENDED, actor=actor, at=at, ending=str(held.ending))
        _ring(held.person_id)
    return held


def _first_rung(
    reference: str, number: str, person: Person | None, actor: Actor, at: datetime, on: date
) -> Call:
    read = read_phone(number)
    contact, customer = _recognised(number, on)
    subject = journal.open_subject(facts.SUBJECT)
    call = Call(
        subject=subject,
        reference=reference,
        told_number=number,
        number=read.number if read else "",
        extension=read.extension if read else "",
        person=person,
        began_at=at,
        contact_id=contact,
        customer_id=customer,
    )
    call.save(force_insert=True)
    journal.record(
        subject,
        facts.RANG,
        actor=actor,
        at=at,
        person=call.person_id,
        contact=contact,
        customer=customer,
    )
    _ring(call.person_id)
    return call


@transaction.atomic
def _rung_elsewhere(call: Call, person: Person | None, actor: Actor, at: datetime) -> Call:
    """A call that waited in the queue, or rang at one colleague, rings at another."""
    subject, held = _held(call)
    is_open = held.answered_at is None and held.ended_at is None
    if person is not None and person.pk != held.person_id and is_open:
        before = held.person_id
        held.person = person
        held.save(update_fields=["person"])
        journal.record(subject, facts.RANG, actor=actor, at=at, person=person.pk)
        _ring(before, person.pk)
    return held


def _recognised(number: str, on: date) -> tuple[int | None, int | None]:
    """The contact and the customer that `number` means beyond doubt."""
    callers = by_phone(number, on=on)
    customers = {caller.customer_id for caller in callers}
    contact = callers[0].contact_id if len(callers) == 1 else None
    return contact, customers.pop() if len(customers) == 1 else None


def _held(call: Call) -> tuple[Subject, Call]:
    """The call as it stands, held until the transaction ends."""
    subject = journal.lock(call.pk)
    held = Call.objects.select_related("person").filter(pk=call.pk).first()
    if held is None:
        raise NotVisible(call=call.pk)
    return subject, held


def _ring(*persons: int | None) -> None:
    live.ring(topics.ALL, *(topics.card_of(person) for person in dict.fromkeys(persons) if person))
