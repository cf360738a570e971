"""The table of the laws of clocks names tests that exist, and no law or case without one."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
TABLE = ROOT / "docs" / "clock-laws.md"


def test_every_law_and_case_names_tests_that_exist():
    rows = [line for line in TABLE.read_text().splitlines() if line.startswith("|") and "---" not in line]
    laws = [row for row in rows if not row.startswith(("| law |", "| case |"))]
    named = {row: re.findall(r"`(test_\w+)`", row) for row in laws}
    written = {
        name
        for file in (ROOT / "tests").rglob("test_*.py")
        for name in re.findall(r"def (test_\w+)", file.read_text())
    }

    assert [row for row, tests in named.items() if not tests] == []
    assert sorted({test for tests in named.values() for test in tests} - written) == []
    assert len(laws) == 15 + 19
