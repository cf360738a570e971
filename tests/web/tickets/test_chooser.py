"""The rows of the dispatch chooser: every reason stands in its column, in words."""

from datetime import timedelta

from django.utils import translation

from shouwen.capabilities.tickets.queries import Candidate
from shouwen.domain.dispatching import Reason
from shouwen.domain.dispatching import ReasonCode as R
from shouwen.web.tickets.chooser import rows_of
from tests.capabilities.tickets.makers import MONDAY_9, MONDAY_10

DAY = timedelta(days=1)


def a_candidate(name: str = "王强", *reasons: Reason, **details: object) -> Candidate:
    usual = {
        "person_id": 7,
        "name": name,
        "post": "",
        "points": 0,
        "is_on_duty": True,
        "duty_starts_at": MONDAY_9,
        "duty_ends_at": MONDAY_9 + timedelta(hours=8),
        "away_until": None,
        "open_tickets": 0,
        "reasons": reasons,
    }
    return Candidate(**{**usual, **details})  # type: ignore[arg-type]


def cells(candidate: Candidate) -> list[tuple[str, str]]:
    with translation.override("en"):
        (row,) = rows_of([candidate], chosen="", at=MONDAY_10)
    return [(cell.mark, cell.words) for cell in row.cells]


# REQ RS-4
def test_every_reason_stands_in_its_column():
    fits = a_candidate(
        "王强", Reason(R.HAS_SKILL, 3), Reason(R.LOAD, 2), Reason(R.KNOWS_SITE, 4), open_tickets=2
    )
    lacks = a_candidate("王强", Reason(R.LACKS_SKILL), Reason(R.OVERLOADED, 8), open_tickets=8)

    assert cells(fits) == [
        ("", "has the skill (level 3)"),
        ("", "2 tickets"),
        ("", "until 17:00"),
        ("", "4 visits"),
    ]
    assert cells(lacks) == [
        ("lacks the skill", ""),
        ("full load", "8 tickets"),
        ("", "until 17:00"),
        ("", "no visit yet"),
    ]


# REQ RS-4 RS-13
def test_availability_says_until_when_or_when_again():
    def free(**details: object) -> tuple[str, str]:
        return cells(a_candidate(**details))[2]  # type: ignore[arg-type]

    off = {"is_on_duty": False, "duty_starts_at": MONDAY_9 + DAY}
    assert free(duty_ends_at=MONDAY_9 + 35 * DAY) == ("", "on duty")
    assert free(**off) == ("off duty", "back at 11-24 09:00")
    assert free(**off, away_until=MONDAY_9 + DAY) == ("on leave", "back at 11-24 09:00")
    assert free(is_on_duty=False, duty_starts_at=None) == ("off duty", "")
    assert free(is_on_duty=False, duty_starts_at=None, away_until=MONDAY_9 + DAY) == (
        "on leave",
        "until 11-24 09:00",
    )


# REQ RS-4
def test_the_first_is_suggested_only_when_on_duty_and_found_by_initials():
    on, off = a_candidate(), a_candidate(is_on_duty=False)

    rows = rows_of([on, on], chosen="7", at=MONDAY_10)

    assert [row.is_first for row in rows] == [True, False]
    assert "wq" in rows[0].found_by.split()
    assert not rows_of([off], chosen="", at=MONDAY_10)[0].is_first
