"""What a proxy says of a request's way counts from our own proxies and from nobody else."""

import pytest
from django.http import HttpResponse
from django.test import RequestFactory, override_settings

from shouwen.web.middleware import OwnProxies

BY_TLS = {"HTTP_X_FORWARDED_PROTO": "https", "HTTP_X_FORWARDED_FOR": "203.0.113.9"}


@pytest.mark.parametrize(
    ("peer", "is_believed"), [("10.0.0.1", True), ("10.0.0.2", False), ("", False), ("203.0.113.9", False)]
)
@override_settings(TRUSTED_PROXIES=["10.0.0.1"], SECURE_PROXY_SSL_HEADER=("HTTP_X_FORWARDED_PROTO", "https"))
def test_only_our_own_proxy_says_that_a_request_came_by_tls(peer, is_believed):
    seen = []
    door = OwnProxies(lambda request: seen.append(request) or HttpResponse())

    door(RequestFactory().get("/", REMOTE_ADDR=peer, **BY_TLS))

    request = seen[0]
    assert (request.is_secure(), "X-Forwarded-For" in request.headers) == (is_believed, is_believed)
