"""What needs the project leader's approval says so on its page, offers to record it, and then shows who approved what."""

import pytest
from django.core.cache import cache

from tests.capabilities.tickets.makers import a_desk, a_ticket

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(db):
    cache.clear()
    return a_desk("software")


# REQ DP-7
def test_the_approval_is_offered_where_it_is_missing_and_shown_once_it_is_recorded(desk, browse):
    agent = browse(desk.agent)
    other = a_ticket(desk, category="function").number
    assert f'href="/t/{other}/approval"' not in agent.get(f"/t/{other}").content.decode()

    number = a_ticket(desk, category="function_change").number
    approval = f"/t/{number}/approval"
    page = agent.get(f"/t/{number}").content.decode()
    assert "须经项目负责人批准" in page
    assert f'href="{approval}"' in page
    assert agent.post(approval, {"text": " "}).status_code == 422
    assert agent.post(approval, {"text": "项目负责人李工同意增加合计列"}).status_code < 400

    page = agent.get(f"/t/{number}").content.decode()
    assert f'href="{approval}"' not in page
    assert "项目负责人李工同意增加合计列" in page
