"""Histories are read together, as what-if folds them: the same facts the running desk was fed."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from shouwen.base import journal
from shouwen.base.time import fixed_at
from shouwen.capabilities.service_levels.queries import shelf_for
from shouwen.capabilities.service_levels.queries.folds import book_for, record_of
from shouwen.capabilities.service_levels.queries.histories import histories_of
from shouwen.domain.clocks.replaying import replay
from tests.capabilities.service_levels.makers import (
    a_regulation,
    a_ticket_subject,
    beijing,
    clock_of,
    tell,
)

pytestmark = pytest.mark.django_db


def test_each_history_is_what_was_told_about_the_subject_but_for_what_clocks_told():  # REQ BX-3
    regulation = a_regulation()
    first, second = a_ticket_subject(regulation), a_ticket_subject(regulation, "16 10:00")
    a_ticket_subject(regulation, "18 10:00")  # not asked for
    with fixed_at(beijing("16 09:00")):
        silent = journal.open_subject("report")
    tell(first, regulation, "16 09:30", ("ticket.taken", {"fields": {"state": "in_progress"}}))
    tell(second, regulation, "16 09:50", ("ticket.noted", {"entry": 3}), recorded="16 11:00")

    with CaptureQueriesContext(connection) as captured:
        read = histories_of([first.pk, second.pk, silent.pk])

    assert read == {
        subject.pk: [record_of(fact) for fact in journal.facts_of(subject.pk) if "clock." not in fact.name]
        for subject in (first, second)
    } | {silent.pk: []}
    assert len(captured) == 1


def test_a_silent_fold_tells_kept_from_missed_as_the_running_desk_does():  # REQ BX-3
    regulation = a_regulation()
    kept, missed = a_ticket_subject(regulation), a_ticket_subject(regulation)
    tell(kept, regulation, "16 10:30", ("ticket.taken", {"fields": {"state": "in_progress"}}))
    tell(missed, regulation, "16 15:00", ("ticket.taken", {"fields": {"state": "in_progress"}}))
    book, shelf = book_for(regulation, "ticket"), shelf_for(regulation)

    histories = histories_of([kept.pk, missed.pk])

    assert set(histories) == {kept.pk, missed.pk}
    for subject_id, facts in histories.items():
        fold = replay(facts, book, shelf, until=beijing("16 16:00"), silent=True)
        (response,) = (clock for clock in fold.clocks.values() if clock.promise == "response")
        stored = clock_of(kept if subject_id == kept.pk else missed, "response")

        assert fold.derived == []
        assert (response.met_at, response.breached_at) == (stored.met_at, stored.breached_at)
