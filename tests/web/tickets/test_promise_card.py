"""Pointing at a promise shows its calendar: what counts, what was counted, who stopped it."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from shouwen.base.time import fixed_at
from shouwen.capabilities.service_levels.models import Clock
from shouwen.capabilities.tickets.commands import cancel_ticket, set_promise
from shouwen.capabilities.tickets.progress_links import progress_path
from tests.capabilities.people.makers import a_person
from tests.capabilities.tickets.makers import MONDAY_9, MONDAY_10, MONDAY_11, a_ticket, a_ticket_in_work
from tests.portal.makers import a_visitor
from tests.web.tickets.test_clock_sheet import rested

pytestmark = pytest.mark.django_db


# REQ SD-17 UX-1
def test_the_card_names_the_calendar_its_hours_what_counted_and_who_stopped_it(desk, browse, at_instant):
    ticket = rested(desk)
    resolution = Clock.objects.get(subject_id=ticket.pk, promise="resolution")
    browser = browse(desk.agent)
    at_instant(MONDAY_11.replace(hour=7))

    card = browser.get(f"/t/{ticket.number}/clocks/{resolution.pk}/card").content.decode()

    assert "<dt>日历</dt>" in card
    assert "今日" in card
    assert "09:00 ～ 12:00、13:00 ～ 18:00" in card
    assert f"等待客户 · {desk.engineer.name} · 11-23 11:00 ～ 12:00" in card
    assert "已计" in card
    assert card.count('class="is-paused"') == 1
    assert "为什么是这个时间" in card


def test_the_card_costs_six_statements_and_is_for_those_who_see_the_ticket(desk, browse):
    ticket = rested(desk)
    path = f"/t/{ticket.number}/clocks/next"
    browser = browse(desk.agent)
    browser.get(path)
    cache.clear()

    with CaptureQueriesContext(connection) as captured:
        assert browser.get(path).status_code == 200

    assert len([one for one in captured.captured_queries if "SAVEPOINT" not in one["sql"]]) <= 6
    assert browse(a_person("stranger")).get(path).status_code == 404


# REQ SD-17
def test_a_customer_sees_the_calendar_of_what_he_was_promised_and_no_name_and_nothing_from_inside(desk):
    ticket = rested(desk)
    resolution = Clock.objects.get(subject_id=ticket.pk, promise="resolution")
    inside = Clock.objects.get(subject_id=ticket.pk, promise="dispatching")
    Clock.objects.filter(pk=inside.pk).update(shown_to_customer=False)
    other = Clock.objects.filter(subject_id=a_ticket(desk).pk).first()
    visitor, base = a_visitor("zh-hans"), progress_path(ticket)

    card = visitor.get(f"{base}promises/{resolution.pk}").content.decode()

    assert f'data-card="{base}promises/{resolution.pk}"' in visitor.get(base).content.decode()
    assert "等待客户" in card
    assert desk.engineer.name not in card
    assert "clocks" not in card
    assert visitor.get(f"{base}promises/{inside.pk}").status_code == 404
    assert visitor.get(f"{base}promises/{other.pk}").status_code == 404


# REQ SD-17
def test_working_time_is_told_in_hours_however_long_by_card_and_account_alike(desk, browse, at_instant):
    due_at = MONDAY_9 + timedelta(days=10)
    with fixed_at(MONDAY_10):  # on whatever day the test runs, the promise is not yet broken
        ticket = a_ticket_in_work(desk)
        set_promise(
            ticket=ticket,
            promise="resolution",
            due_at=due_at,
            reason="约好",
            actor=desk.as_manager,
            at=MONDAY_10,
        )
    clock = Clock.objects.get(subject_id=ticket.pk, promise="resolution")
    browser = browse(desk.agent)
    at_instant(MONDAY_10 + timedelta(days=8))  # six working days of eight hours

    account, card = (
        browser.get(f"/t/{ticket.number}/clocks/{clock.pk}{part}").content.decode() for part in ("", "/card")
    )

    assert "已计时：48 小时" in account
    assert "<dt>已计</dt><dd>48 小时" in card


# REQ SD-17
def test_a_promise_that_was_taken_back_no_longer_applies_on_its_page_and_on_its_card(desk, browse):
    ticket = a_ticket_in_work(desk)
    cancel_ticket(ticket=ticket, reason="重复", actor=desk.as_manager, at=MONDAY_10)
    clock = Clock.objects.get(subject_id=ticket.pk, promise="resolution")
    assert clock.status == "cancelled"

    page, card = (
        browse(desk.agent).get(f"/t/{ticket.number}/clocks/{clock.pk}{part}").content.decode()
        for part in ("", "/card")
    )

    assert ("不再适用" in page, "超时完成" in page) == (True, False)
    assert "不再适用" in card
