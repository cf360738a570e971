"""The filters of the queue and the address that keeps them: unknown keys are left out and never passed on."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.utils.translation import gettext as _

from shouwen.base.asked import whole
from shouwen.base.languages import name_in, reader_language
from shouwen.base.ranges import labelled
from shouwen.capabilities.customers.models import Customer, Product
from shouwen.capabilities.people.models import Person, Team
from shouwen.capabilities.tickets.choices import Channel
from shouwen.capabilities.tickets.queries.lists import Filters
from shouwen.capabilities.tickets.queries.views import VIEWS
from shouwen.domain.regulation import Regulation
from shouwen.ui.components import Chip, Choice
from shouwen.web.words import choices_of

LIST, BOARD = "/tickets", "/tickets/board"
"""Where a view is looked at: row by row, or state by state."""
IDS = ("customer", "product", "team", "handler", "owner")
CODES = ("klass", "level", "state", "channel", "lane", "category")
QUICK = ("level", "klass")
IN_DRAWER = ("text", "state", "level", "klass", "category", "team", "handler", "owner", "channel")
"""What the drawer of all filters asks; everything else it sends along."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address of a queue page asks for; `saved` is the saved view it was opened by."""

    view: str
    filters: Filters
    cursor: str = ""
    saved: int | None = None
    path: str = LIST

    def url(self, **changes: Any) -> str:
        """The address of the same list with some filters changed, from its first page unless a cursor is given."""
        cursor = changes.pop("cursor", "")
        filters = replace(self.filters, **changes) if changes else self.filters
        kept = {"view": self.view, **_values(filters), **self._opened_by}
        return f"{self.path}?" + urlencode({**kept, "cursor": cursor} if cursor else kept)

    def kept(self, *asked_anew: str) -> list[tuple[str, str]]:
        """What a form has to send along so that nothing of this list is lost but what it asks anew."""
        kept = {"view": self.view, **_values(self.filters), **self._opened_by}
        return [(name, value) for name, value in kept.items() if name not in asked_anew]

    @property
    def narrowing(self) -> dict[str, str]:
        """The filters in force as the address writes them."""
        return _values(self.filters)

    @property
    def place(self) -> str:
        """The name under which a person's layout of this list is kept."""
        return f"saved/{self.saved}" if self.saved else self.view

    @property
    def is_narrowed(self) -> bool:
        return self.filters != Filters()

    @property
    def _opened_by(self) -> dict[str, str]:
        return {"saved": str(self.saved)} if self.saved else {}


def asked_by(request: HttpRequest, *, landing: str, path: str = LIST) -> Asked:
    """The view (`landing` when none is named), filters and cursor of this request."""
    got = request.GET
    view, saved = got.get("view", landing), got.get("saved", "")
    return Asked(
        view if view in VIEWS else landing,
        filters_from(got),
        got.get("cursor", "")[:200],
        whole(saved),
        path,
    )


def filters_from(got: Mapping[str, str]) -> Filters:
    """The filters among names and values, as an address or a saved view writes them."""
    ids = {name: pk for name in IDS if (pk := whole(got.get(name, ""))) is not None}
    codes = {name: got[name][:60] for name in CODES if got.get(name)}
    return Filters(**codes, **ids, text=got.get("text", "")[:100].strip())  # type: ignore[arg-type]  # by name


def chips_of(asked: Asked, document: Regulation) -> list[Chip]:
    """Filters in force, each a click from being gone, then the quick ones; one statement for each id in force."""
    chips = [
        Chip(
            labelled(words, _told(asked.filters, name, document)),
            asked.url(**{name: None if name in IDS else ""}),
            on=True,
        )
        for name, words in _names().items()
        if getattr(asked.filters, name) and name not in QUICK
    ]
    for name, section in (("level", document.levels), ("klass", document.classes)):
        chosen = getattr(asked.filters, name)
        for code, words in choices_of(section):
            is_on = chosen == code
            chips.append(Chip(words, asked.url(**{name: "" if is_on else code}), on=is_on))
    return chips


def options_of(asked: Asked, document: Regulation) -> dict[str, list[Choice]]:
    """What the filter form offers; two statements (teams, persons)."""
    filters, any_ = asked.filters, _("Any")
    teams = [
        (str(pk), name_in(names))
        for pk, names in Team.objects.filter(is_active=True).values_list("pk", "names")
    ]
    people = [
        (str(pk), name) for pk, name in Person.objects.active().order_by("name").values_list("pk", "name")
    ]
    states = [(code, name.in_language(reader_language())) for code, name in document.workflow.states.items()]
    return {
        "state": _offer(states, filters.state, any_),
        "channel": _offer([(code, str(name)) for code, name in Channel.choices], filters.channel, any_),
        "team": _offer(teams, str(filters.team or ""), any_),
        "handler": _offer(people, str(filters.handler or ""), any_),
        "category": _offer(choices_of(document.categories), filters.category, any_),
        "level": _offer(choices_of(document.levels), filters.level, any_),
        "klass": _offer(choices_of(document.classes), filters.klass, any_),
        "owner": _offer(people, str(filters.owner or ""), any_),
    }


def _offer(pairs: Iterable[tuple[str, str]], chosen: str, empty: str) -> list[Choice]:
    return [Choice("", empty), *(Choice(str(value), words, str(value) == chosen) for value, words in pairs)]


def _values(filters: Filters) -> dict[str, str]:
    values = ((field.name, getattr(filters, field.name)) for field in fields(filters))
    return {name: str(value) for name, value in values if value}


def _names() -> dict[str, str]:
    return {
        "customer": _("Customer"),
        "product": _("Product"),
        "team": _("Team"),
        "handler": _("Handler"),
        "owner": _("Owner"),
        "state": _("State"),
        "channel": _("Channel"),
        "lane": _("Lane"),
        "category": _("Category"),
        "text": _("Words"),
        "level": _("Level"),
        "klass": _("Class"),
    }


def _told(filters: Filters, name: str, document: Regulation) -> str:
    """The value of a filter as its chip shows it."""
    value = getattr(filters, name)
    match name:
        case "customer":
            return Customer.objects.filter(pk=value).values_list("name", flat=True).first() or str(value)
        case "handler" | "owner":
            return Person.objects.filter(pk=value).values_list("name", flat=True).first() or str(value)
        case "team":
            return name_in(Team.objects.filter(pk=value).values_list("names", flat=True).first()) or str(
                value
            )
        case "product":
            return name_in(Product.objects.filter(pk=value).values_list("names", flat=True).first()) or str(
                value
            )
        case "state":
            named = {str(code): text for code, text in document.workflow.states.items()}.get(value)
            return named.in_language(reader_language()) if named else value
        case "channel":
            return str(dict(Channel.choices).get(value, value))
        case "category":
            return str(dict(choices_of(document.categories)).get(value, value))
        case _:
            return str(value)
