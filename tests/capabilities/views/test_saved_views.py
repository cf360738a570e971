"""Saved views: whose they are, who may offer them to others, and that a removed one comes back."""

import pytest

from shouwen.base.refusals import InvalidInput, NotPermitted
from shouwen.capabilities.views.choices import NARROWEST, Column
from shouwen.capabilities.views.commands import (
    arrange,
    change_view,
    end_screen,
    open_screen,
    remove_view,
    restore_view,
    save_view,
    widen,
)
from shouwen.capabilities.views.models import Arrangement
from shouwen.capabilities.views.queries import Layout, offered, screen_of
from shouwen.ui.components.queue import column_names
from tests.capabilities.tickets.makers import MONDAY_9, a_desk

HIGH = {"level": "high"}


@pytest.fixture
def desk(db):
    return a_desk()


def names(actor, place="open"):
    return [one.name for one in offered(actor=actor, place=place).views]


# REQ UX-4
def test_a_personal_view_is_offered_to_nobody_else(desk):
    save_view(name="高级别", view="open", filters=HIGH, actor=desk.as_agent)

    assert names(desk.as_agent) == ["高级别"]
    assert names(desk.as_manager) == []


def test_a_team_view_is_offered_to_the_team_and_a_desk_view_to_all(desk):
    (team,) = desk.as_manager.team_ids
    save_view(name="本组", view="open", filters=HIGH, actor=desk.as_manager, scope="team", team_id=team)
    save_view(name="全台", view="open", filters=HIGH, actor=desk.as_manager, scope="desk")

    assert names(desk.as_agent) == ["本组", "全台"]
    assert names(desk.as_engineer) == ["全台"]


def test_who_may_not_share_saves_for_himself_only(desk):
    with pytest.raises(NotPermitted):
        save_view(name="全台", view="open", filters={}, actor=desk.as_agent, scope="desk")

    assert names(desk.as_agent) == []


def test_a_view_needs_a_name_and_a_team_that_is_ones_own(desk):
    with pytest.raises(InvalidInput) as refused:
        save_view(name=" ", view="open", filters={}, actor=desk.as_manager, scope="team", team_id=10**6)

    assert set(refused.value.errors) == {"name", "scope"}


def test_a_removed_view_is_gone_and_comes_back(desk):
    view = save_view(name="高级别", view="open", filters=HIGH, actor=desk.as_agent)

    remove_view(view=view, actor=desk.as_agent)
    assert names(desk.as_agent) == []
    restore_view(view=view, actor=desk.as_agent)
    assert names(desk.as_agent) == ["高级别"]


def test_a_shared_view_is_as_wide_as_its_owner_made_it_until_one_moves_an_edge(desk):
    view = save_view(
        name="全台",
        view="open",
        filters={},
        actor=desk.as_manager,
        scope="desk",
        widths={"title": 420, "number": 1, "nonsense": 90},
    )
    widen(place=f"saved/{view.pk}", column="title", width=300, actor=desk.as_agent)

    def seen_by(actor):
        offer = offered(actor=actor, place=f"saved/{view.pk}")
        return offer.layout.over(offer.view(view.pk).layout).widths

    assert seen_by(desk.as_manager) == {"title": 420, "number": NARROWEST}
    assert seen_by(desk.as_agent) == {"title": 300, "number": NARROWEST}


def test_a_view_of_the_desk_is_changed_only_by_who_may_share(desk):
    view = save_view(name="全台", view="open", filters=HIGH, actor=desk.as_manager, scope="desk")

    with pytest.raises(NotPermitted):
        change_view(view=view, filters={}, actor=desk.as_agent)


def test_a_layout_keeps_number_and_title_and_forgets_what_is_no_column(desk):
    arrange(
        place="open", columns=["clock", "nonsense", "title"], ordering="due", density="", actor=desk.as_agent
    )

    assert offered(actor=desk.as_agent, place="open").layout == Layout(
        ("number", "clock", "title"), "due", ""
    )
    assert offered(actor=desk.as_manager, place="open").layout == Layout()


def test_choosing_nothing_gives_back_the_usual_layout(desk):
    arrange(place="open", columns=["clock"], ordering="", density="compact", actor=desk.as_agent)
    arrange(place="open", columns=[], ordering="", density="", actor=desk.as_agent)

    assert offered(actor=desk.as_agent, place="open").layout == Layout()


# REQ UX-4
def test_a_column_keeps_the_width_one_gave_it_until_the_layout_is_as_usual_again(desk):
    arrange(place="open", columns=["clock"], ordering="", density="", actor=desk.as_agent)
    widen(place="open", column="customer", width=220, actor=desk.as_agent)
    widen(place="open", column="clock", width=9, actor=desk.as_agent)
    assert offered(actor=desk.as_agent, place="open").layout.widths == {"customer": 220, "clock": 48}
    assert offered(actor=desk.as_agent, place="mine").layout.widths == {}
    assert offered(actor=desk.as_manager, place="open").layout.widths == {}

    widen(place="open", column="clock", width=None, actor=desk.as_agent)
    arrange(place="open", columns=["clock"], ordering="due", density="", actor=desk.as_agent)
    assert offered(actor=desk.as_agent, place="open").layout.widths == {"customer": 220}
    with pytest.raises(InvalidInput):
        widen(place="open", column="nonsense", width=100, actor=desk.as_agent)

    arrange(place="open", columns=[], ordering="", density="", actor=desk.as_agent)
    assert offered(actor=desk.as_agent, place="open").layout == Layout()
    widen(place="open", column="clock", width=100, actor=desk.as_agent)
    widen(place="open", column="clock", width=None, actor=desk.as_agent)
    assert not Arrangement.objects.exists()


def test_every_column_that_can_be_chosen_can_be_drawn():
    assert set(Column.values) == set(column_names())


def test_a_screen_opens_with_its_secret_until_it_is_ended(desk):
    screen, secret = open_screen(name="大厅", actor=desk.as_manager)

    assert screen_of(secret) == screen
    end_screen(screen=screen, actor=desk.as_manager, at=MONDAY_9)
    assert screen_of(secret) is None
