"""Two changes of one text: nothing that either wrote is lost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shouwen.domain.merging import merge_texts

TEXTS = st.text(alphabet="客户说打印机卡纸。 \n", max_size=30)


@pytest.mark.parametrize(
    ("base", "mine", "theirs", "merged"),
    [
        ("", "您好", "", "您好"),
        ("您好", "您好", "您好，已派单", "您好，已派单"),
        ("您好。再见。", "您好，王女士。再见。", "您好。再见。回头联系。", "您好，王女士。再见。回头联系。"),
        ("", "工程师两点到", "明天上午到", "明天上午到\n工程师两点到"),
        ("", "工程师两点到", "工程师两点到，带备件", "工程师两点到，带备件"),
        ("已经发出的话", "已经发出的话，还有一句", "", "，还有一句"),
    ],
)
def test_both_changes_stand_in_the_merged_text(base, mine, theirs, merged):
    assert merge_texts(base, mine, theirs) == merged


@given(TEXTS, TEXTS)
def test_one_change_alone_is_what_stands(base, changed):
    assert merge_texts(base, changed, base) == merge_texts(base, base, changed) == changed


@given(TEXTS, TEXTS, TEXTS)
def test_what_was_put_in_front_and_behind_both_stand(base, front, behind):
    merged = merge_texts(base, f"A{front}Z{base}", f"{base}Y{behind}B")

    assert f"A{front}Z" in merged
    assert f"Y{behind}B" in merged
