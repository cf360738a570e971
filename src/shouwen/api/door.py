"""The door: a bearer token is who one is, its scopes what one may; each operation declares what it asks for."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_noop
from ninja.errors import AuthenticationError
from ninja.security import HttpBearer

from shouwen.api.asking import as_asked
from shouwen.base import time as desk_time
from shouwen.base.actors import Actor
from shouwen.base.limits import TOKEN_USE, judged
from shouwen.base.refusals import NotPermitted, Refusal
from shouwen.capabilities.people.permissions import is_reading, scope_allows
from shouwen.capabilities.people.queries import actor_for_token

LARGEST_REQUEST = 26 * 1024 * 1024


class ScopeMissing(NotPermitted):
    """The token may not do this, whatever its person may."""

    code = "scope_missing"
    message = gettext_noop("This token lacks the scope %(scope)s. Make one that has it.")


class RequestTooLarge(Refusal):
    code = "too_large"
    status = 413
    message = gettext_noop("The request is larger than %(megabytes)s MB.")


class NotText(Refusal):
    code = "unreadable"
    status = 400
    message = gettext_noop("The address contains characters that are not allowed in text.")


@dataclass(frozen=True, slots=True)
class Rule:
    """What an operation asks of a token: the scope `area:read` or `area:write`; an empty area asks for any token.

    `grants`: one of them must be held besides, everywhere or for some team. On what it counts the command says, what is
    seen then the operation's own query.
    """

    area: str = ""
    writes: bool = False
    grants: tuple[str, ...] = ()

    @property
    def scope(self) -> str:
        """What a token must hold. It leaves its person the rights of its scopes, so a look that only a right to change
        things opens asks for the wider one.
        """
        opens = any(is_reading(grant) and grant.startswith(f"{self.area}.") for grant in self.grants)
        writes = self.writes or bool(self.grants and not opens)
        return f"{self.area}:{'write' if writes else 'read'}" if self.area else ""


class Token(HttpBearer):
    """Who asks, as the token says; before any body is read."""

    openapi_description = (
        "A token made under *My settings → API tokens*, sent as `Authorization: Bearer sw_…`."
    )

    def __init__(self, rule: Rule) -> None:
        super().__init__()
        self.rule = rule

    def __call__(self, request: HttpRequest) -> Any:
        _check_size_and_text(request)
        return super().__call__(request)

    def authenticate(self, request: HttpRequest, token: str) -> Actor:
        """The actor behind `token`, counted against its limit. Raises NotPermitted and TooMany."""
        actor, instant = actor_for_token(token)
        if actor.kind == "nobody":
            raise AuthenticationError
        desk_time.fix(instant)
        asked = as_asked(request)
        asked.actor = actor
        allowance = judged(TOKEN_USE, int(str(actor.extras["uses"])))
        asked.allowance = {
            "RateLimit-Policy": f'"token";q={TOKEN_USE.cap};w={int(TOKEN_USE.window.total_seconds())}',
            "RateLimit": f'"token";r={allowance.left};t={allowance.seconds}',
        }
        admit(actor, self.rule)
        return actor


def admit(actor: Actor, rule: Rule) -> None:
    """Pass if the token's scopes and the person's grants cover `rule`; raises NotPermitted."""
    if rule.area and not scope_allows(actor, rule.area, writes=rule.writes):
        raise ScopeMissing(scope=rule.scope)
    if rule.grants and not any(actor.may_somewhere(grant) for grant in rule.grants):
        if rule.area and not scope_allows(actor, rule.area, writes=rule.scope.endswith(":write")):
            raise ScopeMissing(scope=rule.scope)
        raise NotPermitted(grant=" / ".join(rule.grants))


def _check_size_and_text(request: HttpRequest) -> None:
    if int(request.META.get("CONTENT_LENGTH") or 0) > LARGEST_REQUEST:
        raise RequestTooLarge(megabytes=LARGEST_REQUEST // 1024**2)
    if "\x00" in request.path or any(
        "\x00" in part for pair in request.GET.lists() for part in (pair[0], *pair[1])
    ):
        raise NotText()
