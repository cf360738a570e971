"""What can be chosen in a document: its own codes and the closed sets, with the words a person reads."""

from collections.abc import Mapping
from typing import Any, get_args

from django.utils.translation import gettext as _

from shouwen.capabilities.regulations.queries import PRESETS, preset
from shouwen.capabilities.tickets.choices import Channel
from shouwen.capabilities.tickets.labels import FINDINGS, RECORDED, REQUIREMENTS
from shouwen.domain.regulation import Lane, Regulation
from shouwen.domain.regulation.facts import CLOCK_FACTS, KNOWN
from shouwen.domain.regulation.figures import FIGURES, REPORTS
from shouwen.domain.regulation.messages import Template
from shouwen.domain.regulation.targets import LadderStep, Point, Target
from shouwen.domain.workflow import POSSIBLE, STAYING, TicketState, TicketVerb
from shouwen.ui.components.marks import LANES
from shouwen.web.regulations.editing.kinds import Choices, Many
from shouwen.web.regulations.wording import (
    GUARDS,
    RELATIONS,
    SUBJECTS,
    VALUES,
    happening,
    name_of,
    party,
    point,
    said,
    skill_names,
)

POINTS = (
    "25%", "50%", "75%", "80%", "90%", "-1d", "-4h", "-2h", "-1h", "-30m", "due", "+30m", "+1h", "+2h", "+4h", "+1d",
)  # fmt: skip


def codes(section: Mapping[str, Any]) -> Choices:
    return [(code, name_of(section, code)) for code in section]


def parties(document: Regulation) -> Choices:
    """Relations to the ticket, roles, teams and who is on duty in them."""
    named = [*RELATIONS, *document.roles]
    named += [f"duty:{code}" for code in document.teams] + [f"team:{code}" for code in document.teams]
    return [(code, party(document, code)) for code in dict.fromkeys(named)]


def people(document: Regulation, none: str = "") -> Many:
    """A choice of parties; persons and posts are written."""
    return Many(parties(document), none or _("choose"), _("person:login or post:code"))


def subjects() -> Choices:
    """What can be promised about."""
    return [(kind, str(SUBJECTS.get(kind, kind))) for kind in KNOWN]


def facts(document: Regulation, kind: str = "ticket") -> Choices:
    """What can happen to a subject of `kind`; to a ticket, as the workflow calls it."""
    known = KNOWN.get(kind, KNOWN["ticket"])
    return sorted(((code, happening(document, code)) for code in known), key=lambda each: each[1])


def happenings(document: Regulation) -> Choices:
    """Facts of tickets and of their clocks: what a message can be sent on."""
    return [*facts(document), *((code, happening(document, code)) for code in sorted(CLOCK_FACTS))]


def states(document: Regulation) -> Choices:
    return [(state.value, happening(document, state.value)) for state in TicketState]


def channels() -> Choices:
    return [(code, str(label)) for code, label in Channel.choices]


def message_channels() -> Choices:
    return [("inbox", _("inbox")), ("mail", _("mail"))]


def points() -> Choices:
    """The instants of a clock's course that are offered."""
    return [(text, point(_point(text))) for text in POINTS]


def point_words(text: str) -> str:
    try:
        return point(_point(text))
    except ValueError:
        return text


def reasons(document: Regulation) -> Choices:
    held = document.workflow.suspension_reasons
    return [(code, said(rule.name)) for code, rule in held.items()]


def calendars(document: Regulation) -> Choices:
    return [("contract", _("the contract's, else the class's")), *codes(document.calendars)]


def promise_kinds() -> Choices:
    words = {
        "response": _("response"), "resolution": _("resolution"), "update": _("progress update"),
        "contact": _("contact"), "dispatch": _("dispatch"), "call_back": _("call-back"),
        "workaround": _("workaround"), "arrival": _("arrival on site"), "hand_over": _("hand-over"),
        "report": _("report"), "trip": _("trip"), "other": _("another promise"),
    }  # fmt: skip
    return [(code, words.get(code, code)) for code in get_args(Target.model_fields["kind"].annotation)]


def promises() -> Choices:
    return [("sla", _("promise to the customer")), ("ola", _("agreement inside")), ("duty", _("duty"))]


def acts() -> Choices:
    words = {
        "tell": _("only tell"), "raise": _("raise the priority"), "hand_to_manager": _("hand to the manager"),
        "ask_estimate": _("ask the handler for an estimate"), "add_helper": _("bring a helper in"),
        "open_meeting": _("call a coordination meeting"),
    }  # fmt: skip
    return [(code, words.get(code, code)) for code in get_args(LadderStep.model_fields["act"].annotation)]


def key_points() -> Choices:
    words = {
        "accepted": _("accepted"), "started": _("work started"), "estimate": _("new estimate"),
        "trouble": _("trouble"), "solved": _("solved"), "closed": _("closed"), "routed_away": _("routed away"),
        "call_back": _("call-back"), "breach": _("promise broken"), "other": _("something else"),
    }  # fmt: skip
    return [(code, words.get(code, code)) for code in get_args(Template.model_fields["key_point"].annotation)]


def weekdays() -> Choices:
    return [
        ("mon", _("Monday")), ("tue", _("Tuesday")), ("wed", _("Wednesday")), ("thu", _("Thursday")),
        ("fri", _("Friday")), ("sat", _("Saturday")), ("sun", _("Sunday")),
    ]  # fmt: skip


def tones() -> Choices:
    return [
        ("critical", _("critical (red)")), ("urgent", _("urgent (amber)")), ("normal", _("normal (blue)")),
        ("low", _("low (grey)")),
    ]  # fmt: skip


def yes_no() -> Choices:
    return [("yes", _("yes")), ("no", _("no"))]


def values_of(document: Regulation, field: str) -> Choices:
    """What a condition on `field` may say; nothing where it is a matter of rows in the database."""
    sections: dict[str, Mapping[str, Any]] = {
        "class": document.classes, "category": document.categories, "level": document.levels,
        "service_level": document.service_levels, "team": document.teams, "calendar": document.calendars,
        "route": document.routes, "call_back": document.call_backs, "promise": document.targets,
        "reason": document.workflow.suspension_reasons,
    }  # fmt: skip
    if field in sections:
        return codes(sections[field])
    ways = ("phone", "remote", "on_site")
    closed: dict[str, Choices] = {
        "priority": [(str(number), str(number)) for number in range(1, 5)],
        "major": yes_no(),
        "channel": channels(),
        "lane": lanes(),
        "state": states(document),
        "solved_by": [(code, str(VALUES[code])) for code in ("agent", "engineer")],
        "solved_how": [(code, str(VALUES[code])) for code in ways],
        "way": [(code, str(VALUES[code])) for code in ways],
        "what": [(code, str(words)) for code, words in RECORDED.items()],
        "grade": _grades(document),
    }
    return closed.get(field, [])


def _grades(document: Regulation) -> Choices:
    """Grades by their points, as conditions write them."""
    held = (grade for form in document.questionnaires.values() for grade in form.grades.values())
    return list({str(grade.points): (str(grade.points), said(grade.name)) for grade in held}.values())


def lanes() -> Choices:
    return [(lane.value, _(LANES.get(lane.value, lane.value))) for lane in Lane]


def findings() -> Choices:
    return [(code, str(words)) for code, words in FINDINGS.items()]


def requirements() -> Choices:
    return [(code, str(words)) for code, words in REQUIREMENTS.items()]


def skills(document: Regulation) -> Choices:
    """Skills the desk knows, and those the document names besides."""
    named = {rule.skill: rule.skill for rule in document.categories.values() if rule.skill}
    return list((named | skill_names()).items())


def verbs(document: Regulation) -> Choices:
    """Registration, and whatever can be done to a ticket."""
    named = ((verb.value, said(document.workflow.verbs.get(verb)) or verb.value) for verb in TicketVerb)
    return [("register", _("registration")), *named]


def guards() -> Choices:
    return [(code, str(words)) for code, words in GUARDS.items()]


def states_from(document: Regulation, verb: TicketVerb) -> Choices:
    """The states in which `verb` can be done at all."""
    named = states(document)
    return named if verb in STAYING else [each for each in named if each[0] in POSSIBLE.get(verb, {})]


def states_after(document: Regulation, verb: TicketVerb) -> Choices:
    """The states `verb` can lead to."""
    if verb in (TicketVerb.RESUME, TicketVerb.UNMERGE):
        return [("before", _("the state it had before"))]
    reached = {state.value for after in POSSIBLE.get(verb, {}).values() for state in after}
    return [each for each in states(document) if each[0] in reached]


def figures() -> Choices:
    """Every figure there is, called as the shipped regulations call it."""
    named = {rule.figure: said(rule.name) for each in PRESETS for rule in preset(each).kpi.values()}
    return [(code, named.get(code, code)) for code in sorted(FIGURES)]


def reports() -> Choices:
    named = {rule.report: said(rule.name) for each in PRESETS for rule in preset(each).reports.values()}
    return [(code, named.get(code, code)) for code in sorted(REPORTS)]


def purposes() -> Choices:
    return [
        ("completion", _("is it solved")), ("recurrence", _("has it come back")), ("satisfaction", _("satisfaction")),
        ("acknowledgement", _("acknowledgement")), ("routine", _("routine")), ("implementation", _("implementation")),
    ]  # fmt: skip


def periods() -> Choices:
    return [
        ("day", _("daily")), ("week", _("weekly")), ("month", _("monthly")), ("quarter", _("quarterly")),
        ("year", _("yearly")),
    ]  # fmt: skip


def _point(text: str) -> Point:
    from pydantic import TypeAdapter

    from shouwen.domain.regulation.targets import At

    found: Point = TypeAdapter(At).validate_python(text)
    return found
