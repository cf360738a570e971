"""Why is this due then: a clock's account in words that a customer may read."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from shouwen.base.languages import reader_language
from shouwen.base.models import Fact
from shouwen.base.time import now
from shouwen.capabilities.people.models import Person
from shouwen.capabilities.regulations.queries import regulation_of
from shouwen.capabilities.service_levels.calendars.shelf import calendar_of, day_name
from shouwen.capabilities.service_levels.models import Clock
from shouwen.capabilities.service_levels.queries.folds import book_for, stored_clock
from shouwen.capabilities.service_levels.queries.spans import counted_text, hours_text, span_text
from shouwen.capabilities.service_levels.queries.telling_clocks import beginning, outcome, standing
from shouwen.domain.clocks.terms import (
    CalendarDays,
    DayOfMonth,
    Terms,
    TimesADay,
    WallSpan,
    WorkingDayEnd,
    WorkingSpan,
)
from shouwen.domain.explain import Cause, Ledger, Line, ledger
from shouwen.domain.regulation import Regulation

CAUSES: Final[dict[Cause, str | Promise]] = {
    Cause.OPEN: _("working hours"),
    Cause.MAKE_UP: _("make-up workday"),
    Cause.OWN_HOURS: _("special hours"),
    Cause.WALL: _("around the clock"),
    Cause.CLOSED: _("outside working hours"),
    Cause.DAY_OFF: _("day off"),
    Cause.HOLIDAY: _("public holiday"),
    Cause.PAUSED: _("paused"),
}


@dataclass(frozen=True, slots=True)
class Explanation:
    """One clock's account: what was promised by which rule, and line by line how the time was counted.

    It `adds_up` where the promise is a span: else the sum of what counted means nothing. `by_the_wall`: every hour of
    the day counts.
    """

    clock: Clock
    promise: str
    rule: str
    origin: str
    calendar: str
    regulation_number: int
    ledger: Ledger
    lines: tuple[tuple[Line, str], ...]
    beginning: tuple[str, ...]
    outcome: tuple[str, ...]
    adds_up: bool
    by_the_wall: bool

    def counted_text(self, span: timedelta) -> str:
        """So much of what counted, in words."""
        return counted_text(span, by_the_wall=self.by_the_wall)

    @property
    def notes(self) -> tuple[str, ...]:
        """What the stretches do not say, in sentences: from when it counts and why, its turns, what became of it."""
        return self.beginning + self.outcome

    def as_text(self, *, names: Mapping[int | None, str] | None = None) -> str:
        """The whole account as plain lines in the reader's language and the calendar's local time.

        `names` says who told the facts by which it was paused, by their numbers; a customer gets none.
        """
        local = wall_of(self.clock)
        head = [
            f"{self.promise} · {self.rule} · {standing(self.clock)}",
            gettext(
                "Regulation version %(number)d, calendar %(calendar)s version %(version)d, clause %(origin)s"
            )
            % {
                "number": self.regulation_number,
                "calendar": self.calendar,
                "version": self.ledger.calendar_version,
                "origin": self.origin,
            },
        ]
        if self.ledger.due_at is not None:
            head.append(gettext("Due at %(at)s") % {"at": local(self.ledger.due_at)})
        head += self.notes
        for line, cause in self.lines:
            length = self.counted_text(line.length) if line.counts else "-"
            who = (names or {}).get(line.paused_by, "")
            by = f" · {who}" if who else ""
            head.append(f"  {local(line.begins_at)}  {local(line.ends_at)}  {length:>12}  {cause}{by}")
        if self.adds_up:
            head.append(
                gettext("Counted in total: %(span)s") % {"span": self.counted_text(self.ledger.counted)}
            )
        return "\n".join(head)


def explain_clock(clock: Clock, *, at: datetime | None = None) -> Explanation:
    """The account of `clock` up to its end, or until it falls due; at most two statements, none when cached."""
    regulation = regulation_of(clock.regulation_id)
    document, language = regulation.document, reader_language()
    terms = book_for(regulation, clock.subject.kind).terms[clock.terms]
    calendar = calendar_of(clock.calendar, clock.calendar_version)
    account = ledger(stored_clock(clock), terms, calendar, at=at or now())
    named = document.calendars.get(clock.calendar)
    return Explanation(
        clock,
        promise_name(document, clock.promise, language),
        rule_text(terms),
        origin_of(document, clock.promise),
        named.name.in_language(language) if named else clock.calendar,
        regulation.number,
        account,
        tuple((line, line_text(document, clock, line, language)) for line in account.lines),
        tuple(beginning(clock, terms, wall_of(clock))),
        tuple(outcome(clock, document, language, wall_of(clock))),
        isinstance(terms.due, WorkingSpan | WallSpan),
        terms.by_the_wall or calendar.always_open,
    )


def wall_of(clock: Clock) -> Callable[[datetime], str]:
    """Tells an instant as the clocks on the wall show it where the clock's calendar is kept."""
    zone = calendar_of(clock.calendar, clock.calendar_version).tzinfo
    return lambda instant: f"{instant.astimezone(zone):%Y-%m-%d %H:%M}"


def who_paused(subject_id: int, ledgers: Iterable[Ledger]) -> dict[int | None, str]:
    """Number of the fact that stopped the time -> the colleague who told it; no statement where nothing was paused.

    For inside the house: customers see no names of colleagues. Else two statements.
    """
    seqs = {line.paused_by for told in ledgers for line in told.lines if line.paused_by is not None}
    if not seqs:
        return {}
    told = Fact.objects.filter(subject_id=subject_id, seq__in=seqs, actor_kind="person")
    by_seq = dict(told.values_list("seq", "actor_id"))
    names = dict(Person.objects.filter(pk__in=by_seq.values()).values_list("pk", "name"))
    return {seq: names.get(person_id, "") for seq, person_id in by_seq.items()}


def promise_name(document: Regulation, promise: str, language: str) -> str:
    """What the regulation calls the promise."""
    if promise.startswith("call_back."):
        call_back = document.call_backs.get(promise.removeprefix("call_back."))
        return call_back.name.in_language(language) if call_back else promise
    target = document.targets.get(promise)
    return target.name.in_language(language) if target else promise


def origin_of(document: Regulation, promise: str) -> str:
    """The clause the promise comes from."""
    if promise.startswith("call_back."):
        call_back = document.call_backs.get(promise.removeprefix("call_back."))
        return call_back.origin if call_back else ""
    target = document.targets.get(promise)
    return target.origin if target else ""


def rule_text(terms: Terms) -> str:
    """The span in words, such as "within 4 h of working time"."""
    match terms.due:
        case WorkingSpan(span):
            return gettext("within %(span)s of working time") % {"span": hours_text(span)}
        case WallSpan(span):
            return gettext("within %(span)s around the clock") % {"span": span_text(span)}
        case WorkingDayEnd(days=0):
            return gettext("by the end of the same working day")
        case WorkingDayEnd(days=days):
            return gettext("by the end of working day %(days)d after") % {"days": days}
        case CalendarDays(days, months):
            if months:
                return ngettext("within %(months)d month", "within %(months)d months", months) % {
                    "months": months
                }
            return ngettext("within %(days)d day", "within %(days)d days", days) % {"days": days}
        case TimesADay(times):
            return ngettext("%(times)d time each working day", "%(times)d times each working day", times) % {
                "times": times
            }
        case DayOfMonth(day, before=True):
            return gettext("before day %(day)d of the month") % {"day": day}
        case DayOfMonth(day):
            return gettext("on day %(day)d of the month") % {"day": day}
        case _:
            return gettext("nothing promised")


def line_text(document: Regulation, clock: Clock, line: Line, language: str) -> str:
    """Why this stretch counts or does not."""
    cause = str(CAUSES[line.cause])
    if line.cause is Cause.PAUSED:
        reason = document.workflow.suspension_reasons.get(line.reason)
        if reason is not None:
            return f"{cause} · {reason.name.in_language(language)}"
    if line.name:
        return f"{cause} · {day_name(clock.calendar, clock.calendar_version, line.name, language)}"
    return cause
