"""The browser that tests, benchmarks and pictures are driven in: Debian's Chromium, as the machine has it."""

import os
from pathlib import Path
from typing import Final

WINDOWED: Final = Path("/usr/bin/chromium")
HEADLESS: Final = Path("/usr/bin/chromium-headless-shell")
"""The same engine without windows, at half of the work; one journey now and then fails in it, not yet explained."""


def chromium() -> str:
    """The path of the program: what SHOUWEN_CHROMIUM names, else the one with windows, else the one without."""
    return os.environ.get("SHOUWEN_CHROMIUM") or str(WINDOWED if WINDOWED.exists() else HEADLESS)
