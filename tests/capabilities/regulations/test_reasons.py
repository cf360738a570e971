"""Why a document or a table of holidays is refused can be told in Chinese, whatever the rules say."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.utils import translation

import shouwen.domain
from shouwen.capabilities.regulations.reasons import KINDS, REASONS, fault_words, reason_words
from shouwen.capabilities.service_levels.reasons import HOLIDAY_REASONS
from shouwen.domain.regulation.loading import load
from shouwen.domain.regulation.problems import Problem, RegulationInvalid

DOMAIN = Path(shouwen.domain.__file__).parent
RULES = sorted(
    path
    for path in (DOMAIN / "regulation").glob("*.py")
    if path.name != "facts.py"  # declared by programs
)
ENGLISH_SENTENCE = re.compile(r"[a-z]{2,} [a-z]{2,}")


def _words(node: ast.AST) -> str | None:
    """A text as it is said, `x` for what is filled in; None for what is no text."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(part.value if isinstance(part, ast.Constant) else "x" for part in node.values)
    return None


def _reasons(tree: ast.AST) -> Iterator[str]:
    """What is yielded beside a path, made a problem, raised, or told of a misshapen value."""
    for node in ast.walk(tree):
        said: list[ast.AST] = []
        if isinstance(node, ast.Yield) and isinstance(node.value, ast.Tuple) and len(node.value.elts) == 2:
            said = [node.value.elts[1]]
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            if node.func.id == "problem":
                said = node.args[1:2]
            elif node.func.id in ("ValueError", "NotATable"):
                said = node.args[:1]
        elif isinstance(node, ast.Assign | ast.AnnAssign) and "reason" in ast.unparse(node).split("=")[0]:
            said = [node.value] if node.value else []
        elif isinstance(node, ast.FunctionDef) and node.name == "_reason":
            said = [value for each in ast.walk(node) if isinstance(each, ast.Dict) for value in each.values]
        yield from filter(None, map(_words, said))


def _kinds(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name)):
            continue
        if node.func.id in ("unknown", "unknown_among") and isinstance(node.args[3], ast.Constant):
            yield str(node.args[3].value)


def _is_chinese(told: str) -> bool:
    return bool(re.search(r"[\u4e00-\u9fff]", told)) and not ENGLISH_SENTENCE.search(told)


# REQ BX-4
def test_every_reason_of_the_rules_has_a_chinese_sentence():
    trees = [ast.parse(path.read_text(encoding="utf-8")) for path in RULES]
    said = [reason for tree in trees for reason in _reasons(tree)]

    assert len(said) > 60
    for reason in said:
        with translation.override("zh-hans"):
            told = reason_words(reason)
        assert REASONS.knows(reason) or reason.startswith("is not YAML"), reason
        assert _is_chinese(told), (reason, told)
    assert {kind for tree in trees for kind in _kinds(tree)} <= KINDS.keys()


# REQ BX-1
def test_every_reason_against_a_table_of_holidays_has_a_chinese_sentence():
    said = list(_reasons(ast.parse((DOMAIN / "holidays.py").read_text(encoding="utf-8"))))

    assert len(said) > 15
    for reason in said:
        with translation.override("zh-hans"):
            told = HOLIDAY_REASONS.told(reason)
        assert HOLIDAY_REASONS.knows(reason), reason
        assert _is_chinese(told), (reason, told)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("a: &x [1]\nb: *x\n", "第 2 行：使用了别名（*name），请写全"),
        ("a: b: c\n", "第 1 行：不是 YAML：此处不能写冒号和值"),
        ("a: [1\nb: 2\n", "第 2 行：不是 YAML：缺少逗号或右方括号"),
        ("a: \x01\n", "不是 YAML：含有不允许的控制字符"),
    ],
)
def test_a_document_that_is_no_yaml_is_told_in_chinese(text, told):
    with pytest.raises(RegulationInvalid) as refused, translation.override("zh-hans"):
        load(text)

    with translation.override("zh-hans"):
        assert [fault_words(fault) for fault in refused.value.problems] == [told]


def test_a_fault_names_line_and_keys_before_the_reason():
    fault = Problem("targets", "first.within", 7, "Input should be greater than or equal to 1")
    choice = Problem("classes", "fault.flow", None, "must be one of answer, fault")

    with translation.override("zh-hans"):
        assert fault_words(fault) == "第 7 行，targets.first.within：应不小于 1"
        assert fault_words(choice) == "classes.fault.flow：应为其中之一：answer, fault"
    with translation.override("en"):
        assert fault_words(choice) == "classes.fault.flow: must be one of answer, fault"


def test_what_no_sentence_fits_is_told_in_general_words_to_who_reads_no_english():
    with translation.override("en"):
        assert reason_words("is quite another thing") == "is quite another thing"
    with translation.override("zh-hans"):
        assert reason_words("is quite another thing") == "此处的写法不符合要求"
