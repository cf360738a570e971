"""Classes and categories of requests, and what must be filled in."""

from collections.abc import Mapping

from django.utils.translation import gettext as _

from shouwen.domain.regulation import NamedRule, Regulation
from shouwen.domain.regulation.editing import Plain
from shouwen.web.regulations.editing import choices
from shouwen.web.regulations.editing.blocks import Block, Folded, Slot, sentence
from shouwen.web.regulations.editing.kinds import Line, Many, Number, One, Words
from shouwen.web.regulations.editing.shapes.conditions import applies
from shouwen.web.regulations.editing.shapes.editor import flags, name_fields
from shouwen.web.regulations.editing.spans import Span


def request_class(document: Regulation, value: Plain) -> list[Block]:
    ways = [
        ("answer", _("answered and confirmed")), ("fault", _("dispatched and repaired")),
        ("complaint", _("complaint until acknowledged")), ("other", _("answered or handed on")),
    ]  # fmt: skip
    return [
        *name_fields(),
        sentence(
            _("Numbers begin with %(prefix)s; its way through the desk: %(flow)s. Place %(rank)s among the classes."),
            prefix=Slot(("prefix",), _("Numbers begin with"), Line("s", hint="SD")),
            flow=Slot(("flow",), _("Handling"), One(ways)),
            rank=Slot(("rank",), _("Place"), Number(1, 99)),
        ),
        flags(
            (),
            needs_dispatch=_("It needs dispatch"), needs_check=_("It is checked against the contract"),
            knowledge_first=_("The knowledge base is searched first"),
        ),
        sentence(
            _("Unless asked: impact %(impact)s, urgency %(urgency)s; without grading the level is %(level)s."),
            impact=Slot(("default_impact",), _("Default impact"), _one(document.impacts, _("not given"))),
            urgency=Slot(("default_urgency",), _("Default urgency"), _one(document.urgencies, _("not given"))),
            level=Slot(("default_level",), _("Default level"), _one(document.levels, _("by the matrix"))),
        ),
        sentence(
            _("It closes by the rule %(closing)s, counts time by %(calendar)s and goes to %(team)s."),
            closing=Slot(("closing",), _("Closing rule"), One(choices.codes(document.closing))),
            calendar=Slot(("calendar",), _("Calendar"), _one(document.calendars, _("the desk's calendar"))),
            team=Slot(("team",), _("Team"), _one(document.teams, _("whomever it is dispatched to"))),
        ),
        sentence(
            _("Customers can register it themselves by %(channels)s; what comes in another way waits for an agent."),
            channels=Slot(
                ("customers_register",), _("Customers can register by"),
                Many(choices.channels(), _("no channel")),
            ),
        ),
    ]  # fmt: skip


def _one(section: Mapping[str, NamedRule], none: str) -> One:
    return One(choices.codes(section), none)


def category(document: Regulation, value: Plain) -> list[Block]:
    parents = choices.codes(document.categories)
    return [
        *name_fields(),
        sentence(
            _("It is a kind of %(class)s, within %(parent)s."),
            **{"class": Slot(("class",), _("Class"), One(choices.codes(document.classes)))},
            parent=Slot(("parent",), _("Category above"), One(parents, _("no other category"))),
        ),
        sentence(
            _("It goes to %(team)s and needs the skill %(skill)s; as a rule it is done within %(span)s."),
            team=Slot(("team",), _("Team"), One(choices.codes(document.teams), _("whomever it is dispatched to"))),
            skill=Slot(
                ("skill",), _("Skill"), One(choices.skills(document), _("none"), _("code of another skill"))
            ),
            span=Slot(("standard_span",), _("Standard hours"), Span(optional=True)),
        ),
        flags((), needs_approval=_("Work on it needs the project leader's approval")),
        Folded(
            _("Particulars"),
            [
                sentence(
                    _("Only for the kinds of product %(kinds)s and the products %(products)s (empty: for all)."),
                    kinds=Slot(("product_kinds",), _("Kinds of product"), Words(_("codes"))),
                    products=Slot(("products",), _("Products"), Words(_("codes"))),
                ),
                sentence(
                    _("The incident manager is %(manager)s."),
                    manager=Slot(("incident_manager",), _("Incident manager"), Line(hint=_("name of a person"))),
                ),
            ],
            (("product_kinds",), ("products",), ("incident_manager",)),
        ),
    ]  # fmt: skip


def required_field(document: Regulation, value: Plain) -> list[Block]:
    fields = [
        ("caller_name", _("name of the caller")), ("caller_phone", _("phone or mail of the caller")),
        ("company", _("customer or company")), ("contact", _("contact")), ("site", _("site")),
        ("product", _("product")), ("contract", _("contract")), ("category", _("category")),
        ("impact", _("impact")), ("urgency", _("urgency")), ("difficulty", _("difficulty")),
        ("occurred_at", _("when it happened")), ("screenshot", _("screenshot")),
        ("level", _("level")), ("cause", _("cause")), ("process", _("what was done")), ("solution", _("solution")),
        ("workaround", _("workaround")), ("way", _("the way of work")), ("minutes", _("minutes worked")),
        ("reason", _("reason")), ("text", _("remark")), ("until", _("until when")), ("found", _("what was found")),
        ("asked", _("what was asked already")), ("next_step", _("what is next")), ("person", _("the colleague")),
        ("engineer", _("engineer")), ("due_at", _("deadline by")), ("risk", _("risk")), ("way_back", _("way back")),
        ("check_after", _("what is checked afterwards")), ("written_report", _("a report written by the customer")),
    ]  # fmt: skip
    asks = [
        ("value", _("a value")), ("file", _("a file")), ("yes_no_file", _("yes with a file, or no")),
    ]  # fmt: skip
    return [
        *name_fields(),
        sentence(
            _("For %(on)s the field %(field)s is needed: %(ask)s."),
            on=Slot(("on",), _("Required for"), Many(choices.verbs(document), _("choose"))),
            field=Slot(("field",), _("Field"), One(fields, "", _("code of another field"))),
            ask=Slot(("ask",), _("Asked"), One(asks)),
        ),
        flags((), or_reason=_("A reason why it is missing is accepted instead")),
        *applies(document, ("when",)),
    ]  # fmt: skip
