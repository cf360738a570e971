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


def is_served_anyway(document: "Regulation", findings: Collection[str]) -> bool:
    """Whether every finding is covered by a route that serves all the same, at a charge or with advice (DP-6).

    True as well when nothing was found.
    """
    served = {
        finding for route in document.routes.values() if route.serve_anyway for finding in route.findings
    }
    return set(findings) <= served
