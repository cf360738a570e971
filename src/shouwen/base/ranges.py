"""Ranges, enumerations and labelled words as the reader's language writes them."""

from collections.abc import Iterable

from django.utils.translation import gettext


def between(begins: str, ends: str) -> str:
    """`08:30 ～ 12:00` in Chinese, `08:30 – 12:00` in English."""
    return gettext("%(begins)s – %(ends)s") % {"begins": begins, "ends": ends}


def enumerated(words: Iterable[object]) -> str:
    """`甲、乙` in Chinese, `one, two` in English."""
    return gettext(", ").join(map(str, words))


def labelled(label: object, words: object) -> str:
    """`客户：市一院` in Chinese, `Customer: City Hospital` in English."""
    return gettext("%(label)s: %(words)s") % {"label": label, "words": words}


def bracketed(words: object, aside: object) -> str:
    """`组长（二线）` in Chinese, `Leader (second line)` in English."""
    return gettext("%(words)s (%(aside)s)") % {"words": words, "aside": aside}
