"""What the palette finds: acts on the ticket one looks at, tickets by number, pages, views, colleagues, customers."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from shouwen.base.actors import Actor
from shouwen.capabilities.customers.queries import search_customers
from shouwen.capabilities.people.models import Person
from shouwen.capabilities.tickets.models import Ticket
from shouwen.capabilities.tickets.queries import ticket_numbered, verbs_open_to
from shouwen.capabilities.tickets.queries.views import VIEWS
from shouwen.capabilities.views.queries import offered
from shouwen.web import shell
from shouwen.web.access import holds_any
from shouwen.web.lookup import found_by
from shouwen.web.settings.index import PLACES
from shouwen.web.tickets.answers import kinds_for
from shouwen.web.tickets.head import head_of
from shouwen.web.tickets.queue import url_of

MOST = 6


@dataclass(frozen=True, slots=True)
class Line:
    """One thing to choose: `how` is go (an address), drawer (over the page), post (done by the press)."""

    name: str
    url: str
    icon: str
    how: str = "go"
    note: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """Things of one kind, under their name."""

    name: str
    lines: list[Line]


def groups_for(actor: Actor, asked: str, *, ticket: Ticket | None) -> list[Group]:
    """Everything that fits `asked` (part of a name, of its pinyin or its initials), the nearest to hand first.

    At most six statements; nothing asked means the acts on the ticket and the pages.
    """
    asked = asked.strip().lower()
    fits = _fits(asked)
    groups = [
        Group(_("This ticket: %(number)s") % {"number": ticket.number}, _acts(actor, ticket, fits))
        if ticket
        else Group("", []),
        Group(_("Tickets"), _tickets(actor, asked) if asked else []),
        Group(_("Go to"), _pages(actor, fits)),
        Group(_("Views"), _views(actor, fits) if asked else []),
        Group(_("Colleagues"), _colleagues(actor, fits) if asked else []),
        Group(_("Customers"), _customers(actor, asked) if asked else []),
        Group(_("Search"), _search(asked)),
    ]
    return [group for group in groups if group.lines]


def _fits(asked: str) -> Callable[[str], bool]:
    return lambda name: not asked or asked in found_by(name)


def _acts(actor: Actor, ticket: Ticket, fits: Callable[[str], bool]) -> list[Line]:
    """The verbs open to this actor now, in the order of the ticket's own buttons and menu."""
    verbs = verbs_open_to(actor, ticket)
    head = head_of(ticket, verbs, actor)
    offers = [*head["foremost"], *(offer for group in head["groups"] for offer in group)]
    lines = [
        Line(offer.name, offer.url, offer.act.icon, "post" if offer.act.is_plain else "drawer")
        for offer in offers
    ]
    if kinds_for(ticket, verbs):
        name = _("Ask a colleague to review the draft")
        lines.append(Line(name, f"/t/{ticket.number}/review", "eye", "drawer"))
    return [line for line in lines if fits(line.name)]


def _tickets(actor: Actor, asked: str) -> list[Line]:
    """By the whole number or its end: `1122-0004`, `0004`."""
    if not any(sign.isdigit() for sign in asked) or len(asked) < 3:
        return []
    visible, number = Ticket.objects.visible_to(actor), asked.upper()
    whole = ticket_numbered(number, actor=actor)
    rows: Iterable[tuple[str, str]] = (
        [(whole.number, whole.title)]
        if whole
        else visible.filter(number__endswith=number).order_by("-pk").values_list("number", "title")[:MOST]
    )
    return [Line(number, f"/t/{number}", "ticket", note=title) for number, title in rows]


def _pages(actor: Actor, fits: Callable[[str], bool]) -> list[Line]:
    work = (Line(_("To-do"), "/todo", "bulk"), Line(_("Board"), "/tickets/board", "columns"))
    links = [Line(link.words, link.url, link.icon) for link in shell.links_for(actor, "")]
    places = [
        Line(str(place.title), place.url, place.icon)
        for _part, part in PLACES
        for place in part
        if place.url and (not place.grants or holds_any(actor, place.grants))
    ]
    further = [
        Line(name, shell.address(route), icon, how)
        for route, name, icon, how, grant in (
            ("web:ticket-new", _("New ticket"), "add", "drawer", "tickets.register"),
            ("web:calls", _("Calls"), "call-in", "go", "calls.see"),
            ("web:board", _("Day board"), "board", "go", "tickets.dispatch"),
            ("web:wall", _("Wall screen"), "wall", "go", "tickets.see_all"),
        )
        if (actor.may(grant) if route == "web:wall" else actor.may_somewhere(grant)) and shell.address(route)
    ]
    known: dict[str, Line] = {}
    for line in (*links, *work, *further, *places):
        if fits(line.name):
            known.setdefault(line.url, line)
    return list(known.values())[: 2 * MOST]


def _views(actor: Actor, fits: Callable[[str], bool]) -> list[Line]:
    saved = [Line(one.name, url_of(one), "star") for one in offered(actor=actor, place="").views]
    system = [Line(str(view.name), f"/tickets?view={view.code}", "ticket") for view in VIEWS.values()]
    return [line for line in (*saved, *system) if fits(line.name)][:MOST]


def _colleagues(actor: Actor, fits: Callable[[str], bool]) -> list[Line]:
    """Whom one can look up, and what he has in hand for whoever sees the queue of others."""
    if not actor.may_somewhere("people.see"):
        return []
    persons = Person.objects.visible_to(actor).active().order_by("name", "pk")
    known = [one for one in persons.values_list("pk", "name", "post") if fits(one[1])][:MOST]
    lines = [Line(name, f"/people/{pk}", "people", note=post) for pk, name, post in known]
    in_hand = _("Open tickets of %(name)s")
    if actor.may("tickets.see_all"):
        lines += [
            Line(in_hand % {"name": name}, f"/tickets?view=open&handler={pk}", "ticket")
            for pk, name, _post in known
        ]
    return lines


def _customers(actor: Actor, asked: str) -> list[Line]:
    rows = search_customers(actor=actor, words=asked).values_list("pk", "name", "code")[:MOST]
    return [Line(name, f"/customers/{pk}", "customer", note=code) for pk, name, code in rows]


def _search(asked: str) -> list[Line]:
    if not asked:
        return []
    name = _("Search everywhere for “%(words)s”") % {"words": asked}
    return [Line(name, f"/search?{urlencode({'q': asked})}", "search")]
