"""What can be chosen in a document: its own codes and the closed sets, with the words a person reads."""

from collections.abc import Mapping
from typing import Any, get_args

from django.utils.translation import gettext as _

from shouwen.capabilities.tickets.choices import Channel
from shouwen.domain.regulation import Regulation
from shouwen.domain.regulation.facts import CLOCK_FACTS, KNOWN
from shouwen.domain.regulation.messages import Template
from shouwen.domain.regulation.targets import LadderStep, Point, Target
from shouwen.domain.workflow import TicketState
from shouwen.web.regulations.editing.kinds import Choices
from shouwen.web.regulations.wording import RELATIONS, happening, name_of, party, point, said

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


def facts(document: Regulation) -> Choices:
    """What can happen to a ticket, as the workflow calls it."""
    return sorted(((code, happening(document, code)) for code in KNOWN["ticket"]), key=lambda each: each[1])


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
        "ask_estimate": _("ask the handler for an estimate"),
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


def _point(text: str) -> Point:
    from pydantic import TypeAdapter

    from shouwen.domain.regulation.targets import At

    found: Point = TypeAdapter(At).validate_python(text)
    return found
