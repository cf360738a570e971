"""What every request gets before a view sees it, and every answer before a browser does."""

import logging
import secrets
import time
from collections.abc import Callable
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone, translation
from django.utils.cache import patch_vary_headers

from shouwen.base import time as desk_time
from shouwen.base.actors import NOBODY
from shouwen.base.languages import reader_language
from shouwen.base.refusals import Refusal
from shouwen.capabilities.people.queries import actor_for_session
from shouwen.runtime.values import time_zone
from shouwen.web import errors, shell
from shouwen.web.access import admit
from shouwen.web.repeats import answered_once
from shouwen.web.sessions import session_key

log = logging.getLogger("shouwen.web")

Answer = Callable[[HttpRequest], HttpResponseBase]
OTHER_DOORS = ("/api/", "/portal/", "/s/", "/static/", "/healthz", "/readyz", "/metrics")
SLOW_SECONDS = 1.0
SAID_BY_PROXIES = (
    "HTTP_X_FORWARDED_PROTO",
    "HTTP_X_FORWARDED_FOR",
    "HTTP_X_FORWARDED_HOST",
    "HTTP_X_FORWARDED_PORT",
)
SECRETS = frozenset({"token", "raw"})  # parts of addresses that open doors


class OwnProxies:
    """What a proxy says of the way a request came is believed from our own proxies alone; from others it is dropped."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.META.get("REMOTE_ADDR", "") not in settings.TRUSTED_PROXIES:
            for header in SAID_BY_PROXIES:
                request.META.pop(header, None)
        return self.get_response(request)


class RequestNumber:
    """Each request has a number that its answer, its error page and its log lines carry."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        request.number = secrets.token_hex(6)  # type: ignore[attr-defined]  # see access.DeskRequest
        began = time.perf_counter()
        response = self.get_response(request)
        seconds = time.perf_counter() - began
        response.headers["X-Request-Id"] = request.number  # type: ignore[attr-defined]
        if (response.status_code >= 500 or seconds > SLOW_SECONDS) and not response.streaming:
            facts = {
                "request": request.number,  # type: ignore[attr-defined]  # as above
                "path": path_without_secrets(request),
                "status": response.status_code,
            }
            log.warning(
                "answered %s",
                response.status_code,
                extra={"seconds": round(seconds, 3), **facts, "number": facts["request"]},
            )
        return response


class ContentPolicy:
    """Nothing runs in a page but our own files and what carries this answer's nonce; no page is framed by others."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        request.nonce = secrets.token_urlsafe(16)  # type: ignore[attr-defined]  # see access.DeskRequest
        response = self.get_response(request)
        own = f"'self' 'nonce-{request.nonce}'"  # type: ignore[attr-defined]
        response.headers.setdefault(
            "Content-Security-Policy",
            f"default-src 'none'; script-src {own}; style-src {own}; img-src 'self' data: blob:; font-src 'self'; "
            "connect-src 'self'; worker-src 'self'; manifest-src 'self'; frame-src 'self'; media-src 'self' blob:; "
            "form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
        )
        response.headers.setdefault(
            "Permissions-Policy", "camera=(self), microphone=(self), geolocation=(self), interest-cohort=()"
        )
        response.headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
        if request.path.startswith("/static/"):
            return response
        response.headers.setdefault(
            "Cache-Control", "no-store" if response.status_code >= 400 else "private, no-cache"
        )
        return response


class WhoAsks:
    """The actor, the present instant, language and zone of this request: one statement for staff, none for others."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        request.actor = NOBODY  # type: ignore[attr-defined]  # see access.DeskRequest
        key = None if request.path.startswith(OTHER_DOORS) else session_key(request)
        try:
            if key:
                request.actor, instant = actor_for_session(key)  # type: ignore[attr-defined]
                desk_time.fix(instant)
            with translation.override(language_of(request)), timezone.override(zone_of(request)):
                response = self.get_response(request)
                response.headers.setdefault("Content-Language", reader_language())
        finally:
            desk_time.fix(None)
        patch_vary_headers(response, ("Cookie", "Accept-Language", "HX-Request"))
        return response


class Edge:
    """Where a request meets the desk's rules: who may come, acts that count once, refusals as sentences."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if shell.is_fragment(request) and response.status_code in (301, 302, 303, 307):
            return shell.see_other(request, response.headers["Location"], like=response)
        if response.status_code == 405 and not _is_worded(response):
            return errors.fault_page(request, 405, like=response)
        return response

    def process_view(
        self,
        request: HttpRequest,
        view: Callable[..., HttpResponseBase],
        args: list[Any],
        kwargs: dict[str, Any],
    ) -> HttpResponseBase | None:
        if not request.path.startswith("/api/") and _holds_nul(request):  # the API says it in its own words
            return errors.fault_page(request, 400)
        match = request.resolver_match
        if match is None or match.namespace.partition(":")[0] != "web":
            return None
        try:
            if not admit(view, request.actor):  # type: ignore[attr-defined]
                return shell.to_sign_in(request)
        except Refusal as refusal:
            return errors.refused(request, refusal)
        return answered_once(request, lambda: view(request, *args, **kwargs))

    def process_exception(self, request: HttpRequest, problem: Exception) -> HttpResponse | None:
        if isinstance(problem, Refusal):
            return errors.refused(request, problem)
        if isinstance(problem, RequestDataTooBig):
            return errors.fault_page(request, 413)
        return None


def _is_worded(response: HttpResponseBase) -> bool:
    """Whether an answer says more than the frame beneath us does by itself."""
    return response.streaming or response.content not in (b"", b"Method not allowed")  # type: ignore[attr-defined]


def path_without_secrets(request: HttpRequest) -> str:
    """The path as the log may keep it: a link's token is left out."""
    match = request.resolver_match
    return f"/{match.route}" if match is not None and not SECRETS.isdisjoint(match.kwargs) else request.path


def _holds_nul(request: HttpRequest) -> bool:
    """Whether the address asks for a character that no text of the database has."""
    return "\x00" in request.path or any(
        "\x00" in text for name, values in request.GET.lists() for text in (name, *values)
    )


def language_of(request: HttpRequest) -> str:
    """The person's own language, else the cookie's, else what the browser asks for."""
    return request.actor.language or translation.get_language_from_request(request)  # type: ignore[attr-defined]


def zone_of(request: HttpRequest) -> ZoneInfo:
    return ZoneInfo(str(request.actor.extras.get("time_zone") or time_zone()))  # type: ignore[attr-defined]
