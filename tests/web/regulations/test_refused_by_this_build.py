"""A version that an earlier build accepted and this one refuses, where it would be put into force."""

import pytest
from django.test import Client

from shouwen.base.time import database_now
from shouwen.capabilities.regulations.models import RegulationVersion
from shouwen.capabilities.regulations.queries import in_force, look_again
from tests.capabilities.people.makers import an_administrator

IMPOSSIBLE = "required_fields:\n  how_bad: {name: {zh: 级别, en: Level}, field: level, on: register}\n"
PLACE = "/regulation/versions/2/activation"
CONFIRMED = {"when": "now", "whom": "new", "has_read": "on"}


@pytest.fixture
def admin(desk, browse) -> Client:
    """The administrator of a desk whose second version, a draft, asks at registration for what no form of it has."""
    person, _actor = an_administrator()
    client: Client = browse(person)
    client.post("/regulation/versions/1/drafts", {"part": "promises"})
    text = RegulationVersion.objects.get(number=2).document.replace("required_fields:\n", IMPOSSIBLE)
    RegulationVersion.objects.filter(number=2).update(document=text)
    look_again()
    return client


def test_what_is_wrong_is_said_before_and_nothing_is_put_into_force(admin):
    page = admin.get(PLACE)
    told = page.content.decode()

    refused = admin.post(PLACE, CONFIRMED)

    assert (page.status_code, refused.status_code) == (200, 422)
    assert "how_bad" in told
    assert "how_bad" in refused.content.decode()
    assert 'href="/regulation/versions/2/text"' in told
    assert "has_read" not in told
    assert in_force(database_now()).number == 1


def test_once_its_text_is_mended_it_is_put_into_force(admin):
    page = admin.get("/regulation/versions/2/text")
    text, seen = page.context["form"].initial["text"], page.context["seen"]

    kept = admin.post("/regulation/versions/2/text", {"text": text, "note": "", "seen": seen})
    saved = admin.post(
        "/regulation/versions/2/text",
        {"text": text.replace(IMPOSSIBLE, "required_fields:\n"), "note": "已改正", "seen": seen},
    )
    confirmed = admin.post(PLACE, CONFIRMED)

    assert (kept.status_code, saved.status_code, confirmed.status_code) == (422, 303, 303)
    assert in_force(database_now()).number == 2


def test_one_that_counted_earlier_comes_back_by_way_of_a_draft(admin):
    spoilt = RegulationVersion.objects.get(number=2).document
    RegulationVersion.objects.filter(number=2).update(
        document=RegulationVersion.objects.get(number=1).document
    )
    admin.post(PLACE, CONFIRMED)
    RegulationVersion.objects.filter(number=1).update(document=spoilt)
    look_again()

    told = admin.get("/regulation/versions/1/activation").content.decode()

    assert "how_bad" in told
    assert 'href="/regulation/versions/1"' in told
    assert "/regulation/versions/1/text" not in told
