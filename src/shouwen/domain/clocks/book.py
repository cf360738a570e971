"""The book of promises: the terms for one kind of subject, sorted so that a fact finds what listens to it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from shouwen.domain.clocks.records import FactRecord
from shouwen.domain.clocks.terms import PEOPLE, Terms, Trigger, WallSpan, WorkingSpan, agrees
from shouwen.domain.clocks.timing import Mark, is_recurring, marks_of


@dataclass(frozen=True, slots=True)
class Promise:
    """All terms of one promise, in the order in which they are asked."""

    code: str
    limits: tuple[Terms, ...]
    recurs: bool  # it is given again each period, and so is not over once it is kept

    def in_force(self, fields: Mapping[str, Any]) -> Terms | None:
        """The first terms whose condition agrees; None if the promise is not given to such a subject."""
        return next((terms for terms in self.limits if agrees(terms.condition, fields)), None)

    @property
    def starts_on(self) -> tuple[Trigger, ...]:
        return self.limits[0].starts_on

    @property
    def meets_on(self) -> tuple[Trigger, ...]:
        return self.limits[0].meets_on

    @property
    def cancels_on(self) -> tuple[Trigger, ...]:
        return self.limits[0].cancels_on


class Listeners:
    """Which promises one kind of trigger touches, by fact and by state entered."""

    def __init__(self, triggers: Iterable[tuple[Promise, tuple[Trigger, ...]]]) -> None:
        self._by_fact: dict[str, list[tuple[Promise, Trigger]]] = {}
        self._by_state: dict[str, list[tuple[Promise, Trigger]]] = {}
        for promise, several in triggers:
            for trigger in several:
                names, index = (
                    (trigger.facts, self._by_fact) if trigger.facts else (trigger.states, self._by_state)
                )
                for name in names:
                    index.setdefault(name, []).append((promise, trigger))

    def touched(self, fact: FactRecord, entered: str, fields: Mapping[str, Any]) -> list[Promise]:
        """The promises of which a trigger fires, each once, in the order of the book."""
        heard = self._by_fact.get(fact.name, ())
        if entered and entered in self._by_state:
            heard = [*heard, *self._by_state[entered]]
        if not heard:
            return []
        found: dict[str, Promise] = {}
        for promise, trigger in heard:
            if promise.code not in found and fires(trigger, fact, entered, fields):
                found[promise.code] = promise
        return list(found.values())


def fires(trigger: Trigger, fact: FactRecord, entered: str, fields: Mapping[str, Any]) -> bool:
    """Whether `fact`, which brought the subject into the state `entered` (empty: no change), pulls the trigger."""
    if trigger.facts and fact.name not in trigger.facts:
        return False
    if trigger.states and entered not in trigger.states:
        return False
    payload = fact.payload
    if trigger.by_people and (fact.actor_kind not in PEOPLE or payload.get("automatic")):
        return False
    if trigger.substantial and payload.get("substantial") is False:
        return False
    return not trigger.where or agrees(trigger.where, {**fields, **payload})


class Book:
    """What is promised about subjects of one kind, and which calendar counts."""

    def __init__(
        self,
        terms: Iterable[Terms],
        *,
        subject_kind: str,
        desk_calendar: str,
        class_calendars: Mapping[str, str] | None = None,
    ) -> None:
        grouped: dict[str, list[Terms]] = {}
        for one in terms:
            if one.subject_kind == subject_kind:
                grouped.setdefault(one.promise, []).append(one)
        self.subject_kind = subject_kind
        self.promises = {
            code: Promise(code, tuple(limits), any(map(is_recurring, limits)))
            for code, limits in grouped.items()
        }
        self.terms = {one.code: one for limits in grouped.values() for one in limits}
        self.starting = Listeners((promise, promise.starts_on) for promise in self.promises.values())
        self.meeting = Listeners((promise, promise.meets_on) for promise in self.promises.values())
        self.cancelling = Listeners((promise, promise.cancels_on) for promise in self.promises.values())
        every = self.terms.values()
        self.watched = frozenset(field for one in every for field, _ in one.condition) | {"calendar", "class"}
        self.pausing_states = frozenset(state for one in every for state in one.pauses_while.states)
        self._marks: dict[tuple[str, timedelta], tuple[Mark, ...]] = {}
        self._desk_calendar = desk_calendar
        self._class_calendars = dict(class_calendars or {})

    def marks(self, terms: Terms, span: timedelta) -> tuple[Mark, ...]:
        """The points of a clock on these terms; kept, where all such clocks have the same span."""
        if not isinstance(terms.due, (WorkingSpan, WallSpan)):
            return marks_of(terms, span)
        key = (terms.code, span)
        if key not in self._marks:
            self._marks[key] = marks_of(terms, span)
        return self._marks[key]

    def calendars(self, terms: Terms, fields: Mapping[str, Any]) -> tuple[str, ...]:
        """Codes of the calendars that may count, the first choice first: the target's own, else the contract's, else
        the class's, else the desk's."""
        if terms.calendar:
            return (terms.calendar, self._desk_calendar)
        choices = (
            fields.get("calendar"),
            self._class_calendars.get(str(fields.get("class"))),
            self._desk_calendar,
        )
        return tuple(str(code) for code in choices if code)
