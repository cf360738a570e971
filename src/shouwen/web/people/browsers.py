"""Whence a request comes: the client's address is believed only from the configured proxies."""

from django.conf import settings
from django.http import HttpRequest

from shouwen.capabilities.people.commands.sign_in import Browser


def browser_of(request: HttpRequest) -> Browser:
    """The browser of `request`, as sessions remember it."""
    return Browser(address=address_of(request), name=request.headers.get("User-Agent", ""))


def address_of(request: HttpRequest) -> str | None:
    """The nearest address on the way that is no proxy of ours; None where there is none, as on a local socket."""
    proxies = frozenset(settings.TRUSTED_PROXIES)
    way = [request.META.get("REMOTE_ADDR", "")]
    if way[0] in proxies:
        said = request.headers.get("X-Forwarded-For", "").split(",")
        way += [address.strip() for address in reversed(said)]
    return next((address for address in way if address and address not in proxies), None)


BROWSERS = (
    ("MicroMessenger", "WeChat"), ("DingTalk", "DingTalk"), ("Lark", "Feishu"), ("Edg", "Edge"), ("OPR/", "Opera"),
    ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari"),
)  # fmt: skip
SYSTEMS = (
    ("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"), ("Mac OS", "macOS"),
    ("Linux", "Linux"),
)  # fmt: skip


def browser_words(said: str) -> str:
    """What a browser calls itself, in the two words people know it by; the beginning of it if it is none of those."""
    known = (next((name for mark, name in marks if mark in said), "") for marks in (BROWSERS, SYSTEMS))
    return " · ".join(word for word in known if word) or said[:40] or "--"
