"""Every page there is, in light, dark and on a phone: nothing for axe to find, nothing jumps, is too heavy or too small.

A run of the tests takes the part of its day; SHOUWEN_WALK=all takes all of it (`make soak`), SHOUWEN_WALK=7 the 7th.
"""

import gzip
import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from playwright.sync_api import Browser, Response
from pytest_django.live_server_helper import LiveServer

from tests.portal.browser import a_browser
from tests.ui.demo import Demo, tell
from tests.ui.targets import too_small
from tests.ui.windows import unrolled
from tools.pages import PAGES, SETTLED, Page

AXE = (Path(__file__).resolve().parents[2] / "node_modules" / "axe-core" / "axe.min.js").read_text()
RULES = """axe.run({resultTypes: ['violations'], runOnly: [
    'wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']})"""
SHIFTS = """
window.shifted = 0
window.moved = []
const named = part => part ? (part.nodeType === 1 ? part : part.parentElement)?.cloneNode(false).outerHTML.slice(0, 120) : '?'
const at = box => `${Math.round(box.x)},${Math.round(box.y)} ${Math.round(box.width)}x${Math.round(box.height)}`
new PerformanceObserver(seen => {
    for (const one of seen.getEntries()) {
        if (one.hadRecentInput) continue
        window.shifted += one.value
        for (const {node, previousRect, currentRect} of one.sources)
            window.moved.push(`${named(node)} from ${at(previousRect)} to ${at(currentRect)}`)
    }
}).observe({type: 'layout-shift', buffered: true})
"""
LOOKS: dict[str, dict[str, Any]] = {
    "light": {"viewport": {"width": 1440, "height": 900}},
    "dark": {"viewport": {"width": 1440, "height": 900}, "color_scheme": "dark"},
    "phone": {"viewport": {"width": 360, "height": 780}, "is_mobile": True, "has_touch": True},
}
PARTS = 30  # a run of the tests takes one of them
ALWAYS = ("today-manager", "tickets", "ticket", "new-ticket", "portal")  # these in one look each, every time
MOST_SHIFT = 0.05
CONTROL = ("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT", "ROLLBACK", "SET ")


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    yield from a_browser()


@pytest.fixture
def demo(transactional_db: None, live_server: LiveServer, request: pytest.FixtureRequest) -> Demo:
    """The story is told first; from then on the desk has run for a while."""
    told = tell(live_server.url)
    request.getfixturevalue("long_running")
    return told


@pytest.mark.slow
@pytest.mark.browser
def test_every_page_answers_fits_stays_still_and_gives_axe_nothing_to_find(
    demo: Demo, chromium: Browser
) -> None:
    found = [f"{page.name}: {fault}" for page in PAGES for fault in answered(demo, page)]
    for (who, look), pages in todays_part().items():
        context = chromium.new_context(locale="zh-CN", **LOOKS[look])
        context.add_init_script(SHIFTS)
        context.add_cookies(demo.jar(who))
        for page in pages:
            found += [f"{page.name} ({look}): {fault}" for fault in seen(context, demo, page)]
        context.close()

    assert "\n".join(found) == ""


def answered(demo: Demo, page: Page) -> list[str]:
    """What is wrong with the answer of one page, and with what it costs."""
    client, path = demo.client(page.who), demo.path(page)
    with CaptureQueriesContext(connection) as asked:
        answer = client.get(path)
    if len(asked) > page.statements:  # what the process keeps for the next one is not counted
        with CaptureQueriesContext(connection) as asked:
            answer = client.get(path)
    if answer.status_code != page.status or not answer.content.lstrip().lower().startswith(b"<!doctype"):
        return [f"{path} answers {answer.status_code}, no whole page"]
    many = sum(not one["sql"].startswith(CONTROL) for one in asked.captured_queries)
    return [f"costs {many} statements"] if many > page.statements else []


def seen(context: Any, demo: Demo, page: Page) -> list[str]:
    """What is wrong with one page as one sees it on arriving, with all that it loads by itself."""
    tab = context.new_page()
    found: list[str] = []
    sent: list[Response] = []
    tab.on("pageerror", lambda error: found.append(f"script: {error}"))
    tab.on("console", lambda line: found.append(line.text) if "Content Security" in line.text else None)
    tab.on("response", lambda response: sent.append(response))
    tab.goto(f"{demo.address}{demo.path(page)}")
    tab.wait_for_function(SETTLED)
    shifted = tab.evaluate("window.shifted")
    if shifted > MOST_SHIFT:
        found.append(f"shifts by {shifted:.3f}: {'; '.join(tab.evaluate('window.moved'))}")
    if tab.evaluate("document.scrollingElement.scrollWidth > window.innerWidth"):
        found.append("wider than the screen")
    missing = [one.url for one in sent if one.status >= 400 and one.request.resource_type != "document"]
    found += [f"{url} is not there" for url in missing]
    weighs = sum(map(weight, sent)) / 1000
    if weighs > page.weight:
        found.append(f"weighs {weighs:.0f} kB")
    unrolled(tab)
    if tab.viewport_size["width"] == LOOKS["phone"]["viewport"]["width"]:
        found += too_small(tab)
    tab.evaluate(AXE)
    for rule in tab.evaluate(RULES)["violations"]:
        found.append(f"{rule['id']}: {rule['nodes'][0]['html'][:200]}")
    tab.close()
    return found


def weight(response: Response) -> int:
    """What one answer weighs on the wire of the real server, which compresses text."""
    kind = response.headers.get("content-type", "")
    if response.status >= 300 and response.request.resource_type != "document":
        return 0
    if kind.startswith("text/event-stream"):
        return 0
    body = response.body()
    return len(body) if kind.startswith(("image/png", "image/jpeg", "font/")) else len(gzip.compress(body))


def todays_part() -> dict[tuple[str, str], list[Page]]:
    """The visits of this run by who pays them and in which look."""
    asked = os.environ.get("SHOUWEN_WALK", "")
    day = int(asked) if asked.isdigit() else datetime.now(UTC).toordinal()
    visits = [(page, look) for page in PAGES for look in LOOKS]
    looks = list(LOOKS)
    chosen: dict[tuple[str, str], list[Page]] = {}
    for number, (page, look) in enumerate(visits):
        always = page.name in ALWAYS and look == looks[(day + ALWAYS.index(page.name)) % len(looks)]
        if asked == "all" or always or (number - day) % PARTS == 0:
            chosen.setdefault((page.who, look), []).append(page)
    return chosen
