"""What the regulation calls its codes, in the reader's language; none of these questions costs a statement."""

from collections.abc import Mapping
from functools import lru_cache

from django.utils.translation import gettext

from shouwen.base.languages import reader_language
from shouwen.capabilities.regulations.queries import active_regulation, regulation_of
from shouwen.domain.regulation import Regulation
from shouwen.domain.regulation.words import NamedRule

SECTIONS = {
    "class": "classes",
    "category": "categories",
    "level": "levels",
    "impact": "impacts",
    "urgency": "urgencies",
    "difficulty": "difficulties",
    "service_level": "service_levels",
    "route": "routes",
}
"""Kind of code, as in the key `level/high` -> section of the regulation."""


def name_of(regulation_id: int, key: str | None) -> str:
    """The name of a projected code such as `level/high`; empty for none, the bare code where it is unknown."""
    return _name_of(regulation_id, key, reader_language()) if key else ""


@lru_cache(maxsize=4096)
def _name_of(regulation_id: int, key: str, language: str) -> str:
    kind, _slash, code = key.partition("/")
    rule = getattr(regulation_of(regulation_id).document, SECTIONS[kind]).get(code)
    return rule.name.in_language(language) if rule else code


def state_name(regulation_id: int, state: str) -> str:
    return _state_name(regulation_id, state, reader_language())


@lru_cache(maxsize=512)
def _state_name(regulation_id: int, state: str, language: str) -> str:
    return regulation_of(regulation_id).state_name(state)


def line_name(regulation_id: int, code: str) -> str:
    """What the regulation calls a team; the bare code of one that it does not know."""
    return _line_name(regulation_id, code, reader_language()) if code else ""


@lru_cache(maxsize=512)
def _line_name(regulation_id: int, code: str, language: str) -> str:
    rule = regulation_of(regulation_id).document.teams.get(code)
    return rule.name.in_language(language) if rule else code


def suspend_reason(regulation_id: int, code: str) -> str:
    """Why a ticket rests, as the regulation calls it."""
    return _named(regulation_of(regulation_id).document.workflow.suspension_reasons, code)


def hand_over_reason(regulation_id: int, reason: str) -> str:
    """Why a ticket was handed over, as the regulation calls it, else in the words it was told in."""
    return _named(regulation_of(regulation_id).document.dispatch.hand_over_reasons, reason)


def promise_name(document: Regulation, code: str) -> str:
    """What a promise is called: a target's name, or the call-back's for `call_back.…`."""
    plain = code.removeprefix("call_back.")
    rules: Mapping[str, NamedRule] = document.call_backs if plain != code else document.targets
    if code and plain not in rules:  # what is open may have moved to the version in force
        current = active_regulation().document
        rules = current.call_backs if plain != code else current.targets
    return _named(rules, plain)


def grade_name(document: Regulation, questionnaire: str, grade: str) -> str:
    """What a grade of a questionnaire is called; empty without one, or where the questionnaire no longer knows it."""
    rule = document.questionnaires.get(questionnaire)
    return dict(choices_of(rule.grades)).get(grade, "") if rule and grade else ""


def route_name(document: Regulation, code: str) -> str:
    """What a route is called, and the department it leads to."""
    language, route = reader_language(), document.routes[code]
    department = document.teams.get(route.team) if route.team else None
    names = [rule.name.in_language(language) for rule in (route, department) if rule]
    return " · ".join(names)


def choices_of(section: Mapping[str, NamedRule], *, empty: str | None = None) -> list[tuple[str, str]]:
    """(code, name) of every rule of a section, for a field to choose from; `empty` names the choice of none."""
    language = reader_language()
    named = [(code, rule.name.in_language(language)) for code, rule in section.items()]
    return named if empty is None else [("", empty or gettext("Not chosen")), *named]


def _named(section: Mapping[str, NamedRule], code: str) -> str:
    rule = section.get(code)
    return rule.name.in_language(reader_language()) if rule else code
