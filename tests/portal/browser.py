"""A phone at the portal: a real browser of 360 pixels, signed in by the link it was mailed."""

import atexit
import os
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

from playwright.sync_api import Browser, Page, expect, sync_playwright

from shouwen.capabilities.customers.models import Contact
from tests.portal.makers import mailed_link
from tools.browser import chromium

QUIET = [
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
PHONE = {
    "viewport": {"width": 360, "height": 780},
    "is_mobile": True,
    "has_touch": True,
    "device_scale_factor": 2,
}
SHOTS = os.environ.get("SHOUWEN_SHOTS", "")


def a_browser() -> Iterator[Browser]:
    """The one browser of this process, whichever fixture asks first: Playwright can't be started twice in a thread."""
    yield _chromium()


@cache
def _chromium() -> Browser:
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = (
        "1"  # Playwright's loop lives in this thread, the server in another
    )
    expect.set_options(timeout=30_000)  # as long as a press waits: no test asserts how long it takes
    playwright = sync_playwright().start()
    atexit.register(playwright.stop)
    return playwright.chromium.launch(executable_path=chromium(), args=QUIET)


def phones(browser: Browser, address: str) -> Iterator[Callable[..., Page]]:
    """Opens phones; errors of scripts and of the content policy fail the test at its end."""
    problems: list[str] = []
    contexts = []

    def open_one(path: str = "/portal/", **options: object) -> Page:
        context = browser.new_context(**{**PHONE, "locale": "zh-CN", **options})  # type: ignore[arg-type]
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.on(
            "console", lambda line: problems.append(line.text) if "Content Security" in line.text else None
        )
        page.goto(f"{address}{path}")
        return page

    yield open_one
    for context in contexts:
        context.close()
    assert problems == []


def sign_in(page: Page, contact: Contact, address: str) -> None:
    """The contact asks for a link at the door and opens the one he is mailed."""
    mail = contact.mails.get().address
    page.get_by_label("您的邮箱地址").fill(mail)
    page.get_by_role("button", name="发送登录链接").click()
    page.get_by_role("heading", name="请查收邮件").wait_for()
    page.goto(f"{address}{mailed_link(mail)}")
    page.get_by_role("button", name="登录").click()
    page.get_by_role("heading", name="请问需要什么帮助").wait_for()


def shot(page: Page, name: str) -> None:
    """A picture of the whole page in the folder `SHOUWEN_SHOTS`, for people to judge; nothing without it."""
    if SHOTS:
        page.evaluate("scrollTo(0, 0)")
        page.screenshot(path=Path(SHOTS) / f"{name}.png", full_page=True)
