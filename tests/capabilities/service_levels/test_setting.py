"""A date typed by hand needs a reason and the right, and stays."""

import pytest

from shouwen.base.actors import Actor
from shouwen.base.refusals import NotPermitted
from shouwen.base.time import fixed_at
from shouwen.capabilities.service_levels.commands import rebuild, set_promise_by_hand
from shouwen.capabilities.service_levels.refusals import (
    DateNotAhead,
    DateTooFar,
    NoSuchPromise,
    PromiseAlreadyBroken,
    ReasonMissing,
)
from tests.capabilities.service_levels.makers import a_regulation, a_ticket_subject, beijing, clock_of, tell

pytestmark = pytest.mark.django_db

MANAGER = Actor(kind="person", id=2, grants=frozenset({"service_levels.set_by_hand"}))


def set_response(
    subject, regulation, *, at="16 09:30", due="18 12:00", promise="response", entry=7, actor=MANAGER
):
    with fixed_at(beijing(at)):
        return set_promise_by_hand(
            subject_id=subject.pk, promise=promise, due_at=beijing(due), reason_entry=entry, regulation=regulation,
            actor=actor, at=beijing(at))  # fmt: skip


def test_a_date_set_by_hand_stays_when_the_level_changes():  # REQ SD-13
    regulation = a_regulation()
    subject = a_ticket_subject(regulation)

    set_response(subject, regulation)
    tell(subject, regulation, "16 10:00", ("ticket.graded", {"fields": {"level": "high"}}))

    clock = clock_of(subject, "response")
    assert (clock.due_at, clock.by_hand, clock.status) == (beijing("18 12:00"), True, "running")
    assert rebuild(at=beijing("30 09:00")) == []


@pytest.mark.parametrize(
    ("wrong", "refusal"),
    [
        ({"entry": None}, ReasonMissing),
        ({"due": "16 09:00"}, DateNotAhead),
        ({"due": "16 09:30"}, DateNotAhead),
        ({"due": "2031-11-20 09:31"}, DateTooFar),
        ({"promise": "moon"}, NoSuchPromise),
        ({"actor": Actor(kind="person", id=3)}, NotPermitted),
    ],
)
def test_a_wrong_date_is_refused_and_changes_nothing(wrong, refusal):
    regulation = a_regulation()
    subject = a_ticket_subject(regulation)

    with pytest.raises(refusal):
        set_response(subject, regulation, **wrong)

    assert clock_of(subject, "response").due_at == beijing("16 11:00")


def test_the_furthest_date_is_five_years_of_the_longest():
    regulation = a_regulation()
    subject = a_ticket_subject(regulation)

    set_response(subject, regulation, due="2031-11-20 09:30")

    assert clock_of(subject, "response").due_at == beijing("2031-11-20 09:30")


def test_a_broken_promise_is_not_mended_by_a_new_date():
    regulation = a_regulation()
    subject = a_ticket_subject(regulation)
    tell(subject, regulation, "16 11:30", "ticket.noted")

    with pytest.raises(PromiseAlreadyBroken):
        set_response(subject, regulation, at="16 12:00")
