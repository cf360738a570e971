"""Every text a person reads is there in Chinese, with the same places to fill."""

import re

import pytest

from tools.texts import texts
from tools.translations import LOCALE, differences, joined

PLACES = re.compile(r"%\((\w+)\)[sd]|\{(\w+)\}")


@pytest.fixture(scope="module")
def chinese():
    return joined(LOCALE / "zh_Hans")


@pytest.fixture(scope="module")
def written():
    """Every text of the sources, as `texts` finds it."""
    return list(texts())


def test_every_text_of_the_sources_has_chinese(chinese, written):
    missing = sorted(
        {
            f"{source}: {text}"
            for source, text, context in written
            if (message := chinese.get(text, context)) is None or not _first(message.string)
        }
    )

    assert missing == []


def test_a_translation_fills_the_same_places_as_its_text(chinese):
    wrong = [
        message.id
        for message in chinese
        if message.id
        and set(PLACES.findall(_first(message.id))) != set(PLACES.findall(_first(message.string)))
    ]

    assert wrong == []


def test_no_text_is_translated_in_two_ways():
    assert differences(LOCALE / "zh_Hans") == []


def test_the_sources_do_hold_texts(written):
    assert len(written) > 100


def _first(text: str | tuple[str, ...] | list[str]) -> str:
    return text if isinstance(text, str) else text[0]
