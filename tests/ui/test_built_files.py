"""What a first visit loads: within the weights we promise, with nothing that is not used."""

import gzip
import json
import re
from pathlib import Path

import shouwen
from shouwen.ui.components.icons import icon_names
from shouwen.ui.files import BUILT, built_file

PACKAGE = Path(shouwen.__file__).parent
ICONS = PACKAGE / "ui" / "assets" / "icons.json"
DRAWN_BY_CODE = ("lane-", "state-", "priority-")


def kilobytes(*names: str) -> float:
    """Together, as they travel."""
    return sum(len(gzip.compress(built_file(name), 9)) for name in names) / 1000


def test_a_page_stays_light():
    assert kilobytes("staff.css") <= 25
    assert kilobytes("staff.css", "early.js", "staff.js", "icons.svg", "logo.svg", "live-worker.js") <= 60
    assert kilobytes("early.js") <= 0.7  # travels in every page
    assert kilobytes("portal.css", "portal.js", "icons.svg", "logo.svg") <= 50


def test_built_files_name_no_file_that_is_not_there():
    assert [path.name for path in BUILT.iterdir() if b"sourceMappingURL" in path.read_bytes()] == []
    assert [
        path.name for path in BUILT.glob("*.css") if re.search(rb"url\((?!data:)", path.read_bytes())
    ] == []


def test_the_sprite_holds_the_icons_in_use_and_no_others():
    sources = "\n".join(
        path.read_text()
        for pattern in ("*.py", "*.html", "*.js")
        for path in PACKAGE.rglob(pattern)
        if "static" not in path.parts and "static_root" not in path.parts
    )
    named = set(re.findall(r"[\"'#]([a-z][a-z_-]*)(?=[\"'])", sources))
    listed = set(json.loads(ICONS.read_text()))

    assert listed <= icon_names()
    assert sorted(name for name in listed - named if not name.startswith(DRAWN_BY_CODE)) == []
