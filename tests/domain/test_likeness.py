"""How much two texts are about the same thing."""

import pytest

from shouwen.domain.likeness import likeness


@pytest.mark.parametrize(
    ("one", "other", "share"),
    [
        ("打印机卡纸", "打印机卡纸", 1.0),
        ("打印机卡纸", "二楼打印机卡纸，重启后报错", 1.0),
        ("打印机卡纸", "网络断了，无法登录", 0.0),
        ("打印机卡纸", "打印机不通电", 0.5),
        ("卡纸", "卡纸", 0.0),
        ("", "打印机卡纸", 0.0),
        ("VPN login fails", "the VPN login fails again", 1.0),
    ],
)
def test_the_share_of_the_shorter_text_that_the_other_has(one, other, share):
    assert likeness(one, other) == likeness(other, one) == share
