"""Signing in: every door ends in `open_session`, the one function that lets anybody in."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.auth.hashers import make_password
from django.db import transaction

from shouwen.base import journal, live
from shouwen.base.actors import Actor
from shouwen.base.limits import SECOND_FACTOR, SIGN_IN_BY_ACCOUNT, SIGN_IN_BY_ADDRESS, give_back, spend
from shouwen.base.permissions import require
from shouwen.capabilities.people.choices import SessionStage
from shouwen.capabilities.people.commands.second_factors import (
    SetUp,
    begin_second_factor,
    confirm_second_factor,
    is_right_code,
    make_recovery_codes,
)
from shouwen.capabilities.people.digests import digest_of
from shouwen.capabilities.people.models import Person, SecondFactor, Session
from shouwen.capabilities.people.queries.actors import actor_of
from shouwen.capabilities.people.refusals import SignInStale, WrongCode, WrongCredentials
from shouwen.capabilities.people.topics import door_of

SESSION_SPAN = timedelta(days=7)
HALF_OPEN_SPAN = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class SignIn:
    """Where a sign-in stands: the cookie's key (shown once) and what is asked next; `full` means one is in."""

    key: str
    stage: SessionStage
    person: Person


@dataclass(frozen=True, slots=True)
class Browser:
    """Whence somebody signs in: network address and what the browser calls itself."""

    address: str | None
    name: str = ""


def sign_in(*, login: str, password: str, browser: Browser, at: datetime) -> SignIn:
    """Check name (or e-mail) and password; demo persons are in, others owe the second factor or its set-up.

    Raises TooMany by address and by account (before anything is checked; only failures count) and WrongCredentials,
    which says the same for an unknown name, a wrong password and a disabled person, after the same work.
    """
    limits = ((SIGN_IN_BY_ADDRESS, browser.address or "unknown"), (SIGN_IN_BY_ACCOUNT, login.strip().lower()))
    for limit, who in limits:
        spend(limit, who)
    person = _person_of(login, password, at)
    for limit, who in limits:
        give_back(limit, who)
    if person.is_demo:
        return SignIn(
            open_session(person=person, door="password", browser=browser, at=at), SessionStage.FULL, person
        )
    has_factor = SecondFactor.objects.filter(person=person, confirmed_at__isnull=False).exists()
    stage = SessionStage.SECOND_FACTOR if has_factor else SessionStage.SET_UP
    return SignIn(_new_session(person, stage, HALF_OPEN_SPAN, browser, at)[0], stage, person)


def half_open(*, key: str, stage: SessionStage, at: datetime) -> Person:
    """Who stands at this step of signing in; raises SignInStale once ten minutes have passed."""
    return _half_session(key, stage, at).person


def pass_second_factor(*, key: str, code: str, browser: Browser, at: datetime) -> SignIn:
    """The second step: a code of the authenticator app, or a recovery code, each good once.

    Raises SignInStale, TooMany and WrongCode; after a wrong code the step can be tried again.
    """
    half = _half_session(key, SessionStage.SECOND_FACTOR, at)
    spend(SECOND_FACTOR, half.person.user_name)
    with transaction.atomic():
        subject = journal.lock(half.person.subject_id)
        right = is_right_code(person=half.person, code=code, at=at)
        if right:
            fresh = _upgrade(half, door="second_factor", browser=browser, at=at)
        else:
            actor = actor_of(half.person)
            journal.record(subject, "person.sign_in_failed", actor=actor, at=at, step="second_factor")
    if not right:
        raise WrongCode()
    give_back(SECOND_FACTOR, half.person.user_name)
    return SignIn(fresh, SessionStage.FULL, half.person)


def start_set_up(*, key: str, at: datetime) -> SetUp:
    """The secret to put into an authenticator app, for a person who has no second factor yet."""
    return begin_second_factor(person=_half_session(key, SessionStage.SET_UP, at).person)


@transaction.atomic
def finish_set_up(*, key: str, code: str, browser: Browser, at: datetime) -> tuple[SignIn, list[str]]:
    """The app's first code is right: the second factor is set up, one is in; returns the recovery codes, shown once.

    Raises SignInStale and WrongCode.
    """
    half = _half_session(key, SessionStage.SET_UP, at)
    confirm_second_factor(person=half.person, code=code, at=at)
    codes = make_recovery_codes(person=half.person, actor=actor_of(half.person), at=at)
    fresh = _upgrade(half, door="set_up", browser=browser, at=at)
    return SignIn(fresh, SessionStage.FULL, half.person), codes


@transaction.atomic
def open_session(*, person: Person, door: str, browser: Browser, at: datetime) -> str:
    """`person` is signed in; returns the key for the cookie, of which only the SHA-256 is kept.

    Every way in ends here, whatever was asked before: password alone (demo), second factor, single sign-on.
    """
    subject = journal.lock(person.subject_id)
    require(Person.objects.filter(pk=person.pk, is_active=True).exists())
    key, session = _new_session(person, SessionStage.FULL, SESSION_SPAN, browser, at)
    Person.objects.filter(pk=person.pk).update(last_login=at)
    actor = actor_of(person)
    journal.record(subject, "person.signed_in", actor=actor, at=at, door=door, session=session.pk)
    return key


def sign_out(*, key: str, at: datetime) -> None:
    """This browser is signed out; an unknown key is already."""
    session = Session.objects.filter(digest=digest_of(key), ended_at=None).first()
    if session is not None:
        Session.objects.filter(pk=session.pk).update(ended_at=at)
        live.ring(door_of(session.person_id))


@transaction.atomic
def end_sessions(*, person: Person, actor: Actor, at: datetime, but: int | None = None) -> int:
    """All browsers of `person` are signed out, except session `but`; returns how many were."""
    require(actor.is_person(person.pk) or actor.may("people.manage"))
    subject = journal.lock(person.subject_id)
    others = Session.objects.filter(person=person, ended_at=None)
    if but is not None:
        others = others.exclude(pk=but)
    ended = others.update(ended_at=at)
    if ended:
        journal.record(subject, "person.signed_out", actor=actor, at=at, sessions=ended)
        live.ring(door_of(person.pk))
    return ended


def _person_of(login: str, password: str, at: datetime) -> Person:
    try:
        person = Person.objects.get_by_natural_key(login)
    except Person.DoesNotExist:
        make_password(password)  # the same work as for a known name, so that time tells nothing
        raise WrongCredentials() from None
    if person.check_password(password) and person.is_active:
        return person
    with transaction.atomic():
        subject = journal.lock(person.subject_id)
        journal.record(subject, "person.sign_in_failed", actor=actor_of(person), at=at, step="password")
    raise WrongCredentials()


def _new_session(
    person: Person, stage: SessionStage, span: timedelta, browser: Browser, at: datetime
) -> tuple[str, Session]:
    key = secrets.token_urlsafe(32)
    session = Session.objects.create(
        digest=digest_of(key),
        person=person,
        stage=stage,
        opened_at=at,
        seen_at=at,
        expires_at=at + span,
        address=browser.address,
        browser=browser.name[:200],
    )
    return key, session


def _half_session(key: str, stage: SessionStage, at: datetime) -> Session:
    session = (
        Session.objects.select_related("person")
        .filter(digest=digest_of(key), stage=stage, ended_at=None, expires_at__gt=at, person__is_active=True)
        .first()
    )
    if session is None:
        raise SignInStale()
    return session


def _upgrade(half: Session, *, door: str, browser: Browser, at: datetime) -> str:
    """A full session under a new key takes the place of the half-open one, so that nobody can have planted the key."""
    Session.objects.filter(pk=half.pk).update(ended_at=at)
    return open_session(person=half.person, door=door, browser=browser, at=at)
