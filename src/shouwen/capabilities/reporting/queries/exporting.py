"""The records behind a figure as a workbook: the very list that is shown, however many rows."""

from collections.abc import Iterator
from datetime import date
from typing import Any, Final

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from shouwen.base.languages import name_in
from shouwen.base.sheets import EXCEL, Cell, Column, write_excel
from shouwen.capabilities.jobs.ports import Kind, MadeFile, Outcome, Work, register_kind
from shouwen.capabilities.reporting.choices import Span, Which
from shouwen.capabilities.reporting.periods import period_of
from shouwen.capabilities.reporting.queries.counting import Asked, asked_figure
from shouwen.capabilities.reporting.queries.records import explained, read, records_of
from shouwen.capabilities.tickets.permissions import EXPORT

EXPORT_RECORDS: Final = "figures.export"


def register_export() -> None:
    """From now on the records behind a figure can be asked for as a workbook."""
    register_kind(Kind(EXPORT_RECORDS, _("Export of a figure's records"), export_records, EXPORT))


def export_parameters(*, asked: Asked, which: Which = Which.ALL) -> dict[str, Any]:
    """What the job needs to write exactly this list; the days are fixed now, whenever the worker comes to it."""
    return {
        "figure": asked.figure.code.value,
        "from_on": asked.period.from_on.isoformat(),
        "to_on": asked.period.to_on.isoformat(),
        "team": asked.team,
        "person": asked.person,
        "reason": asked.reason,
        "which": which.value,
    }


def export_records(work: Work) -> Outcome:
    """The list is a workbook, as far as the asker may see it. Raises NotPermitted."""
    asked, which = _asked(work)
    figure = asked.figure
    columns = [
        Column(gettext("Number"), 18),
        Column(gettext("Title"), 44),
        Column(gettext("Customer"), 28),
        Column(gettext("Counts as"), 20),
        Column(str(figure.heads["at"]), 17),
        Column(str(figure.heads["person"]), 14),
        Column(str(figure.heads["team"]), 18),
        Column(str(figure.heads["reason"]), 22),
    ]
    path = work.folder / "records.xlsx"
    count = write_excel(path, title=figure.name, columns=columns, rows=_rows(asked, which, work))
    days = f"{asked.period.from_on:%Y-%m-%d}–{asked.period.to_on:%Y-%m-%d}"
    return Outcome({"rows": count}, MadeFile(path, f"{figure.name} {days}.xlsx", EXCEL))


def _asked(work: Work) -> tuple[Asked, Which]:
    given = work.parameters
    period = period_of(
        span=Span.DAYS,
        from_on=date.fromisoformat(given["from_on"]),
        to_on=date.fromisoformat(given["to_on"]),
        at=work.at,
    )
    asked = asked_figure(
        code=given["figure"],
        period=period,
        team=given["team"],
        person=given["person"],
        reason=given["reason"],
    )
    return asked, Which(given["which"])


def _rows(asked: Asked, which: Which, work: Work) -> Iterator[list[Cell]]:
    figure = asked.figure
    words = {True: str(figure.which[Which.PART]), False: str(figure.which[Which.REST])}
    found = records_of(asked=asked, actor=work.actor, which=which)
    total = found.count()
    for done, row in enumerate(found.iterator(chunk_size=2000)):
        work.step(done, total)
        record = read(row)
        yield [
            record.number,
            record.title,
            record.customer,
            words[record.is_part],
            record.at,
            record.person,
            name_in(record.team_names),
            explained(figure=figure, record=record),
        ]
    work.step(total, total)
