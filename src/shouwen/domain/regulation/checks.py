"""Whether the sections of a document fit together: every fault as (path, reason)."""

import string
from collections.abc import Iterator
from datetime import time, timedelta
from itertools import chain, pairwise, product
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from shouwen.domain.regulation.after import CallBack
from shouwen.domain.regulation.asking import REGISTER, can_be_asked
from shouwen.domain.regulation.desk import Calendar, Period
from shouwen.domain.regulation.facts import CLOCK_FACTS, KNOWN
from shouwen.domain.regulation.figures import FIGURES, REPORTS
from shouwen.domain.regulation.flow_checks import facts_possible, states_possible, workflow_faults
from shouwen.domain.regulation.messages import PLACEHOLDERS
from shouwen.domain.regulation.model import Regulation
from shouwen.domain.regulation.problems import Path
from shouwen.domain.regulation.references import (
    Fault,
    unknown,
    unknown_among,
    unknown_in_condition,
    unknown_parties,
)
from shouwen.domain.regulation.targets import AFTER_WORK, BRINGING_IN, LadderStep, Point, Target
from shouwen.domain.regulation.words import Text, hours_text
from shouwen.domain.workflow import TicketState, TicketVerb

ROUTED = "ticket.routed_away"
WHOLE = 100  # per cent of a span: due
WEEKS = 500  # in ten years, holidays left out
OUTSIDE = frozenset({"customer", "contact"})
LONGEST_QUOTE = 40


def faults_of(document: Regulation) -> list[Fault]:
    """Everything that keeps `document` from being activated; empty means it fits together."""
    return list(chain.from_iterable(part(document) for part in PARTS))


def _calendars(document: Regulation) -> Iterator[Fault]:
    yield from unknown(("desk", "calendar"), document.desk.calendar, document.calendars, "calendar")
    yield from _zone(("desk", "time_zone"), document.desk.time_zone)
    for code, calendar in document.calendars.items():
        yield from _zone(("calendars", code, "time_zone"), calendar.time_zone)
        yield from _hours(("calendars", code), calendar)
    yield from _room(document)


def _room(document: Regulation) -> Iterator[Fault]:
    """Calendars, any of which a contract may name, on which a promise would not fall due within ten years."""
    limits = chain.from_iterable(target.limits for target in document.targets.values())
    given = [limit.within for limit in limits if limit.within]
    given += [rule.within for rule in document.call_backs.values()]
    longest = max((within.working for within in given if within.working), default=timedelta(0))
    for code, calendar in document.calendars.items():
        week = sum((_length(period) for hours in calendar.week.values() for period in hours), timedelta(0))
        if week and week * WEEKS < longest:
            reason = f"opens too little: {hours_text(longest)} of work would take more than ten years"
            yield ("calendars", code), reason


def _length(period: Period) -> timedelta:
    ends = 24 * 60 if period.end == time.max else period.end.hour * 60 + period.end.minute
    return timedelta(minutes=ends - period.start.hour * 60 - period.start.minute)


def _zone(path: Path, name: str) -> Iterator[Fault]:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        yield path, f"time zone {name!r} is not known"


def _hours(path: Path, calendar: Calendar) -> Iterator[Fault]:
    if not calendar.always_open and not any(calendar.week.values()):
        yield path, "the calendar never opens"
    if calendar.always_open and any(calendar.week.values()):
        yield (*path, "week"), "the calendar is always open; opening hours contradict that"
    listed: list[tuple[Path, tuple[Period, ...]]] = [
        (("week", day), hours) for day, hours in calendar.week.items()
    ]
    listed += [(("days", number), day.hours) for number, day in enumerate(calendar.days)]
    for place, periods in listed:
        for first, second in pairwise(periods):
            if second.start < first.end:
                yield (*path, *place), "two periods of one day overlap or stand in the wrong order"
        if any(period.end <= period.start for period in periods):
            yield (*path, *place), "a period ends before it starts"
    for number, day in enumerate(calendar.days):
        if [day.closed, day.hours_of is not None, bool(day.hours)].count(True) != 1:
            yield (*path, "days", number), "needs exactly one of closed, hours_of and hours"


def _classes(document: Regulation) -> Iterator[Fault]:
    prefixes: dict[str, str] = {}
    for code, klass in document.classes.items():
        path = ("classes", code)
        yield from unknown((*path, "closing"), klass.closing, document.closing, "closing rule")
        yield from unknown((*path, "default_level"), klass.default_level, document.levels, "level")
        yield from unknown((*path, "default_impact"), klass.default_impact, document.impacts, "impact")
        yield from unknown((*path, "default_urgency"), klass.default_urgency, document.urgencies, "urgency")
        yield from unknown((*path, "calendar"), klass.calendar, document.calendars, "calendar")
        yield from unknown((*path, "team"), klass.team, document.teams, "team")
        if other := prefixes.get(klass.prefix):
            yield (*path, "prefix"), f"{klass.prefix} already numbers the class {other!r}"
        prefixes[klass.prefix] = code
    for code, category in document.categories.items():
        path = ("categories", code)
        yield from unknown((*path, "class"), category.klass, document.classes, "class")
        yield from unknown((*path, "team"), category.team, document.teams, "team")
        yield from unknown((*path, "parent"), category.parent, document.categories, "category")
    for code, team in document.teams.items():
        yield from unknown(("teams", code, "calendar"), team.calendar, document.calendars, "calendar")


def _matrix(document: Regulation) -> Iterator[Fault]:
    open_cells = set(product(document.impacts, document.urgencies, document.difficulties or ("",)))
    for number, row in enumerate(document.grading.matrix):
        path = ("grading", "matrix", number)
        yield from unknown_among((*path, "impact"), row.impact, document.impacts, "impact")
        yield from unknown_among((*path, "urgency"), row.urgency, document.urgencies, "urgency")
        yield from unknown_among((*path, "difficulty"), row.difficulty, document.difficulties, "difficulty")
        yield from unknown((*path, "level"), row.level, document.levels, "level")
        held = set(product(row.impact, row.urgency, row.difficulty or tuple(document.difficulties) or ("",)))
        if not held & open_cells:
            yield path, "is never reached: rows above decide all its cells"
        open_cells -= held
    for impact, urgency, difficulty in sorted(open_cells):
        cell = " x ".join(filter(None, (impact, urgency, difficulty)))
        yield ("grading", "matrix"), f"has a hole: nothing says the level of {cell}"
    for number, own in enumerate(document.grading.classes):
        yield from unknown(("grading", "classes", number, "class"), own.klass, document.classes, "class")
        yield from unknown(("grading", "classes", number, "level"), own.level, document.levels, "level")
    yield from unknown_parties(document, ("grading", "fixed_by"), document.grading.fixed_by)


def _required_fields(document: Regulation) -> Iterator[Fault]:
    verbs = {REGISTER, *TicketVerb}
    offered = {"category": document.categories, "difficulty": document.difficulties}
    for code, rule in document.required_fields.items():
        yield from unknown_among(("required_fields", code, "on"), rule.on, verbs, "verb")
        yield from unknown_in_condition(document, ("required_fields", code, "when"), rule.when)
        for number, verb in enumerate(rule.on):
            if verb in verbs and not can_be_asked(rule, verb):
                yield ("required_fields", code, "on", number), f"{verb!r} does not ask for {rule.field!r}"
        if rule.ask == "value" and rule.field in offered and not offered[rule.field]:
            yield ("required_fields", code, "field"), f"there is nothing to choose for {rule.field!r}"
        if set(rule.on) - {REGISTER}:
            if rule.ask == "yes_no_file":
                yield ("required_fields", code, "ask"), "only registering asks that; ask for a file here"
            if rule.or_reason:
                yield ("required_fields", code, "or_reason"), "only registering asks for such a reason"


def _routes(document: Regulation) -> Iterator[Fault]:
    for code, route in document.routes.items():
        path = ("routes", code)
        yield from unknown((*path, "team"), route.team, document.teams, "team")
        yield from unknown((*path, "role"), route.role, document.roles, "role")
        yield from unknown((*path, "template"), route.template, document.templates, "template")
        yield from unknown_in_condition(document, (*path, "when"), route.when)
        if route.template in document.templates and ROUTED not in document.templates[route.template].on:
            yield (*path, "template"), f"template {route.template!r} does not listen to {ROUTED}"
        if not (route.team or route.role or route.serve_anyway or route.advice):
            yield path, "leads nowhere: name a team, a role or the advice given"


def _dispatch(document: Regulation) -> Iterator[Fault]:
    rules = document.dispatch
    yield from unknown_parties(document, ("dispatch", "by"), rules.by)
    yield from unknown_parties(document, ("dispatch", "falls_to"), rules.falls_to)
    yield from unknown_among(("dispatch", "lines"), rules.lines, document.teams, "team")
    if not any(rules.weights.model_dump().values()):
        yield ("dispatch", "weights"), "are all nothing: no suggestion could be ranked"


def _targets(document: Regulation) -> Iterator[Fault]:
    for code, target in document.targets.items():
        path = ("targets", code)
        yield from unknown_in_condition(document, (*path, "when"), target.when)
        yield from unknown((*path, "ladder"), target.ladder, document.ladders, "ladder")
        yield from unknown(
            (*path, "calendar"), target.calendar, {"contract", *document.calendars}, "calendar"
        )
        yield from _triggers(document, path, target)
        for number, limit in enumerate(target.limits):
            yield from unknown_in_condition(document, (*path, "limits", number, "when"), limit.when)
            for field, values in limit.when.named().items():
                wanted = target.when.named().get(field)
                if wanted and not set(wanted) & set(values):
                    yield (
                        (*path, "limits", number, field),
                        "can never hold beside the promise's own condition",
                    )
        for number, limit in enumerate(target.limits[:-1]):
            if not limit.when.named():
                yield (*path, "limits", number), "applies always: the limits below it are never reached"


def _triggers(document: Regulation, path: Path, target: Target) -> Iterator[Fault]:
    known = KNOWN.get(target.subject)
    if known is None:
        yield (
            (*path, "subject"),
            f"no facts of a {target.subject} are known yet, so nothing could start the clock",
        )
        return
    possible = (
        {*facts_possible(document), *states_possible(document)} if target.subject == "ticket" else known
    )
    for key in ("starts_on", "meets_on", "cancels_on"):
        for name in getattr(target, key):
            if "." not in name and target.subject != "ticket":
                yield (*path, key), "names a state, which only tickets have"
            elif "." not in name:
                yield from unknown((*path, key), name, list(TicketState), "state")
            elif name not in known:
                yield (*path, key), f"fact {name!r} is not known"
        if key != "cancels_on" and not any(name in possible for name in getattr(target, key)):
            yield (*path, key), "can't happen: the workflow has no edge that leaves such a fact"
    if target.pauses_while and target.subject != "ticket":
        yield (*path, "pauses_while"), "names a state, which only tickets have"
    yield from unknown_among((*path, "pauses_while"), target.pauses_while, list(TicketState), "state")
    yield from unknown_among(
        (*path, "pause_reasons"),
        target.pause_reasons,
        document.workflow.suspension_reasons,
        "suspension reason",
    )


def _ladders(document: Regulation) -> Iterator[Fault]:
    for code, ladder in document.ladders.items():
        for number, step in enumerate(ladder.steps):
            path = ("ladders", code, "steps", number)
            yield from unknown_parties(document, (*path, "to"), step.to)
            yield from _brought_in(document, path, step)
            yield from unknown_in_condition(document, (*path, "when"), step.when)
            yield from unknown((*path, "template"), step.template, document.templates, "template")
        if any(_place(second.at) < _place(first.at) for first, second in pairwise(ladder.steps)):
            yield ("ladders", code, "steps"), "do not stand in the order of time"
        if all(party in OUTSIDE for step in ladder.steps for party in step.to):
            yield ("ladders", code), "reaches nobody of the desk"
        if ladder.quiet_hours:
            yield from unknown_among(
                ("ladders", code, "quiet_hours", "except_levels"),
                ladder.quiet_hours.except_levels,
                document.levels,
                "level",
            )


def _brought_in(document: Regulation, path: Path, step: LadderStep) -> Iterator[Fault]:
    """Whom a step brings in must be there, of the desk, and brought in by its act."""
    yield from unknown_parties(document, (*path, "brings"), step.brings)
    if step.act in BRINGING_IN:
        if all(party in OUTSIDE for party in step.brings or step.to):
            yield (*path, "brings"), "brings in nobody of the desk"
        return
    for key in ("brings", "wish"):
        if getattr(step, key):
            yield (*path, key), "is only for a step that brings somebody in"


def _place(at: Point) -> tuple[int, float]:
    """Where a point lies as far as it is known without the span: shares, then offsets before due, then after it."""
    if at.percent is not None:
        return (0 if at.percent < WHOLE else 2, at.percent)
    seconds = at.offset.total_seconds() if at.offset else 0.0
    return (1, seconds) if seconds < 0 else (2, WHOLE if not seconds else WHOLE + seconds)


def _call_backs(document: Regulation) -> Iterator[Fault]:
    for code, rule in document.call_backs.items():
        path = ("call_backs", code)
        yield from unknown_in_condition(document, (*path, "when"), rule.when)
        yield from unknown_among((*path, "after"), rule.after, facts_possible(document), "fact")
        yield from unknown(
            (*path, "questionnaire"), rule.questionnaire, document.questionnaires, "questionnaire"
        )
        yield from unknown((*path, "script"), rule.script, document.scripts, "script")
        yield from unknown_parties(document, (*path, "by"), rule.by)
        yield from unknown((*path, "ladder"), rule.ladder, document.ladders, "ladder")
        yield from _ladder_after_work(document, (*path, "ladder"), rule)
    for code, form in document.questionnaires.items():
        if any(question.answers == "grade" for question in form.questions.values()) and not form.grades:
            yield ("questionnaires", code, "grades"), "are missing, yet a question asks for one"
        for question, asked in form.questions.items():
            if asked.answers == "choice" and not asked.choices:
                yield ("questionnaires", code, "questions", question), "asks for a choice and offers none"
        if len({answer.points for answer in form.grades.values()}) < len(form.grades):
            yield (
                ("questionnaires", code, "grades"),
                "have the same points twice, so that they can't be told apart",
            )
        for grade, answer in form.grades.items():
            yield from unknown_parties(
                document, ("questionnaires", code, "grades", grade, "tells"), answer.tells
            )


def _ladder_after_work(document: Regulation, path: Path, rule: CallBack) -> Iterator[Fault]:
    """A call-back after the work has a ladder that can still do something then."""
    if not set(rule.after) <= {"ticket.completed", "ticket.verified", "ticket.closed"}:
        return
    ladder = document.ladders.get(rule.ladder or "")
    possible = {"tell"} if "ticket.closed" in rule.after else AFTER_WORK
    acts = {step.act for step in ladder.steps} if ladder else set()
    for act in sorted(acts - possible):
        yield path, f"has a step that does {act!r}, which comes to nothing once the work is done"


def _closing(document: Regulation) -> Iterator[Fault]:
    purposes = {rule.purpose for rule in document.call_backs.values()}
    for code, rule in document.closing.items():
        path = ("closing", code)
        yield from unknown_parties(document, (*path, "closes_by"), rule.closes_by)
        yield from unknown_parties(document, (*path, "override_by"), rule.override_by)
        yield from unknown_in_condition(document, (*path, "when"), rule.when)
        if ("grade_at_least" in rule.requires) != (rule.grade_at_least is not None):
            yield (*path, "grade_at_least"), "a grade is required and its number given, or neither"
        if "grade_at_least" in rule.requires and not any(
            form.grades for form in document.questionnaires.values()
        ):
            yield (*path, "requires"), "a grade is required, yet no questionnaire asks for one"
        if "first_call_back" in rule.requires and not purposes & {"completion", "satisfaction"}:
            yield (*path, "requires"), "a first call-back is required, yet none is laid down"
        if "second_call_back" in rule.requires and "recurrence" not in purposes:
            yield (
                (*path, "requires"),
                "a second call-back is required, yet none asks whether the fault came back",
            )


def _messages(document: Regulation) -> Iterator[Fault]:
    for code, template in document.templates.items():
        path = ("templates", code)
        yield from unknown_among((*path, "on"), template.on, _facts_told(), "fact")
        yield from unknown_in_condition(document, (*path, "when"), template.when)
        yield from unknown_parties(document, (*path, "to"), template.to)
        yield from _placeholders((*path, "subject"), template.subject)
        yield from _placeholders((*path, "body"), template.body)
    for code, script in document.scripts.items():
        yield from _placeholders(("scripts", code, "say"), script.say)
        for number, branch in enumerate(script.branches):
            yield from _placeholders(("scripts", code, "branches", number, "say"), branch.say)


def _facts_told() -> frozenset[str]:
    return frozenset(chain.from_iterable(KNOWN.values())) | CLOCK_FACTS


def _placeholders(path: Path, text: Text) -> Iterator[Fault]:
    for language in ("zh", "en"):
        place = (*path, language)
        try:
            parts = list(string.Formatter().parse(getattr(text, language)))
        except ValueError:
            yield place, "has a brace that is not closed"
            continue
        for _literal, name, form, conversion in parts:
            if name is None:
                continue
            yield from unknown(place, name, PLACEHOLDERS, "placeholder")
            if rest := (f"!{conversion}" if conversion else "") + (f":{form}" if form else ""):
                yield (
                    place,
                    f"placeholder {name!r} stands alone in its braces: leave {rest[:LONGEST_QUOTE]!r} out",
                )


def _rest(document: Regulation) -> Iterator[Fault]:
    for code, figure in document.kpi.items():
        yield from unknown(("kpi", code, "figure"), figure.figure, FIGURES, "figure")
        yield from unknown_in_condition(document, ("kpi", code, "when"), figure.when)
        yield from unknown_parties(document, ("kpi", code, "roles"), figure.roles)
    for code, report in document.reports.items():
        yield from unknown(("reports", code, "report"), report.report, REPORTS, "report")
        yield from unknown_parties(document, ("reports", code, "sender"), report.sender)
        yield from unknown_parties(document, ("reports", code, "receiver"), report.receiver)
    for code, hours in document.standard_hours.items():
        yield from unknown(
            ("standard_hours", code, "category"), hours.category, document.categories, "category"
        )
        yield from unknown(("standard_hours", code, "level"), hours.level, document.levels, "level")
    yield from unknown_parties(document, ("points", "decided_by"), document.points.decided_by)
    if sum(level.standard for level in document.service_levels.values()) > 1:
        yield ("service_levels",), "more than one is marked standard"


PARTS = (
    _calendars, _classes, _matrix, _required_fields, _routes, workflow_faults, _dispatch, _targets, _ladders,
    _call_backs, _closing, _messages, _rest,
)  # fmt: skip
"""Each looks at some sections and tells what does not fit, in the order of the document."""
