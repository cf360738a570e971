"""The usual instants to which something is put off, on the wall clock of whoever puts it off."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from shouwen.domain.snoozing import usual_instants

SHANGHAI = ZoneInfo("Asia/Shanghai")
BERLIN = ZoneInfo("Europe/Berlin")


def on_the_wall(at: datetime) -> dict[str, str]:
    return {code: f"{one.astimezone(at.tzinfo):%a %m-%d %H:%M}" for code, one in usual_instants(at).items()}


def test_a_morning_is_nine_on_the_readers_own_wall():
    thursday = datetime(2026, 11, 19, 10, 17, 42, tzinfo=SHANGHAI)

    assert on_the_wall(thursday) == {
        "later": "Thu 11-19 13:17", "tomorrow": "Fri 11-20 09:00", "monday": "Mon 11-23 09:00"
    }  # fmt: skip
    assert {one.tzinfo for one in usual_instants(thursday).values()} == {UTC}


@pytest.mark.parametrize(
    ("at", "offered"),
    [
        (datetime(2026, 11, 19, 20, 59, tzinfo=SHANGHAI), ["later", "tomorrow", "monday"]),
        (datetime(2026, 11, 19, 21, 0, tzinfo=SHANGHAI), ["tomorrow", "monday"]),
        (datetime(2026, 11, 22, 9, 0, tzinfo=SHANGHAI), ["later", "tomorrow"]),  # tomorrow is Monday
        (datetime(2026, 11, 23, 9, 0, tzinfo=SHANGHAI), ["later", "tomorrow", "monday"]),
    ],
)
def test_nothing_is_offered_twice_or_under_a_wrong_name(at, offered):
    assert list(usual_instants(at)) == offered


def test_next_monday_of_a_monday_is_a_week_on():
    assert on_the_wall(datetime(2026, 11, 23, 9, tzinfo=SHANGHAI))["monday"] == "Mon 11-30 09:00"


def test_mornings_stay_at_nine_when_the_clocks_are_changed():
    before = datetime(2026, 3, 28, 22, 30, tzinfo=BERLIN)  # summer time begins in the night

    assert on_the_wall(before) == {"tomorrow": "Sun 03-29 09:00", "monday": "Mon 03-30 09:00"}
    assert usual_instants(before)["tomorrow"] - before == timedelta(hours=9, minutes=30)


def test_an_instant_without_a_zone_has_no_wall():
    with pytest.raises(ValueError, match="zone"):
        usual_instants(datetime(2026, 11, 19, 10))  # noqa: DTZ001
