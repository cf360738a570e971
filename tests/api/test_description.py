"""The API's description speaks its reader's language; what programs read in it is the same in every one."""

import json
import re

import pytest
from django.test import Client
from django.utils.translation import override

from shouwen.api.docs import description
from shouwen.api.wording import texts, worded

HAN = re.compile(r"[\u4e00-\u9fff]")
FOR_PROGRAMS = re.compile(r"\W*(`[^`]+`\W*(、|或)?\s*)+")
ADDRESS = "/api/v1/openapi.json"


@pytest.fixture(scope="module")
def english():
    return json.loads(description("en"))


@pytest.fixture(scope="module")
def chinese():
    return json.loads(description("zh-hans"))


def without_words(node):
    """`node` with every text for people left empty."""
    if isinstance(node, dict):
        return {
            key: ""
            if key in ("summary", "description", "x-displayName") and isinstance(value, str)
            else without_words(value)
            for key, value in node.items()
        }
    return [without_words(value) for value in node] if isinstance(node, list) else node


# REQ BX-5
def test_names_and_shapes_are_the_same_to_the_byte_in_every_language(english, chinese):
    assert json.dumps(without_words(english)) == json.dumps(without_words(chinese))
    assert english != chinese


def test_every_text_for_people_is_chinese_in_the_chinese_description(chinese):
    found = {text for text, _context in texts(chinese)}

    assert sorted(text for text in found if not HAN.search(text) and not FOR_PROGRAMS.fullmatch(text)) == []


def test_no_text_of_the_english_description_tells_where_its_docstring_was_broken(english):
    told = {
        text
        for operations in english["paths"].values()
        for one in operations.values()
        for text in (one["summary"], one["description"])
    }

    assert (
        sorted(text for text in told if re.search(r"\n[^\n]|  |\bRaises\b", text.replace("\n\n", ""))) == []
    )


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("query", "headers", "language"),
    [
        ("", {}, "en"),
        ("", {"Accept-Language": "zh-CN,zh;q=0.9"}, "zh-hans"),
        ("", {"Accept-Language": "en-GB"}, "en"),
        ("?lang=zh-hans", {"Accept-Language": "en"}, "zh-hans"),
        ("?lang=zh", {}, "zh-hans"),
        ("?lang=en", {"Accept-Language": "zh-CN"}, "en"),
        ("?lang=tlh", {}, "en"),
    ],
)
def test_a_program_gets_english_and_a_reader_the_language_asked_for(query, headers, language):
    answer = Client(headers=headers).get(ADDRESS + query)

    assert (answer.headers["Content-Language"], answer.content) == (language, description(language))
    assert {"Accept-Language", "Cookie"} <= {one.strip() for one in answer.headers["Vary"].split(",")}


@pytest.mark.django_db
def test_the_page_tells_its_operations_in_the_language_of_its_reader():
    page = Client(headers={"Accept-Language": "zh-CN"}).get("/api/v1/docs").content.decode()

    assert "<strong>派单</strong>" in page
    assert '<h2 id="acts-on-a-ticket">工单操作</h2>' in page
    assert f'href="{ADDRESS}?lang=zh-hans"' in page
    assert "Dispatch the ticket" not in page


def test_words_are_changed_and_names_are_not():
    field = {"type": "string", "title": "Summary", "description": "Why."}

    with override("zh-hans"):
        told = worded({"properties": {"summary": field}, "enum": ["Why."]})

    assert told == {"properties": {"summary": field | {"description": "原因。"}}, "enum": ["Why."]}
