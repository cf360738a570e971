"""The rows of the dispatch list: one function over frozen values, no tag inside the loop."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from shouwen.base.sentences import filled
from shouwen.capabilities.tickets.queries.lists import ListedTicket
from shouwen.ui.components import Clock, badge, button, clock_chip, priority, table
from shouwen.ui.components.marks import Tone
from shouwen.ui.dates import moment
from shouwen.ui.html import element, joined


@dataclass(frozen=True, slots=True)
class Waiting:
    """One ticket that waits: what it is, when it must be dispatched, who is suggested and why."""

    ticket: ListedTicket
    level: str
    klass: str
    marks: tuple[tuple[str, Tone], ...]
    clock: Clock | None
    person_id: int | None
    name: str
    why: str


def dispatch_table(rows: Iterable[Waiting], *, now: datetime) -> SafeString:
    """The list: j and k walk, Enter accepts the suggestion, A shows everybody, Space peeks."""
    heads = [
        _("Priority"),
        _("Ticket"),
        _("Customer"),
        _("To be dispatched"),
        _("Reported"),
        _("Suggestion"),
        "",
    ]
    body = joined(_row(row, now) for row in rows)
    return table(
        body,
        heads=heads,
        caption=_("Waiting for dispatch"),
        data_rows=True,
        data_row_a="/t/{}/dispatch",
        data_row_space="/t/{}/peek",
        id="dispatches",
    )


def _row(row: Waiting, now: datetime) -> SafeString:
    ticket = row.ticket
    marks = joined(badge(word, tone=tone, square=True) for word, tone in row.marks)
    number = element("a", ticket.number, href=f"/t/{ticket.number}", class_="mono faint", tabindex="-1")
    title = element("a", ticket.title, href=f"/t/{ticket.number}", class_="row-title", tabindex="-1")
    about = element("span", " · ".join(filter(None, (row.klass, row.level))), class_="help")
    return element(
        "tr",
        element("td", priority(ticket.priority)),
        element("td", element("div", number, " ", about, class_="nowrap"), element("div", title, " ", marks)),
        element("td", ticket.customer_name),
        element("td", clock_chip(row.clock, now=now)),
        element("td", moment(ticket.reported_at, now=now)),
        element(
            "td",
            element("div", row.name or _("Nobody on duty fits"), class_="strong" if row.name else "faint"),
            element("div", row.why, class_="help"),
        ),
        element("td", element("div", _accept(row), _others(row), class_="row is-tight")),
        data_row=ticket.number,
    )


def _accept(row: Waiting) -> SafeString:
    url = f"/t/{row.ticket.number}/dispatch"
    if row.person_id is None:
        return button(
            _("Choose"),
            kind="primary",
            size="small",
            icon="dispatch",
            href=url,
            data_drawer=True,
            class_="row-link",
        )
    words = f"{_('Accept')} · {filled(_('Dispatch to %(name)s'), name=row.name)}"
    return button(
        _("Accept"),
        kind="primary",
        size="small",
        icon="check",
        class_="row-link",
        title=words,
        aria_label=words,
        hx_post=url,
        hx_vals=f'{{"engineer": "{row.person_id}"}}',
        hx_swap="none",
    )


def _others(row: Waiting) -> SafeString:
    return button(
        _("Others"), size="small", kind="quiet", href=f"/t/{row.ticket.number}/dispatch", data_drawer=True
    )
