"""Each route of the portal declares who may come: everybody, a signed-in contact, or whoever holds a progress link."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, Literal
from urllib.parse import quote
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone, translation

from shouwen.base import time as desk_time
from shouwen.base.actors import NOBODY, SYSTEM, Actor
from shouwen.base.languages import reader_language
from shouwen.base.refusals import NotVisible, Refusal
from shouwen.capabilities.customers.queries import actor_for_contact_session, actor_of_contact
from shouwen.capabilities.tickets.models import Ticket
from shouwen.capabilities.tickets.progress_links import ticket_of_progress
from shouwen.portal.pages import refused
from shouwen.portal.repeats import answered_once
from shouwen.portal.sessions import session_key
from shouwen.portal.visits import Visit
from shouwen.runtime.values import time_zone

View = Callable[..., HttpResponseBase]
Kind = Literal["everybody", "contact", "link"]


@dataclass(frozen=True, slots=True)
class Access:
    """Who may come to a route; what is seen there is decided by the view's own query."""

    kind: Kind


def open_to_all(view: View) -> View:
    """Anybody may come; who is signed in is known all the same."""
    return _declared("everybody", view, lambda request, kwargs: kwargs)


def contacts_only(view: View) -> View:
    """A signed-in contact may come; others sign in first and then come back."""
    return _declared("contact", view, _signed_in)


def of_a_ticket(view: View) -> View:
    """The view gets the `Visit` of a signed-in contact to a ticket of his own company; any other is not there."""
    return _declared("contact", view, _visit_of_contact)


def by_link(view: View) -> View:
    """The view gets the `Visit` of whoever holds the ticket's progress link."""
    return _declared("link", view, _visit_by_link)


def access_of(view: Callable[..., Any]) -> Access | None:
    declared = getattr(view, "access", None)
    return declared if isinstance(declared, Access) else None


def _declared(kind: Kind, view: View, enter: Callable[[HttpRequest, dict[str, Any]], Any]) -> View:
    @wraps(view)
    def entered(request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        actor = NOBODY
        if kind != "link":
            actor, instant = actor_for_contact_session(session_key(request))
            desk_time.fix(instant)
        else:
            desk_time.fix(desk_time.database_now())
        request.actor = actor  # type: ignore[attr-defined]  # every template asks for it
        with translation.override(_language(request, actor)), timezone.override(ZoneInfo(time_zone())):
            response = _answer(request, view, enter, kwargs)
            response.headers["Content-Language"] = reader_language()
        response.headers["X-Robots-Tag"] = "noindex"
        return response

    entered.access = Access(kind)  # type: ignore[attr-defined]  # read by access_of
    return entered


def _answer(
    request: HttpRequest,
    view: View,
    enter: Callable[[HttpRequest, dict[str, Any]], Any],
    kwargs: dict[str, Any],
) -> HttpResponseBase:
    try:
        admitted = enter(request, kwargs)
        if isinstance(admitted, HttpResponseBase):
            return admitted
        return answered_once(request, lambda: view(request, **admitted))
    except Refusal as refusal:
        return refused(request, refusal)


def _signed_in(request: HttpRequest, kwargs: dict[str, Any]) -> Any:
    if request.actor.kind == "contact":  # type: ignore[attr-defined]
        return kwargs
    return HttpResponseRedirect(f"{reverse('portal:sign-in')}?next={quote(_way_back(request, kwargs))}")


def _way_back(request: HttpRequest, kwargs: dict[str, Any]) -> str:
    """The page that was asked for, or the one that the form stood on that was sent."""
    if request.method in ("GET", "HEAD") or "klass" in kwargs:
        return request.path
    return reverse("portal:ticket", args=[kwargs["token"]]) if "token" in kwargs else reverse("portal:home")


def _visit_of_contact(request: HttpRequest, kwargs: dict[str, Any]) -> Any:
    admitted = _signed_in(request, kwargs)
    if isinstance(admitted, HttpResponseBase):
        return admitted
    actor: Actor = request.actor  # type: ignore[attr-defined]
    known = Ticket.objects.visible_to(actor).select_related(
        "subject", "customer", "contact", "handler", "team", "product"
    )
    token = kwargs.pop("token")
    ticket = known.filter(subject__public_token=token).first()
    if ticket is None:
        raise NotVisible(ticket=token)
    return {
        **kwargs,
        "visit": Visit(actor, ticket, f"{reverse('portal:home')}tickets/{token}/", is_signed_in=True),
    }


def _visit_by_link(request: HttpRequest, kwargs: dict[str, Any]) -> Any:
    """Whoever holds the link acts as the ticket's own contact, for this ticket alone; for a sender whom nobody knows,
    or who has left, the desk writes down what he says.
    """
    signed = kwargs.pop("signed")
    ticket = ticket_of_progress(signed)
    contact = ticket.contact and (ticket.contact.merged_into or ticket.contact)
    is_present = contact is not None and contact.is_active and contact.customer_id == ticket.customer_id
    actor = actor_of_contact(contact) if contact and is_present else SYSTEM.through("portal")
    request.actor = actor  # type: ignore[attr-defined]
    return {**kwargs, "visit": Visit(actor, ticket, f"/s/{signed}/", is_signed_in=False)}


def _language(request: HttpRequest, actor: Actor) -> str:
    """What was chosen in this browser, else the contact's own, else what the browser asks for."""
    if settings.LANGUAGE_COOKIE_NAME in request.COOKIES or not actor.language:
        return translation.get_language_from_request(request)
    return actor.language
