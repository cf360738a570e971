"""Promises as a customer reads them."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.safestring import SafeString
from django.utils.translation import gettext

from shouwen.base.languages import reader_language
from shouwen.base.models import Fact
from shouwen.base.time import now
from shouwen.capabilities.regulations.queries import regulation_of
from shouwen.capabilities.service_levels.models import Clock
from shouwen.capabilities.service_levels.queries import clocks_of
from shouwen.capabilities.service_levels.queries.explaining import promise_name
from shouwen.capabilities.tickets.models import Ticket
from shouwen.domain.clocks.stored import pauses_of_plain
from shouwen.ui.components import Clock as Shown
from shouwen.ui.components import clock_chip
from shouwen.ui.html import element


@dataclass(frozen=True, slots=True)
class Promise:
    """What was promised to the customer, until when, and how it stands; one that rests has no instant meanwhile.

    `kept_at` is when it was kept, if it was kept in time.
    """

    name: str
    due_at: datetime | None
    kept_at: datetime | None
    chip: SafeString
    is_running: bool
    rests: bool


def promises_of(ticket: Ticket, *, base: str) -> list[Promise]:
    """What the customer was promised about `ticket`, the nearest first, with cards below `base`; one statement, two for
    one that was reopened.

    What was reopened is promised anew: that the promise before was kept is not said of a result that did not hold; that
    it was missed is.
    """
    rows = clocks_of(ticket.pk, for_customer=True)
    before = _before_reopening(ticket, rows)
    return [
        Promise(
            gettext("%(promise)s, before it was opened again") % {"promise": _name(row)}
            if row.pk in before
            else _name(row),
            row.due_at,
            row.met_at if row.status == "met" and not _is_missed(row) else None,
            chip_of(row, card=f"{base}promises/{row.pk}"),
            is_running=row.status in ("running", "paused"),
            rests=row.status == "paused",
        )
        for row in rows
        if row.pk not in before or _is_missed(row)
    ]


def _before_reopening(ticket: Ticket, rows: list[Clock]) -> set[int]:
    """Which of the clocks ended before the ticket was last reopened and run anew since."""
    if not ticket.reopened:
        return set()
    reopened = Fact.objects.filter(subject_id=ticket.pk, name="ticket.reopened").latest("seq").seq
    anew = {row.promise for row in rows if row.begun_by >= reopened}
    return {row.pk for row in rows if row.promise in anew and row.begun_by < reopened}


def _is_missed(row: Clock) -> bool:
    return row.status == "missed" or bool(row.breached_at and not row.breach_withdrawn_at)


def chip_of(row: Clock, *, card: str = "") -> SafeString:
    """How the promise stands now; `card` is the address of what pointing at it shows."""
    paused_for = ""
    if row.status == "paused" and row.pauses:
        workflow = regulation_of(row.regulation_id).document.workflow
        code = pauses_of_plain(row.pauses)[-1].reason
        reason = workflow.suspension_reasons.get(code)
        paused_for = reason.name.in_language(reader_language()) if reason else ""
        if workflow.waits_for_customer(code):
            paused_for = gettext("waiting for you")
    state = row.status if row.status in ("running", "paused", "met", "missed") else "none"
    if row.status == "met" and row.breached_at and not row.breach_withdrawn_at:
        state = "missed"
    shown = Shown(state=state, due_at=row.due_at, name=_name(row), reason=paused_for, card=card)  # type: ignore[arg-type]
    return clock_chip(shown, now=now())


def named_chip_of(row: Clock) -> SafeString:
    """How the promise stands, after its name: for a line that shows one promise of several."""
    return element("span", f"{_name(row)} ", chip_of(row), class_="nowrap")


def _name(row: Clock) -> str:
    return promise_name(regulation_of(row.regulation_id).document, row.promise, reader_language())
