"""An example ticket under a draft: its level, its promises, when each falls due, and how the time was counted."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.http import QueryDict
from django.utils import timezone

from shouwen.base.languages import reader_language
from shouwen.base.time import now
from shouwen.capabilities.service_levels.calendars.definitions import as_written
from shouwen.capabilities.service_levels.queries.explaining import CAUSES, promise_name, rule_text
from shouwen.domain.calendars import WorkCalendar
from shouwen.domain.clocks.records import Clock
from shouwen.domain.clocks.terms import Terms, agrees
from shouwen.domain.clocks.timing import counts_from, launch
from shouwen.domain.errors import DomainError
from shouwen.domain.explain import Line, ledger
from shouwen.domain.grading import Grade, grade
from shouwen.domain.regulation import Regulation
from shouwen.domain.regulation.terms import terms_of
from shouwen.web.regulations.hours import said_day
from shouwen.web.regulations.wording import happenings

FIELDS = (
    "x-class",
    "x-impact",
    "x-urgency",
    "x-difficulty",
    "x-service_level",
    "x-team",
    "x-channel",
    "x-at",
)


@dataclass(frozen=True, slots=True)
class Example:
    """A ticket as it might come in; empty fields are not known."""

    klass: str
    impact: str
    urgency: str
    difficulty: str
    service_level: str
    team: str
    channel: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Stretch:
    """One line of the account of the time."""

    begins_at: datetime
    ends_at: datetime
    counts: bool
    cause: str


@dataclass(frozen=True, slots=True)
class Promised:
    """One promise of the example: what starts it, how long it has, when it falls due and why then."""

    code: str
    name: str
    rule: str
    starts: str
    due_at: datetime | None
    is_provisional: bool
    calendar: str
    lines: tuple[Stretch, ...]
    is_this: bool


def example_of(sent: QueryDict, document: Regulation) -> Example:
    """The example asked for; what was not said, or is not known here, is taken from the first fault of the desk."""
    faults = [code for code, rule in document.classes.items() if rule.flow == "fault"]
    klass = _known(sent.get("x-class"), document.classes) or (faults or list(document.classes))[0]
    rule = document.classes[klass]
    standard = [code for code, level in document.service_levels.items() if level.standard]
    return Example(
        klass,
        _known(sent.get("x-impact"), document.impacts) or rule.default_impact or next(iter(document.impacts)),
        _known(sent.get("x-urgency"), document.urgencies)
        or rule.default_urgency
        or next(iter(document.urgencies)),
        _known(sent.get("x-difficulty"), document.difficulties) or next(iter(document.difficulties), ""),
        _known(sent.get("x-service_level"), document.service_levels) or next(iter(standard), ""),
        _known(sent.get("x-team"), document.teams),
        sent.get("x-channel", "") or "phone",
        _instant(sent.get("x-at", "")),
    )


def level_of(document: Regulation, example: Example) -> Grade | None:
    """The level and priority of the example; None where the draft gives none."""
    try:
        return grade(
            document,
            example.impact,
            example.urgency,
            example.difficulty or None,
            klass=example.klass,
            service_level=example.service_level or None,
        )
    except DomainError:
        return None


def promises_of(document: Regulation, example: Example, graded: Grade, *, this: str = "") -> list[Promised]:
    """Every promise that holds for the example, each as if it started at its instant; `this` is the one edited."""
    fields = {
        "class": example.klass, "level": graded.level, "priority": str(graded.priority), "channel": example.channel,
        "service_level": example.service_level, "team": example.team, "state": "in_progress",
        "major": document.levels[graded.level].major,
    }  # fmt: skip
    calendars: dict[str, tuple[WorkCalendar, dict[str, dict[str, str]]]] = {}
    found = []
    for terms in _in_force(terms_of(document), fields):
        code = terms.calendar or document.classes[example.klass].calendar or document.desk.calendar
        if code not in calendars:
            calendars[code] = as_written(code, document.calendars[code])
        found.append(_promised(document, terms, *calendars[code], example.at, this))
    return sorted(found, key=lambda one: (not one.is_this, one.due_at is None, one.due_at))


def _in_force(all_terms: tuple[Terms, ...], fields: dict[str, object]) -> Iterator[Terms]:
    told: set[str] = set()
    for terms in all_terms:
        if terms.subject_kind == "ticket" and terms.promise not in told and agrees(terms.condition, fields):
            told.add(terms.promise)
            yield terms


def _promised(
    document: Regulation,
    terms: Terms,
    calendar: WorkCalendar,
    names: dict[str, dict[str, str]],
    at: datetime,
    this: str,
) -> Promised:
    clock = Clock(terms.promise, terms.code, 1, 0, at, at, calendar.code, calendar.version)
    if terms.recurs:
        clock.counts_from = counts_from(terms, at, calendar)
    try:
        launch(clock, terms, calendar, ())
        account = ledger(clock, terms, calendar, at=at + timedelta(days=30)) if clock.due_at else None
    except DomainError:
        account = None
    starts = [
        code for trigger in terms.starts_on for code in (*sorted(trigger.facts), *sorted(trigger.states))
    ]
    return Promised(
        terms.promise,
        promise_name(document, terms.promise, reader_language()),
        rule_text(terms),
        happenings(document, starts),
        clock.due_at,
        clock.is_provisional,
        document.calendars[calendar.code].name.in_language(reader_language()),
        tuple(_stretch(line, names) for line in account.lines) if account else (),
        terms.promise == this,
    )


def _stretch(line: Line, names: dict[str, dict[str, str]]) -> Stretch:
    cause = str(CAUSES[line.cause])
    return Stretch(
        timezone.localtime(line.begins_at),
        timezone.localtime(line.ends_at),
        line.counts,
        f"{cause} · {said_day(names, line.name)}" if line.name else cause,
    )


def _known(code: str | None, section: object) -> str:
    return code if code and code in section else ""  # type: ignore[operator]  # a mapping of the document


def _instant(written: str) -> datetime:
    try:
        told = datetime.fromisoformat(written)
    except ValueError:
        return timezone.localtime(now()).replace(second=0, microsecond=0)
    return told if told.tzinfo else timezone.make_aware(told)


__all__ = ["FIELDS", "Example", "Promised", "example_of", "level_of", "promises_of"]
