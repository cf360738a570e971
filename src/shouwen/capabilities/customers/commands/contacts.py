"""Contacts: added, changed, merged."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext

from shouwen.base import journal
from shouwen.base.actors import Actor
from shouwen.base.permissions import require
from shouwen.base.refusals import InvalidInput
from shouwen.base.uniqueness import refused_as
from shouwen.capabilities.customers.choices import ContactRole
from shouwen.capabilities.customers.commands.fields import (
    changed_fields,
    clean_texts,
    require_choice,
    require_filled,
)
from shouwen.capabilities.customers.models import (
    Contact,
    ContactLink,
    ContactMail,
    ContactPhone,
    ContactSession,
    Customer,
)
from shouwen.capabilities.customers.permissions import can_edit, can_manage
from shouwen.capabilities.customers.queries.finding import lookup_of
from shouwen.capabilities.customers.queries.phones import PhoneNumber, read_phone
from shouwen.capabilities.customers.refusals import CannotMerge, MailTaken

CHANGEABLE = frozenset({"name", "title", "role", "language", "site", "code", "is_active"})


@transaction.atomic
def create_contact(
    *,
    customer: Customer,
    name: str,
    actor: Actor,
    at: datetime,
    phones: Iterable[str] = (),
    mails: Iterable[str] = (),
    **details: Any,
) -> Contact:
    """`customer` has a contact who uses `phones` (as written, extension included) and `mails`.

    Raises InvalidInput for a number or address that is none, MailTaken for an address of somebody else.
    """
    require(can_edit(actor))
    subject = journal.lock(customer.subject_id)
    contact = Contact(customer=customer, created_at=at)
    changed_fields(contact, clean_texts({"name": name, **details}), CHANGEABLE)
    _check(contact)
    numbers, addresses = _read(phones, mails)
    contact.save()
    set_phones(contact, numbers, is_new=True)
    _set_mails(contact, addresses, is_new=True)
    payload = {"contact": contact.pk, "role": str(contact.role)}
    journal.record_all(subject, [("customer.contact_added", payload)], actor=actor, at=at)
    return contact


@transaction.atomic
def change_contact(
    *,
    contact: Contact,
    actor: Actor,
    at: datetime,
    phones: Iterable[str] | None = None,
    mails: Iterable[str] | None = None,
    **changes: Any,
) -> Contact:
    """`contact` has the new values; `phones` and `mails` replace all, None leaves them. Raises as `create_contact`.

    Whose address is taken from him is signed out of the portal: it may be another company's mailbox by now.
    """
    require(can_edit(actor))
    numbers, wanted = _read(phones or (), mails or ())
    subject = journal.lock(contact.customer.subject_id)
    contact = Contact.objects.get(pk=contact.pk)
    changed = changed_fields(contact, clean_texts(changes), CHANGEABLE)
    if changed:
        _check(contact)
        contact.save(update_fields=[*changed, "lookup"])
    if phones is not None and set_phones(contact, numbers):
        changed.append("phones")
    held = set(contact.mails.values_list("address", flat=True)) if mails is not None else set()
    if mails is not None and _set_mails(contact, wanted):
        changed.append("mails")
        if not held <= set(wanted):
            _shut_doors(contact, at)
    if "is_active" in changed and not contact.is_active:
        _shut_doors(contact, at)
    if changed:
        payload = {"contact": contact.pk, "changed": changed}
        journal.record_all(subject, [("customer.contact_changed", payload)], actor=actor, at=at)
    return contact


@transaction.atomic
def merge_contacts(*, survivor: Contact, absorbed: Contact, actor: Actor, at: datetime) -> Contact:
    """`survivor` has the phones and mails of both; `absorbed` stays as a row that says who took over.

    Raises CannotMerge unless both are present contacts of one customer.
    """
    require(can_manage(actor))
    subject = journal.lock(survivor.customer.subject_id)
    pair = Contact.objects.present().filter(
        customer_id=survivor.customer_id, pk__in=[survivor.pk, absorbed.pk]
    )
    if pair.count() != 2:
        raise CannotMerge()
    known = ContactPhone.objects.filter(
        contact=survivor, number=OuterRef("number"), extension=OuterRef("extension")
    )
    ContactPhone.objects.filter(Exists(known), contact=absorbed).delete()
    ContactPhone.objects.filter(contact=absorbed).update(contact=survivor)
    ContactMail.objects.filter(contact=absorbed).update(contact=survivor)
    _shut_doors(absorbed, at)
    Contact.objects.filter(pk=absorbed.pk).update(merged_into=survivor, is_active=False)
    payload = {"survivor": survivor.pk, "absorbed": absorbed.pk}
    journal.record_all(subject, [("customer.contacts_merged", payload)], actor=actor, at=at)
    return survivor


def _read(phones: Iterable[str], mails: Iterable[str]) -> tuple[list[PhoneNumber], list[str]]:
    """Numbers and addresses; raises InvalidInput naming what is wrong with both."""
    errors: dict[str, str] = {}
    numbers: list[PhoneNumber] = []
    addresses: list[str] = []
    try:
        numbers = read_phones(phones)
    except InvalidInput as refusal:
        errors |= refusal.errors
    try:
        addresses = read_mails(mails)
    except InvalidInput as refusal:
        errors |= refusal.errors
    if errors:
        raise InvalidInput(errors)
    return numbers, addresses


def read_phones(written: Iterable[str]) -> list[PhoneNumber]:
    """The numbers, each once; raises InvalidInput naming the first that is none."""
    numbers: dict[PhoneNumber, None] = {}
    for text in written:
        if not text.strip():
            continue
        number = read_phone(text)
        if number is None:
            raise InvalidInput(
                {"phones": gettext("%(text)s is not a phone number.") % {"text": text.strip()}}
            )
        numbers[number] = None
    return list(numbers)


def read_mails(written: Iterable[str]) -> list[str]:
    """The addresses in lower case, each once; raises InvalidInput naming the first that is none."""
    addresses: dict[str, None] = {}
    for text in written:
        address = text.strip().lower()
        if not address:
            continue
        try:
            validate_email(address)
        except ValidationError:
            sentence = gettext("%(text)s is not an e-mail address.") % {"text": address}
            raise InvalidInput({"mails": sentence}) from None
        addresses[address] = None
    return list(addresses)


def set_phones(contact: Contact, numbers: list[PhoneNumber], *, is_new: bool = False) -> bool:
    """The contact uses exactly `numbers`; returns whether that changed anything. One who `is_new` has none yet."""
    wanted = {(number.number, number.extension) for number in numbers}
    kept = (
        set()
        if is_new
        else set(ContactPhone.objects.filter(contact=contact).values_list("number", "extension"))
    )
    if wanted == kept:
        return False
    for number, extension in kept - wanted:
        ContactPhone.objects.filter(contact=contact, number=number, extension=extension).delete()
    ContactPhone.objects.bulk_create(
        ContactPhone(contact=contact, number=number.number, extension=number.extension)
        for number in numbers
        if (number.number, number.extension) not in kept
    )
    return True


def _set_mails(contact: Contact, addresses: list[str], *, is_new: bool = False) -> bool:
    kept = (
        set()
        if is_new
        else set(ContactMail.objects.filter(contact=contact).values_list("address", flat=True))
    )
    if kept == set(addresses):
        return False
    new = [address for address in addresses if address not in kept]
    if taken := ContactMail.objects.filter(address__in=new).values_list("address", flat=True).first():
        raise MailTaken(address=taken)
    ContactMail.objects.filter(contact=contact).exclude(address__in=addresses).delete()
    with refused_as(MailTaken(address=", ".join(new))):
        ContactMail.objects.bulk_create(ContactMail(contact=contact, address=address) for address in new)
    return True


def _shut_doors(contact: Contact, at: datetime) -> None:
    """Whoever came in as `contact`, or was sent a link, has to ask for a new one at an address that still is his."""
    ContactSession.objects.filter(contact=contact, ended_at=None).update(ended_at=at)
    ContactLink.objects.filter(contact=contact, used_at=None).update(used_at=at)


def _check(contact: Contact) -> None:
    require_filled({"name": contact.name}, "name")
    require_choice("role", contact.role, ContactRole)
    if (
        contact.site_id is not None
        and contact.site is not None
        and contact.site.customer_id != contact.customer_id
    ):
        raise InvalidInput({"site": gettext("This site belongs to another customer.")})
    same_code = Contact.objects.filter(customer_id=contact.customer_id, code=contact.code).exclude(
        pk=contact.pk or 0
    )
    if contact.code and same_code.exists():
        raise InvalidInput({"code": gettext("The customer has a contact with this code already.")})
    contact.lookup = lookup_of(contact.code, contact.name)
