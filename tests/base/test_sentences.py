"""A name in a Chinese sentence stands close in Chinese, in Latin letters apart; a long wait is told in minutes."""

import pytest
from django.utils import translation

from shouwen.base.refusals import TooMany
from shouwen.base.sentences import ending, filled, opening


@pytest.mark.parametrize(
    ("sentence", "name", "told"),
    [
        ("%(name)s提到了你", "张三", "张三提到了你"),
        ("%(name)s提到了你", "Lin", "Lin 提到了你"),
        ("请%(name)s完成。", "张三", "请张三完成。"),
        ("请%(name)s完成。", "Lin", "请 Lin 完成。"),
        ("派给%(name)s", "Lin", "派给 Lin"),
        ("%(name)s，你好", "Lin", "Lin，你好"),
        ("%(name)s mentioned you", "张三", "张三 mentioned you"),
        ("%(name)s 超过 100%%", "a.png", "a.png 超过 100%"),
    ],
)
def test_a_value_in_latin_letters_stands_apart_from_the_chinese_beside_it(sentence, name, told):
    assert filled(sentence, name=name) == told


def test_a_template_spaces_a_latin_name_in_chinese_only():
    with translation.override("zh-hans"):
        assert [opening("Lin"), opening("张三"), ending("Lin"), ending("张三")] == [
            "Lin ",
            "张三",
            " Lin",
            "张三",
        ]
    with translation.override("en"):
        assert [opening("Lin"), ending("Lin")] == ["Lin", "Lin"]


@pytest.mark.parametrize(
    ("seconds", "wait"), [(30, "30 秒"), (120, "120 秒"), (121, "3 分钟"), (3302, "56 分钟")]
)
def test_a_limit_tells_a_long_wait_in_minutes(seconds, wait):
    with translation.override("zh-hans"):
        assert TooMany(seconds=seconds).sentence() == f"尝试过于频繁，请 {wait}后再试。"
