"""Whence a request comes: the client's address is believed only from the configured proxies."""

from django.conf import settings
from django.http import HttpRequest


def address_of(request: HttpRequest) -> str | None:
    """The nearest address on the way that is no proxy of ours; None where there is none, as on a local socket."""
    proxies = frozenset(settings.TRUSTED_PROXIES)
    way = [request.META.get("REMOTE_ADDR", "")]
    if way[0] in proxies:
        said = request.headers.get("X-Forwarded-For", "").split(",")
        way += [address.strip() for address in reversed(said)]
    return next((address for address in way if address and address not in proxies), None)
