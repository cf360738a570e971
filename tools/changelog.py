"""Writes what is not released yet into CHANGELOG.md, from the fragments in changes/; `--release VERSION` closes it.

A fragment is `changes/<slug>.md`, one or two lines for a reader, committed with the change it tells of.
"""

import argparse
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parent.parent
CHANGELOG: Final = ROOT / "CHANGELOG.md"
FRAGMENTS: Final = ROOT / "changes"
HEADING: Final = "## Not released yet"


def fragments() -> list[str]:
    """Every fragment as one line of a list, by the names of their files."""
    texts = [line for path in sorted(FRAGMENTS.glob("*.md")) for line in _entries(path.read_text())]
    return [f"- {text}" for text in texts]


def _entries(text: str) -> list[str]:
    """The entries of a fragment: its list items, or all of it as one."""
    items = re.split(r"(?:^|\n)- ", text.strip())
    return [" ".join(item.split()) for item in items if item.strip()]


def written(changelog: str, heading: str) -> str:
    """`changelog` with the section of what is not released holding exactly the fragments, under `heading`."""
    before, _, rest = changelog.partition(HEADING)
    later = rest.partition("\n## ")
    older = f"\n## {later[2]}" if later[1] else ""
    section = "\n".join([heading, "", *fragments(), ""])
    return f"{before}{section}{older}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--release", metavar="VERSION", help="name the section and remove the fragments")
    version = parser.parse_args().release
    text = CHANGELOG.read_text()
    if not version:
        CHANGELOG.write_text(written(text, HEADING))
        return
    closed = written(text, f"## {version} · {datetime.now(UTC):%Y-%m-%d}")
    CHANGELOG.write_text(closed.replace("\n## ", f"\n{HEADING}\n\n## ", 1))
    for path in FRAGMENTS.glob("*.md"):
        path.unlink()


if __name__ == "__main__":
    main()
