"""The page of clauses says what the tests say."""

from tools.traceability import CLAUSE, ROOT, TARGET, page, proofs


def test_the_page_of_clauses_is_up_to_date():
    assert TARGET.read_text(encoding="utf-8") == page(), "run: python -m tools.traceability"


def test_every_clause_named_anywhere_in_the_tests_stands_on_a_test():
    named = set()
    for path in (ROOT / "tests").rglob("test_*.py"):
        lines = [line for line in path.read_text(encoding="utf-8").splitlines() if "# REQ" in line]
        named.update(clause for line in lines for clause in CLAUSE.findall(line))
    assert named - {clause for clause, _proof in proofs()} == set()
