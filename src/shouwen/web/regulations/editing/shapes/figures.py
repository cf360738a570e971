"""Figures, reports and standard hours: what is counted, what is due, how long a repair takes as a rule."""

from django.utils.translation import gettext as _

from shouwen.domain.regulation import Regulation
from shouwen.domain.regulation.editing import Plain
from shouwen.domain.regulation.problems import Path
from shouwen.web.regulations.editing import choices
from shouwen.web.regulations.editing.blocks import Block, Folded, Rows, Slot, sentence
from shouwen.web.regulations.editing.kinds import Line, Number, One
from shouwen.web.regulations.editing.shapes.conditions import applies
from shouwen.web.regulations.editing.shapes.editor import name_fields, origin_line
from shouwen.web.regulations.editing.shapes.promises import within_particulars
from shouwen.web.regulations.editing.spans import Span, Within


def kpi(document: Regulation, value: Plain) -> list[Block]:
    each = [
        ("person", _("person")), ("team", _("team")), ("desk", _("desk")), ("customer", _("customer")),
    ]  # fmt: skip
    return [
        *name_fields(),
        sentence(
            _("%(figure)s is counted %(period)s for each %(per)s; the goal is %(wanted)s."),
            figure=Slot(("figure",), _("Figure"), One(choices.figures())),
            period=Slot(("period",), _("Each"), One(choices.periods())),
            per=Slot(("per",), _("Counted for"), One(each)),
            wanted=Slot(("wanted",), _("Goal"), Line("s", hint=">=95%")),
        ),
        sentence(
            _("It is a figure of %(roles)s."),
            roles=Slot(("roles",), _("Roles"), choices.people(document, _("everybody"))),
        ),
        *applies(document, ("when",)),
    ]


def report(document: Regulation, value: Plain) -> list[Block]:
    every = [*choices.periods(), ("case", _("per case"))]
    return [
        *name_fields(),
        sentence(
            _("%(report)s is due %(every)s, %(times)s times, by %(due)s."),
            report=Slot(("report",), _("Report"), One(choices.reports())),
            every=Slot(("every",), _("Each"), One(every)),
            times=Slot(("times",), _("Times"), Number(1, 99)),
            due=Slot(("due",), _("Due"), Within(none=_("no fixed time"))),
        ),
        sentence(
            _("%(sender)s hands it in; %(receiver)s receives it."),
            sender=Slot(("sender",), _("Handed in by"), choices.people(document, _("nobody in particular"))),
            receiver=Slot(
                ("receiver",), _("Received by"), choices.people(document, _("nobody in particular"))
            ),
        ),
        Folded(
            _("Particulars"),
            within_particulars(("due",)),
            tuple(("due", key) for key in ("by", "first_day_counts", "day_before")),
        ),
    ]


def standard_hours(document: Regulation, value: Plain) -> list[Block]:
    categories, levels = choices.codes(document.categories), choices.codes(document.levels)

    def hours(path: Path) -> list[Block]:
        return [
            sentence(
                _("%(category)s of level %(level)s takes %(span)s as a rule."),
                category=Slot((*path, "category"), _("Category"), One(categories)),
                level=Slot((*path, "level"), _("Level"), One(levels, _("any"))),
                span=Slot((*path, "span"), _("Hours"), Span()),
            ),
            origin_line(path),
        ]

    blank = {"category": next(iter(document.categories), ""), "span": "4h"}
    return [Rows((), _("Standard hours"), "", _("Another row"), blank, hours, coded=True)]
