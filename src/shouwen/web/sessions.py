"""The cookie that carries a staff session's key. The session itself lies with the people."""

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

COOKIE = "shouwen_desk"


def session_key(request: HttpRequest) -> str | None:
    return request.COOKIES.get(COOKIE)


def keep_session(response: HttpResponseBase, key: str) -> None:
    """The browser sends `key` from now on; it goes when the browser closes, the server ends it earlier when idle."""
    response.set_cookie(COOKIE, key, secure=settings.SESSION_COOKIE_SECURE, httponly=True, samesite="Lax")


def drop_session(response: HttpResponseBase) -> None:
    response.delete_cookie(COOKIE, samesite="Lax")
