"""The list of pages is whole: whatever answers to GET is on it, or is known to be no page of its own."""

import inspect
from collections.abc import Callable, Iterator
from typing import Any

from django.urls import resolve

from shouwen.web.regulations.editing.shapes import EDITORS
from shouwen.web.regulations.sections import PARTS
from shouwen.web.tickets.acts import ACTS
from tests.hostile.routes import every_route
from tools.pages import PAGES, catalogue

FRAGMENTS = {
    "customers/<int:customer_id>/tickets", "inbox/count", "inbox/newest", "jobs/count", "palette", "calls/card", "calls/<int:pk>/line", "t/new/callers",
    "t/new/hints", "t/new/site", "t/new/check", "mentions", "t/<str:number>/head", "t/<str:number>/box", "t/<str:number>/company", "t/<str:number>/peek", "t/<str:number>/story",
    "t/<str:number>/news", "t/<str:number>/macros", "t/<str:number>/phrases", "t/<str:number>/clocks",
    "intake/<int:item_id>/clocks/<int:pk>", "intake/<int:item_id>/clocks/<int:pk>/card",
    "t/<str:number>/clocks/<int:pk>", "t/<str:number>/clocks/next", "t/<str:number>/clocks/<int:pk>/card",
    "portal/tickets/<slug:token>/promises/<int:pk>", "s/<str:signed>/promises/<int:pk>", "t/<str:number>/people", "t/<str:number>/reviews", "t/<str:number>/similar", "t/<str:number>/call-backs", "t/<str:number>/files",
    "t/<str:number>/messages", "t/<str:number>/related", "t/<str:number>/progress", "t/<str:number>/journal",
    "figures/tiles", "tickets/counts", "tickets/filters", "today/people", "cells/<str:number>/<slug:slug>", "wall/figures",
    "wall/<str:token>/figures", "drafts/kept", "drafts/numbers", "regulation/versions/<int:number>/moves",
}  # fmt: skip
"""Parts of pages, fetched by them; they are looked at where they stand."""
FILES = {
    "healthz", "readyz", "calendar/<str:token>.ics", "api/v1/openapi.json", "manifest.webmanifest", "offline-worker.js", "live", "wall/<str:token>/live", "audit/export",
    "customers/import/template", "customers/export", "intake/<int:item_id>/html", "intake/<int:item_id>/source",
    "intake/files/<str:token>", "jobs/<int:pk>/file", "files/<str:token>", "portal/tickets/<slug:token>/files/<slug:file>",
    "s/<str:signed>/files/<slug:file>", "regulation/versions/<int:number>/document", "regulation/presets/<str:code>",
    "regulation/schema", "schemas/regulation.json", "status/backups/<str:name>",
}  # fmt: skip
"""Files, streams and what programs ask for."""
HALF_WAY = {
    "set-up/",
    "set-up/company",
    "set-up/rules",
    "set-up/mail",
    "set-up/people",
    "ui",  # for developers alone; tests/ui/test_in_browser.py looks at it
    "sign-in/code",  # both after the password only: tests/web/people/test_sign_in_pages.py
    "sign-in/set-up",
    "portal/requests/<slug:token>",  # what waits for a decision, tests/portal
}
"""Pages that one reaches by an act, looked at by other tests."""


def test_whatever_answers_to_get_is_a_listed_page_or_known_to_be_none() -> None:
    listed = {resolve(page.path.partition("?")[0].format_map(Anything())).route for page in PAGES}
    asked = {route.pattern for route in every_route() if answers_get(route.view) and not of_programs(route)}

    assert asked - listed - FRAGMENTS - FILES - HALF_WAY == set()
    assert (FRAGMENTS | FILES | HALF_WAY) - asked == set()


def test_no_act_no_editor_and_no_part_of_the_document_is_left_out() -> None:
    assert set(catalogue.ACTS) == set(ACTS)
    assert {*catalogue.SECTIONS, *catalogue.RULES} == set(EDITORS)
    assert {"desk", *catalogue.PARTS} == {part.code for part in PARTS}


def test_each_page_has_a_name_of_its_own() -> None:
    assert len({page.name for page in PAGES}) == len(PAGES)


class Anything(dict[str, str]):
    """A number for every place: enough to see which pattern an address belongs to."""

    def __missing__(self, name: str) -> str:
        return "1"


def of_programs(route: Any) -> bool:
    return route.pattern.startswith("api/v1/") and route.pattern not in (
        "api/v1/docs",
        "api/v1/openapi.json",
    )


def answers_get(view: Callable[..., Any]) -> bool:
    """Whether no decorator of `view` refuses GET."""
    return all("GET" in methods for methods in _methods(view))


def _methods(view: Callable[..., Any] | None) -> Iterator[list[str]]:
    while view is not None:
        if inspect.isfunction(view):
            allowed = inspect.getclosurevars(view).nonlocals.get("request_method_list")
            if allowed is not None:
                yield allowed
        view = getattr(view, "__wrapped__", None)
