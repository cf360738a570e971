"""A real browser on the real server, signed in."""

from pathlib import Path

import pytest

from shouwen.base.time import database_now
from shouwen.capabilities.people.commands.sign_in import open_session
from shouwen.web import shell
from shouwen.web.sessions import COOKIE
from tests.capabilities.people.makers import DESK_PC, a_person
from tests.portal.browser import a_browser

ROOT = Path(__file__).resolve().parents[2]
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"


@pytest.fixture(scope="session")
def chromium():
    yield from a_browser()


@pytest.fixture
def open_page(chromium, live_server, settings):
    """Opens a page of the desk in a browser of its own; errors of its scripts fail the test."""
    settings.DEBUG = True
    settings.ROOT_URLCONF = "tests.ui.addresses"
    shell.address.cache_clear()
    problems: list[str] = []
    contexts = []

    def open_one(path: str = "/ui", *, roles: tuple[str, ...] = ("administrator",), **options):
        options = {"viewport": {"width": 1440, "height": 900}, "locale": "zh-CN", **options}
        context = chromium.new_context(**options)
        contexts.append(context)
        key = open_session(person=a_person(roles=roles), door="test", browser=DESK_PC, at=database_now())
        context.add_cookies([{"name": COOKIE, "value": key, "url": live_server.url}])
        page = context.new_page()
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.goto(f"{live_server.url}{path}")
        return page

    yield open_one
    for context in contexts:
        context.close()
    shell.address.cache_clear()
    assert problems == []


@pytest.fixture
def violations():
    """What axe finds on a page, as (rule, first element)."""

    def find(page) -> list[tuple[str, str]]:
        page.evaluate(AXE.read_text())
        found = page.evaluate(
            "axe.run({runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']})"
        )
        return [(rule["id"], rule["nodes"][0]["html"]) for rule in found["violations"]]

    return find
