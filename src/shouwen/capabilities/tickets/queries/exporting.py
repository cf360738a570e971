"""A list of tickets as a file: the rows, the order and the columns that the list shows, however many rows."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import fields
from itertools import islice
from typing import Any, Final

from django.db import connection
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from shouwen.base.languages import name_in, reader_language
from shouwen.base.sheets import CSV, EXCEL, Cell, Column, write_csv, write_excel
from shouwen.capabilities.jobs.ports import Kind, MadeFile, Outcome, Work, register_kind
from shouwen.capabilities.people.models import Team
from shouwen.capabilities.regulations.queries import regulation_of
from shouwen.capabilities.tickets.choices import Channel
from shouwen.capabilities.tickets.permissions import EXPORT
from shouwen.capabilities.tickets.queries.lists import ROWS, Filters, ListedTicket, order_of
from shouwen.capabilities.tickets.queries.views import VIEWS, in_view

EXPORT_TICKETS: Final = "tickets.export"
AT_ONCE: Final = 1000

Reader = Callable[[ListedTicket, Mapping[str, str]], Cell]


def register_export() -> None:
    """From now on a list of tickets can be asked for as a file."""
    register_kind(Kind(EXPORT_TICKETS, _("Export of tickets"), export_tickets, EXPORT))


def export_parameters(
    *, view: str, filters: Filters, columns: Sequence[str] = (), ordering: str = "", excel: bool = True
) -> dict[str, Any]:
    """What the job needs to write exactly this list; no `columns` means all, number and title are always there."""
    asked = {field.name: getattr(filters, field.name) for field in fields(filters)}
    return {
        "view": view,
        "filters": {name: value for name, value in asked.items() if value},
        "columns": _complete([code for code in columns if code in COLUMNS]) if columns else list(COLUMNS),
        "ordering": ordering,
        "excel": excel,
    }


def _complete(columns: list[str]) -> list[str]:
    """`columns` in their order, number in front and title behind it where they are missing."""
    numbered = columns if "number" in columns else ["number", *columns]
    if "title" in numbered:
        return numbered
    behind = numbered.index("number") + 1
    return [*numbered[:behind], "title", *numbered[behind:]]


def export_tickets(work: Work) -> Outcome:
    """The list is a workbook or a CSV, as far as the asker may see it, in the order he sees it."""
    asked = work.parameters
    view = asked["view"] if asked["view"] in VIEWS else "open"
    codes = asked["columns"]
    columns = [Column(str(COLUMNS[code][0]), COLUMNS[code][1]) for code in codes]
    readers = [COLUMNS[code][2] for code in codes]
    found = _ids(view, asked["ordering"], Filters(**asked["filters"]), work)
    name = f"{gettext('Tickets')} {VIEWS[view].name} {timezone.localtime(work.at):%Y-%m-%d %H%M}"
    suffix, media_type = (".xlsx", EXCEL) if asked["excel"] else (".csv", CSV)
    path = work.folder / f"list{suffix}"

    rows = _rows(found, readers, work)
    title = str(VIEWS[view].name)
    if asked["excel"]:
        count = write_excel(path, title=title, columns=columns, rows=rows)
    else:
        count = write_csv(path, columns=columns, rows=rows)
    return Outcome({"rows": count, "view": view}, MadeFile(path, f"{name}{suffix}", media_type))


def _ids(view: str, ordering: str, filters: Filters, work: Work) -> list[int]:
    """All tickets of the list, in its order."""
    rows = filters.narrow(in_view(view, actor=work.actor, at=work.at))
    ordered = rows.order_by(*order_of(view, ordering))
    return list(ordered.values_list("pk", flat=True).iterator(chunk_size=10_000))


def _rows(found: Sequence[int], readers: Sequence[Reader], work: Work) -> Iterator[list[Cell]]:
    teams = {code: name_in(names) or code for code, names in Team.objects.values_list("code", "names")}
    pks = iter(found)
    done = 0
    while batch := list(islice(pks, AT_ONCE)):
        work.step(done, len(found))
        for listed in _listed(batch):
            yield [read(listed, teams) for read in readers]
        done += len(batch)
    work.step(done, len(found))


def _listed(pks: list[int]) -> list[ListedTicket]:
    with connection.cursor() as cursor:
        cursor.execute(ROWS.format(which="SELECT unnest(%s::bigint[])"), [pks])
        return [ListedTicket(*values) for values in cursor.fetchall()]


def _named(listed: ListedTicket, section: str, key: str | None) -> str:
    """What the ticket's own regulation calls a code such as `level/high`."""
    code = (key or "").partition("/")[2]
    rule = getattr(regulation_of(listed.regulation_id).document, section).get(code)
    return rule.name.in_language(reader_language()) if rule else code


def _promise(listed: ListedTicket, teams: Mapping[str, str]) -> Cell:
    """The nearest promise by its name, or for what a resting ticket waits."""
    document = regulation_of(listed.regulation_id).document
    if listed.state == "suspended":
        reason = document.workflow.suspension_reasons.get(listed.suspend_reason)
        return reason.name.in_language(reader_language()) if reason else listed.suspend_reason
    plain = listed.next_due_name.removeprefix("call_back.")
    rule = (document.call_backs if plain != listed.next_due_name else document.targets).get(plain)
    return rule.name.in_language(reader_language()) if rule else listed.next_due_name


def _marks(listed: ListedTicket, teams: Mapping[str, str]) -> Cell:
    marks = [
        gettext("Major") if listed.is_major else "",
        gettext("Urged ×%(n)d") % {"n": listed.urged} if listed.urged else "",
        gettext("Reopened") if listed.reopened else "",
    ]
    return " ".join(mark for mark in marks if mark)


COLUMNS: Final[dict[str, tuple[Promise | str, int, Reader]]] = {
    "number": (_("Number"), 18, lambda row, teams: row.number),
    "title": (_("Title"), 44, lambda row, teams: row.title),
    "marks": (_("Marks"), 12, _marks),
    "priority": (_("Priority"), 8, lambda row, teams: row.priority),
    "level": (_("Level"), 10, lambda row, teams: _named(row, "levels", row.level)),
    "klass": (_("Class"), 12, lambda row, teams: _named(row, "classes", row.klass)),
    "customer": (_("Customer"), 28, lambda row, teams: row.customer_name),
    "state": (_("State"), 12, lambda row, teams: regulation_of(row.regulation_id).state_name(row.state)),
    "clock": (_("Promise"), 16, _promise),
    "due": (_("Due"), 17, lambda row, teams: row.suspended_until if row.state == "suspended" else row.next_due_at),
    "handler": (_("Handler"), 12, lambda row, teams: row.handler),
    "owner": (_("Owner"), 12, lambda row, teams: row.owner),
    "team": (_("Team"), 14, lambda row, teams: teams.get(row.team or "", row.team)),
    "channel": (_("Channel"), 10, lambda row, teams: str(dict(Channel.choices).get(row.channel, row.channel))),
    "reported": (_("Reported"), 17, lambda row, teams: row.reported_at),
    "moved": (_("Changed"), 17, lambda row, teams: row.moved_at),
}  # fmt: skip
"""Code of a column -> its words, its width, how it is read from a row."""
