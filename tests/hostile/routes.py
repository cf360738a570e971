"""Every address of the product with a place filled in for each of its parameters."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import get_resolver

from shouwen.web.access import access_of

PARAMETER = re.compile(r"<(?:(\w+):)?(\w+)>")


@dataclass(frozen=True)
class Route:
    """One address: which face it belongs to, its pattern, its view."""

    face: str
    pattern: str
    view: Callable[..., Any]

    @property
    def kind(self) -> str:
        """Who may come, as the view declares; empty for what the API or the root decides."""
        declared = getattr(self.view, "access", None) or access_of(self.view)
        return declared.kind if declared else ""

    @property
    def grants(self) -> frozenset[str]:
        return getattr(getattr(self.view, "access", None), "grants", frozenset())


def filled(pattern: str, places: dict[str, str]) -> str:
    """The address with a value for each parameter: what `places` names, else 1."""

    def value(found: re.Match[str]) -> str:
        named = places.get(found[2], "1")
        return named if found[1] != "int" or named.isdigit() else "1"

    return "/" + PARAMETER.sub(value, pattern)


def every_route() -> Iterator[Route]:
    yield from _walk(get_resolver().url_patterns, "", "")


def _walk(patterns: list[Any], prefix: str, face: str) -> Iterator[Route]:
    for entry in patterns:
        pattern = prefix + str(entry.pattern)
        if hasattr(entry, "url_patterns"):
            yield from _walk(entry.url_patterns, pattern, face or entry.namespace or "")
        else:
            yield Route(face, pattern, entry.callback)
