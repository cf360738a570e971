"""A browser is told which of its forms were taken: what was written in any other it keeps."""

import re
from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

COOKIE: Final = "shouwen_taken"
"""Read by ui/assets/js/forms.js on the next page, which forgets what was written in those forms."""
MOST: Final = 5
A_DAY: Final = 24 * 60 * 60
KEY: Final = re.compile(r"[\w-]{8,64}", re.ASCII)


def tell_taken(request: HttpRequest, response: HttpResponseBase, key: str) -> None:
    """The form sent under the idempotency key `key` was taken, now or the first time it was sent."""
    if not KEY.fullmatch(key):
        return
    before = [one for one in request.COOKIES.get(COOKIE, "").split(".") if KEY.fullmatch(one) and one != key]
    response.set_cookie(
        COOKIE,
        ".".join([*before, key][-MOST:]),
        max_age=A_DAY,
        secure=settings.SESSION_COOKIE_SECURE,
        samesite="Lax",
    )
