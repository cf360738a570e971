"""The figures of a period, and for each the records behind it: the number is the length of the list it opens."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from shouwen.base.ranges import labelled
from shouwen.capabilities.reporting.choices import Span, Split, Which
from shouwen.capabilities.reporting.permissions import SEE
from shouwen.capabilities.reporting.queries import (
    Asked,
    SplitRow,
    counted,
    figures_of,
    read,
    records_of,
    splits_of,
)
from shouwen.capabilities.tickets.permissions import EXPORT
from shouwen.ui.components import Chip, Tab
from shouwen.web.access import DeskRequest, granted
from shouwen.web.figures.asking import Days, address_of, after_of, asked_by, days_of, kept_by
from shouwen.web.figures.drawing import line_of, name_of, record_line, split_line

PAGE = 50
SHOWN = 12
"""Teams, people and reasons that stand beside a figure; the rest are found in the list and the export."""


@granted(SEE)
@require_safe
def listed(request: DeskRequest) -> HttpResponse:
    """Every figure of the period, one a row."""
    days = days_of(request)
    lines = [line_of(one, days) for one in figures_of(period=days.period, actor=request.actor)]
    facts = {
        "lines": lines,
        "heads": [
            _("Figure"),
            (_("Value"), "number"),
            (_("Of how many"), "number"),
            _("Goal"),
        ],
        **_period_facts(request, days, "/figures"),
    }
    return render(request, "web/figures/list.html", facts, status=422 if days.errors else 200)


@granted(SEE)
@require_safe
def tiles(request: DeskRequest) -> HttpResponse:
    """The figures of this month as a fragment of the first page."""
    days = days_of(request)
    lines = [line_of(one, days) for one in figures_of(period=days.period, actor=request.actor)]
    return render(request, "web/figures/_tiles.html", {"lines": lines})


@granted(SEE)
@require_safe
def show(request: DeskRequest, code: str) -> HttpResponse:
    """One figure: its value and definition, taken apart, and exactly the records it counts."""
    days = days_of(request)
    asked, which = asked_by(request, code, days)
    figure, actor = asked.figure, request.actor
    number = counted(asked=asked, actor=actor)
    share = number.share
    rows = [
        read(row)
        for row in records_of(asked=asked, actor=actor, which=which, after=after_of(request))[: PAGE + 1]
    ]
    kept = kept_by(request)
    parts = {split: splits_of(asked=asked, split=split, actor=actor) for split in figure.splits}
    counts = {Which.ALL: share.whole, Which.PART: share.part, Which.REST: share.rest}
    last = rows[PAGE - 1] if len(rows) > PAGE else None
    onward = {**kept, "after": f"{last.at.isoformat()}~{last.id}"} if last else {}
    facts = {
        "line": line_of(number, days),
        "rows": [record_line(figure, record) for record in rows[:PAGE]],
        "heads": [
            _("Number"),
            _("Title"),
            _("Counts as"),
            *(str(figure.heads[name]) for name in ("at", "person", "team", "reason")),
        ],
        "tabs": [
            Tab(
                str(figure.which[one]),
                address_of(code, days, kept={**kept, "which": one.value}),
                one == which,
                counts[one],
            )
            for one in Which
        ],
        "chips": _chips(asked, parts, days, kept),
        "splits": [_split(asked, split, found, days, kept) for split, found in parts.items() if found],
        "next_url": address_of(code, days, kept=onward) if last else "",
        "may_export": actor.may(EXPORT),
        "export_url": address_of(f"{code}/exports", days, kept=kept),
        "crumbs": [(_("Figures"), f"{reverse('web:figures')}?{urlencode(days.query)}")],
        **_period_facts(request, days, f"/figures/{code}"),
    }
    return render(request, "web/figures/figure.html", facts, status=422 if days.errors else 200)


def _period_facts(request: HttpRequest, days: Days, path: str) -> dict[str, Any]:
    """The choice of days above any figure, keeping how the list is narrowed."""
    kept = kept_by(request)
    code = path.removeprefix("/figures").strip("/")
    narrowed = f"&{urlencode(kept)}" if code and kept else ""
    return {
        "days": days,
        "period": days.period,
        "period_tabs": [
            Tab(str(span.label), f"{path}?period={span.value}{narrowed}", days.period.span == span)
            for span in (Span.THIS_MONTH, Span.LAST_MONTH)
        ],
        "kept": kept.items() if code else (),
        "from_on": request.GET.get("from_on", "") if days.errors else days.period.from_on.isoformat(),
        "to_on": request.GET.get("to_on", "") if days.errors else days.period.to_on.isoformat(),
        "sees_all": request.actor.may("tickets.see_all"),  # type: ignore[attr-defined]  # see access.DeskRequest
    }


def _chips(asked: Asked, parts: dict[Split, list[SplitRow]], days: Days, kept: dict[str, str]) -> list[Chip]:
    """By what the list is narrowed; a click on one widens it again."""
    chips = []
    for split, found in parts.items():
        if split.value in kept:
            rest = {name: value for name, value in kept.items() if name != split.value}
            words = name_of(asked.figure, split, found[0]) if found else kept[split.value]
            label = labelled(asked.figure.heads[split.value], words)
            chips.append(Chip(label, address_of(asked.figure.code.value, days, kept=rest), on=True))
    return chips


def _split(
    asked: Asked, split: Split, found: list[SplitRow], days: Days, kept: dict[str, str]
) -> dict[str, Any]:
    """A table of the figure by team, person or reason; each row opens its own list."""
    figure = asked.figure
    is_reason = split == Split.REASON
    which = {"which": Which.REST.value} if is_reason else {}
    return {
        "title": str(figure.heads[split.value]),
        "heads": [
            str(figure.heads[split.value]),
            *([] if is_reason else [(_("Value"), "number")]),
            (_("Number of records") if is_reason else _("Of how many"), "number"),
        ],
        "is_reason": is_reason,
        "rows": [
            split_line(
                figure,
                split,
                row,
                address_of(figure.code.value, days, kept={**kept, **which, split.value: row.value}),
            )
            for row in found[:SHOWN]
        ],
        "left_out": max(0, len(found) - SHOWN),
    }
