"""From draft to force on screen: reviewed by another, from a day, for open ones too, called back, brought back."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from shouwen.base.actors import SYSTEM
from shouwen.base.models import Fact
from shouwen.capabilities.regulations.choices import Review, VersionState
from shouwen.capabilities.regulations.commands import import_regulation
from shouwen.capabilities.regulations.models import RegulationVersion
from shouwen.capabilities.regulations.queries import in_force, preset_text
from shouwen.capabilities.service_levels.models import Moving
from tests.capabilities.people.makers import an_administrator
from tests.capabilities.tickets.makers import MONDAY_9, a_ticket
from tests.web.regulations.test_editing import filled

AHEAD = timezone.localtime(MONDAY_9 + timedelta(days=1))


@pytest.fixture
def admin(desk, browse) -> Client:
    person, _actor = an_administrator()
    client = browse(person)
    client.post("/regulation/versions/1/drafts", {"part": "promises"})
    return client


def version(number: int) -> RegulationVersion:
    return RegulationVersion.objects.get(number=number)


def changed(client: Client, minutes: str, number: int = 2) -> None:
    place = f"/regulation/versions/{number}/edit/targets/response"
    form = filled(client, "edit/targets/response", **{"limits/0/within/amount": minutes, "act": "save"})
    assert client.post(place, form).status_code == 303


# REQ BX-4
def test_a_draft_is_reviewed_by_somebody_else_and_the_history_says_who_and_why(admin, desk, browse):
    changed(admin, "20")
    admin.post("/regulation/versions/2/reviews", {"verdict": "ask", "remark": "响应改为 20 分"})
    own = admin.post("/regulation/versions/2/reviews", {"verdict": "passed"})

    passed = browse(desk.manager).post(
        "/regulation/versions/2/reviews", {"verdict": "passed", "remark": "同意"}
    )
    page = admin.get("/regulation/versions/2/changes").content.decode()

    assert (own.status_code, passed.status_code, version(2).review) == (409, 303, Review.PASSED)
    assert "响应改为 20 分" in page
    assert "复核通过" in page
    assert "修改了承诺 response" in page


# REQ BX-4
def test_a_version_waits_for_its_day_and_is_called_back_with_a_reason(admin):
    changed(admin, "20")
    form = {
        "when": "later",
        "active_from": f"{AHEAD:%Y-%m-%dT%H:%M}",
        "whom": "new",
        "remark": "周二起",
        "has_read": "on",
    }

    activated = admin.post("/regulation/versions/2/activation", form)
    listed = admin.get("/regulation/versions").content.decode()
    unsaid = admin.post("/regulation/versions/2/withdrawal", {"remark": ""})
    withdrawn = admin.post("/regulation/versions/2/withdrawal", {"remark": "培训未完"})

    assert activated.status_code == 303
    assert f"{AHEAD:%Y-%m-%d %H:%M}起生效" in listed
    assert (unsaid.status_code, withdrawn.status_code) == (422, 303)
    assert version(2).state == VersionState.DRAFT
    assert in_force(AHEAD + timedelta(hours=1)) == version(1)


def test_an_instant_that_has_passed_is_no_day_to_begin(admin):
    form = {"when": "later", "active_from": "2020-01-01T09:00", "has_read": "on"}

    answer = admin.post("/regulation/versions/2/activation", form)

    assert answer.status_code == 422
    assert version(2).state == VersionState.DRAFT


# REQ BX-4 BX-1
def test_open_tickets_move_along_if_that_is_chosen_after_the_list(admin, desk):
    changed(admin, "20")

    listed = admin.get("/regulation/versions/2/moves")
    admin.post("/regulation/versions/2/activation", {"whom": "open", "has_read": "on", "remark": "一并调整"})

    assert listed.status_code == 200
    assert Fact.objects.filter(name="regulation.move_asked").count() == 1


# REQ BX-4 BX-9
def test_what_open_tickets_would_lose_under_another_scale_of_levels_is_said_before(admin, desk):
    a_ticket(desk)
    import_regulation(text=preset_text("sla"), actor=SYSTEM, at=MONDAY_9)

    same = admin.get("/regulation/versions/2/moves").content.decode()
    other = admin.get("/regulation/versions/3/moves").content.decode()

    assert "此版本没有这个级别" not in same
    assert "有 1 张未结工单的级别为“中”，此版本没有这个级别" in other


# REQ BX-4
def test_an_earlier_version_counts_again_as_a_new_one(admin, at_instant):
    changed(admin, "20")
    admin.post("/regulation/versions/2/activation", {"has_read": "on"})
    at_instant(MONDAY_9 + timedelta(hours=1))

    back = admin.post("/regulation/versions/1/activation", {"has_read": "on", "remark": "误伤"})

    assert back.status_code == 303
    assert (version(3).state, version(3).digest) == (VersionState.ACTIVE, version(1).digest)


# REQ BX-4
def test_a_draft_left_behind_shows_three_ways_and_catches_up(admin):
    admin.post("/regulation/versions/1/drafts", {})
    changed(admin, "20")
    ladder = filled(admin, "edit/ladders/answer", **{"name/en": "Escalation", "act": "save"})
    admin.post("/regulation/versions/3/edit/ladders/answer", ladder)
    admin.post("/regulation/versions/2/activation", {"has_read": "on"})

    page = admin.get("/regulation/versions/3/changes").content.decode()
    admin.post("/regulation/versions/3/catching-up", {})

    assert "三方对照" in page
    assert "ladders/answer/name/en" in page
    assert "targets/response/limits" in page
    assert version(3).base == version(2)
    assert "within: {working: 20m}" in version(3).document


# REQ BX-3 BX-4
def test_what_a_level_becomes_that_a_version_does_not_know_is_chosen_on_the_page_nearest_first(admin, desk):
    ticket = a_ticket(desk)
    draft = import_regulation(text=preset_text("software"), actor=SYSTEM, at=MONDAY_9)
    place = f"/regulation/versions/{draft.number}/activation"

    page = admin.get(place).content.decode()
    listed = admin.get(f"/regulation/versions/{draft.number}/moves").content.decode()
    asked = {"when": "now", "whom": "open", "has_read": "on"}
    unsaid = admin.post(place, asked)
    done = admin.post(place, {**asked, "level_medium": "L1"})

    assert 'name="level_medium"' in page
    assert '<option value="L2" selected' in page
    assert "最接近的是" in listed
    assert (unsaid.status_code, done.status_code) == (422, 303)
    assert Moving.objects.get().levels == {"high": "L1", "medium": "L1", "low": "L3"}
    assert Fact.objects.get(name="regulation.move_asked").payload["levels"] == {"medium": "L1"}
    assert ticket.level_id == "level/medium"
