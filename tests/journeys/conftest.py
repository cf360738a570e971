"""Whole stories: real browsers at the real server, and the worker as a process of its own."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import date, datetime, time
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import pytest
from django.core.cache import cache
from django.db import connection
from playwright.sync_api import Browser, Page

from shouwen.base.actors import SYSTEM
from shouwen.base.time import database_now
from shouwen.capabilities.people.commands.duty import Shift, set_weekly_plan
from shouwen.capabilities.people.commands.sign_in import open_session
from shouwen.capabilities.people.models import Person
from shouwen.web import middleware, shell
from shouwen.web.sessions import COOKIE
from tests.capabilities.people.makers import DESK_PC
from tests.capabilities.tickets.makers import Desk, a_desk
from tests.portal.browser import PHONE, a_browser

ROOT = Path(__file__).resolve().parents[2]
SHOTS = os.environ.get("SHOUWEN_SHOTS", "")
# For stories that break a line themselves (`page.route`): where the worker that keeps the offline page takes the page over
# in the same moment, the browser lets one in thirty requests past the interception.
INTERCEPTED = {"service_workers": "block"}


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    yield from a_browser()


@pytest.fixture
def desk(transactional_db: None) -> Desk:
    """A desk whose people work around the clock, so that a story can be told at any hour."""
    cache.clear()
    shell.address.cache_clear()
    found = a_desk()
    always = [Shift(day, time(0), time(0)) for day in range(1, 8)]
    for person in (found.agent, found.manager, found.engineer, found.other_engineer):
        set_weekly_plan(
            person=person,
            shifts=always,
            valid_from=date(2026, 1, 1),
            actor=SYSTEM,
            at=database_now(),
            on_holidays=True,
        )
    return found


@pytest.fixture
def sit_down(chromium: Browser, live_server, desk: Desk) -> Iterator[Callable[..., Page]]:
    """Somebody signed in at a desk (1440 wide) or with a phone; errors of scripts fail the story at its end."""
    problems: list[str] = []
    contexts = []

    def sit(person: Person, path: str = "/", *, phone: bool = False, **options: object) -> Page:
        looks = PHONE if phone else {"viewport": {"width": 1440, "height": 900}}
        context = chromium.new_context(**{**looks, "locale": "zh-CN", **options})  # type: ignore[arg-type]
        contexts.append(context)
        key = open_session(person=person, door="test", browser=DESK_PC, at=database_now())
        context.add_cookies([{"name": COOKIE, "value": key, "url": live_server.url}])
        page = context.new_page()
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.on(
            "console", lambda line: problems.append(line.text) if "Content Security" in line.text else None
        )
        page.goto(f"{live_server.url}{path}")
        page.evaluate(
            "new Promise(done => setTimeout(done))"
        )  # the scripts have begun, and done what was kept for them
        return page

    yield sit
    for context in contexts:
        context.close()
    assert problems == []


@pytest.fixture
def worker(desk: Desk) -> Iterator[subprocess.Popen[bytes]]:
    """The worker at work on the test's database, until the story ends."""
    url = urlsplit(os.environ["DATABASE_URL"])
    own = urlunsplit(url._replace(path=f"/{connection.settings_dict['NAME']}"))
    environment = {**os.environ, "DATABASE_URL": own, "SHOUWEN_ROLE": "worker"}
    process = subprocess.Popen([sys.executable, "-m", "shouwen.worker.main"], env=environment, cwd=ROOT)
    yield process
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(timeout=20)
    except subprocess.TimeoutExpired:
        process.kill()


@pytest.fixture
def at_instant(monkeypatch: pytest.MonkeyPatch) -> Callable[[datetime], None]:
    """From now on requests happen at this instant: the session's statement brings it, not the database's clock."""
    ask = middleware.actor_for_session

    def set_clock(instant: datetime) -> None:
        monkeypatch.setattr(middleware, "actor_for_session", lambda key: (ask(key)[0], instant))

    return set_clock


def shot(page: Page, name: str) -> None:
    """A picture of the page for whoever wants to look, where SHOUWEN_SHOTS says."""
    if SHOTS:
        page.screenshot(path=str(Path(SHOTS) / f"{name}.png"), caret="initial")
