"""Places are filled whatever form a stored text asks for; what is not known says nothing at the end of a line."""

import pytest

from shouwen.capabilities.notifications.composing import fill, without_gap, without_gaps


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


# REQ BX-4
@pytest.mark.parametrize("place", ["{due}", "{due:>999999999}", "{due:x}", "{due!r}"])
def test_a_place_is_filled_without_the_form_that_an_old_text_asks_for(place):
    assert fill(f"承诺 {place} 前", {"due": "11:00"}) == "承诺 11:00 前"


def test_a_line_that_only_says_what_is_not_known_is_left_out():
    text = "工单号 {number}。\n承诺：{due_name} 不晚于 {due}。\n热线：{hotline}，传真：{fax}\n此致"
    places = {"number": "SD-1", "due_name": "--", "due": "--", "hotline": "400-800-0000", "fax": "--"}

    assert without_gaps(text, places) == "工单号 SD-1。\n热线：400-800-0000\n此致"
