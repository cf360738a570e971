"""Routing of requests that are not ours to serve: which rules fit what the check found, best first (SA-7)."""

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from shouwen.domain.regulation import Regulation


def fitting_routes(
    document: "Regulation", findings: Collection[str], fields: Mapping[str, object]
) -> tuple[str, ...]:
    """Codes of the routes that answer to one of `findings` and whose condition `fields` meet, by rank.

    Empty when nothing was found, or when no rule of the regulation covers it.
    """
    fitting = [
        (route.rank, code)
        for code, route in document.routes.items()
        if not set(findings).isdisjoint(route.findings) and route.when.holds(fields)
    ]
    return tuple(code for _, code in sorted(fitting))


def serving_routes(
    document: "Regulation", findings: Collection[str], fields: Mapping[str, object]
) -> tuple[str, ...]:
    """Codes of the routes, by rank, by which a request with these `findings` is served all the same (DP-6).

    Empty unless they cover every finding, and when nothing was found.
    """
    routes = document.routes
    serving = [code for code in fitting_routes(document, findings, fields) if routes[code].serve_anyway]
    covered = {finding for code in serving for finding in routes[code].findings}
    return tuple(serving) if set(findings) <= covered else ()
