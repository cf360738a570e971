"""Counts what the hands do in a browser: keys that steer, clicks, and pages that load."""

from typing import Any

from playwright.sync_api import Locator, Page, Request


class Hands:
    """One person's hands. A chord counts as its keys; what is typed as content does not count."""

    def __init__(self, page: Page) -> None:
        self.page, self.keys, self.clicks, self.loads = page, 0, 0, 0
        page.on("request", self._loaded)

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)
            self.keys += key.count("+") + 1

    def type(self, text: str) -> None:
        self.page.keyboard.type(text)

    def type_instant(self, instant: str) -> None:
        """Into the field of date and time one is in; in which order its parts are typed is the computer's setting."""
        self.page.wait_for_function("() => document.activeElement?.type === 'datetime-local'")
        field = self.page.evaluate_handle("document.activeElement").as_element()
        assert field is not None
        field.fill(instant)

    def reach(self, target: Locator, *, by: str = "Tab", within: int = 20) -> None:
        """Go to `target` by pressing `by`, as somebody without a mouse does."""
        target.wait_for()
        for _ in range(within):
            if target.evaluate("one => one === document.activeElement"):
                return
            self.press(by)
        raise AssertionError(f"{target} is more than {within} times {by} away")

    def click(self, target: Locator) -> None:
        target.click()
        self.clicks += 1

    @property
    def done(self) -> tuple[int, int, int]:
        """Keys, clicks, page loads."""
        return self.keys, self.clicks, self.loads

    def _loaded(self, request: Request) -> None:
        if request.is_navigation_request() and not request.redirected_from:
            self.loads += 1


def told(journey: str) -> tuple[tuple[int, int, int], tuple[int, int, int]]:
    """Budget and count of a journey as docs/journeys.md says them, each as keys, clicks, page loads."""
    from tests.journeys.conftest import ROOT

    for line in (ROOT / "docs" / "journeys.md").read_text().splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if cells[0] == journey:
            return _numbers(cells[1]), _numbers(cells[2])
    raise LookupError(journey)


def _numbers(text: str) -> Any:
    return tuple(int(word) for word in text.replace("/", " ").split())


def check(journey: str, hands: Hands) -> None:
    """Within the budget, and as many as the document tells."""
    budget, counted = told(journey)
    assert all(mine <= most for mine, most in zip(hands.done, budget, strict=True)), (journey, hands.done)
    assert hands.done == counted, (journey, hands.done)
