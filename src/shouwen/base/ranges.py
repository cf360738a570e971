"""Ranges and enumerations as the reader's language writes them."""

from collections.abc import Iterable

from django.utils.translation import gettext


def between(begins: str, ends: str) -> str:
    """`08:30 ～ 12:00` in Chinese, `08:30 – 12:00` in English."""
    return gettext("%(begins)s – %(ends)s") % {"begins": begins, "ends": ends}


def enumerated(words: Iterable[object]) -> str:
    """`甲、乙` in Chinese, `one, two` in English."""
    return gettext(", ").join(map(str, words))
