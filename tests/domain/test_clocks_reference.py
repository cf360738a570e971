"""Due times against a reference that counts minute by minute, whatever befell the promise on its way."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from shouwen.domain.calendars import CLOSED, DayException, WorkCalendar, hours
from shouwen.domain.clocks.book import Book
from shouwen.domain.clocks.records import ClockStatus, FactRecord
from shouwen.domain.clocks.replaying import replay
from shouwen.domain.clocks.shelf import CalendarShelf, Published
from shouwen.domain.clocks.terms import Pausing, Terms, Trigger, WallSpan, WorkingSpan

MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
CHANGES = {
    "Australia/Lord_Howe": (
        datetime(2026, 4, 2, tzinfo=UTC),
        datetime(2026, 10, 1, tzinfo=UTC),
    ),  # by half an hour
    "America/St_Johns": (datetime(2026, 3, 5, tzinfo=UTC), datetime(2026, 10, 29, tzinfo=UTC)),  # at -3:30
    "Antarctica/Troll": (
        datetime(2026, 3, 26, tzinfo=UTC),
        datetime(2026, 10, 22, tzinfo=UTC),
    ),  # by two hours
    "Africa/Casablanca": (
        datetime(2026, 2, 12, tzinfo=UTC),
        datetime(2026, 3, 19, tzinfo=UTC),
    ),  # for Ramadan
    "Asia/Shanghai": (datetime(2026, 9, 29, tzinfo=UTC),),
}
"""Zones and some days before each of their changes."""
WEEKS = (
    (hours(("0:00", "3:10"), ("9:00", "17:30")),) * 7,
    (hours(("1:40", "12:00"), ("13:15", "24:00")),) * 6 + (CLOSED,),
    (hours(("0:00", "24:00")),) * 5 + (hours(("2:15", "2:45")), CLOSED),
)
PAUSED = Pausing(frozenset({"suspended"}), frozenset({"customer"}))
SPANS = (WorkingSpan(70 * HOUR), WorkingSpan(95 * HOUR + 7 * MINUTE), WallSpan(160 * HOUR))
NEVER_PAUSED = 2
"""The number of the version under which no rest stops the promise."""


def book(number: int) -> Book:
    terms = Terms(
        code="resolution", promise="resolution", subject_kind="ticket", due=SPANS[number],
        starts_on=(Trigger(facts=frozenset({"registered"})),), meets_on=(Trigger(facts=frozenset({"completed"})),),
        pauses_while=Pausing() if number == NEVER_PAUSED else PAUSED,
    )  # fmt: skip
    return Book([terms], subject_kind="ticket", desk_calendar="desk", version=number)


BOOKS = tuple(map(book, range(len(SPANS))))

STEPS = st.lists(
    st.tuples(
        st.sampled_from(
            ["rests", "rests", "rests for parts", "rests until", "goes on", "goes on", "published", "regulated",
             "absorbed", "undone"]),
        st.integers(0, 9 * 60),
        st.integers(0, 2),
    ),
    min_size=1, max_size=8,
)  # fmt: skip


class Told:
    """A history and, beside it, what a reader of it would write down: rests, and what counts in the end."""

    def __init__(self, start: datetime) -> None:
        self.at, self.start = start, start
        self.facts: list[FactRecord] = []
        self.rests: list[list[datetime | None]] = []
        self.calendar, self.version, self.begins_at = 0, 0, start
        self.before_last: tuple[datetime, list[list[datetime | None]]] | None = None
        self.tell("registered", fields={"state": "in_progress"})

    def tell(self, name: str, **payload: object) -> None:
        self.facts.append(FactRecord(len(self.facts) + 1, name, self.at, self.at, "person", payload))

    def goes_on(self, at: datetime) -> None:
        if self.rests and self.rests[-1][1] is None:
            self.rests[-1][1] = at

    def happen(self, what: str, minutes: int, number: int) -> None:
        self.at += minutes * MINUTE
        before = (self.begins_at, [list(rest) for rest in self.rests])
        until = self.at + (number + 1) * 5 * HOUR
        match what:
            case "rests" | "rests for parts" | "rests until":
                if self.is_resting():
                    return
                self.goes_on(self.at)
                reason = "parts" if what == "rests for parts" else "customer"
                more = {"until": until.isoformat()} if what == "rests until" else {}
                self.tell("suspended", fields={"state": "suspended"}, reason=reason, **more)
                if reason == "customer":
                    self.rests.append([self.at, until if more else None])
            case "goes on":
                self.tell("resumed", fields={"state": "in_progress"})
                if self.rests:
                    end = self.rests[-1][1]
                    self.rests[-1][1] = self.at if end is None else min(end, self.at)
            case "published":
                self.calendar = number
                self.tell("calendar_published", calendars={"desk": number})
                before = None
            case "regulated":
                moved = {"regulation": number, "before": self.version, "calendars": {}}
                self.version = number
                self.tell("regulation_changed", moved_to=moved)
                before = None
            case "absorbed":
                earlier = self.start - (number + 1) * 4 * HOUR
                self.begins_at = min(self.begins_at, earlier)
                self.tell("absorbed", earliest={"": earlier.isoformat()})
            case "undone":
                if self.before_last is None:
                    return
                self.begins_at, self.rests = self.before_last
                self.tell("undone", undoes=[len(self.facts)])
                before = None
        self.before_last = before

    def is_resting(self) -> bool:
        state = [fact.payload["fields"]["state"] for fact in self.standing() if "fields" in fact.payload]
        return state[-1] == "suspended"

    def standing(self) -> list[FactRecord]:
        gone = {seq for fact in self.facts for seq in (*fact.payload.get("undoes", ()),)}
        gone |= {fact.seq for fact in self.facts if "undoes" in fact.payload}
        return [fact for fact in self.facts if fact.seq not in gone]


def counted_due(told: Told, calendar: WorkCalendar) -> datetime:
    """The end of the last minute that the span needs: those in which the calendar is open and nothing rests."""
    due = SPANS[told.version]
    zone, left, at = ZoneInfo(calendar.zone), due.span // MINUTE, told.begins_at
    while left:
        wall = at.astimezone(zone).replace(tzinfo=None)
        offset = wall - datetime.combine(wall.date(), datetime.min.time())
        is_open = isinstance(due, WallSpan) or any(
            opens <= offset < closes for opens, closes in calendar.hours_on(wall.date())
        )
        rests = told.version != NEVER_PAUSED and any(
            begins <= at and (ends is None or at < ends) for begins, ends in told.rests if begins is not None
        )
        left -= is_open and not rests
        at += MINUTE
    return at


def shelf_of(zone: str, start: datetime) -> CalendarShelf:
    free = [start.date() + timedelta(days=number) for number in (2, 3)]
    exceptions: Sequence[dict[date, DayException]] = (
        {},
        {free[0]: DayException.closed()},
        {free[0]: DayException.own_hours(hours(("1:45", "2:20"))), free[1]: DayException.like_weekday(5)},
    )
    return CalendarShelf(
        Published(
            WorkCalendar("desk", zone, WEEKS[number], exceptions[number], version=number),
            EPOCH + number * HOUR,
        )
        for number in range(3)
    )


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from([(zone, day) for zone, days in CHANGES.items() for day in days]),
    st.integers(0, 3000),
    STEPS,
)
def test_a_due_time_is_what_counting_minutes_gives_whatever_befell_it(
    place, minutes, steps
):  # REQ BX-1, BX-3
    zone, day = place
    start = day + minutes * MINUTE
    shelf = shelf_of(zone, start)
    told = Told(start)
    told.tell("calendar_published", calendars={"desk": 0})
    for step in steps:
        told.happen(*step)
    told.happen("goes on", 1, 0)

    fold = replay(told.facts, BOOKS[0], shelf, books=BOOKS.__getitem__)

    (clock,) = (one for one in fold.clocks.values() if one.is_open)
    assert clock.status is ClockStatus.RUNNING
    assert clock.due_at == counted_due(told, shelf.version("desk", told.calendar))
