"""A stored calendar that can't be read stops no clock: another version counts in its place, and the doctor says so."""

import pytest

from shouwen.capabilities.service_levels.calendars.shelf import (
    Unreadable,
    forget_calendars,
    shelf,
    unreadable_calendars,
)
from shouwen.capabilities.service_levels.models import CalendarVersion
from shouwen.doctor.findings import Finding, Health
from shouwen.doctor.looking import with_django
from shouwen.doctor.questions import Asked
from tests.capabilities.service_levels.makers import a_regulation, a_ticket_subject, beijing, clock_of

pytestmark = pytest.mark.django_db

SPOILED = [
    {"week": [[["9:00", "99:99"]]] * 7},
    {"week": []},
    {"zone": "Mars/Base"},
    {"days": {"2026-11-17": {"is": "own_hours"}}},
    {"days": {"2026-13-99": {"is": "closed"}}},
    {"days": {"2026-11-17": {"is": "make_up", "weekday": 9}}},
    {"days": None},
]


@pytest.fixture(autouse=True)
def _forgotten():
    yield
    forget_calendars()


def plant(definition: dict[str, object], *, version: int) -> None:
    """A bad row as an older program may have left it."""
    good = CalendarVersion.objects.get(code="office", version=1)
    CalendarVersion.objects.create(
        code="office", version=version, definition=good.definition | definition, digest=f"bad {version}",
        published_at=beijing("16 08:00"),
    )  # fmt: skip
    forget_calendars()


# REQ BX-1 BX-4
def test_the_older_good_version_counts_where_a_row_is_bad():
    regulation = a_regulation()
    a_ticket_subject(regulation, "16 08:30")

    for version, definition in enumerate(SPOILED, start=2):
        plant(definition, version=version)
    held = shelf(fresh=True)
    late = a_ticket_subject(regulation, "16 09:00")

    wanted = [Unreadable("office", version, 1) for version in range(2, len(SPOILED) + 2)]
    assert list(unreadable_calendars()) == wanted
    for version in range(2, len(SPOILED) + 2):
        assert held.version("office", version).week == held.version("office", 1).week
    assert clock_of(late, "resolution").due_at == beijing("17 18:00")
    finding = _calendars()
    assert finding.health == Health.AMBER
    assert finding.found.startswith("unreadable: office v2 -> v1, office v3 -> v1")


# REQ BX-1
def test_a_calendar_of_which_nothing_can_be_read_is_published_again_from_the_regulation():
    regulation = a_regulation()
    early = a_ticket_subject(regulation, "16 08:30")
    row = CalendarVersion.objects.get(code="office")
    CalendarVersion.objects.filter(pk=row.pk).update(definition=row.definition | SPOILED[0])
    forget_calendars()
    broken = _calendars()

    late = a_ticket_subject(regulation, "16 09:00")

    assert (broken.health, broken.found) == (Health.RED, "unreadable: office v1 -> --")
    assert clock_of(late, "resolution").due_at == clock_of(early, "resolution").due_at == beijing("17 18:00")
    assert unreadable_calendars() == (Unreadable("office", 1, 2),)


def test_where_every_calendar_can_be_read_the_doctor_is_content():
    a_ticket_subject(a_regulation(), "16 09:00")

    assert _calendars() == Finding("calendars", Health.GREEN, "ok")


def _calendars() -> Finding:
    return next(one for one in with_django(deep=False, asked=Asked()) if one.code == "calendars")
