"""Writes docs/traceability.md: clause -> what serves it -> the tests that prove it, from the tests' own markers.

A test names the clauses it serves in a comment `# REQ SD-12 SA-7` right above it or within it, or in
`@pytest.mark.req("SD-12")`. What serves the clause is said by the first line of the test module's docstring.
"""

import ast
import re
import sys
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "docs" / "traceability.md"
CLAUSE = re.compile(r"\b(?:SD|SA|RS|CS|DP|BX)-[1-9][0-9]?\b")
ORDER = ("SD", "SA", "RS", "CS", "DP", "BX")

HEAD = """# Which clause is served where

Written by `python -m tools.traceability` from the markers on the tests; a test fails when it is out of date.
A clause stands here once a test drives it; whether from outside or on the commands, the path of the test says:
`tests/journeys`, `tests/web`, `tests/api`, `tests/portal`, `tests/gateways` and `tests/runtime` come from outside.

| clause | what serves it | proved by |
|---|---|---|
"""


@dataclass(frozen=True, slots=True, order=True)
class Proof:
    """One test and the feature its module is about."""

    path: str
    test: str
    feature: str


def proofs(tests: Path = ROOT / "tests") -> Iterator[tuple[str, Proof]]:
    """Every clause with every test that names it."""
    for path in sorted(tests.rglob("test_*.py")):
        text = path.read_text(encoding="utf-8")
        tree = ast.parse(text)
        lines = text.splitlines()
        feature = (ast.get_docstring(tree) or path.stem).split("\n")[0].rstrip(".")
        whole = [line for line in lines if line.startswith("pytestmark") and "mark.req" in line]
        for clause in sorted({clause for line in whole for clause in CLAUSE.findall(line)}):
            yield clause, Proof(path.relative_to(ROOT).as_posix(), "every test", feature)
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.startswith("test"):
                for clause in sorted(_named_by(node, lines)):
                    yield clause, Proof(path.relative_to(ROOT).as_posix(), node.name, feature)


def page() -> str:
    """The whole page."""
    served: dict[str, set[Proof]] = defaultdict(set)
    for clause, proof in proofs():
        served[clause].add(proof)
    return HEAD + "".join(_row(clause, sorted(served[clause])) for clause in sorted(served, key=_place))


def _named_by(node: ast.FunctionDef | ast.AsyncFunctionDef, lines: list[str]) -> set[str]:
    first = min([node.lineno, *(decorator.lineno for decorator in node.decorator_list)]) - 1
    while first > 0 and lines[first - 1].lstrip().startswith("#"):
        first -= 1
    marked = [line for line in lines[first : node.end_lineno] if "REQ" in line or "mark.req" in line]
    return {clause for line in marked for clause in CLAUSE.findall(line)}


def _row(clause: str, found: list[Proof]) -> str:
    features = "; ".join(dict.fromkeys(proof.feature for proof in found))
    tests = "<br>".join(f"`{proof.path}` {proof.test.removeprefix('test_')}" for proof in found)
    return f"| {clause} | {features} | {tests} |\n"


def _place(clause: str) -> tuple[int, int]:
    regime, number = clause.split("-")
    return ORDER.index(regime), int(number)


def main() -> int:
    TARGET.write_text(page(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
