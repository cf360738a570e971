"""What README and guide point at exists: pages, pictures, commands, settings."""

import argparse
import re
from pathlib import Path

import pytest

from shouwen.cli.entry import _parser

ROOT = Path(__file__).resolve().parents[2]
PAGES = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").rglob("*.md"))]
LINK = re.compile(r"\]\(([^)#\s]+)[^)]*\)|src=\"([^\"]+)\"")
COMMAND = re.compile(r"`?\bshouwen ([a-z]+)(?: ([a-z-]*[a-z]))?")
SETTING = re.compile(r"SHOUWEN_([A-Z_]+[A-Z])\b")
MOST_BYTES = 150_000


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_of_a_page_leads_somewhere(page):
    targets = [first or second for first, second in LINK.findall(page.read_text())]

    missing = [target for target in targets if "://" not in target and not (page.parent / target).exists()]

    assert missing == []


def test_the_guide_has_the_same_pages_in_both_languages():
    chinese, english = (
        {page.name for page in (ROOT / "docs/guide" / code).glob("*.md")} for code in ("zh", "en")
    )

    assert chinese == english


def test_every_command_that_is_named_exists():
    known = _commands(_parser())
    named = {pair for page in PAGES for line in _code(page.read_text()) for pair in COMMAND.findall(line)}

    assert {(command, verb) for command, verb in named if command not in known} == set()
    assert {(c, verb) for c, verb in named if verb and known.get(c) and verb not in known[c]} == set()


def test_every_setting_that_is_named_is_read_somewhere():
    sources = "".join(path.read_text() for path in (ROOT / "src").rglob("*.py"))
    named = {name for page in PAGES for name in SETTING.findall(page.read_text())}

    unread = {name for name in named if f'"{name}"' not in sources and f"SHOUWEN_{name}" not in sources}

    assert unread == set()


def test_pictures_of_the_readme_are_small():
    heavy = [path.name for path in (ROOT / "docs/images").glob("*.png") if path.stat().st_size > MOST_BYTES]

    assert heavy == []


def _code(text: str) -> list[str]:
    """The lines of code blocks, and what stands between backticks."""
    blocks = re.findall(r"```\w*\n(.*?)```", text, re.DOTALL)
    return [line for block in blocks for line in block.splitlines()] + re.findall(r"`([^`\n]+)`", text)


def _commands(parser: argparse.ArgumentParser) -> dict[str, set[str]]:
    """Sub-commands with their verbs; a command without verbs has none."""
    return {name: set(_choices(command)) for name, command in _choices(parser).items()}


def _choices(parser: argparse.ArgumentParser) -> dict[str, argparse.ArgumentParser]:
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            return dict(action.choices)
    return {}
