"""Open tickets that move to a regulation with another scale of levels: what each level becomes is chosen, and told."""

from datetime import timedelta

import pytest

from shouwen.base.actors import SYSTEM
from shouwen.base.journal import facts_of
from shouwen.base.refusals import InvalidInput
from shouwen.base.time import fixed_at
from shouwen.capabilities.regulations.commands import import_regulation
from shouwen.capabilities.regulations.models import RegulationVersion
from shouwen.capabilities.regulations.queries import active_regulation, preset_text
from shouwen.capabilities.service_levels.commands import fire_due, move_next, put_into_force, rebuild
from shouwen.capabilities.service_levels.models import Clock, Moving
from shouwen.capabilities.service_levels.queries.moving import preview_move
from shouwen.capabilities.service_levels.refusals import LevelsNotMapped
from shouwen.capabilities.tickets.commands import cancel_ticket, reopen_ticket
from shouwen.capabilities.tickets.models import Ticket
from shouwen.capabilities.tickets.queries.levels import levels_proposed_by
from tests.capabilities.tickets.makers import (
    MONDAY_9,
    MONDAY_10,
    MONDAY_11,
    a_desk,
    a_ticket,
    a_ticket_in_work,
)

pytestmark = [pytest.mark.django_db, pytest.mark.req("BX-3", "BX-4")]


@pytest.fixture
def desk():
    return a_desk()


@pytest.fixture
def software(desk) -> RegulationVersion:
    """The draft of a regulation that grades L1, L2 and L3, where the desk grades high, medium and low."""
    return import_regulation(text=preset_text("software"), actor=SYSTEM, at=MONDAY_9)


def moves(version, *, at=MONDAY_11, **levels):
    """It is put into force for what is open too, and the worker has moved that."""
    with fixed_at(at):
        put_into_force(version=version, actor=SYSTEM, at=at, for_open=True, levels=levels or None)
        while move_next():
            pass


def test_without_a_word_on_a_level_that_is_held_nothing_is_put_into_force(desk, software):
    a_ticket(desk)
    before = active_regulation().id

    for levels, refusal in (
        ({}, LevelsNotMapped),
        ({"low": "L3"}, LevelsNotMapped),
        ({"medium": "L9"}, InvalidInput),
    ):
        with pytest.raises(refusal):
            moves(software, **levels)

    assert active_regulation().id == before
    assert not Moving.objects.exists()


def test_the_nearest_by_rank_is_proposed(software):
    from shouwen.capabilities.regulations.queries import compiled

    assert levels_proposed_by(compiled(software).document) == {"high": "L1", "medium": "L2", "low": "L3"}


def test_each_ticket_has_the_level_chosen_its_promises_go_on_and_the_journal_tells_it(desk, software):
    with fixed_at(MONDAY_9):
        ticket = a_ticket_in_work(desk)
    before = Clock.objects.get(subject=ticket.pk, promise="resolution")

    moves(software, medium="L1")

    moved = Ticket.objects.get(pk=ticket.pk)
    assert (moved.level_id, moved.rank, moved.priority, moved.is_major) == ("level/L1", 1, 1, True)
    (told,) = [fact.payload for fact in facts_of(ticket.pk) if fact.name == "promise.regulation_changed"]
    assert told["moved_to"]["fields"] == {"level": "L1", "priority": 1, "major": True}
    after = Clock.objects.get(subject=ticket.pk, promise="resolution")
    assert (after.pk, after.started_at, after.status) == (before.pk, before.started_at, "running")
    assert after.regulation_id == software.pk
    assert Clock.objects.get(subject=ticket.pk, promise="response").status == "met"
    assert rebuild(subject_ids=[ticket.pk], at=MONDAY_11) == []
    with fixed_at(MONDAY_11 + timedelta(days=9)):
        fire_due()
    assert rebuild(subject_ids=[ticket.pk], at=MONDAY_11 + timedelta(days=9)) == []


def test_what_would_change_is_shown_with_the_nearest_level(desk, software):
    a_ticket_in_work(desk)

    with fixed_at(MONDAY_11):
        shown = {shift.promise: shift.what for shift in preview_move(version=software, at=MONDAY_11).shifts}

    assert shown["resolution"] in ("earlier", "later")
    assert Moving.objects.count() == 0


def test_what_is_taken_up_again_later_has_the_level_too(desk, software):
    ticket, other = a_ticket(desk), a_ticket(desk)
    cancel_ticket(ticket=ticket, reason="误报", actor=desk.as_manager, at=MONDAY_10)
    moves(software, medium="L3")

    with fixed_at(MONDAY_11 + timedelta(hours=1)):
        reopen_ticket(
            ticket=ticket, reason="又坏了", actor=desk.as_manager, at=MONDAY_11 + timedelta(hours=1)
        )

    assert set(Ticket.objects.filter(pk__in=[ticket.pk, other.pk]).values_list("level_id", flat=True)) == {
        "level/L3"
    }
    assert rebuild(subject_ids=[ticket.pk], at=MONDAY_11 + timedelta(hours=1)) == []
