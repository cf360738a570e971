"""The browser that tests, benchmarks and pictures are driven in: Debian's Chromium without a window of its own."""

import os
from pathlib import Path
from typing import Final

HEADLESS: Final = Path("/usr/bin/chromium-headless-shell")
"""The same engine as the browser with windows, at half of its work for each page."""
WINDOWED: Final = Path("/usr/bin/chromium")


def chromium() -> str:
    """The path of the program: what SHOUWEN_CHROMIUM names, else the headless one, else the one with windows."""
    return os.environ.get("SHOUWEN_CHROMIUM") or str(HEADLESS if HEADLESS.exists() else WINDOWED)
