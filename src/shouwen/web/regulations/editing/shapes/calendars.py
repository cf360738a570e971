"""Calendars: the week, the dates of its own, the year to tap on."""

from django.utils.translation import gettext as _

from shouwen.domain.regulation import Regulation
from shouwen.domain.regulation.editing import Plain
from shouwen.web.regulations.editing import choices, years
from shouwen.web.regulations.editing.blocks import Block, Drawing, Sentence, Slot, sentence
from shouwen.web.regulations.editing.days import Hours
from shouwen.web.regulations.editing.kinds import Line, One
from shouwen.web.regulations.editing.shapes.editor import flags, name_fields


def calendar(document: Regulation, value: Plain) -> list[Block]:
    week = [
        Sentence(
            f"{words} %(hours)s",
            {"hours": Slot(("week", day), _("Hours on %(day)s") % {"day": words}, Hours())},
            is_row=True,
        )
        for day, words in choices.weekdays()
    ]
    follows = [("cn", _("China, with make-up workdays")), ("none", _("none"))]
    return [
        *name_fields(),
        sentence(
            _("Time zone %(zone)s; public holidays: %(holidays)s."),
            zone=Slot(("time_zone",), _("Time zone"), Line()),
            holidays=Slot(("holidays",), _("Public holidays"), One(follows)),
        ),
        flags((), always_open=_("Open day and night, every day")),
        Drawing(lambda _value: years.week_head()),
        *week,
        years.exceptions(),
        years.calendar_year(),
    ]
