"""A real browser on the real server, signed in."""

import os
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

from shouwen.base.time import database_now
from shouwen.capabilities.people.commands.sign_in import open_session
from shouwen.web import shell
from shouwen.web.sessions import COOKIE
from tests.capabilities.people.makers import DESK_PC, a_person

ROOT = Path(__file__).resolve().parents[2]
QUIET = [
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"


@pytest.fixture(scope="session")
def chromium():
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = (
        "1"  # Playwright's loop lives in this thread, the server in another
    )
    with sync_playwright() as playwright:
        yield playwright.chromium.launch(
            executable_path=os.environ.get("SHOUWEN_CHROMIUM", "/usr/bin/chromium"), args=QUIET
        )


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
