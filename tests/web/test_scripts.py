"""What is read aloud to a customer is written as Chinese is written."""

import pytest

from shouwen.web.call_backs.script import fill

PLACES = {"date": "11 月 19 日", "number": "SD-1", "contact": "王芳", "agent": "Lily"}


@pytest.mark.parametrize(
    ("text", "filled"),
    [
        ("您{date}反映的", "您 11 月 19 日反映的"),
        ("您的问题{number}目前", "您的问题 SD-1 目前"),
        ("{contact}您好，我是{agent}。", "王芳您好，我是 Lily。"),
        ("单号 {number}", "单号 SD-1"),
        ("on {number}, {unknown}", "on SD-1, {unknown}"),
    ],
)
def test_a_space_stands_between_chinese_and_what_is_filled_in(text, filled):
    assert fill(text, PLACES) == filled
