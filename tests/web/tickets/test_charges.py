"""What is served at a charge: said before it is registered, settled before work starts, shown on page and paper."""

from datetime import date

import pytest
from django.core.cache import cache

from tests.capabilities.tickets.makers import a_desk, a_ticket

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(db):
    cache.clear()
    return a_desk("software", maintenance_until=date(2026, 10, 31))


# REQ DP-6 SA-6
def test_the_charge_is_told_settled_and_printed(desk, browse):
    agent = browse(desk.agent)
    asked = {"klass": "fault", "contact": desk.contact.pk, "product": desk.product.pk}
    told = agent.get("/t/new/check", asked).content.decode()
    assert "可以服务，须收费" in told
    assert "开始前须与客户约定收费或注明减免原因" in told

    number = a_ticket(desk).number
    charge, sheet = f"/t/{number}/charge", f"/t/{number}/sheet"
    assert f'href="{charge}"' in agent.get(f"/t/{number}").content.decode()
    assert "尚未约定" in agent.get(sheet).content.decode()
    assert agent.post(charge, {"what": "charge_agreed", "text": " "}).status_code == 422
    assert agent.post(charge, {"what": "charge_agreed", "text": "上门 800 元，王芳同意"}).status_code < 400

    page = agent.get(f"/t/{number}").content.decode()
    assert f'href="{charge}"' not in page
    assert "已约定费用：上门 800 元，王芳同意" in page
    assert "已约定费用：上门 800 元，王芳同意" in agent.get(sheet).content.decode()
