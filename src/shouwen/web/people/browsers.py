"""Whence a request comes: the client's address is believed only from the configured proxies."""

from django.http import HttpRequest

from shouwen.base.addresses import address_of
from shouwen.capabilities.people.commands.sign_in import Browser


def browser_of(request: HttpRequest) -> Browser:
    """The browser of `request`, as sessions remember it."""
    return Browser(address=address_of(request), name=request.headers.get("User-Agent", ""))


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
