"""Numbers of a day: they begin at one again at the desk's midnight, grow past 9,999, and hold no row."""

from datetime import UTC, date, datetime, timedelta
from threading import Barrier, Thread

import pytest
from django.db import connection, connections, transaction

from shouwen.base.models import NumberDay
from shouwen.base.numbering import make_sequence, next_number
from tests.capabilities.tickets.makers import a_desk, a_ticket

MONDAY, TUESDAY = date(2026, 11, 23), date(2026, 11, 24)
BEFORE_MIDNIGHT = datetime(2026, 11, 23, 15, 59, 59, tzinfo=UTC)  # 23:59:59 in Shanghai


# REQ BX-1
@pytest.mark.django_db
def test_at_the_desks_midnight_the_next_ticket_is_the_first_of_the_new_day():
    desk = a_desk()
    numbers = [a_ticket(desk, at=BEFORE_MIDNIGHT + timedelta(seconds=later)).number for later in (0, 1, 2)]

    assert numbers == ["SD-20261123-0001", "SD-20261124-0001", "SD-20261124-0002"]


@pytest.mark.django_db
def test_what_is_numbered_late_for_the_day_before_goes_on_there_without_taking_a_number_of_today():
    make_sequence("SD")
    found = [next_number(prefix="SD", day=day) for day in (MONDAY, TUESDAY, MONDAY, TUESDAY)]

    assert len(set(found)) == 4
    assert found[:2] == ["SD-20261123-0001", "SD-20261124-0001"]


# REQ BX-1
@pytest.mark.django_db
def test_after_9999_a_number_grows_by_a_digit_and_its_ticket_is_found():
    desk = a_desk()
    first = a_ticket(desk)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT setval('number_sd', (SELECT base FROM base_numberday WHERE prefix = 'SD') + 9998)"
        )

    last, next_one = a_ticket(desk), a_ticket(desk)

    assert [one.number[-6:] for one in (first, last, next_one)] == ["3-0001", "3-9999", "-10000"]


@pytest.mark.django_db
def test_each_prefix_counts_for_itself_and_each_number_is_drawn_by_one_statement(django_assert_num_queries):
    for prefix in ("SD", "TS"):
        make_sequence(prefix)
    with django_assert_num_queries(1):
        first = next_number(prefix="SD", day=MONDAY)
    assert [first, next_number(prefix="TS", day=MONDAY)] == ["SD-20261123-0001", "TS-20261123-0001"]
    with pytest.raises(ValueError, match="prefix"):
        next_number(prefix="sd; drop", day=MONDAY)


@pytest.mark.django_db(transaction=True)
def test_a_transaction_that_keeps_its_number_open_or_gives_it_up_stops_nobody():
    make_sequence("SD")
    next_number(prefix="SD", day=MONDAY)
    with transaction.atomic():
        held = next_number(prefix="SD", day=MONDAY)
        drawn = _elsewhere(lambda: next_number(prefix="SD", day=MONDAY))
        transaction.set_rollback(True)

    assert (held, drawn) == ("SD-20261123-0002", ["SD-20261123-0003"])
    assert next_number(prefix="SD", day=MONDAY) == "SD-20261123-0004"  # a gap is allowed


@pytest.mark.django_db(transaction=True)
def test_eight_at_once_in_the_first_instant_of_a_day_get_eight_different_numbers():
    make_sequence("SD")
    gate = Barrier(8)

    def draw() -> str:
        gate.wait(10)
        return next_number(prefix="SD", day=TUESDAY)

    drawn = _elsewhere(*[draw] * 8)

    assert len(set(drawn)) == 8
    assert NumberDay.objects.filter(prefix="SD", day=TUESDAY).count() == 1


def _elsewhere(*acts) -> list[str]:
    """What these get, each by a connection of its own."""
    found: list[str] = []

    def run(act) -> None:
        try:
            found.append(act())
        finally:
            connections.close_all()

    threads = [Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    return found
