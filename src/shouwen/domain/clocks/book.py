"""The book of promises: the terms for one kind of subject, sorted so that a fact finds what listens to it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final, NamedTuple

from shouwen.domain.clocks.records import FactRecord
from shouwen.domain.clocks.terms import PEOPLE, Terms, Trigger, agrees
from shouwen.domain.clocks.timing import Mark, marks_of

REPORTED_AT: Final = "reported_at"
"""By this name a payload tells when the customer reported what it is about."""


@dataclass(frozen=True, slots=True)
class Promise:
    """All terms of one promise, in the order in which they are asked."""

    code: str
    limits: tuple[Terms, ...]
    recurs: bool  # it is given again each period, and so is not over once it is kept
    restarts: bool  # a second start ends the running clock and begins the next
    starts_at: str  # the payload's instant that time counts from; empty: the fact's
    reaches_back: timedelta | None = None  # an instant longer before the report counts from the report
    asked: tuple[str, ...] = ()  # the fields that its conditions name
    _answers: dict[tuple[Any, ...], Terms | None] = field(default_factory=dict, compare=False, repr=False)

    def in_force(self, fields: Mapping[str, Any]) -> Terms | None:
        """The first terms whose condition agrees; None if the promise is not given to such a subject."""
        values = tuple(map(fields.get, self.asked))
        try:
            return self._answers[values]
        except (KeyError, TypeError):  # not asked before, or a list
            found = next((terms for terms in self.limits if agrees(terms.condition, fields)), None)
        if not any(isinstance(value, (list, dict)) for value in values):
            self._answers[values] = found
        return found

    def counted(self, told: datetime, *, reported_at: datetime) -> datetime:
        """From when time counts where `told` is the instant named by `starts_at`: that, or the report if it reaches too
        far back.
        """
        is_too_far = self.reaches_back is not None and reported_at - told > self.reaches_back
        return reported_at if is_too_far else told

    @property
    def starts_on(self) -> tuple[Trigger, ...]:
        return self.limits[0].starts_on

    @property
    def meets_on(self) -> tuple[Trigger, ...]:
        return self.limits[0].meets_on

    @property
    def cancels_on(self) -> tuple[Trigger, ...]:
        return self.limits[0].cancels_on


class Heard(NamedTuple):
    """Promises in the order of the book, each with the triggers of which one must agree; without any it is touched for
    certain. `sure` are all of them where that is so of each.
    """

    pairs: tuple[tuple[Promise, tuple[Trigger, ...]], ...]
    sure: tuple[Promise, ...] | None


class Hearing(NamedTuple):
    """What a fact of one name, entering one state, may do: the promises it may meet, cancel and start."""

    meets: Heard
    cancels: Heard
    starts: Heard


def touched(heard: Heard, fact: FactRecord, fields: Mapping[str, Any]) -> Sequence[Promise]:
    """The promises that `fact` does touch, each once, in the order of the book."""
    if heard.sure is not None:
        return heard.sure
    found = []
    for promise, triggers in heard.pairs:
        if not triggers:
            found.append(promise)
        for trigger in triggers:
            if agrees_to(trigger, fact, fields):
                found.append(promise)
                break
    return found


def hears(trigger: Trigger, name: str, entered: str) -> bool:
    """Whether a fact of this `name`, which brings the subject into the state `entered` (empty: no change), is meant."""
    if not trigger.facts and not trigger.states:
        return False
    return (not trigger.facts or name in trigger.facts) and (not trigger.states or entered in trigger.states)


def is_plain(trigger: Trigger) -> bool:
    """Whether it asks for nothing but the fact or the state."""
    return not (trigger.by_people or trigger.substantial or trigger.where)


def agrees_to(trigger: Trigger, fact: FactRecord, fields: Mapping[str, Any]) -> bool:
    """Whether what the trigger asks of the actor, the payload and the subject's fields is so."""
    payload = fact.payload
    if trigger.by_people and (fact.actor_kind not in PEOPLE or payload.get("automatic")):
        return False
    if trigger.substantial and payload.get("substantial") is False:
        return False
    return not trigger.where or agrees(trigger.where, {**fields, **payload})


class Book:
    """What one `version` of the regulation promises about subjects of one kind, and which calendar counts."""

    def __init__(
        self,
        terms: Iterable[Terms],
        *,
        subject_kind: str,
        desk_calendar: str,
        class_calendars: Mapping[str, str] | None = None,
        version: int = 0,
    ) -> None:
        self.version = version
        grouped: dict[str, list[Terms]] = {}
        for one in terms:
            if one.subject_kind == subject_kind:
                grouped.setdefault(one.promise, []).append(one)
        self.subject_kind = subject_kind
        self.promises = {
            code: Promise(
                code,
                tuple(limits),
                recurs=any(terms.recurs for terms in limits),
                restarts=limits[0].restarts,
                starts_at=limits[0].starts_at,
                reaches_back=limits[0].reaches_back,
                asked=_asked(limits),
            )
            for code, limits in grouped.items()
        }
        self.terms = {one.code: one for limits in grouped.values() for one in limits}
        self._hearings: dict[tuple[str, str], Hearing] = {}
        every = self.terms.values()
        self.watched = frozenset(field for one in every for field, _ in one.condition) | {"calendar", "class"}
        self.pausing_states = frozenset(state for one in every for state in one.pauses_while.states)
        self._choices: dict[tuple[str, str, str], tuple[str, ...]] = {}
        self._marks: dict[tuple[str, timedelta], tuple[Mark, ...]] = {}
        self._desk_calendar = desk_calendar
        self._class_calendars = dict(class_calendars or {})

    def hearing(self, name: str, entered: str) -> Hearing:
        """Which promises listen to a fact of this `name` entering the state `entered` (empty: no change)."""
        found = self._hearings.get((name, entered))
        if found is None:
            found = self._hearings[name, entered] = Hearing(
                self._listening(name, entered, lambda promise: promise.meets_on),
                self._listening(name, entered, lambda promise: promise.cancels_on),
                self._listening(name, entered, lambda promise: promise.starts_on),
            )
        return found

    def _listening(
        self, name: str, entered: str, triggers: Callable[[Promise], tuple[Trigger, ...]]
    ) -> Heard:
        found: list[tuple[Promise, tuple[Trigger, ...]]] = []
        for promise in self.promises.values():
            near = [trigger for trigger in triggers(promise) if hears(trigger, name, entered)]
            if near:
                found.append((promise, () if any(map(is_plain, near)) else tuple(near)))
        is_sure = not any(near for _promise, near in found)
        return Heard(tuple(found), tuple(promise for promise, _near in found) if is_sure else None)

    def marks(self, terms: Terms, span: timedelta) -> tuple[Mark, ...]:
        """The points of a clock on these terms; kept, where all such clocks have the same span."""
        if terms.span is None:
            return marks_of(terms, span)
        key = (terms.code, span)
        if key not in self._marks:
            self._marks[key] = marks_of(terms, span)
        return self._marks[key]

    def calendars(self, terms: Terms, fields: Mapping[str, Any]) -> tuple[str, ...]:
        """Codes of the calendars that may count, the first choice first: the target's own, else the contract's, else
        the class's, else the desk's."""
        key = (terms.calendar, str(fields.get("calendar") or ""), str(fields.get("class")))
        found = self._choices.get(key)
        if found is None:
            own, contract, klass = key
            wanted = (own,) if own else (contract, self._class_calendars.get(klass, ""))
            found = self._choices[key] = tuple(code for code in (*wanted, self._desk_calendar) if code)
        return found


Books = Callable[[int], Book]
"""The book of each version of the regulation."""


def _asked(limits: Iterable[Terms]) -> tuple[str, ...]:
    return tuple(sorted({name for terms in limits for name, _ in terms.condition}))
