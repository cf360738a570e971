"""Pictures of the running product: every main page to screenshots/, the few of the README to docs/images/.

Starts a desk with the demo story in a temporary folder; `--at URL` takes pictures of a demo desk that runs already
(then its data folder must be in SHOUWEN_DATA, for the customers' links).
"""

import argparse
import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from playwright.sync_api import Error as BrowserTrouble

ROOT: Final = Path(__file__).resolve().parent.parent
SHOTS: Final = ROOT / "screenshots"
IMAGES: Final = ROOT / "docs" / "images"
PASSWORD: Final = "shouwen-demo"
CUSTOMER: Final = "wangfang@yiyuan.example"
QUIET: Final = [
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
DESKTOP: Final[dict[str, Any]] = {"viewport": {"width": 1440, "height": 900}}
PHONE: Final[dict[str, Any]] = {
    "viewport": {"width": 390, "height": 844},
    "is_mobile": True,
    "has_touch": True,
}
SIZES: Final = {"desktop": DESKTOP, "phone": PHONE}
LANGUAGES: Final = {"zh": "zh-hans", "en": "en"}
START_PATIENCE: Final = 300.0
PANELS_PATIENCE: Final = 700  # milliseconds until the panels that load by themselves are there
NO_PAGE: Final = "no-such-page"
COLOURS: Final = 128


@dataclass(frozen=True, slots=True)
class Shot:
    """A page as somebody sees it; `click` is the link on it to follow, `readme` the picture it gives to the README."""

    name: str
    path: str
    who: str = "linxiao"
    click: str = ""
    readme: str = ""


FIRST_TICKET: Final = "main a[href^='/t/SD-']"
PORTAL_TICKET: Final = "main a[href^='/portal/tickets/']:not([href*='?']):not([href='/portal/tickets/'])"
PAGES: Final = (
    Shot("sign-in", "/sign-in/", who=""),
    Shot("today-agent", "/"),
    Shot("today-manager", "/", who="zhoumin", readme="today.png"),
    Shot("today-engineer", "/", who="wangqiang"),
    Shot("tickets", "/tickets", readme="tickets.png"),
    Shot("ticket", "/tickets", click=FIRST_TICKET, readme="ticket.png"),
    Shot("new-ticket", "/t/new"),
    Shot("dispatch", "/dispatch", who="liuyang"),
    Shot("call-backs", "/call-backs"),
    Shot("intake", "/intake"),
    Shot("inbox", "/inbox", who="wangqiang"),
    Shot("search", "/search?q=打印"),
    Shot("customers", "/customers"),
    Shot("customer", "/customers", click="main table a[href^='/customers/']"),
    Shot("products", "/products", who="zhoumin"),
    Shot("people", "/people", who="zhoumin"),
    Shot("person", "/people", who="zhoumin", click="main table a[href^='/people/']"),
    Shot("duty", "/people/duty", who="zhoumin"),
    Shot("teams", "/people/structure", who="zhoumin"),
    Shot("me", "/me"),
    Shot("more", "/more"),
    Shot("regulation", "/regulation", who="zhoumin"),
    Shot("regulation-classes", "/regulation?part=classes", who="zhoumin"),
    Shot("regulation-promises", "/regulation?part=promises", who="zhoumin", readme="regulation.png"),
    Shot("regulation-workflow", "/regulation?part=workflow", who="zhoumin"),
    Shot("regulation-versions", "/regulation/versions", who="zhoumin"),
    Shot("regulation-draft", "/regulation/drafts", who="admin"),
    Shot("settings", "/settings", who="admin"),
    Shot("mailboxes", "/outbox/mailboxes", who="admin"),
    Shot("outbox", "/outbox", who="admin"),
    Shot("audit", "/audit", who="admin"),
    Shot("status", "/status", who="admin"),
    Shot(NO_PAGE, "/t/SD-19990101-0001"),
    Shot("api-docs", "/api/v1/docs"),
    Shot("portal-sign-in", "/portal/sign-in/", who=""),
    Shot("portal", "/portal/", who=CUSTOMER, readme="portal.png"),
    Shot("portal-report", "/portal/reports/fault", who=CUSTOMER),
    Shot("portal-history", "/portal/tickets/", who=CUSTOMER),
    Shot("portal-ticket", "/portal/tickets/", who=CUSTOMER, click=PORTAL_TICKET),
)
README_SIZE: Final = {"portal.png": "phone"}  # everything else as on a desk


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--at", metavar="URL", help="a desk with the demo story that runs already")
    parser.add_argument("--only", metavar="NAME", action="append", help="only these pages")
    parser.add_argument("--quick", action="store_true", help="only Chinese, light, desktop and phone")
    chosen = parser.parse_args()
    wanted = [shot for shot in PAGES if not chosen.only or shot.name in chosen.only]
    with _desk(chosen.at) as (address, data), sync_playwright() as playwright:
        path = os.environ.get("SHOUWEN_CHROMIUM", "/usr/bin/chromium")
        browser = playwright.chromium.launch(executable_path=path, args=QUIET)
        missed = Album(browser, address, data, quick=chosen.quick).take(wanted)
    for line in missed:
        print(f"not taken: {line}", file=sys.stderr)
    return 1 if missed else 0


@contextlib.contextmanager
def _desk(address: str | None) -> Iterator[tuple[str, str]]:
    """Address and data folder of a desk that tells the demo story; one started here is gone afterwards."""
    if address:
        yield address, os.environ["SHOUWEN_DATA"]
        return
    data, port = tempfile.mkdtemp(prefix="shouwen-pictures-"), _free_port()
    command = [sys.executable, "-m", "shouwen", "run", "--demo", "--port", str(port)]
    desk = subprocess.Popen(command, env={**os.environ, "SHOUWEN_DATA": data})
    try:
        _await(f"http://127.0.0.1:{port}/readyz")
        yield f"http://127.0.0.1:{port}", data
    finally:
        desk.send_signal(signal.SIGINT)
        desk.wait(timeout=60)
        shutil.rmtree(data, ignore_errors=True)


class Album:
    """Takes the pictures: one sign-in a person, then every look of every page."""

    def __init__(self, browser: Browser, address: str, data: str, *, quick: bool) -> None:
        self.browser = browser
        self.address = address
        self.data = data
        self.quick = quick

    def take(self, shots: list[Shot]) -> list[str]:
        """Take all of `shots`; returns those that could not be taken, with the reason."""
        missed = []
        for who in dict.fromkeys(shot.who for shot in shots):
            state = self._signed_in(who)
            for language in ("zh",) if self.quick else LANGUAGES:
                self._speak(who, language, state)
                for theme in ("light",) if self.quick else ("light", "dark"):
                    for size in SIZES:
                        missed += self._round(
                            [one for one in shots if one.who == who], state, language, theme, size
                        )
        return missed

    def _round(self, shots: list[Shot], state: Any, language: str, theme: str, size: str) -> list[str]:
        missed = []
        looks = {**SIZES[size], "color_scheme": theme, "locale": {"zh": "zh-CN", "en": "en-GB"}[language]}
        context = self.browser.new_context(storage_state=state, **looks)
        _choose_language(context, self.address, language)
        page = context.new_page()
        for shot in shots:
            target = SHOTS / language / theme / size / f"{shot.name}.png"
            target.parent.mkdir(parents=True, exist_ok=True)
            try:
                self._look_at(page, shot)
                page.screenshot(path=target, full_page=size == "phone", animations="disabled")
            except BrowserTrouble as trouble:
                missed.append(f"{target.relative_to(SHOTS)}: {trouble.message.splitlines()[0]}")
                continue
            if shot.readme and (language, theme, size) == (
                "zh",
                "light",
                README_SIZE.get(shot.readme, "desktop"),
            ):
                page.screenshot(path=IMAGES / shot.readme, animations="disabled")
                _shrink(IMAGES / shot.readme)
        context.close()
        return missed

    def _look_at(self, page: Page, shot: Shot) -> None:
        """Raises BrowserTrouble for a page that answers with an error."""
        answer = page.goto(f"{self.address}{shot.path}")
        if answer and answer.status >= 400 and shot.name != NO_PAGE:
            raise BrowserTrouble(f"answered {answer.status}")
        if shot.click:
            link = page.locator(shot.click).first.get_attribute("href", timeout=4000)
            page.goto(f"{self.address}{link}")
        page.wait_for_timeout(PANELS_PATIENCE)

    def _signed_in(self, who: str) -> Any:
        """What the browser keeps of somebody who is signed in; nobody keeps nothing."""
        if not who:
            return None
        context = self.browser.new_context()
        page = context.new_page()
        if "@" in who:
            page.goto(f"{self.address}{self._customers_link(who)}")
        else:
            page.goto(f"{self.address}/sign-in/")
            page.locator(
                "form[method=post] input[type=text], form[method=post] input:not([type])"
            ).first.fill(who)
            page.locator("input[type=password]").fill(PASSWORD)
        page.locator("main form[method=post] button[type=submit]").first.click()
        page.wait_for_load_state()
        state = context.storage_state()
        context.close()
        return state

    def _speak(self, who: str, language: str, state: Any) -> None:
        """A colleague's language is kept with him, a customer's with the browser."""
        if not who or "@" in who:
            return
        context = self.browser.new_context(storage_state=state)
        page = context.new_page()
        page.goto(f"{self.address}/me")
        token = page.locator("input[name=csrfmiddlewaretoken]").first.get_attribute("value") or ""
        context.request.post(
            f"{self.address}/me/look",
            form={"language": LANGUAGES[language], "csrfmiddlewaretoken": token},
            headers={"Origin": self.address, "Referer": f"{self.address}/me"},
        )
        context.close()

    def _customers_link(self, mail: str) -> str:
        """The address that a contact would be mailed."""
        asking = (
            "from shouwen.capabilities.customers.commands.portal_doors import ask_login_link;"
            "from shouwen.base.time import database_now;"
            f"print('LINK', ask_login_link(mail={mail!r}, address='127.0.0.1', at=database_now())[1])"
        )
        told = subprocess.run(
            [sys.executable, "-m", "shouwen", "manage", "shell", "-v", "0", "-c", asking],
            env={**os.environ, "SHOUWEN_DATA": self.data}, capture_output=True, text=True, check=True,
        )  # fmt: skip
        raw = next(line.split()[1] for line in told.stdout.splitlines() if line.startswith("LINK"))
        return f"/portal/sign-in/{raw}"


def _choose_language(context: BrowserContext, address: str, language: str) -> None:
    context.add_cookies([{"name": "shouwen_language", "value": LANGUAGES[language], "url": address}])


def _shrink(picture: Path) -> None:
    """A palette is enough for a page; a reader's line is not."""
    with Image.open(picture) as full:
        small = full.convert("RGB").quantize(
            COLOURS, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE
        )
    small.save(picture, optimize=True)


def _await(url: str) -> None:
    deadline = time.monotonic() + START_PATIENCE
    while time.monotonic() < deadline:
        with contextlib.suppress(urllib.error.URLError, OSError):
            urllib.request.urlopen(url, timeout=5).close()
            return
        time.sleep(0.5)
    raise TimeoutError(url)


def _free_port() -> int:
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        return int(door.getsockname()[1])


if __name__ == "__main__":
    sys.exit(main())
