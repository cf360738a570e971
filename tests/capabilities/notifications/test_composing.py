"""What is not known says nothing at the end of a line."""

import pytest

from shouwen.capabilities.notifications.composing import without_gap


# REQ RS-9
@pytest.mark.parametrize(
    ("filled", "read"),
    [
        ("已派给您 SD-1：响应 --", "已派给您 SD-1：响应"),
        ("升级 SD-1：-- --", "升级 SD-1"),
        ("高 · 打印机卡纸 · --", "高 · 打印机卡纸"),
        ("-- 之后的话", "-- 之后的话"),
        ("命令 rm --", "命令 rm"),
        ("分隔线 -----", "分隔线 -----"),
        ("收件 2026-11-23", "收件 2026-11-23"),
    ],
)
def test_gaps_at_the_end_of_a_line_are_not_read_out(filled, read):
    assert without_gap(filled) == read
