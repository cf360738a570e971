"""The portal's door: a mailed link, good once and for 15 minutes, then a session."""

import hashlib
import secrets
from datetime import datetime, timedelta

from django.db import transaction

from shouwen.base import journal
from shouwen.base.limits import LINK_BY_ADDRESS, LINK_BY_MAIL, spend
from shouwen.capabilities.customers.models import Contact, ContactLink, ContactSession
from shouwen.capabilities.customers.queries.doors import actor_of_contact
from shouwen.capabilities.customers.queries.finding import by_mail
from shouwen.capabilities.customers.refusals import LoginLinkUnusable

LINK_SPAN = timedelta(minutes=15)
SESSION_SPAN = timedelta(days=30)


def ask_login_link(*, mail: str, address: str, at: datetime) -> tuple[Contact, str] | None:
    """Somebody at network `address` wants in as the owner of `mail`: the contact and the token to send him, or None.

    The face answers the same in both cases and sends the token to that mailbox only. Raises TooMany by mailbox and by
    address, whether known or not.
    """
    spend(LINK_BY_ADDRESS, address)
    spend(LINK_BY_MAIL, mail.strip().lower())
    contact = by_mail(mail)
    if contact is None:
        return None
    return contact, issue_login_link(contact=contact, at=at)


def issue_login_link(*, contact: Contact, at: datetime) -> str:
    """A token that signs `contact` in once within 15 minutes; kept only as a digest."""
    raw = secrets.token_urlsafe(24)
    ContactLink.objects.create(contact=contact, digest=_digest(raw), expires_at=at + LINK_SPAN, created_at=at)
    return raw


def check_login_link(*, raw: str, at: datetime) -> None:
    """Raises LoginLinkUnusable where `sign_in_contact` would; uses nothing up."""
    _usable(raw, at)


@transaction.atomic
def sign_in_contact(*, raw: str, address: str | None, browser: str, at: datetime) -> tuple[Contact, str]:
    """The link's contact is signed in to the portal; the link is used up. Returns the session's key for the cookie.

    Raises LoginLinkUnusable for a link that was used, is too old, or whose contact is no longer present.
    """
    link, contact = _usable(raw, at)
    subject = journal.lock(contact.customer.subject_id)
    if not ContactLink.objects.filter(pk=link.pk, used_at=None).update(used_at=at):
        raise LoginLinkUnusable()
    key = secrets.token_urlsafe(32)
    ContactSession.objects.create(
        contact=contact,
        digest=_digest(key),
        opened_at=at,
        expires_at=at + SESSION_SPAN,
        address=address,
        browser=browser[:200],
    )
    actor = actor_of_contact(contact)
    journal.record_all(subject, [("customer.contact_signed_in", {"contact": contact.pk})], actor=actor, at=at)
    return contact, key


def sign_out_contact(*, key: str, at: datetime) -> None:
    """This browser is signed out of the portal; an unknown key is already."""
    ContactSession.objects.filter(digest=_digest(key), ended_at=None).update(ended_at=at)


def _usable(raw: str, at: datetime) -> tuple[ContactLink, Contact]:
    link = ContactLink.objects.filter(digest=_digest(raw), used_at=None, expires_at__gt=at).first()
    contact = _present(link.contact_id) if link else None
    if link is None or contact is None:
        raise LoginLinkUnusable()
    return link, contact


def _present(contact_id: int) -> Contact | None:
    present = Contact.objects.present().select_related("customer")
    return present.filter(pk=contact_id, customer__is_active=True).first()


def _digest(raw: str) -> bytes:
    return hashlib.sha256(raw.encode()).digest()
