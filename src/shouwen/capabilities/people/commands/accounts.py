"""Accounts: invited, added, changed, disabled and enabled."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext

from shouwen.base import journal, live
from shouwen.base.actors import Actor
from shouwen.base.permissions import require
from shouwen.base.refusals import InvalidInput
from shouwen.base.uniqueness import refused_as
from shouwen.capabilities.people.choices import LinkPurpose
from shouwen.capabilities.people.commands.duty import Shift, write_plan
from shouwen.capabilities.people.commands.links import first_link
from shouwen.capabilities.people.models import (
    AccountLink,
    ApiToken,
    CalendarDoor,
    Membership,
    Person,
    PersonRole,
    Role,
    Session,
    Team,
)
from shouwen.capabilities.people.permissions import can_give_roles, can_manage, can_manage_person
from shouwen.capabilities.people.queries.powers import holds_power, is_last_power
from shouwen.capabilities.people.refusals import LastAdministrator, PersonExists
from shouwen.capabilities.people.topics import door_of

CHANGEABLE = frozenset({"name", "email", "phone", "post", "language", "time_zone"})


@transaction.atomic
def invite_person(
    *,
    user_name: str,
    name: str,
    email: str | None,
    actor: Actor,
    at: datetime,
    roles: Iterable[Role] = (),
    teams: Iterable[Team] = (),
    shifts: Sequence[Shift] = (),
    **details: Any,
) -> tuple[Person, str]:
    """A person without a password exists, with `roles` and `teams`; returned with the invitation's link token.

    `shifts` are the person's week from that day on; `details` are phone, post, language or time_zone. The token is
    returned once and kept only as a digest.
    Raises PersonExists, InvalidInput and NotPermitted.
    """
    roles = list(roles)
    require(can_manage(actor) and (not roles or can_give_roles(actor)))
    person = _create(
        "person.invited",
        user_name,
        name,
        email,
        actor,
        at,
        roles=roles,
        teams=list(teams),
        shifts=shifts,
        details=details,
    )
    return person, first_link(person=person, purpose=LinkPurpose.INVITATION, at=at)


@transaction.atomic
def add_person(
    *,
    user_name: str,
    name: str,
    email: str | None,
    password: str | None,
    actor: Actor,
    at: datetime,
    roles: Iterable[Role] = (),
    teams: Iterable[Team] = (),
    shifts: Sequence[Shift] = (),
    is_demo: bool = False,
    **details: Any,
) -> Person:
    """A person exists and can sign in with `password`; the first administrator and the demo story come in this way.

    Without a password nobody can sign in until one is set by a link. Raises as `invite_person`.
    """
    roles = list(roles)
    require(can_manage(actor) and (not roles or can_give_roles(actor)))
    details["is_demo"] = is_demo
    person = _create(
        "person.added",
        user_name,
        name,
        email,
        actor,
        at,
        roles=roles,
        teams=list(teams),
        shifts=shifts,
        details=details,
    )
    if password is not None:
        person.set_password(password)
        person.save(update_fields=["password"])
    return person


@transaction.atomic
def change_person(*, person: Person, actor: Actor, at: datetime, **changes: Any) -> Person:
    """`person` has the new name, email, phone, post, language or time_zone; equal values change nothing.

    Links that went to another address than the new one open nothing any more.
    """
    subject = journal.lock(person.subject_id)
    require(can_manage_person(actor, is_powerful=holds_power(person)))
    person = Person.objects.get(pk=person.pk)
    if unknown := set(changes) - CHANGEABLE:
        raise TypeError(f"not changeable: {sorted(unknown)}")
    if "email" in changes:
        changes["email"] = clean_email(changes["email"])
    changed = sorted(field for field, value in changes.items() if getattr(person, field) != value)
    mailed_before = bool(person.email)
    if not changed:
        return person
    for field in changed:
        setattr(person, field, changes[field])
    _save_unique(person, changed)
    if "email" in changed and mailed_before:
        AccountLink.objects.filter(person=person, used_at=None).update(used_at=at)
    journal.record(subject, "person.changed", actor=actor, at=at, changed=changed)
    return person


@transaction.atomic
def disable_person(*, person: Person, actor: Actor, at: datetime) -> Person:
    """`person` can't act any more: sessions, tokens, open links and the address of his calendar end with this commit;
    history and work stay.

    Raises LastAdministrator if nobody would be left who can give roles.
    """
    subject = journal.lock(person.subject_id)
    require(can_manage_person(actor, is_powerful=holds_power(person)))
    person = Person.objects.get(pk=person.pk)
    if not person.is_active:
        return person
    if is_last_power(person):
        raise LastAdministrator()
    person.is_active = False
    person.save(update_fields=["is_active"])
    sessions = Session.objects.filter(person=person, ended_at=None).update(ended_at=at)
    tokens = ApiToken.objects.filter(person=person, revoked_at=None).update(revoked_at=at)
    CalendarDoor.objects.filter(person=person).delete()
    AccountLink.objects.filter(person=person, used_at=None).update(used_at=at)
    journal.record(subject, "person.disabled", actor=actor, at=at, sessions=sessions, tokens=tokens)
    live.ring(door_of(person.pk))
    return person


@transaction.atomic
def enable_person(*, person: Person, actor: Actor, at: datetime) -> Person:
    """`person` may sign in again with the old password; ended sessions and revoked tokens stay so."""
    subject = journal.lock(person.subject_id)
    require(can_manage_person(actor, is_powerful=holds_power(person)))
    person = Person.objects.get(pk=person.pk)
    if person.is_active:
        return person
    person.is_active = True
    person.save(update_fields=["is_active"])
    journal.record(subject, "person.enabled", actor=actor, at=at)
    return person


def clean_email(value: str | None) -> str | None:
    """The address in lower case, None for an empty one; raises InvalidInput for what is no address."""
    address = (value or "").strip().lower()
    if not address:
        return None
    try:
        validate_email(address)
    except ValidationError:
        raise InvalidInput({"email": gettext("This is not an e-mail address.")}) from None
    return address


def _create(
    fact: str,
    user_name: str,
    name: str,
    email: str | None,
    actor: Actor,
    at: datetime,
    *,
    roles: list[Role],
    teams: list[Team],
    shifts: Sequence[Shift],
    details: dict[str, Any],
) -> Person:
    login = user_name.strip().lower()
    if not login or "@" in login or any(letter.isspace() for letter in login):
        raise InvalidInput({"user_name": gettext("A user name has no spaces and no @.")})
    if not name.strip():
        raise InvalidInput({"name": gettext("The name is missing.")})
    subject = journal.open_subject("person")
    person = Person(subject=subject, user_name=login, name=name.strip(), email=clean_email(email), **details)
    person.created_at = at
    person.set_unusable_password()
    _save_unique(person, None)
    PersonRole.objects.bulk_create(PersonRole(person=person, role=role, since=at) for role in roles)
    Membership.objects.bulk_create(Membership(person=person, team=team, since=at) for team in teams)
    write_plan(person, shifts, person.time_zone, at.astimezone(ZoneInfo(person.time_zone)).date())
    codes: dict[str, Any] = {"roles": [role.code for role in roles], "teams": [team.code for team in teams]}
    journal.record(subject, fact, actor=actor, at=at, **codes)
    return person


def _save_unique(person: Person, fields: list[str] | None) -> None:
    with refused_as(PersonExists(login=person.email or person.user_name)):
        person.save(update_fields=fields)
