"""The desk itself, roles and teams: who serves and how one reaches them."""

from django.utils.translation import gettext as _

from shouwen.domain.regulation import Regulation
from shouwen.domain.regulation.editing import Plain
from shouwen.web.fields import Label
from shouwen.web.regulations.editing import choices
from shouwen.web.regulations.editing.blocks import Block, Slot, field, sentence
from shouwen.web.regulations.editing.kinds import Both, Line, Number, One, Ordered
from shouwen.web.regulations.editing.shapes.editor import Shape, name_fields, origin_field
from shouwen.web.regulations.editing.spans import Span


def text(label: Label) -> Shape:
    """A section that is nothing but words in both languages."""
    return lambda _document, _value: [field((), str(label), Both(rows=2))]


def desk(document: Regulation, value: Plain) -> list[Block]:
    orders = [
        ("rank", _("rank")), ("priority", _("priority")), ("deadline", _("deadline")),
        ("reported_at", _("time of report")),
    ]  # fmt: skip
    return [
        field(("name",), _("Name of the desk"), Both()),
        field(("hotline",), _("Hotline"), Line(input_type="tel")),
        field(("complaint_phone",), _("Complaints"), Line(input_type="tel")),
        field(("fax",), _("Fax"), Line(input_type="tel")),
        field(("mail",), _("Mail"), Line("l", "email")),
        field(("website",), _("Website"), Line("l", "url")),
        sentence(
            _("The desk works by the calendar %(calendar)s in the time zone %(zone)s."),
            calendar=Slot(("calendar",), _("Default calendar"), One(choices.codes(document.calendars))),
            zone=Slot(("time_zone",), _("Time zone"), Line()),
        ),
        sentence(
            _("Agents are ready %(lead)s before the shift and pick up by ring %(rings)s."),
            lead=Slot(("agent_shift_lead",), _("Agents are ready before the shift"), Span()),
            rings=Slot(("pick_up_rings",), _("Picked up by ring"), Number(1, 20)),
        ),
        sentence(
            _("Work lists are ordered by %(order)s."),
            order=Slot(("order_by",), _("Order of work lists"), Ordered(orders, 3)),
        ),
        sentence(
            _("What was reported or has happened more than %(told)s ago can't be registered with that date."),
            told=Slot(("told_back",), _("Dates told reach back"), Span()),
        ),
        sentence(
            _("A closed ticket can be reopened within %(reopen)s; an act can be undone within %(undo)s."),
            reopen=Slot(("reopen_within",), _("Reopened within"), Span()),
            undo=Slot(("undo_within",), _("Acts can be undone within"), Span()),
        ),
        origin_field(),
    ]


def role(document: Regulation, value: Plain) -> list[Block]:
    return [
        *name_fields(),
        field(("duties",), _("Duties"), Both(rows=3)),
        field(("qualification",), _("Qualification"), Both(rows=3)),
    ]


def team(document: Regulation, value: Plain) -> list[Block]:
    kinds = [("line", _("team of the desk")), ("department", _("department"))]
    lines = [(str(number), _("Line %(number)d") % {"number": number}) for number in (1, 2, 3)]
    return [
        *name_fields(),
        sentence(
            _("It is a %(kind)s (%(line)s). Its tickets lie in the lane %(lane)s; it works by %(calendar)s."),
            kind=Slot(("kind",), _("Kind"), One(kinds)),
            line=Slot(("line",), _("Line of support"), One(lines, _("no line of support"))),
            lane=Slot(("lane",), _("Lane"), One(choices.lanes())),
            calendar=Slot(
                ("calendar",), _("Calendar"), One(choices.codes(document.calendars), _("the desk's calendar"))
            ),
        ),
    ]
