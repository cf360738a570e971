"""Every place of every shipped document has its editor, and what an editor shows it reads back."""

import pytest
from django.http import QueryDict

from shouwen.capabilities.regulations.queries import SHIPPED, preset
from shouwen.domain.regulation import SECTIONS, Regulation
from shouwen.domain.regulation.dumping import plain
from shouwen.domain.regulation.editing import normal, part_of
from shouwen.domain.workflow import STAYING
from shouwen.web.regulations.editing import drawing
from shouwen.web.regulations.editing.blocks import Rows, every, names, read, slots_of
from shouwen.web.regulations.editing.shapes import EDITORS
from tests.web.regulations.forms import Form

pytestmark = pytest.mark.django_db


DRAWN = {
    ("grading",): {("matrix",)},
    ("workflow",): {("edges", verb.value, number, "to") for verb in STAYING for number in range(3)},
}
"""What a grid tells, and what has no choice."""


def parts(document: Regulation) -> list[tuple[str, ...]]:
    """Every section that is changed as a whole, and every rule of the others."""
    return [
        (section, *code)
        for section, editor in EDITORS.items()
        for code in ([()] if editor.whole else [(code,) for code in getattr(document, section)])
    ]


def sent_by(form: str) -> QueryDict:
    sent = QueryDict(mutable=True)
    for name, values in Form(f'<form id="editor">{form}</form>').sent.items():
        sent.setlist(name, values)
    return sent


def places(value: object, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    """Where something is written: the leaves of mappings and of lists of mappings."""
    if isinstance(value, dict):
        return [place for key, held in value.items() for place in places(held, (*path, key))]
    if isinstance(value, list) and any(isinstance(held, dict) for held in value):
        return [place for number, held in enumerate(value) for place in places(held, (*path, number))]
    return [path] if value is not None else []


# REQ BX-4
def test_every_section_of_the_document_has_an_editor():
    assert set(EDITORS) == {*SECTIONS, "name", "about"}


# REQ BX-4
@pytest.mark.parametrize("code", SHIPPED)
def test_what_every_editor_shows_it_reads_back(code):
    document = preset(code)
    content = plain(document)

    changed = {}
    for path in parts(document):
        value = normal(path, part_of(content, path))
        blocks = EDITORS[path[0]].shape(document, value)
        sent = sent_by(str(drawing.draw(blocks, value)))
        assert set(sent) <= names(blocks, value)
        again = normal(path, read(blocks, value, sent))
        if again != value:
            changed[path] = (value, again)

    assert changed == {}


# REQ BX-4
@pytest.mark.parametrize("code", SHIPPED)
def test_whatever_a_document_says_has_a_place_in_a_form(code):
    document = preset(code)
    content = plain(document)

    untold = []
    for path in parts(document):
        value = part_of(content, path)
        blocks = EDITORS[path[0]].shape(document, value)
        told = {slot.path for slot in slots_of(blocks, value)} | DRAWN.get(path, set())
        untold += [
            (*path, *place) for place in places(value) if not any(place[: len(each)] == each for each in told)
        ]

    assert untold == []


# REQ BX-4
def test_every_key_a_rule_may_have_has_a_place_in_a_form():
    document = preset("sla")
    content = plain(document)

    untold = []
    for path in {path[0]: path for path in parts(document)}.values():
        value = part_of(content, path)
        blocks = EDITORS[path[0]].shape(document, value)
        told = {str(slot.path[0]) for slot in slots_of(blocks, value) if slot.path}
        told |= {
            str(block.path[0]) for block in every(blocks, value) if isinstance(block, Rows) and block.path
        }
        kind = type(getattr(document, path[0]))
        rule = kind if len(path) == 1 else type(getattr(document, path[0])[path[1]])
        if hasattr(rule, "model_fields") and path[0] not in ("name", "about"):
            keys = {field.alias or name for name, field in rule.model_fields.items()} - {"matrix"}
            untold += [(path[0], key) for key in sorted(keys - told)]

    assert untold == []
