"""Levels, the scales of judgement, the matrix and service levels."""

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from shouwen.domain.regulation import Regulation
from shouwen.domain.regulation.editing import Plain
from shouwen.domain.regulation.problems import Path
from shouwen.web.regulations.editing import choices, matrix
from shouwen.web.regulations.editing.blocks import Block, Rows, Slot, field, sentence
from shouwen.web.regulations.editing.kinds import Both, Many, Number, One
from shouwen.web.regulations.editing.shapes.editor import Shape, flags, origin_field, origin_line


def levels(document: Regulation, value: Plain) -> list[Block]:
    def level(path: Path) -> list[Block]:
        return [
            field((*path, "name"), _("What it is called"), Both()),
            field((*path, "definition"), _("Definition"), Both(rows=2)),
            sentence(
                _("Rank %(rank)s of 4 among all regimes; priority %(priority)s; shown as %(tone)s."),
                rank=Slot((*path, "rank"), _("Rank"), Number(1, 4)),
                priority=Slot((*path, "priority"), _("Priority"), Number(1, 4)),
                tone=Slot((*path, "tone"), _("Appearance"), One(choices.tones())),
            ),
            origin_line(
                path,
                major=_("Tickets of this level are major"),
                on_site_before_approval=_("An engineer may leave before approval"),
            ),
        ]

    blank = {"name": {}, "definition": {}, "rank": "3", "priority": "3", "tone": "normal"}
    return [Rows((), _("Levels"), "", _("Another level"), blank, level, coded=True)]


def degrees(title: Promise | str) -> Shape:
    def shape(document: Regulation, value: Plain) -> list[Block]:
        def degree(path: Path) -> list[Block]:
            return [
                field((*path, "name"), _("What it is called"), Both()),
                field((*path, "definition"), _("Definition"), Both(rows=2)),
                field((*path, "question"), _("Asked on the phone"), Both()),
                sentence(
                    _("Strength %(rank)s (1 is the strongest)."),
                    rank=Slot((*path, "rank"), _("Strength"), Number(1, 9)),
                ),
                origin_line(path),
            ]

        blank = {"name": {}, "definition": {}, "rank": "9"}
        return [Rows((), str(title), "", _("Another degree"), blank, degree, coded=True)]

    return shape


def service_levels(document: Regulation, value: Plain) -> list[Block]:
    def standing(path: Path) -> list[Block]:
        return [
            field((*path, "name"), _("What it is called"), Both()),
            field((*path, "definition"), _("Definition"), Both(rows=2)),
            sentence(
                _("Place %(rank)s; raises the priority by %(raises)s."),
                rank=Slot((*path, "rank"), _("Place"), Number(1, 9)),
                raises=Slot((*path, "raises_priority_by"), _("Raises the priority by"), Number(0, 3)),
            ),
            origin_line(path, standard=_("The default")),
        ]

    blank = {"name": {}, "definition": {}, "rank": "9"}
    return [Rows((), _("Service levels"), "", _("Another service level"), blank, standing, coded=True)]


def grading(document: Regulation, value: Plain) -> list[Block]:
    def fixed(path: Path) -> list[Block]:
        return [
            sentence(
                _("%(class)s is always %(level)s."),
                **{"class": Slot((*path, "class"), _("Class"), One(choices.codes(document.classes)))},
                level=Slot((*path, "level"), _("Level"), One(choices.codes(document.levels))),
            )
        ]

    first = next(iter(document.classes)), next(iter(document.levels))
    return [
        matrix.grid(document),
        Rows(
            ("classes",), _("Without the matrix"), _("Class %(number)d"), _("Another class"),
            {"class": first[0], "level": first[1]}, fixed, compact=True,
        ),
        sentence(
            _("The level is decided by %(by)s."),
            by=Slot(("fixed_by",), _("Graded by"), Many(choices.parties(document), _("whoever grades"))),
        ),
        flags((), reason_to_change=_("Another level needs a reason")),
        origin_field(),
    ]  # fmt: skip
