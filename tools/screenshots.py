"""Pictures of the running product: every page to screenshots/ (or `--to`), the few of the README to docs/images/.

Starts a desk with the demo story in a temporary folder; `--at URL` takes pictures of a demo desk that runs already
(then its data folder must be in SHOUWEN_DATA, to find what the addresses name). `--sheets` lays them out side by side.
"""

import argparse
import contextlib
import json
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
from pathlib import Path
from typing import Any, Final

from PIL import Image
from playwright.sync_api import Browser, BrowserContext, sync_playwright
from playwright.sync_api import Error as BrowserTrouble
from playwright.sync_api import Page as Tab

from tools.browser import chromium
from tools.pages import SETTLED, Page, chosen

ROOT: Final = Path(__file__).resolve().parent.parent
SHOTS: Final = ROOT / "screenshots"
IMAGES: Final = ROOT / "docs" / "images"
PASSWORD: Final = "shouwen-demo"
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
COLOURS: Final = 128


README: Final = {
    "today-manager": "today.png", "tickets": "tickets.png", "ticket": "ticket.png",
    "regulation-promises": "regulation.png", "portal": "portal.png",
}  # fmt: skip
"""Pages that also give a picture to the README."""
UNTOURED: Final = """() => {
    document.querySelectorAll('.tour').forEach(tour => tour.remove())
    document.querySelectorAll('.is-toured').forEach(part => part.classList.remove('is-toured'))
}"""
"""A reader of the README looks at the page, not at the tour of a first visit."""
README_SIZE: Final = {"portal.png": "phone"}  # everything else as on a desk


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--at", metavar="URL", help="a desk with the demo story that runs already")
    parser.add_argument("--only", metavar="NAME", action="append", help="only these pages")
    parser.add_argument("--quick", action="store_true", help="only Chinese, light, desktop and phone")
    parser.add_argument("--to", metavar="FOLDER", type=Path, default=SHOTS, help="where to put them")
    parser.add_argument("--sheets", action="store_true", help="contact sheets of what was taken, too")
    asked = parser.parse_args()
    with _desk(asked.at) as (address, data), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=QUIET)
        missed = Album(browser, address, data, asked.to, quick=asked.quick).take(chosen(asked.only or []))
    if asked.sheets:
        lay_out(asked.to)
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

    def __init__(self, browser: Browser, address: str, data: str, folder: Path, *, quick: bool) -> None:
        self.browser = browser
        self.address = address
        self.data = data
        self.folder = folder
        self.quick = quick
        self.places: dict[str, str] = json.loads(
            self._told("PLACES", "from tools.pages.places import tell; tell()")
        )

    def take(self, shots: list[Page]) -> list[str]:
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

    def _round(self, shots: list[Page], state: Any, language: str, theme: str, size: str) -> list[str]:
        missed = []
        looks = {**SIZES[size], "color_scheme": theme, "locale": {"zh": "zh-CN", "en": "en-GB"}[language]}
        context = self.browser.new_context(storage_state=state, **looks)
        _choose_language(context, self.address, language)
        tab = context.new_page()
        for shot in shots:
            target = self.folder / language / theme / size / f"{shot.name}.png"
            target.parent.mkdir(parents=True, exist_ok=True)
            try:
                self._look_at(tab, shot)
                tab.screenshot(path=target, full_page=size == "phone", animations="disabled")
            except BrowserTrouble as trouble:
                missed.append(f"{target.relative_to(self.folder)}: {trouble.message.splitlines()[0]}")
                continue
            picture = README.get(shot.name, "")
            if picture and (language, theme, size) == ("zh", "light", README_SIZE.get(picture, "desktop")):
                tab.evaluate(UNTOURED)
                tab.screenshot(path=IMAGES / picture, animations="disabled")
                _shrink(IMAGES / picture)
        context.close()
        return missed

    def _look_at(self, tab: Tab, shot: Page) -> None:
        """Raises BrowserTrouble for a page that answers otherwise than it should."""
        answer = tab.goto(f"{self.address}{shot.path.format(**self.places)}")
        if answer and answer.status != shot.status:
            raise BrowserTrouble(f"answered {answer.status}")
        tab.wait_for_function(SETTLED)

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
        return f"/portal/sign-in/{self._told('LINK', asking)}"

    def _told(self, mark: str, code: str) -> str:
        """What `code`, run inside the desk, prints behind `mark`."""
        answer = subprocess.run(
            [sys.executable, "-m", "shouwen", "manage", "shell", "-v", "0", "-c", code],
            env={**os.environ, "SHOUWEN_DATA": self.data}, capture_output=True, text=True, check=True, cwd=ROOT,
        )  # fmt: skip
        return next(
            line.partition(" ")[2] for line in answer.stdout.splitlines() if line.startswith(f"{mark} ")
        )


def _choose_language(context: BrowserContext, address: str, language: str) -> None:
    context.add_cookies([{"name": "shouwen_language", "value": LANGUAGES[language], "url": address}])


def lay_out(folder: Path) -> None:
    """All pictures of one look side by side, a few dozen on a sheet, to be looked at together."""
    for look in sorted({file.parent for file in folder.glob("*/*/*/*.png")}):
        files = sorted(look.glob("*.png"))
        across, wide, high = (4, 720, 480) if look.name == "desktop" else (10, 288, 640)
        for number, start in enumerate(range(0, len(files), across * 3)):
            some = files[start : start + across * 3]
            sheet = Image.new("RGB", (across * wide, -(-len(some) // across) * high), "#808080")
            for place, file in enumerate(some):
                with Image.open(file) as full:
                    small = full.convert("RGB")
                    small.thumbnail((wide - 8, 10 * high))
                sheet.paste(
                    small.crop((0, 0, wide - 8, min(small.height, high - 8))),
                    (place % across * wide, place // across * high),
                )
            name = "-".join(look.relative_to(folder).parts)
            sheet.save(folder / f"{name}-{number:02}.png", optimize=True)


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
