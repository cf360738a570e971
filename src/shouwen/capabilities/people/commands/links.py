"""Links that set a password: the invitation, the forgotten password, the reset by an administrator."""

import secrets
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from shouwen.base import journal, live
from shouwen.base.actors import SYSTEM, Actor
from shouwen.base.limits import LINK_BY_ADDRESS, LINK_BY_MAIL, spend
from shouwen.base.permissions import require
from shouwen.base.refusals import InvalidInput
from shouwen.capabilities.people.choices import LinkPurpose
from shouwen.capabilities.people.digests import digest_of
from shouwen.capabilities.people.models import AccountLink, Person, Session
from shouwen.capabilities.people.permissions import can_manage_person
from shouwen.capabilities.people.queries.actors import actor_of
from shouwen.capabilities.people.queries.powers import holds_power
from shouwen.capabilities.people.refusals import LinkUnusable, PersonDisabled, WrongCredentials
from shouwen.capabilities.people.topics import door_of

SPANS = {LinkPurpose.INVITATION: timedelta(days=7), LinkPurpose.PASSWORD_RESET: timedelta(hours=1)}


def issue_link(*, person: Person, purpose: LinkPurpose, at: datetime) -> str:
    """A new token for one `purpose`; earlier unused ones of the same purpose are dead. Kept only as a digest."""
    AccountLink.objects.filter(person=person, purpose=purpose, used_at=None).update(used_at=at)
    return first_link(person=person, purpose=purpose, at=at)


def first_link(*, person: Person, purpose: LinkPurpose, at: datetime) -> str:
    """A token for one `purpose` of somebody who never had one. Kept only as a digest."""
    raw = secrets.token_urlsafe(24)
    expires_at = at + SPANS[purpose]
    AccountLink.objects.create(
        person=person, purpose=purpose, digest=digest_of(raw), expires_at=expires_at, created_at=at
    )
    return raw


@transaction.atomic
def reset_password(*, person: Person, actor: Actor, at: datetime) -> str:
    """`person` gets a link for a new password, returned once; the old password works until then.

    Raises PersonDisabled, and NotPermitted for a person of more power than the actor.
    """
    subject = journal.lock(person.subject_id)
    require(can_manage_person(actor, is_powerful=holds_power(person)))
    if not Person.objects.filter(pk=person.pk, is_active=True).exists():
        raise PersonDisabled(person=person.name)
    journal.record(subject, "person.password_reset_asked", actor=actor, at=at)
    return issue_link(person=person, purpose=LinkPurpose.PASSWORD_RESET, at=at)


@transaction.atomic
def invite_again(*, person: Person, actor: Actor, at: datetime) -> str:
    """A fresh invitation for a person who never came in; the former link is dead."""
    subject = journal.lock(person.subject_id)
    require(can_manage_person(actor, is_powerful=holds_power(person)))
    if not Person.objects.filter(pk=person.pk, is_active=True).exists():
        raise PersonDisabled(person=person.name)
    journal.record(subject, "person.invited", actor=actor, at=at, roles=[], teams=[])
    return issue_link(person=person, purpose=LinkPurpose.INVITATION, at=at)


def ask_new_password(*, login: str, address: str, at: datetime) -> tuple[Person, str] | None:
    """Somebody at `address` forgot the password of `login`: the person and a token to mail, or None if unknown.

    The face answers the same in both cases and never shows the token. Raises TooMany by address and by account.
    """
    spend(LINK_BY_ADDRESS, address)
    spend(LINK_BY_MAIL, login.strip().lower())
    with transaction.atomic():
        try:
            person = Person.objects.get_by_natural_key(login)
        except Person.DoesNotExist:
            return None
        if not person.is_active or not person.email:
            return None
        subject = journal.lock(person.subject_id)
        journal.record(subject, "person.password_reset_asked", actor=SYSTEM.through("web"), at=at)
        return person, issue_link(person=person, purpose=LinkPurpose.PASSWORD_RESET, at=at)


def person_of_link(*, raw: str, purpose: LinkPurpose, at: datetime) -> Person:
    """Whose link this is; raises LinkUnusable if it was used, is too old, for another purpose, or nobody's."""
    link = (
        AccountLink.objects.select_related("person")
        .filter(
            digest=digest_of(raw), purpose=purpose, used_at=None, expires_at__gt=at, person__is_active=True
        )
        .first()
    )
    if link is None:
        raise LinkUnusable()
    return link.person


@transaction.atomic
def set_password_by_link(*, raw: str, purpose: LinkPurpose, password: str, at: datetime) -> Person:
    """The link's person has `password`; the link is used up and all sessions end. No session is opened: one signs in.

    Raises LinkUnusable, and InvalidInput for a weak password, which leaves the link usable.
    """
    person = person_of_link(raw=raw, purpose=purpose, at=at)
    subject = journal.lock(person.subject_id)
    _require_strong(password, person)
    used = AccountLink.objects.filter(digest=digest_of(raw), used_at=None).update(used_at=at)
    if not used:
        raise LinkUnusable()
    fact = "person.invitation_accepted" if purpose == LinkPurpose.INVITATION else "person.password_set"
    _keep_password(person, password, at)
    payload: dict[str, Any] = {} if purpose == LinkPurpose.INVITATION else {"by": "link"}
    journal.record(subject, fact, actor=actor_of(person), at=at, **payload)
    return person


@transaction.atomic
def change_password(
    *, person: Person, old: str, new: str, actor: Actor, at: datetime, session_id: int | None = None
) -> Person:
    """`person` has a new password, having proved the old one; all sessions but `session_id` end.

    Raises WrongCredentials and InvalidInput.
    """
    require(actor.is_person(person.pk) and actor.token_id is None)
    subject = journal.lock(person.subject_id)
    person = Person.objects.get(pk=person.pk)
    if not person.check_password(old):
        raise WrongCredentials()
    _require_strong(new, person)
    _keep_password(person, new, at, but=session_id)
    journal.record(subject, "person.password_set", actor=actor, at=at, by="person")
    return person


def _require_strong(password: str, person: Person) -> None:
    try:
        validate_password(password, user=person)
    except ValidationError as problem:
        raise InvalidInput({"password": " ".join(problem.messages)}) from problem


def _keep_password(person: Person, password: str, at: datetime, but: int | None = None) -> None:
    person.set_password(password)
    person.save(update_fields=["password"])
    others = Session.objects.filter(person=person, ended_at=None)
    if but is not None:
        others = others.exclude(pk=but)
    others.update(ended_at=at)
    live.ring(door_of(person.pk))
