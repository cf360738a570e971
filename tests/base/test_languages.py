"""Names kept in two languages are told in the reader's, and never as nothing where one of them is known."""

import pytest
from django.utils import translation

from shouwen.base.languages import name_in, reader_language

BOTH = {"zh": "一线", "en": "First line"}


@pytest.mark.parametrize(
    ("language", "name"), [("zh-hans", "一线"), ("en", "First line"), ("en-gb", "First line"), ("EN", "First line"), ("", "一线")]
)  # fmt: skip
def test_the_name_for_a_language_tag(language, name):
    assert name_in(BOTH, language) == name


def test_whoever_reads_is_told_in_his_language():
    with translation.override("en"):
        assert (reader_language(), name_in(BOTH)) == ("en", "First line")
    with translation.override(None):
        assert (reader_language(), name_in(BOTH)) == ("", "一线")


def test_where_one_is_missing_the_other_counts():
    assert name_in({"zh": "", "en": "First line"}, "zh-hans") == "First line"
    assert name_in({"zh": "一线"}, "en") == "一线"


@pytest.mark.parametrize("nothing", [None, {}, {"zh": "", "en": ""}])
def test_no_name_is_nothing(nothing):
    assert name_in(nothing, "en") == ""
