"""Law 1: whatever happens, in whatever order it is told, what the desk stores is what a replay of the facts gives."""

import json
from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from shouwen.domain.calendars import CLOSED, WorkCalendar, hours
from shouwen.domain.clocks.book import Book
from shouwen.domain.clocks.folding import Fold
from shouwen.domain.clocks.records import ClockStatus, FactRecord
from shouwen.domain.clocks.replaying import replay, take
from shouwen.domain.clocks.shelf import CalendarShelf
from shouwen.domain.clocks.stored import clock_of_plain, clock_to_plain, state_of_plain, state_to_plain
from shouwen.domain.clocks.terms import (
    Pausing,
    Point,
    Stage,
    StartFrom,
    Terms,
    TimesADay,
    Trigger,
    WallSpan,
    WorkingDayEnd,
    WorkingSpan,
)

WEEK = (hours(("9:00", "12:00"), ("13:00", "18:00")),) * 5 + (CLOSED,) * 2
SHELF = CalendarShelf.of(
    WorkCalendar("desk", "Asia/Shanghai", WEEK),
    WorkCalendar.day_and_night("24x7"),
    WorkCalendar("half", "Europe/Berlin", (hours(("8:00", "12:30")),) * 6 + (CLOSED,)),
)
START = datetime(2026, 11, 16, 1, tzinfo=UTC)
HOUR = timedelta(hours=1)
SUSPENDED = Pausing(frozenset({"suspended"}), frozenset({"customer"}))
STAGES = (Stage("half", Point(share=0.5)), Stage("boss", Point(offset=HOUR), escalates=True))


def on(*facts: str) -> tuple[Trigger, ...]:
    return (Trigger(facts=frozenset(facts)),)


def limits(promise: str, *dues, **more) -> list[Terms]:
    return [
        Terms(
            code=f"{promise}/{number}", promise=promise, subject_kind="ticket", due=due, stages=STAGES,
            condition=(("level", frozenset({f"S{number}"})),), cancels_on=on("cancelled"), **more)
        for number, due in enumerate(dues, start=1)
    ]  # fmt: skip


TERMS = [
    *limits(
        "response", WorkingSpan(HOUR), WorkingSpan(4 * HOUR), None, starts_on=on("registered"), meets_on=on("taken")),
    *limits(
        "resolution", WallSpan(8 * HOUR), WorkingSpan(16 * HOUR), WorkingDayEnd(3), meets_on=on("completed"),
        starts_on=on("registered", "reopened"), pauses_while=SUSPENDED),
    *limits(
        "update", TimesADay(1, same_day=True), TimesADay(2), starts_on=on("registered"), meets_on=on("noted"),
        pauses_while=SUSPENDED),
    *limits("team", WorkingSpan(2 * HOUR), WorkingSpan(3 * HOUR), starts_on=on("accepted"), meets_on=on("handed_over"),
            restarts=True, start_from=StartFrom.NOW),
]  # fmt: skip
BOOK = Book(TERMS, subject_kind="ticket", desk_calendar="desk", version=1)

OTHER_TERMS = [
    *limits("response", WallSpan(HOUR), None, WorkingSpan(2 * HOUR), starts_on=on("registered"), meets_on=on("taken")),
    *limits(
        "resolution", TimesADay(1), WorkingSpan(6 * HOUR), WallSpan(9 * HOUR), meets_on=on("completed"),
        starts_on=on("registered", "reopened"), pauses_while=SUSPENDED),
    *limits(
        "update", TimesADay(2), TimesADay(1, same_day=True), starts_on=on("registered"), meets_on=on("noted")),
    *limits("answer", WorkingSpan(5 * HOUR), WorkingSpan(30 * HOUR), starts_on=on("registered"), meets_on=on("noted")),
]  # fmt: skip
BOOKS = {1: BOOK, 2: Book(OTHER_TERMS, subject_kind="ticket", desk_calendar="24x7", version=2)}

HAPPENINGS = st.sampled_from(
    ["taken", "noted", "noted", "completed", "reopened", "accepted", "handed_over", "cancelled", "graded", "moved",
     "suspended", "suspended_until", "resumed", "absorbed", "set_by_hand",
     "regulation_changed"])  # fmt: skip
STEPS = st.tuples(
    HAPPENINGS,
    st.integers(0, 40 * 60),  # minutes until it is told
    st.one_of(st.just(0), st.just(0), st.integers(1, 30 * 60)),  # minutes by which it is told late
    st.integers(1, 4),
    st.booleans(),  # undoes the fact before it
)


def payload_of(name: str, number: int, at: datetime) -> dict:
    match name:
        case "graded":
            return {"fields": {"level": f"S{number}"}}
        case "moved":
            return {"fields": {"calendar": ["desk", "24x7", "half", ""][number - 1]}}
        case "suspended":
            return {"fields": {"state": "suspended"}, "reason": ["customer", "parts"][number % 2]}
        case "suspended_until":
            until = at + number * 7 * HOUR
            return {"fields": {"state": "suspended"}, "reason": "customer", "until": until.isoformat()}
        case "resumed" | "reopened":
            return {"fields": {"state": "in_progress"}}
        case "completed":
            return {"fields": {"state": "completed"}}
        case "absorbed":
            return {"earliest_start": (START - number * HOUR).isoformat()}
        case "set_by_hand":
            return {"promise_set": {"promise": "response", "due_at": (at + number * 5 * HOUR).isoformat()}}
        case _:
            return {}


def history(steps, *, moves: bool = False) -> list[FactRecord]:
    """With `moves` the regulation changes too, from the one version to the other and back."""
    counting = 1
    facts = [FactRecord(1, "registered", START, START, "person", {"fields": {"state": "new", "level": "S2"}})]
    last, recorded = START, START
    for name, minutes, late, number, undoes in steps:
        recorded += timedelta(minutes=minutes)
        at = max(START, recorded - timedelta(minutes=late)) if late else max(recorded, last)
        last, seq = max(last, at), len(facts) + 1
        if name == "regulation_changed":
            at, before, counting = max(recorded, last), counting, 3 - counting
            told = {"regulation": counting, "before": before, "calendars": {}}
            facts.append(FactRecord(seq, name, at, at, "system", {"moved_to": told} if moves else {}))
            last, counting = at, counting if moves else 1
        elif undoes and seq > 3 and facts[-1].name != "regulation_changed":
            facts.append(FactRecord(seq, "undone", recorded, recorded, "person", {"undoes": [seq - 1]}))
        else:
            facts.append(FactRecord(seq, name, at, recorded, "person", payload_of(name, number, at)))
    return facts


class Desk:
    """A running desk in miniature: it stores clocks as JSON and keeps only open ones at hand."""

    def __init__(self) -> None:
        self.state: str = json.dumps({})
        self.version = 1
        self.rows: dict[str, str] = {}
        self.facts: list[FactRecord] = []
        self.breaches = 0

    def _fold(self) -> Fold:
        plain = json.loads(self.state)
        clocks = [clock_of_plain(json.loads(row)) for row in self.rows.values()]
        still_open = [clock for clock in clocks if clock.is_open]
        return Fold(BOOKS[self.version], SHELF, state_of_plain(plain), still_open, books=BOOKS.__getitem__)

    def _keep(self, fold: Fold) -> None:
        self.version = fold.book.version
        self.state = json.dumps(state_to_plain(fold.state))
        for key, clock in fold.touched.items():
            self.rows[str(key)] = json.dumps(clock_to_plain(clock))

    def hear(self, fact: FactRecord) -> None:
        known = list(self.facts)
        fold = take(
            self._fold(),
            [fact],
            lambda: (known, [clock_of_plain(json.loads(row)) for row in self.rows.values()]),
        )
        self._keep(fold)
        self.facts.append(fact)

    def look(self, at: datetime) -> None:
        """The worker comes by."""
        fold = self._fold()
        fold.advance(at)
        self._keep(fold)


@settings(max_examples=120, deadline=None)
@given(st.lists(STEPS, max_size=12), st.lists(st.booleans(), min_size=12, max_size=12))
def test_what_the_desk_stores_is_what_a_replay_gives(steps, looks):  # REQ BX-1, BX-3
    facts = history(steps, moves=True)
    desk = Desk()
    for fact, look in zip(facts, [True, *looks], strict=False):
        desk.hear(fact)
        if look:
            desk.look(fact.recorded_at)
    end = facts[-1].recorded_at + timedelta(days=9)
    desk.look(end)

    replayed = replay(facts, BOOK, SHELF, until=end, books=BOOKS.__getitem__)

    assert all(fold_terms_exist(clock) for clock in replayed.clocks.values())
    stored = {key: json.loads(row) for key, row in desk.rows.items()}
    assert stored == {
        str(key): json.loads(json.dumps(clock_to_plain(clock))) for key, clock in replayed.clocks.items()
    }
    assert json.loads(desk.state) == json.loads(json.dumps(state_to_plain(replayed.state)))


def fold_terms_exist(clock) -> bool:
    """Each clock runs or ran on terms of the version that it names."""
    return BOOKS[clock.regulation_id].terms[clock.terms].promise == clock.promise


@settings(max_examples=120, deadline=None)
@given(st.lists(STEPS, max_size=12))
def test_every_clock_obeys_the_laws_whatever_happens(steps):  # REQ BX-1
    facts = history(steps, moves=True)

    end = facts[-1].recorded_at + timedelta(days=3)
    fold = replay(facts, BOOK, SHELF, until=end, books=BOOKS.__getitem__)

    for clock in fold.clocks.values():
        assert len(set(clock.fired)) == len(clock.fired)
        assert (clock.met_at is not None) == (clock.status is ClockStatus.MET)
        assert clock.breached_at is None or clock.breached_at >= clock.begun_at
        if clock.is_breached and clock.met_at is not None:
            assert clock.breached_at <= clock.met_at
        if clock.status is ClockStatus.PAUSED and clock.breached_at is None and not clock.by_hand:
            assert clock.due_at is None
        assert clock.position >= timedelta(0)
    running = [c for c in fold.clocks.values() if c.status in (ClockStatus.RUNNING, ClockStatus.PAUSED)]
    assert len({clock.promise for clock in running}) == len(running)


@settings(max_examples=100, deadline=None)
@given(st.lists(STEPS, max_size=10))
def test_each_stage_is_told_once_and_no_sooner_than_it_fell(steps):  # REQ BX-1, SD-14
    facts = history(steps, moves=True)
    end = facts[-1].recorded_at + timedelta(days=3)

    derived = replay(facts, BOOK, SHELF, until=end, books=BOOKS.__getitem__).derived
    told = [one for one in derived if one.name in ("clock.warned", "clock.escalated")]

    stages = [(one.key, one.payload["stage"]) for one in told]
    assert len(set(stages)) == len(stages)
    assert all(one.at < end for one in told)
