"""The customer's own matters: what runs, what is over, what waits for the desk."""

from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from shouwen.base.actors import Actor
from shouwen.base.asked import whole
from shouwen.base.languages import reader_language
from shouwen.capabilities.intake.models import IntakeItem
from shouwen.capabilities.regulations.queries import active_regulation, regulation_of
from shouwen.capabilities.service_levels.queries import deadlines_of
from shouwen.capabilities.tickets.closing import code_of
from shouwen.capabilities.tickets.models import Ticket
from shouwen.capabilities.tickets.models.tickets import TicketQuerySet
from shouwen.portal.access import contacts_only, open_to_all
from shouwen.portal.doors import MailForm
from shouwen.portal.pages import page
from shouwen.portal.promises import named_chip_of
from shouwen.ui.components import Tab, state_badge

PAGE = 20
FORMS = {"fault": "field", "answer": "help", "complaint": "flag", "other": "message"}


@dataclass(frozen=True, slots=True)
class Row:
    """One matter in the list."""

    number: str
    title: str
    url: str
    badge: SafeString
    promise: SafeString
    klass: str
    reported_at: datetime
    asks: bool


@dataclass(frozen=True, slots=True)
class ReportKind:
    """One of the forms: what kind of request a class of the regulation is."""

    code: str
    name: str
    icon: str
    url: str


def report_kinds() -> list[ReportKind]:
    """The classes of the regulation in force, the first first."""
    classes = active_regulation().document.classes
    return [
        ReportKind(
            code,
            klass.name.in_language(reader_language()),
            FORMS[klass.flow],
            reverse("portal:report", args=[code]),
        )
        for code, klass in sorted(classes.items(), key=lambda item: item[1].rank)
    ]


@open_to_all
@require_safe
def home(request: HttpRequest) -> HttpResponseBase:
    """The door for strangers; for a contact, the four forms and what runs."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if actor.kind != "contact":
        return page(request, "sign_in.html", form=MailForm(), next_url="")
    open_tickets = Ticket.objects.visible_to(actor).open()
    waiting = (
        IntakeItem.objects.visible_to(actor).filter(state="waiting", ticket=None).order_by("-received_at")
    )
    return page(
        request, "home.html", kinds=report_kinds(), rows=_rows(open_tickets, PAGE),
        waiting=[_waiting(item) for item in waiting.select_related("subject")[:PAGE]], here="home",
    )  # fmt: skip


@contacts_only
@require_safe
def history(request: HttpRequest) -> HttpResponseBase:
    """Every matter of the contact's company, newest first (DP-20)."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    shown = request.GET.get("show", "all")
    found = Ticket.objects.visible_to(actor)
    if shown == "mine":
        found = found.filter(contact_id=actor.id or 0)
    elif shown == "open":
        found = found.open()
    before = whole(request.GET.get("before", ""))
    if before is not None:
        found = found.filter(pk__lt=before)
    tickets = list(found.select_related("subject").order_by("-pk")[: PAGE + 1])
    here = reverse("portal:history")
    further = f"{here}?show={shown}&before={tickets[PAGE - 1].pk}" if len(tickets) > PAGE else ""
    tabs = [Tab(words, f"{here}?show={code}", current=shown == code) for code, words in _tabs()]
    return page(
        request, "history.html", rows=_built(tickets[:PAGE]), further=further, tabs=tabs, here="history"
    )


def _tabs() -> list[tuple[str, str]]:
    return [("all", gettext("All")), ("open", gettext("Still open")), ("mine", gettext("Reported by me"))]


def _rows(found: TicketQuerySet, limit: int) -> list[Row]:
    return _built(list(found.select_related("subject").order_by("-reported_at", "-pk")[:limit]))


def _built(tickets: list[Ticket]) -> list[Row]:
    """The rows, with the nearest promise of each; one statement for all."""
    deadlines = deadlines_of([ticket.pk for ticket in tickets])
    language = reader_language()
    rows = []
    for ticket in tickets:
        compiled = regulation_of(ticket.regulation_id)
        promises = [
            clock for clock in deadlines.get(ticket.pk, []) if clock.shown_to_customer and clock.kind == "sla"
        ]
        rows.append(
            Row(
                number=ticket.number,
                title=ticket.title,
                url=reverse("portal:ticket", args=[ticket.subject.public_token]),
                badge=state_badge(ticket.state, word=compiled.state_name(ticket.state)),
                promise=named_chip_of(promises[0]) if promises and ticket.is_open else SafeString(""),
                klass=compiled.document.classes[code_of(ticket.klass_id)].name.in_language(language),
                reported_at=ticket.reported_at,
                asks=bool(
                    ticket.state == "completed"
                    or (ticket.proposal and not ticket.proposal_confirmed_at and ticket.is_open)
                ),
            )
        )
    return rows


def _waiting(item: IntakeItem) -> dict[str, object]:
    return {
        "title": item.title or item.text[:60],
        "url": reverse("portal:request", args=[item.subject.public_token]),
        "received_at": item.received_at,
    }
