"""Each route declares who may come: everybody, staff, or holders of a grant. What declares nothing is for nobody."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, Literal, TypeVar

from django.http import HttpRequest, HttpResponseBase

from shouwen.base.actors import Actor
from shouwen.base.refusals import NotPermitted

View = TypeVar("View", bound=Callable[..., HttpResponseBase])


class DeskRequest(HttpRequest):
    """A request as views get it: with its actor, its number and its nonce (set by the middleware)."""

    actor: Actor
    number: str
    nonce: str
    htmx: Any


@dataclass(frozen=True, slots=True)
class Access:
    """`everybody` needs nothing, `staff` a session; `grants` ask for any one of them besides.

    With `everywhere` a role for a team does not do: what is shown is the whole desk.
    """

    kind: Literal["everybody", "staff"]
    grants: frozenset[str] = frozenset()
    everywhere: bool = False


def open_to_all(view: View) -> View:
    """Anybody may come: sign-in, the offline page."""
    view.access = Access("everybody")  # type: ignore[attr-defined]  # the mark the middleware reads
    return view


def staff_only(view: View) -> View:
    """Whoever is signed in as staff may come; the view's own query decides what is seen."""
    view.access = Access("staff")  # type: ignore[attr-defined]  # the mark the middleware reads
    return view


def granted(*grants: str, everywhere: bool = False) -> Callable[[View], View]:
    """Staff who hold any one of `grants` may come: for a team too, unless it must be held `everywhere`."""

    def mark(view: View) -> View:
        view.access = Access("staff", frozenset(grants), everywhere)  # type: ignore[attr-defined]  # the mark the middleware reads
        return view

    return mark


def access_of(view: Callable[..., Any]) -> Access | None:
    """What `view` declares, None if nothing."""
    declared = getattr(view, "access", None) or getattr(getattr(view, "view_class", None), "access", None)
    return declared if isinstance(declared, Access) else None


def admit(view: Callable[..., Any], actor: Actor) -> bool:
    """Whether `actor` may enter; False asks for sign-in, NotPermitted is raised when signing in would not help."""
    access = access_of(view)
    if access and access.kind == "everybody":
        return True
    if not actor.is_staff:
        return False
    holds = actor.may_any if access and access.everywhere else partial(holds_any, actor)
    if access is None or (access.grants and not holds(access.grants)):
        raise NotPermitted(grant=", ".join(sorted(access.grants)) if access else "")
    return True


def holds_any(actor: Actor, grants: frozenset[str]) -> bool:
    """Whether one of `grants` is held, everywhere or for some team (`tickets.dispatch@7`)."""
    return any(actor.may_somewhere(grant) for grant in grants)
