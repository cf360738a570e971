"""A window as high as its page, where every part of it can be judged."""

from typing import Any, Final

HIGHEST: Final = 8000
"""Pixels."""


def unrolled(tab: Any) -> None:
    """The window becomes as high as the page: no bar that stays lies over what one could scroll out from under it."""
    high = tab.evaluate("document.scrollingElement.scrollHeight")
    tab.set_viewport_size(
        {**tab.viewport_size, "height": max(tab.viewport_size["height"], min(high, HIGHEST))}
    )
