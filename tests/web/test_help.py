"""Help on every page: what it is for, what its words and figures mean, and what to do where a list is empty."""

import re
from pathlib import Path

import pytest
from django.urls import URLPattern, get_resolver
from django.urls.resolvers import URLResolver

import shouwen
from shouwen.web.access import access_of
from shouwen.web.help import PAGES, TERMS, help_for

TECHNICAL = {
    "/live",
    "/palette",
    "/manifest",
    "/offline",
    "/ui",
    "/files",
    "/mentions",
    "/tours",
    "/sign-out",
    "/today",
}
"""Parts of pages and doors, which nobody looks at by themselves."""
TEMPLATES = Path(shouwen.__file__).parent / "web" / "templates"


def routes(patterns, namespace=""):
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from routes(pattern.url_patterns, pattern.namespace or namespace)
        elif isinstance(pattern, URLPattern) and namespace == "web":
            yield pattern


# REQ UX-9
def test_every_page_of_the_staff_has_its_help():
    paths = {
        f"/{one.pattern}"
        for one in routes(get_resolver().url_patterns)
        if access_of(one.callback).kind == "staff"
    }

    helpless = {path for path in paths if help_for(path).path == "/" and path != "/"}

    assert len(paths) > 100
    assert {path for path in helpless if not path.startswith(tuple(TECHNICAL))} == set()
    assert {term for page in PAGES for term in page.terms} == set(TERMS)
    assert len({page.path for page in PAGES}) == len(PAGES)


@pytest.mark.parametrize(
    ("path", "about", "word"),
    [
        ("/", "上班第一分钟", "首接"),
        ("/tickets", "处理列表", "优先级"),
        ("/dispatch/board", "班组的一天", "在班"),
    ],
)
def test_the_sheet_says_what_the_page_is_for_and_what_its_words_mean(desk, browse, path, about, word):
    html = browse(desk.manager).get(path).content.decode()

    sheet = re.search(r'<dialog[^>]*id="keys-sheet".*?</dialog>', html, re.S).group()
    assert about in sheet
    assert f"<dt>{word}</dt>" in sheet


# REQ UX-9
def test_every_figure_has_its_definition():
    tiles = {
        (path.name, tile)
        for path in TEMPLATES.rglob("*.html")
        for tile in re.findall(r"{% stat_tile [^%]*%}", path.read_text())
    }

    assert tiles
    assert [one for one in tiles if " explain=" not in one[1]] == []


# REQ UX-9
def test_every_empty_list_says_why_and_what_comes_next():
    found = [
        (path.name, state)
        for path in TEMPLATES.rglob("*.html")
        for state in re.findall(r"{% empty_state [^%]*%}", path.read_text())
    ]

    assert len(found) > 20
    assert [one for one in found if " why=" not in one[1]] == []
