"""The status page names a stored calendar that can't be read, and what counts in its place."""

import pytest

from shouwen.capabilities.service_levels.calendars.shelf import forget_calendars
from shouwen.capabilities.service_levels.models import CalendarVersion
from tests.capabilities.people.makers import an_administrator
from tests.capabilities.tickets.makers import a_ticket


@pytest.fixture(autouse=True)
def _forgotten():
    yield
    forget_calendars()


# REQ BX-1
def test_a_calendar_that_cannot_be_read_stands_on_the_status_page(desk, browse):
    a_ticket(desk)
    good = CalendarVersion.objects.get(code="office")
    CalendarVersion.objects.create(
        code="office", version=2, definition=good.definition | {"week": [[["9:00", "99:99"]]] * 7}, digest="bad",
        published_at=good.published_at,
    )  # fmt: skip
    forget_calendars()

    page = browse(an_administrator()[0]).get("/status").content.decode()

    assert "无法读取：office v2 -&gt; v1" in page
    assert "已存的日历版本无法读取" in page
