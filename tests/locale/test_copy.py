"""Chinese that people read keeps the copy rules: in the catalogues, the shipped regulations and the guide."""

import re
from collections.abc import Iterator

import autocorrect_py
import pytest
import yaml

from shouwen.settings import PACKAGE
from tools.translations import LOCALE, messages

HAN = r"[\u4e00-\u9fff]"
PLACE = re.compile(r"%\(\w+\)[sd]|\{\w+\}")
WORDS = {
    "登陆": "登录",
    "其它": "其他",
    "帐号": "账号",
    "帐户": "账号",
    "账户": "账号",
    "催办": "催单",
    "团队": "班组",
}
MARKS = (
    ("no exclamation mark", re.compile(r"[!！]")),
    ("a full-width mark between Chinese characters", re.compile(rf"{HAN}[,;:?]{HAN}|{HAN}[,;:?]$")),
    ("full-width brackets around Chinese", re.compile(rf"\({HAN}|{HAN}\)")),
    (
        "a space between Chinese and Latin letters or digits",
        re.compile(rf"{HAN}[A-Za-z0-9]|[A-Za-z0-9]{HAN}"),
    ),
    ("one full stop", re.compile(r"。[。.]|\.。")),
    ("half-width letters and digits", re.compile(r"[\uff10-\uff19\uff21-\uff3a\uff41-\uff5a]")),
    ("…… for an omission", re.compile(r"\.\.\.|(?<=[\u4e00-\u9fff])…(?!…)")),
    ("“ ” for quotation", re.compile(rf"[\"']{HAN}|{HAN}[\"']")),
    ("no space beside a full-width mark", re.compile(r"[，。；：？、“”（）] | [，。；：？、”（）]")),
    ("no space at either end and none twice", re.compile(r"^[ \t]|[ \t]$|[^ \n]  +[^ ]", re.MULTILINE)),
    ("no mark twice", re.compile(r"([，；：？、])\1")),
    ("a spaced ～ between the ends of a range", re.compile(r"\S～|～\S|\d ?~ ?\d")),
)
MARKUP = re.compile(r"`[^`]*`|\]\([^)]*\)|\*\*| ?[\[|#] ?")
EXTENSION = re.compile(r"\d转\d")  # how a telephone extension is written
FACES_OF_CUSTOMERS = ("portal.po",)


def catalogue_texts() -> Iterator[tuple[str, str]]:
    for part, message in messages(LOCALE / "zh_Hans"):
        for text in message.string if isinstance(message.string, tuple) else (message.string,):
            yield part, text


def preset_texts() -> Iterator[tuple[str, str]]:
    for path in sorted((PACKAGE / "presets").glob("*.yaml")):
        yield from ((path.name, text) for text in _chinese(yaml.safe_load(path.read_text())))


def guide_texts() -> Iterator[tuple[str, str]]:
    """The prose of the Chinese guide: no code, and links by their words."""
    for path in sorted((PACKAGE.parents[1] / "docs" / "guide" / "zh").glob("*.md")):
        prose = re.sub(r"```.*?```", "", path.read_text(), flags=re.DOTALL)
        yield from ((path.name, MARKUP.sub("□", line.strip())) for line in prose.splitlines())


PUT_TOGETHER = {
    "*.html": re.compile(r"\{% (?:trans|translate) [^%]*%\}(?::| \()"),
    "*.py": re.compile(r"""f"[^"]*\}(?:: | \()\{"""),
}
"""A label and what it says, or an aside, joined by a Western mark; `labelled` and `bracketed` know better."""


def put_together(name: str, text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if PUT_TOGETHER[name].search(line)]


def faults(text: str) -> list[str]:
    """The copy rules that `text` breaks; places to be filled count as a Chinese word."""
    plain = EXTENSION.sub("1", PLACE.sub("□", text))
    broken = [rule for rule, wrong in MARKS if wrong.search(plain)]
    return broken + [f"{right}, not {wrong}" for wrong, right in WORDS.items() if wrong in text]


@pytest.mark.parametrize("texts", [catalogue_texts, preset_texts, guide_texts])
def test_chinese_texts_keep_the_copy_rules(texts):
    broken = [f"{where}: {text!r}: {rule}" for where, text in texts() for rule in faults(text)]

    assert broken == []


@pytest.mark.parametrize("texts", [catalogue_texts, preset_texts, guide_texts])
def test_a_linter_of_chinese_copy_finds_nothing(texts):
    """AutoCorrect, which others wrote, besides our own rules."""
    plain = [(where, EXTENSION.sub("1", PLACE.sub("□", text))) for where, text in texts()]

    assert [(where, text) for where, text in plain if autocorrect_py.format(text) != text] == []


def test_words_of_a_page_are_put_together_as_their_language_does():
    sources = [
        (path.name, name, path.read_text())
        for face in ("web", "portal", "ui")
        for name in PUT_TOGETHER
        for path in sorted((PACKAGE / face).rglob(name))
    ]

    assert [(where, line) for where, name, text in sources for line in put_together(name, text)] == []


@pytest.mark.parametrize(
    ("name", "line"),
    [("*.html", '<p>{% translate "State" %}: {{ state }}</p>'), ("*.py", 'f"{label} ({aside})"')],
)
def test_words_put_together_by_a_western_mark_are_found(name, line):
    assert put_together(name, line) == [line]


def test_customers_are_addressed_politely_and_colleagues_as_colleagues():
    wrong = [
        f"{part}: {text!r}"
        for part, text in catalogue_texts()
        if (part in FACES_OF_CUSTOMERS and "你" in text) or (part not in FACES_OF_CUSTOMERS and "您" in text)
    ]

    assert wrong == []


@pytest.mark.parametrize(
    "text",
    [
        "请登陆",
        "其它",
        "完成了！",
        "先看,再选",
        "共3 个",
        "使用Excel 导入",
        "好了。。",
        "见“说明” 。",
        '叫做"首问"',
        "（Ａ）",
        "请稍候...",
        "附件(图片)",
        "两个  空格",
        "末尾空格 ",
        "先看，，再选",
        "9～11 点",
    ],
)
def test_each_rule_finds_its_fault(text):
    assert len(faults(text)) == 1


def _chinese(node: object) -> Iterator[str]:
    if isinstance(node, dict):
        if isinstance(node.get("zh"), str):
            yield node["zh"]
        for value in node.values():
            yield from _chinese(value)
    elif isinstance(node, list):
        for value in node:
            yield from _chinese(value)
