"""What pages cost the server, and when they stand on a slow phone, beside the barest page of the same server.

`python -m benchmarks.pages [page …]`: the demo story, every page asked ROUNDS times by one client; the main ones
besides in a browser whose processor is four times slower, on slow 4G (150 ms, 1.6 Mbit/s), RUNS times, nothing cached:
largest contentful paint (aim 1.8 s) and how long the page takes to answer a key (aim 150 ms). Nothing is asserted.
"""

import contextlib
import json
import statistics
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import quote

from playwright.sync_api import Browser, BrowserContext, sync_playwright

from benchmarks.desk import settle
from benchmarks.measuring import Client, Series, measured
from benchmarks.soak import Desk, a_desk
from tools.browser import chromium
from tools.pages import SETTLED, Page, chosen

ROUNDS: Final = 40
RUNS: Final = 5
BARE: Final = Page("baseline: a page of one sentence (/offline)", "/offline", "")
SLOW: Final = {
    "offline": False,
    "latency": 150,
    "downloadThroughput": 1_600_000 // 8,
    "uploadThroughput": 750_000 // 8,
}
SLOWER: Final = 4
IN_A_BROWSER: Final = (
    "today-manager", "tickets", "ticket", "new-ticket", "dispatch", "board", "inbox", "customers", "regulation", "jobs",
    "portal", "portal-fault", "portal-ticket", "progress",
)  # fmt: skip
WATCH: Final = """
window.painted = 0
window.answered = 0
new PerformanceObserver(seen => { for (const one of seen.getEntries()) window.painted = one.startTime })
    .observe({type: 'largest-contentful-paint', buffered: true})
new PerformanceObserver(seen => {
    const keys = seen.getEntries().filter(one => one.interactionId).map(one => one.duration)
    window.answered = Math.max(window.answered, ...keys)
}).observe({type: 'event', durationThreshold: 16, buffered: true})
"""
ASK: Final = """
from tools.pages.places import tell
tell()
from shouwen.base.time import database_now
from shouwen.capabilities.customers.commands.portal_doors import issue_login_link, sign_in_contact
from shouwen.capabilities.customers.models import Contact
from shouwen.capabilities.people.commands.sign_in import Browser, open_session
from shouwen.capabilities.people.models import Person
from tools.pages import PAGES
import json
keys = {'': {}}
for who in {page.who for page in PAGES} - {''}:
    at = database_now()
    if '@' in who:
        raw = issue_login_link(contact=Contact.objects.get(mails__address=who), at=at)
        keys[who] = {'shouwen_portal': sign_in_contact(raw=raw, address='127.0.0.1', browser='benchmark', at=at)[1]}
    else:
        person, browser = Person.objects.get(user_name=who), Browser(address='127.0.0.1', name='benchmark')
        keys[who] = {'shouwen_desk': open_session(person=person, door='test', browser=browser, at=at)}
print('KEYS', json.dumps(keys))
"""


@dataclass(frozen=True)
class Seen:
    """Milliseconds until the largest part of a page was painted, and until a key was answered."""

    painted: float
    answered: float


def main(names: list[str]) -> int:
    with a_desk(built=True) as desk:
        settle(desk)
        places, keys = told(desk)
        pages = [page for page in chosen(names) if page.status == 200]
        print(f"{'server, ms':44} {'n':>2} {'p50':>8} {'p95':>8} {'rate':>11}")
        for page in (BARE, *pages):
            print(_served(desk, page, places, keys).line(), flush=True)
        print(f"\n{'slow phone, ms (median of ' + str(RUNS) + ')':44} {'LCP':>8} {'key':>8}")
        with _chromium() as browser:
            for page in (BARE, *(one for one in pages if one.name in (names or IN_A_BROWSER))):
                seen = [_seen(browser, desk, page, places, keys) for _ in range(RUNS)]
                painted = statistics.median(one.painted for one in seen)
                answered = statistics.median(one.answered for one in seen)
                print(f"{page.name:44} {painted:>8.0f} {answered:>8.0f}", flush=True)
    return 0


def told(desk: Desk) -> tuple[dict[str, str], dict[str, dict[str, str]]]:
    """The places of the addresses, and the cookies of everybody who looks."""
    answer = desk.command("manage", "shell", "-v", "0", "-c", ASK)
    lines = dict(
        line.split(" ", 1) for line in answer.stdout.splitlines() if line.startswith(("PLACES ", "KEYS "))
    )
    if len(lines) < 2:
        raise RuntimeError(answer.stderr[-2000:])
    return json.loads(lines["PLACES"]), json.loads(lines["KEYS"])


def _served(desk: Desk, page: Page, places: dict[str, str], keys: dict[str, dict[str, str]]) -> Any:
    cookie = "; ".join(f"{name}={key}" for name, key in keys[page.who].items())
    path = quote(page.path.format(**places), safe="/?&=:")
    headers = {"Cookie": cookie, "Accept-Language": "zh-CN"}
    series = Series(page.name, lambda client, _: client.get(path), lambda: Client(desk.port, headers), 1)
    return measured([series], ROUNDS)[0]


def _seen(
    browser: Browser, desk: Desk, page: Page, places: dict[str, str], keys: dict[str, dict[str, str]]
) -> Seen:
    """One first visit with an empty cache: when it was painted, and how long a key took afterwards."""
    address = f"http://127.0.0.1:{desk.port}"
    context = browser.new_context(locale="zh-CN", viewport={"width": 390, "height": 844})
    context.add_cookies(
        [{"name": name, "value": key, "url": address} for name, key in keys[page.who].items()]
    )
    context.add_init_script(WATCH)
    tab = _slow_tab(context)
    tab.goto(f"{address}{page.path.format(**places)}")
    tab.wait_for_function(SETTLED)
    painted = tab.evaluate("window.painted")
    tab.keyboard.press("Control+k" if page.who and "@" not in page.who else "Tab")
    tab.wait_for_function(
        "() => new Promise(done => requestAnimationFrame(() => setTimeout(() => done(true), 300)))"
    )
    answered = tab.evaluate("window.answered")
    context.close()
    return Seen(painted, answered)


def _slow_tab(context: BrowserContext) -> Any:
    tab = context.new_page()
    tools = context.new_cdp_session(tab)
    tools.send("Network.enable")
    tools.send("Network.emulateNetworkConditions", SLOW)
    tools.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    return tab


@contextlib.contextmanager
def _chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        yield playwright.chromium.launch(
            executable_path=chromium(), args=["--no-sandbox", "--disable-background-networking"]
        )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
