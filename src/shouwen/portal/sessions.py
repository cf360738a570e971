"""The cookie that carries a contact's session in the portal. The session itself lies with the customers."""

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

from shouwen.capabilities.customers.commands.portal_doors import SESSION_SPAN

COOKIE = "shouwen_portal"
PATH = "/portal/"


def session_key(request: HttpRequest) -> str | None:
    return request.COOKIES.get(COOKIE)


def keep_session(response: HttpResponseBase, key: str) -> None:
    """This browser sends `key` for as long as the session lasts, to the portal only."""
    response.set_cookie(
        COOKIE,
        key,
        max_age=SESSION_SPAN,
        path=PATH,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def drop_session(response: HttpResponseBase) -> None:
    response.delete_cookie(COOKIE, path=PATH, samesite="Lax")
