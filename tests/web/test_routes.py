"""None of the staff's pages is open by oversight."""

from django.urls import URLPattern, get_resolver
from django.urls.resolvers import URLResolver

from shouwen.web.access import access_of

SIGN_IN = {
    "sign-in",
    "set-up",
    "set-up-company",
    "set-up-rules",
    "set-up-mail",
    "set-up-people",
    "sign-in-code",
    "sign-in-set-up",
    "forgotten",
    "invitation",
    "password",
}
OPEN = SIGN_IN | {
    "manifest", "offline", "offline-worker", "wall-screen", "wall-screen-figures", "wall-screen-live", "calendar", "regulation-published-schema",
}  # fmt: skip
"""What somebody who is not signed in may open."""


def of_the_staff(patterns, namespace=""):
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from of_the_staff(pattern.url_patterns, pattern.namespace or namespace)
        elif isinstance(pattern, URLPattern) and namespace == "web":
            yield pattern


def test_nothing_is_open_to_all_but_the_doors():
    found = {
        one.name
        for one in of_the_staff(get_resolver().url_patterns)
        if access_of(one.callback).kind == "everybody"
    }

    assert found - OPEN == set()
