"""Dispatch, its reasons, and the routes away."""

from django.utils.translation import gettext as _

from shouwen.domain.regulation import Regulation
from shouwen.domain.regulation.editing import Plain
from shouwen.domain.regulation.problems import Path
from shouwen.web.regulations.editing import choices
from shouwen.web.regulations.editing.blocks import Block, Rows, Slot, field, sentence
from shouwen.web.regulations.editing.kinds import Both, Many, Number, One, Ordered
from shouwen.web.regulations.editing.shapes.conditions import applies
from shouwen.web.regulations.editing.shapes.editor import (
    flags,
    name_fields,
    named_line,
    origin_field,
    origin_line,
)
from shouwen.web.regulations.editing.spans import Span


def dispatch(document: Regulation, value: Plain) -> list[Block]:
    ways = [("phone", _("phone")), ("remote", _("remote"))]
    teams = choices.codes(document.teams)
    weights = {
        key: Slot(("weights", key), label, Number(0, 100))
        for key, label in (
            ("skill", _("Skill")), ("duty", _("On duty")), ("load", _("Load")), ("site", _("Knows the site")),
        )
    }  # fmt: skip
    return [
        sentence(
            _("Tickets are dispatched by %(by)s; where none of them is on duty, by %(falls)s."),
            by=Slot(("by",), _("Dispatched by"), choices.people(document)),
            falls=Slot(("falls_to",), _("Falls to"), choices.people(document, _("nobody"))),
        ),
        sentence(
            _("Whoever gets a ticket answers within %(span)s and works on at most %(most)s open tickets."),
            span=Slot(("answer_span",), _("Answer within"), Span()),
            most=Slot(("most_open",), _("Open tickets per person at most"), Number(1, 999)),
        ),
        flags(
            (),
            only_on_duty=_("Only to people on duty"),
            prefer_incident_manager=_("Incident manager of the product first"),
        ),
        sentence(
            _(
                "In the suggestion skill weighs %(skill)s, duty %(duty)s, load %(load)s, knowing the site %(site)s."
            ),
            **weights,
        ),
        sentence(
            _("Agents solve by %(ways)s themselves; work goes up in the order %(lines)s."),
            ways=Slot(("agents_solve",), _("Agents solve by"), Many(ways, _("no means"))),
            lines=Slot(("lines",), _("Lines, in order"), Ordered(teams, 3)),
        ),
        _reasons("refusal_reasons", _("Reasons to refuse a dispatch")),
        _reasons("wrong_reasons", _("Reasons for a wrong dispatch")),
        _reasons("hand_over_reasons", _("Reasons to hand over")),
        origin_field(),
    ]


def _reasons(key: str, title: str) -> Rows:
    def reason(path: Path) -> list[Block]:
        return [
            named_line(path),
            origin_line(path, counts=_("It counts in the figures"), asks_text=_("It asks for a text")),
        ]

    blank = {"name": {}, "counts": "yes"}
    return Rows((key,), title, "", _("Another reason"), blank, reason, coded=True)


def route(document: Regulation, value: Plain) -> list[Block]:
    recorded = [
        ("name", _("name")), ("contact", _("contact")), ("company", _("company")), ("project", _("project")),
        ("need", _("need")),
    ]  # fmt: skip
    return [
        *name_fields(),
        sentence(
            _("When the check finds %(findings)s, this route is taken, in place %(rank)s."),
            findings=Slot(
                ("findings",), _("When the check finds"), Many(choices.findings(), _("anything"))
            ),
            rank=Slot(("rank",), _("Place"), Number(1, 99)),
        ),
        *applies(document, ("when",)),
        sentence(
            _("The request goes to the team %(team)s and the role %(role)s; its sender gets the message %(template)s."),
            team=Slot(("team",), _("Team"), One(choices.codes(document.teams), _("none"))),
            role=Slot(("role",), _("Role"), One(choices.codes(document.roles), _("none"))),
            template=Slot(
                ("template",), _("Message to the sender"), One(choices.codes(document.templates), _("none"))
            ),
        ),
        sentence(
            _("Recorded: %(record)s. %(serve)s"),
            record=Slot(("record",), _("Recorded"), Many(recorded, _("nothing"))),
            serve=flags((), serve_anyway=_("It is served anyway")).slots["serve_anyway"],
        ),
        field(("advice",), _("Advice that is given"), Both(rows=2)),
    ]  # fmt: skip
