"""Oneself: who the token acts as, one's preferences, one's tokens.

Passwords, second steps, recovery codes and new tokens are made in a browser only, where a second step was passed.
"""

from datetime import datetime
from typing import Any

from ninja import Router
from pydantic import Field

from shouwen.api import finding
from shouwen.api.asking import ApiRequest
from shouwen.api.door import Rule
from shouwen.api.kinds import Nothing, Shown
from shouwen.api.operations import acting, reading
from shouwen.api.schemas.people import PreferencesChanged
from shouwen.api.schemas.shared import Done
from shouwen.base.actors import Actor
from shouwen.base.refusals import NotVisible
from shouwen.base.time import now
from shouwen.capabilities.people.commands.calendars import close_calendar
from shouwen.capabilities.people.commands.preferences import change_preferences
from shouwen.capabilities.people.commands.sign_in import end_sessions
from shouwen.capabilities.people.commands.tokens import revoke_token
from shouwen.capabilities.people.models import ApiToken, Person

router = Router(tags=["Oneself"])
ANYBODY = Rule()
READS = Rule("people")
WRITES = Rule("people", writes=True)


class MeShown(Shown):
    """Who the token acts as, and what it may."""

    user_name: str
    name: str
    language: str
    scopes: list[str]
    grants: list[str]


class PreferencesShown(Shown):
    language: str
    time_zone: str
    theme: str
    density: str
    has_shortcuts: bool
    phone: str


class SessionsEnded(Shown):
    ended: int = Field(description="How many browsers were signed out.")


class TokenShown(Shown):
    id: int
    user_name: str
    name: str
    prefix: str
    scopes: list[str]
    created_at: datetime
    expires_at: datetime | None
    revoked_at: datetime | None


class TokenList(Shown):
    items: list[TokenShown]


@reading(router, "/me", name="get_me", answer=MeShown, rule=ANYBODY)
def get_me(request: ApiRequest) -> Any:
    """Ask who this token acts as, and what it may."""
    actor = _actor(request)
    scopes = actor.extras.get("scopes", frozenset())
    return MeShown.of(
        user_name=str(actor.extras.get("user_name", "")), name=actor.name, language=actor.language,
        scopes=sorted(scopes) if isinstance(scopes, frozenset) else [], grants=sorted(actor.grants),
    )  # fmt: skip


@acting(
    router,
    "/me/preferences",
    name="change_preferences",
    answer=PreferencesShown,
    rule=WRITES,
    method="PATCH",
    status=200,
)
def alter_preferences(request: ApiRequest, body: PreferencesChanged) -> Any:
    """Change how the desk looks and speaks to you; fields left out stay."""
    actor = _actor(request)
    changes = body.model_dump(exclude_unset=True)
    person = change_preferences(person=Person.objects.get(pk=actor.id), actor=actor, at=now(), **changes)
    return PreferencesShown.of(**{name: getattr(person, name) for name in PreferencesShown.model_fields})


@acting(router, "/me/browsers-ended", name="end_browsers", answer=SessionsEnded, rule=WRITES)
def end_browsers(request: ApiRequest, body: Nothing) -> Any:
    """Sign yourself out of every browser; tokens stay."""
    actor = _actor(request)
    return SessionsEnded.of(ended=end_sessions(person=Person.objects.get(pk=actor.id), actor=actor, at=now()))


@reading(router, "/me/tokens", name="list_own_tokens", answer=TokenList, rule=READS)
def list_tokens(request: ApiRequest) -> Any:
    """List your tokens, newest first; none tells its text again."""
    rows = (
        ApiToken.objects.filter(person_id=_own_id(_actor(request))).select_related("person").order_by("-pk")
    )
    return TokenList.of(items=[_shown(row) for row in rows[:200]])


@acting(router, "/me/calendar/closing", name="close_calendar", answer=Done, rule=WRITES)
def close_own_calendar(request: ApiRequest, body: Nothing) -> Any:
    """Let the secret address of your calendar open nothing any more."""
    actor = _actor(request)
    close_calendar(person=Person.objects.get(pk=actor.id), actor=actor, at=now())
    return Done()


@acting(router, "/tokens/{key}/revocation", name="revoke_token", answer=TokenShown, rule=WRITES)
def revoke(request: ApiRequest, key: finding.PathId, body: Nothing) -> Any:
    """Let a token open nothing any more: one of your own, or anybody's if you manage persons."""
    actor = _actor(request)
    found = ApiToken.objects.select_related("person").filter(pk=key)
    mine = found if actor.may("people.manage") else found.filter(person_id=_own_id(actor))
    chosen = mine.first()
    if chosen is None:
        raise NotVisible(token=key)
    revoke_token(token=chosen, actor=actor, at=now())
    chosen.refresh_from_db(fields=["revoked_at"])
    return _shown(chosen)


def _shown(of: ApiToken) -> TokenShown:
    return TokenShown.of(
        id=of.pk, user_name=of.person.user_name, name=of.name, prefix=of.prefix, scopes=sorted(of.scopes),
        created_at=of.created_at, expires_at=of.expires_at, revoked_at=of.revoked_at,
    )  # fmt: skip


def _actor(request: ApiRequest) -> Actor:
    actor: Actor = request.actor
    return actor


def _own_id(actor: Actor) -> int:
    """The person behind the token; the door lets nobody else in."""
    if actor.id is None:
        raise NotVisible(person=actor.name)
    return actor.id
