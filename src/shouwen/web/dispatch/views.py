"""What waits for dispatch, nearest deadline first, each row with the suggestion that Enter accepts."""

from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from shouwen.base.time import now
from shouwen.capabilities.regulations.queries import active_regulation, regulation_of
from shouwen.capabilities.service_levels.queries import deadlines_of
from shouwen.capabilities.tickets.models import QUEUE_ORDER, Ticket
from shouwen.capabilities.tickets.queries import candidates_of_many
from shouwen.capabilities.tickets.queries.lists import ListedTicket
from shouwen.capabilities.tickets.queries.lists import rows_of as listed
from shouwen.capabilities.tickets.queries.views import in_view
from shouwen.ui.components import Clock, Tab
from shouwen.web.access import DeskRequest, granted
from shouwen.web.dispatch.rows import Waiting, dispatch_table
from shouwen.web.tickets.reasons import reason_words
from shouwen.web.tickets.rows import clock_of, marks_of
from shouwen.web.words import name_of, promise_name

MOST = 30


@granted("tickets.dispatch")
@require_safe
def page(request: DeskRequest) -> HttpResponse:
    """The list; candidates of all its tickets are ranked with a constant number of statements."""
    at = now()
    rows = listed(in_view("to-dispatch", actor=request.actor, at=at).order_by(*QUEUE_ORDER), limit=MOST)
    return render(
        request,
        "web/dispatch/page.html",
        {
            "table": dispatch_table(waiting(rows, at=at), now=at) if rows else "",
            "answer_span": _answer_minutes(),
            "tabs": [
                Tab(_("List"), "/dispatch", current=True),
                Tab(_("Day board"), "/dispatch/board"),
            ],
        },
    )


def waiting(rows: tuple[ListedTicket, ...], *, at: datetime) -> list[Waiting]:
    """The rows with their suggestions and the promise to dispatch."""
    tickets = list(Ticket.objects.filter(pk__in=[row.pk for row in rows]))
    ranked = candidates_of_many(tickets=tickets, at=at, limit=1)
    clocks = deadlines_of([row.pk for row in rows])
    return [_waiting(row, ranked.get(row.pk, ()), clocks.get(row.pk, [])) for row in rows]


def _waiting(row: ListedTicket, ranked: tuple[Any, ...], clocks: list[Any]) -> Waiting:
    first = ranked[0] if ranked and ranked[0].is_on_duty else None
    document = regulation_of(row.regulation_id).document
    own = next((clock for clock in clocks if _is_about_dispatch(document, clock.promise)), None)
    promise = (
        Clock(
            "running",
            due_at=own.due_at,
            name=promise_name(document, own.promise),
            card=f"/t/{row.number}/clocks/{own.pk}/card",
        )
        if own and own.due_at
        else None
    )
    return Waiting(
        ticket=row,
        level=name_of(row.regulation_id, row.level),
        klass=name_of(row.regulation_id, row.klass),
        marks=marks_of(row),
        clock=promise or clock_of(row),
        person_id=first.person_id if first else None,
        name=first.name if first else "",
        why=reason_words(first) if first else "",
    )


def _is_about_dispatch(document: Any, promise: str) -> bool:
    target = document.targets.get(promise)
    return target is not None and target.kind == "dispatch"


def _answer_minutes() -> int:
    """Within how many minutes whoever is asked to dispatch must answer."""
    return int(active_regulation().document.dispatch.answer_span.total_seconds() // 60)
