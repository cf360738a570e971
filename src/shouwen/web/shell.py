"""The frame round every page: navigation, look, and the few ways a view answers a browser."""

import json
import re
from dataclasses import dataclass
from functools import cache
from urllib.parse import quote, urlsplit

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from shouwen.base.actors import Actor
from shouwen.capabilities.workplace.keys import KEYS
from shouwen.web.access import holds_any

SIGN_IN_URL = "/sign-in/"


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the navigation, shown to holders of any of `grants` (none: to all staff).

    It is the current one on its own address and below, or on addresses that begin like one of `areas`.
    """

    route: str
    words: object
    icon: str
    key: str
    grants: frozenset[str] = frozenset()
    areas: tuple[str, ...] = ()


NAVIGATION = (
    Entry("web:today", _("Today"), "home", "g h", areas=("/todo",)),
    Entry("web:tickets", _("Tickets"), "ticket", "g t", areas=("/tickets", "/t/")),
    Entry("web:dispatch", _("Dispatch"), "dispatch", "g d", frozenset({"tickets.dispatch"})),
    Entry(
        "web:intake", _("Requests"), "inbox", "g r", frozenset({"intake.see"}), areas=("/intake", "/calls")
    ),
    Entry(
        "web:call-backs", _("Call-backs"), "call-back", "g b", frozenset({"tickets.close", "call_backs.see"})
    ),
    Entry("web:figures", _("Figures"), "report", "g f", frozenset({"figures.see"})),
    Entry("web:customers", _("Customers"), "customer", "g c", frozenset({"customers.see"})),
    Entry("web:people", _("People"), "people", "g p", frozenset({"people.see"})),
    Entry("web:settings", _("Settings"), "settings", "g s", areas=("/settings", "/regulation")),
)


@dataclass(frozen=True, slots=True)
class Link:
    """An entry as this actor sees it on this page."""

    words: str
    icon: str
    url: str
    key: str
    current: bool


@dataclass(frozen=True, slots=True)
class Look:
    """How this person likes his pages."""

    theme: str = "system"
    density: str = "standard"
    keys: str = "on"
    own_keys: str = ""
    nav: str = "wide"


def links_for(actor: Actor, path: str) -> list[Link]:
    """The entries `actor` may use, the current one marked."""
    links = []
    for entry in NAVIGATION:
        url = address(entry.route)
        if url and (not entry.grants or holds_any(actor, entry.grants)):
            below = entry.areas or (url if url != "/" else ())
            inside = path == url or path.startswith(below)
            links.append(Link(str(entry.words), entry.icon, url, entry.key, inside))
    return links


@cache
def address(route: str) -> str:
    """The address of a route without parameters; empty when this installation has no such page."""
    try:
        return reverse(route)
    except NoReverseMatch:
        return ""


def look_of(request: HttpRequest) -> Look:
    """The person's preferences; a cookie of this browser goes before them, for its screen may differ."""
    extras = request.actor.extras if hasattr(request, "actor") else {}
    usual = Look(
        theme=str(extras.get("theme", "system")),
        density=str(extras.get("density", "standard")),
        keys="on" if extras.get("has_shortcuts", True) else "off",
    )
    nav = "narrow" if request.COOKIES.get("shouwen_nav") == "narrow" else "wide"
    own_keys = str(extras.get("own_keys") or "").replace("{}", "")
    return Look(theme=usual.theme, density=usual.density, keys=usual.keys, own_keys=own_keys, nav=nav)


def keys_of(actor: Actor) -> dict[str, str]:
    """Every key of the desk as this person presses it: `m` -> `M`, or where he moved it."""
    own = json.loads(str(actor.extras.get("own_keys") or "{}"))
    return {usual: _in_print(own.get(usual, usual)) for usual in KEYS}


def _in_print(keys: str) -> str:
    return (
        gettext("Space")
        if keys == "space"
        else " ".join(part.capitalize() for part in re.split("[ +]", keys))
    )


def is_fragment(request: HttpRequest) -> bool:
    """Whether htmx asks, so that the page stays and a part of it changes."""
    return request.headers.get("HX-Request") == "true"


def is_drawer(request: HttpRequest) -> bool:
    return is_fragment(request) and request.headers.get("HX-Target", "").endswith("#drawer")


def is_portal(request: HttpRequest) -> bool:
    """Whether the asker is at the customers' doors."""
    return request.path.startswith(("/portal/", "/s/"))


def base_of(request: HttpRequest) -> str:
    """The template a page extends: the drawer's, the portal's, the staff's, or the bare one before signing in."""
    if is_drawer(request):
        return "web/_drawer.html"
    if is_portal(request):
        return "portal/base.html"
    actor = getattr(request, "actor", None)
    return "web/base.html" if actor is not None and actor.is_staff else "web/bare.html"


def flash(request: HttpRequest, text: str, *, tone: str = "good", undo_url: str = "") -> None:
    """Say `text` on the next page; with `undo_url` for ten seconds and with its undo."""
    messages.add_message(
        request, messages.INFO, text, extra_tags=f"{tone} {undo_url}".strip(), fail_silently=True
    )


def toasted(response: HttpResponse, text: str, *, tone: str = "good", undo_url: str = "") -> HttpResponse:
    """The fragment `response`, and a toast beside it."""
    return triggering(response, toast={"text": str(text), "tone": tone, "undo": undo_url})


def closing_drawer(response: HttpResponse) -> HttpResponse:
    """The fragment `response`; the drawer it was asked from closes."""
    return triggering(response, **{"drawer:close": {}})


def ringing(response: HttpResponse, *topics: str) -> HttpResponse:
    """The fragment `response`; parts of the page that listen to `topics` reload at once, without the stream."""
    return triggering(response, ring={"topics": list(topics)})


def triggering(response: HttpResponse, **events: object) -> HttpResponse:
    known = json.loads(response.headers.get("HX-Trigger", "{}"))
    response.headers["HX-Trigger"] = json.dumps({**known, **events})
    return response


def see_other(request: HttpRequest, url: str, *, like: HttpResponseBase | None = None) -> HttpResponseBase:
    """Go on at `url`: 303, or for htmx the header that loads the page."""
    if not is_fragment(request):
        response: HttpResponse = HttpResponseRedirect(url)
        response.status_code = 303
        return response
    response = HttpResponse(status=204, headers={"HX-Redirect": url})
    if like is not None:
        response.cookies.update(like.cookies)
    return response


def to_sign_in(request: HttpRequest) -> HttpResponseBase:
    """Sign in first, then come back to this page."""
    where = request.get_full_path()
    if is_fragment(request):
        parts = urlsplit(request.headers.get("HX-Current-URL", "/"))
        where = parts.path + (f"?{parts.query}" if parts.query else "")
        return HttpResponse(status=401, headers={"HX-Redirect": f"{SIGN_IN_URL}?next={quote(where)}"})
    where = where if request.method in ("GET", "HEAD") else _stood_on(request)
    return HttpResponseRedirect(f"{SIGN_IN_URL}?next={quote(where)}")


def _stood_on(request: HttpRequest) -> str:
    """The page whose form was sent, as its browser tells; else the first one."""
    said = urlsplit(request.headers.get("Referer", ""))
    if said.netloc != request.get_host() or not said.path.startswith("/"):
        return "/"
    return said.path + (f"?{said.query}" if said.query else "")
