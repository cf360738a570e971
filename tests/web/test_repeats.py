"""A form sent twice counts once; what is shown once is stored nowhere."""

import re

import pytest

from shouwen.base.models import IdempotencyKey
from shouwen.capabilities.people.models import ApiToken
from shouwen.capabilities.views.models import WallScreen
from tests.capabilities.people.makers import an_administrator
from tests.web.people.doors import signed_in

pytestmark = pytest.mark.django_db

KEY = {"Idempotency-Key": "shown-once"}
SECRETS = {
    "a wall's address": ("/wall/screens", {"name": "大屏"}, r"/wall/([A-Za-z0-9_-]{20,})"),
    "an API token": (
        "/me/tokens",
        {"name": "bi", "scopes": ["people:read"], "days": "30"},
        r"(sw_[\w-]{20,})",
    ),
    "recovery codes": ("/me/recovery-codes", {}, r"\b([a-z2-7]{4}(?:-[a-z2-7]{4}){3})\b"),
    "an invitation": (
        "/people/new",
        {"user_name": "xinren", "name": "新人", "language": "zh-hans"},
        r"/invitation/([\w-]{20,})",
    ),
}


# REQ BX-5
@pytest.mark.parametrize("what", SECRETS)
def test_a_secret_is_shown_once_and_kept_nowhere(db, what):
    path, fields, pattern = SECRETS[what]
    administrator, _actor = an_administrator()
    browser = signed_in(administrator)

    first = browser.post(path, fields, headers=KEY)
    again = browser.post(path, fields, headers=KEY)

    (secret, *_more) = re.findall(pattern, first.content.decode())
    kept = IdempotencyKey.objects.get()
    assert (first.status_code, first["Cache-Control"]) == (200, "no-store")
    assert (bytes(kept.body), kept.headers) == (b"", {})
    assert again.status_code == 409
    assert secret not in again.content.decode()


def test_the_act_behind_a_secret_is_still_done_once(db):
    administrator, _actor = an_administrator()
    browser = signed_in(administrator)

    for _time in range(2):
        browser.post("/wall/screens", {"name": "大屏"}, headers=KEY)
        browser.post(
            "/me/tokens",
            {"name": "bi", "scopes": ["people:read"], "days": "30"},
            headers={"Idempotency-Key": "t"},
        )

    assert (WallScreen.objects.count(), ApiToken.objects.count()) == (1, 1)
