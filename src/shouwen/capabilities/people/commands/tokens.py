"""API tokens: made by their person, shown once, revoked at once."""

import secrets
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction

from shouwen.base import journal
from shouwen.base.actors import Actor
from shouwen.base.permissions import GRANTS, require
from shouwen.capabilities.people.digests import digest_of
from shouwen.capabilities.people.models import ApiToken, Person
from shouwen.capabilities.people.permissions import can_make_token, can_revoke_token
from shouwen.capabilities.people.refusals import UnknownScope

MARK = "sw"  # lets secret scanners know what they found


def token_areas() -> list[str]:
    """The areas a scope can name: the first words of all grants."""
    return sorted({grant.partition(".")[0] for grant in GRANTS.codes()})


@transaction.atomic
def make_token(
    *,
    person: Person,
    name: str,
    scopes: Iterable[str],
    actor: Actor,
    at: datetime,
    expires_at: datetime | None = None,
) -> tuple[ApiToken, str]:
    """A token acts as `person` within `scopes`; its text is returned once. `expires_at` None: until revoked.

    Raises UnknownScope and, for anybody but the person himself, NotPermitted.
    """
    require(can_make_token(actor, person))
    wanted = sorted(set(scopes))
    known = {f"{area}:{mode}" for area in token_areas() for mode in ("read", "write")}
    for scope in wanted:
        if scope not in known:
            raise UnknownScope(scope=scope, areas=", ".join(token_areas()))
    subject = journal.lock(person.subject_id)
    prefix = secrets.token_hex(4)
    raw = f"{MARK}_{prefix}_{secrets.token_urlsafe(32)}"
    token = ApiToken.objects.create(
        person=person,
        name=name.strip()[:60],
        prefix=prefix,
        digest=digest_of(raw),
        scopes=wanted,
        expires_at=expires_at,
        created_at=at,
    )
    payload: dict[str, Any] = {"token": token.pk, "scopes": wanted, "expires_at": expires_at}
    journal.record(subject, "person.token_made", actor=actor, at=at, **payload)
    return token, raw


@transaction.atomic
def revoke_token(*, token: ApiToken, actor: Actor, at: datetime) -> None:
    """The token opens nothing from this commit on; revoking twice changes nothing."""
    require(can_revoke_token(actor, token.person_id))
    subject = journal.lock(token.person.subject_id)
    if ApiToken.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=at):
        journal.record(subject, "person.token_revoked", actor=actor, at=at, token=token.pk)
