"""What the keys and codes of the document are called where two of its versions are compared."""

import re
from collections.abc import Mapping
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from shouwen.domain.regulation import Regulation
from shouwen.domain.regulation.words import NamedRule
from shouwen.domain.workflow import TicketVerb
from shouwen.web.regulations.titles import TITLES
from shouwen.web.regulations.wording import GUARDS, VALUES, happening, name_of, party, said

KEYS: Final[Mapping[str, Promise | str]] = {
    "about": pgettext_lazy("rule", "about"),
    "act": pgettext_lazy("rule", "act"),
    "advice": pgettext_lazy("rule", "advice"),
    "after": pgettext_lazy("rule", "after"),
    "again_after": pgettext_lazy("rule", "again after"),
    "agent_shift_lead": pgettext_lazy("rule", "agent shift lead"),
    "agents_solve": pgettext_lazy("rule", "agents solve"),
    "always_open": pgettext_lazy("rule", "always open"),
    "answer": pgettext_lazy("rule", "answer"),
    "answer_span": pgettext_lazy("rule", "answer span"),
    "answers": pgettext_lazy("rule", "answers"),
    "appeal_within": pgettext_lazy("rule", "appeal within"),
    "ask": pgettext_lazy("rule", "ask"),
    "asks_improvement": pgettext_lazy("rule", "asks improvement"),
    "asks_text": pgettext_lazy("rule", "asks text"),
    "at": pgettext_lazy("rule", "at"),
    "body": pgettext_lazy("rule", "body"),
    "branches": pgettext_lazy("rule", "branches"),
    "brings": pgettext_lazy("rule", "brings"),
    "by": pgettext_lazy("rule", "by"),
    "calendar": pgettext_lazy("rule", "calendar"),
    "call_back": pgettext_lazy("rule", "call back"),
    "cancels_on": pgettext_lazy("rule", "cancels on"),
    "category": pgettext_lazy("rule", "category"),
    "channel": pgettext_lazy("rule", "channel"),
    "channels": pgettext_lazy("rule", "channels"),
    "choices": pgettext_lazy("rule", "choices"),
    "class": pgettext_lazy("rule", "class"),
    "close_with": pgettext_lazy("rule", "close with"),
    "closed": pgettext_lazy("rule", "closed"),
    "closes": pgettext_lazy("rule", "closes"),
    "closes_by": pgettext_lazy("rule", "closes by"),
    "closing": pgettext_lazy("rule", "closing"),
    "code": pgettext_lazy("rule", "code"),
    "complaint_phone": pgettext_lazy("rule", "complaint phone"),
    "contract": pgettext_lazy("rule", "contract"),
    "counts": pgettext_lazy("rule", "counts"),
    "customer": pgettext_lazy("rule", "customer"),
    "customer_may_confirm": pgettext_lazy("rule", "customer may confirm"),
    "customers_register": pgettext_lazy("rule", "customers register"),
    "day_before": pgettext_lazy("rule", "day before"),
    "day_of_month": pgettext_lazy("rule", "day of month"),
    "days": pgettext_lazy("rule", "days"),
    "decided_by": pgettext_lazy("rule", "decided by"),
    "deduction": pgettext_lazy("rule", "deduction"),
    "default_impact": pgettext_lazy("rule", "default impact"),
    "default_level": pgettext_lazy("rule", "default level"),
    "default_urgency": pgettext_lazy("rule", "default urgency"),
    "definition": pgettext_lazy("rule", "definition"),
    "difficulty": pgettext_lazy("rule", "difficulty"),
    "due": pgettext_lazy("rule", "due"),
    "duties": pgettext_lazy("rule", "duties"),
    "duty": pgettext_lazy("rule", "duty"),
    "edges": pgettext_lazy("rule", "edges"),
    "en": pgettext_lazy("rule", "en"),
    "end": pgettext_lazy("rule", "end"),
    "end_of_workday": pgettext_lazy("rule", "end of workday"),
    "every": pgettext_lazy("rule", "every"),
    "except_levels": pgettext_lazy("rule", "except levels"),
    "falls_to": pgettext_lazy("rule", "falls to"),
    "fax": pgettext_lazy("rule", "fax"),
    "field": pgettext_lazy("rule", "field"),
    "figure": pgettext_lazy("rule", "figure"),
    "findings": pgettext_lazy("rule", "findings"),
    "first_day_counts": pgettext_lazy("rule", "first day counts"),
    "fixed_by": pgettext_lazy("rule", "fixed by"),
    "flow": pgettext_lazy("rule", "flow"),
    "format": pgettext_lazy("rule", "format"),
    "from": pgettext_lazy("rule", "from"),
    "full_update_only": pgettext_lazy("rule", "full update only"),
    "grade": pgettext_lazy("rule", "grade"),
    "grade_at_least": pgettext_lazy("rule", "grade at least"),
    "grades": pgettext_lazy("rule", "grades"),
    "guards": pgettext_lazy("rule", "guards"),
    "hand_over_reasons": pgettext_lazy("rule", "hand over reasons"),
    "holidays": pgettext_lazy("rule", "holidays"),
    "hotline": pgettext_lazy("rule", "hotline"),
    "hours": pgettext_lazy("rule", "hours"),
    "hours_of": pgettext_lazy("rule", "hours of"),
    "impact": pgettext_lazy("rule", "impact"),
    "incident_manager": pgettext_lazy("rule", "incident manager"),
    "key_point": pgettext_lazy("rule", "key point"),
    "kind": pgettext_lazy("rule", "kind"),
    "knowledge_first": pgettext_lazy("rule", "knowledge first"),
    "ladder": pgettext_lazy("rule", "ladder"),
    "lane": pgettext_lazy("rule", "lane"),
    "late_after": pgettext_lazy("rule", "late after"),
    "late_start": pgettext_lazy("rule", "late start"),
    "level": pgettext_lazy("rule", "level"),
    "limits": pgettext_lazy("rule", "limits"),
    "line": pgettext_lazy("rule", "line"),
    "lines": pgettext_lazy("rule", "lines"),
    "load": pgettext_lazy("rule", "load"),
    "low_grades_close_after": pgettext_lazy("rule", "low grades close after"),
    "mail": pgettext_lazy("rule", "mail"),
    "major": pgettext_lazy("rule", "major"),
    "matrix": pgettext_lazy("rule", "matrix"),
    "meets_on": pgettext_lazy("rule", "meets on"),
    "meets_when": pgettext_lazy("rule", "meets when"),
    "months": pgettext_lazy("rule", "months"),
    "most_open": pgettext_lazy("rule", "most open"),
    "name": pgettext_lazy("rule", "name"),
    "needs_approval": pgettext_lazy("rule", "needs approval"),
    "needs_check": pgettext_lazy("rule", "needs check"),
    "needs_dispatch": pgettext_lazy("rule", "needs dispatch"),
    "needs_reply": pgettext_lazy("rule", "needs reply"),
    "not_before": pgettext_lazy("rule", "not before"),
    "offset": pgettext_lazy("rule", "offset"),
    "on": pgettext_lazy("rule", "on"),
    "on_site_before_approval": pgettext_lazy("rule", "on site before approval"),
    "only_on_duty": pgettext_lazy("rule", "only on duty"),
    "or_reason": pgettext_lazy("rule", "or reason"),
    "order_by": pgettext_lazy("rule", "order by"),
    "origin": pgettext_lazy("rule", "origin"),
    "override_by": pgettext_lazy("rule", "override by"),
    "owner_binding": pgettext_lazy("rule", "owner binding"),
    "parent": pgettext_lazy("rule", "parent"),
    "pause_reasons": pgettext_lazy("rule", "pause reasons"),
    "pauses_while": pgettext_lazy("rule", "pauses while"),
    "people_only": pgettext_lazy("rule", "people only"),
    "per": pgettext_lazy("rule", "per"),
    "percent": pgettext_lazy("rule", "percent"),
    "period": pgettext_lazy("rule", "period"),
    "phase": pgettext_lazy("rule", "phase"),
    "pick_up_rings": pgettext_lazy("rule", "pick up rings"),
    "points": pgettext_lazy("rule", "points"),
    "prefer_incident_manager": pgettext_lazy("rule", "prefer incident manager"),
    "prefix": pgettext_lazy("rule", "prefix"),
    "priority": pgettext_lazy("rule", "priority"),
    "product": pgettext_lazy("rule", "product"),
    "product_kinds": pgettext_lazy("rule", "product kinds"),
    "products": pgettext_lazy("rule", "products"),
    "promise": pgettext_lazy("rule", "promise"),
    "purpose": pgettext_lazy("rule", "purpose"),
    "qualification": pgettext_lazy("rule", "qualification"),
    "question": pgettext_lazy("rule", "question"),
    "questionnaire": pgettext_lazy("rule", "questionnaire"),
    "questions": pgettext_lazy("rule", "questions"),
    "quiet_hours": pgettext_lazy("rule", "quiet hours"),
    "raises_priority_by": pgettext_lazy("rule", "raises priority by"),
    "rank": pgettext_lazy("rule", "rank"),
    "reaches_back": pgettext_lazy("rule", "reaches back"),
    "reason": pgettext_lazy("rule", "reason"),
    "reason_to_change": pgettext_lazy("rule", "reason to change"),
    "receiver": pgettext_lazy("rule", "receiver"),
    "record": pgettext_lazy("rule", "record"),
    "refusal_reasons": pgettext_lazy("rule", "refusal reasons"),
    "reopen_within": pgettext_lazy("rule", "reopen within"),
    "report": pgettext_lazy("rule", "report"),
    "required": pgettext_lazy("rule", "required"),
    "requires": pgettext_lazy("rule", "requires"),
    "responsible_binding": pgettext_lazy("rule", "responsible binding"),
    "restarts": pgettext_lazy("rule", "restarts"),
    "role": pgettext_lazy("rule", "role"),
    "route": pgettext_lazy("rule", "route"),
    "say": pgettext_lazy("rule", "say"),
    "script": pgettext_lazy("rule", "script"),
    "sender": pgettext_lazy("rule", "sender"),
    "serve_anyway": pgettext_lazy("rule", "serve anyway"),
    "service_level": pgettext_lazy("rule", "service level"),
    "shown_to_customer": pgettext_lazy("rule", "shown to customer"),
    "shows_summary": pgettext_lazy("rule", "shows summary"),
    "silence": pgettext_lazy("rule", "silence"),
    "site": pgettext_lazy("rule", "site"),
    "skill": pgettext_lazy("rule", "skill"),
    "solved_by": pgettext_lazy("rule", "solved by"),
    "solved_how": pgettext_lazy("rule", "solved how"),
    "span": pgettext_lazy("rule", "span"),
    "stage": pgettext_lazy("rule", "stage"),
    "standard": pgettext_lazy("rule", "standard"),
    "standard_span": pgettext_lazy("rule", "standard span"),
    "start": pgettext_lazy("rule", "start"),
    "starts_from": pgettext_lazy("rule", "starts from"),
    "starts_on": pgettext_lazy("rule", "starts on"),
    "starts_when": pgettext_lazy("rule", "starts when"),
    "state": pgettext_lazy("rule", "state"),
    "states": pgettext_lazy("rule", "states"),
    "steps": pgettext_lazy("rule", "steps"),
    "subject": pgettext_lazy("rule", "subject"),
    "suspension_reasons": pgettext_lazy("rule", "suspension reasons"),
    "team": pgettext_lazy("rule", "team"),
    "tells": pgettext_lazy("rule", "tells"),
    "template": pgettext_lazy("rule", "template"),
    "then": pgettext_lazy("rule", "then"),
    "time_zone": pgettext_lazy("rule", "time zone"),
    "times": pgettext_lazy("rule", "times"),
    "times_each_workday": pgettext_lazy("rule", "times each workday"),
    "to": pgettext_lazy("rule", "to"),
    "told_back": pgettext_lazy("rule", "told back"),
    "tone": pgettext_lazy("rule", "tone"),
    "tries": pgettext_lazy("rule", "tries"),
    "undo_within": pgettext_lazy("rule", "undo within"),
    "urgency": pgettext_lazy("rule", "urgency"),
    "verbs": pgettext_lazy("rule", "verbs"),
    "waits_for_customer": pgettext_lazy("rule", "waits for customer"),
    "wall": pgettext_lazy("rule", "wall"),
    "wanted": pgettext_lazy("rule", "wanted"),
    "warn": pgettext_lazy("rule", "warn"),
    "way": pgettext_lazy("rule", "way"),
    "website": pgettext_lazy("rule", "website"),
    "week": pgettext_lazy("rule", "week"),
    "weights": pgettext_lazy("rule", "weights"),
    "what": pgettext_lazy("rule", "what"),
    "when": pgettext_lazy("rule", "when"),
    "wish": pgettext_lazy("rule", "wish"),
    "within": pgettext_lazy("rule", "within"),
    "working": pgettext_lazy("rule", "working"),
    "wrong_reasons": pgettext_lazy("rule", "wrong reasons"),
    "zh": pgettext_lazy("rule", "zh"),
    "zone": pgettext_lazy("rule", "zone"),
}
SECTION_OF: Final = {
    "level": "levels",
    "default_level": "levels",
    "except_levels": "levels",
    "impact": "impacts",
    "default_impact": "impacts",
    "urgency": "urgencies",
    "default_urgency": "urgencies",
    "difficulty": "difficulties",
    "service_level": "service_levels",
    "class": "classes",
    "category": "categories",
    "team": "teams",
    "parent": "teams",
    "calendar": "calendars",
    "ladder": "ladders",
    "script": "scripts",
    "questionnaire": "questionnaires",
    "template": "templates",
    "route": "routes",
    "role": "roles",
    "closing": "closing",
}
"""Keys whose values are codes of a section."""
PARTIES: Final = frozenset({
    "by", "brings", "closes_by", "decided_by", "falls_to", "fixed_by", "incident_manager", "override_by",
    "receiver", "sender",
})  # fmt: skip
HAPPENINGS: Final = frozenset({
    "after", "cancels_on", "from", "meets_on", "on", "pauses_while", "starts_on", "state", "to",
})  # fmt: skip
LENGTH: Final = re.compile(r"([+-]?)(\d{1,6})(m|h|d)")


def key_words(key: str) -> str:
    """What a key of the document is called; the key itself where it is a code of the desk's own."""
    return str(KEYS.get(key) or TITLES.get(key, key))


def place_words(document: Regulation, section: str, keys: list[str]) -> str:
    """Where in a section something stands: `Limits › no. 2 › Within`; a rule is called by its name."""
    held: Any = getattr(document, section, None)
    told = []
    for key in keys:
        inner = held.get(key) if isinstance(held, Mapping) else getattr(held, key, None)
        told.append(_place(document, key, inner, is_coded=isinstance(held, Mapping)))
        held = inner
    return " › ".join(told)


def _place(document: Regulation, key: str, held: Any, *, is_coded: bool) -> str:
    if key.isdecimal() and not is_coded:
        return _("no. %(number)s") % {"number": key}
    if isinstance(held, NamedRule):
        return said(held.name)
    if is_coded and key in {verb.value for verb in TicketVerb}:
        return said(document.workflow.verbs.get(TicketVerb(key))) or key
    return happening(document, key) if is_coded and key not in KEYS else key_words(key)


def value_words(document: Regulation, key: str, value: Any) -> Any:
    """`value` as it stands under `key`, with words for codes and keys; its shape stays."""
    if isinstance(value, dict):
        return {key_words(inner): _inner(document, inner, part) for inner, part in value.items()}
    if isinstance(value, list):
        return [_inner(document, key, part) for part in value]
    return _value(document, key, value) if isinstance(value, str) else value


def _inner(document: Regulation, key: str, value: Any) -> Any:
    """The same within a larger value, where a number is to stand as one."""
    is_number = isinstance(value, str) and value.isascii() and value.isdecimal()
    return int(value) if is_number else value_words(document, key, value)


def _value(document: Regulation, key: str, value: str) -> str:
    if value in ("yes", "no"):
        return str(VALUES[value])
    if key in SECTION_OF:
        return name_of(getattr(document, SECTION_OF[key]), value)
    if match := LENGTH.fullmatch(value):
        sign, number, unit = match.groups()
        return sign + _length(int(number), unit)
    if value in GUARDS:
        return str(GUARDS[value])
    if key in PARTIES:
        return party(document, value)
    if key in HAPPENINGS:
        told = happening(document, value)
        return told if told != value else party(document, value)
    return value


def _length(number: int, unit: str) -> str:
    """A length as it was written, for a day of work is no day on the wall."""
    if unit == "m":
        return _("%(minutes)d min") % {"minutes": number}
    return _("%(hours)d h") % {"hours": number} if unit == "h" else _("%(days)d d") % {"days": number}
