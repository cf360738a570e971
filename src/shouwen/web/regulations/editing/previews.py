"""What stands beside an editor: the example ticket under the draft as it would be, or what keeps it from that."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _

from shouwen.base.ranges import bracketed
from shouwen.capabilities.regulations.queries import Compiled
from shouwen.capabilities.regulations.reasons import reason_words
from shouwen.domain.regulation import Regulation
from shouwen.domain.regulation.dumping import plain
from shouwen.domain.regulation.editing import Plain, part_of
from shouwen.domain.regulation.problems import Problem
from shouwen.domain.workflow import Workflow
from shouwen.ui.html import Text, element
from shouwen.web.regulations import promises
from shouwen.web.regulations.editing import choices
from shouwen.web.regulations.editing.blocks import Rows, every, slots_of
from shouwen.web.regulations.editing.example import example_of, level_of, promises_of
from shouwen.web.regulations.editing.messages import Message, message_of, script_of
from shouwen.web.regulations.grades import level_mark
from shouwen.web.regulations.pieces import Group, known
from shouwen.web.regulations.sections import part_of as tab_of
from shouwen.web.regulations.titles import section_title
from shouwen.web.regulations.versions import written
from shouwen.web.regulations.wording import name_of

if TYPE_CHECKING:
    from shouwen.web.regulations.editing.pages import Part

LANGUAGES = {"zh": "中文", "en": "English"}


def facts_of(
    part: "Part", document: Regulation | None, faults: list[Problem], sent: QueryDict
) -> dict[str, Any]:
    """What the preview shows; with faults these, and the example is asked of the draft as it stands."""
    held = document or part.document
    asked = example_of(sent, held)
    graded = level_of(held, asked)
    this = f"call_back.{part.code}" if part.section == "call_backs" else part.code
    found = promises_of(held, asked, graded, this=this) if graded and document else []
    target = held.targets.get(part.code or "new") if part.section == "targets" else None
    return {
        "part": part,
        "faults": [
            (section_title(fault.section), _place(part, fault), reason_words(fault.reason))
            for fault in faults[:8]
        ],
        "more_faults": max(0, len(faults) - 8),
        "said": promises.sentence(held, target) if target else "",
        "message": _message(part, document) if document else None,
        "reads": read_back(part, document) if document and not part.editor.example else [],
        "level": level_mark(held, graded.level) if graded else None,
        "priority_rank": graded.priority if graded else None,
        "level_why": _level_why(held, graded.why.by) if graded else "",
        "promised": found,
        "not_this": part.section in ("targets", "call_backs")
        and document
        and not any(one.is_this for one in found),
        "example": asked,
        "example_at": timezone.localtime(asked.at).strftime("%Y-%m-%dT%H:%M"),
        "example_fields": _fields(held, asked),
    }


def _place(part: "Part", fault: Problem) -> Text:
    """What a fault is about by the label of its slot in this editor; elsewhere by its key."""
    place = fault.key.removeprefix(f"{part.code or 'new'}.")
    if fault.section == part.section and not part.editor.whole:
        value = part_of(plain(part.document), part.path) or part.editor.blank
        blocks = part.editor.shape(part.document, value)
        for block in every(blocks, value):
            if isinstance(block, Rows) and place == ".".join(map(str, block.path)):
                return block.title
        for slot in slots_of(blocks, value):
            rest = f"{place}.".removeprefix(f"{slot.name.replace('/', '.')}.")
            if slot.label and rest != f"{place}.":
                language = LANGUAGES.get(rest.rstrip("."), "")
                return bracketed(slot.label, language) if language else slot.label
    return element("span", fault.key, class_="mono") if fault.key else ""


def _message(part: "Part", document: Regulation) -> list[Message] | None:
    """What its reader gets, or what is said on the phone, filled from an example."""
    filled = {"templates": message_of, "scripts": script_of}.get(part.section)
    return filled(document, part.code or "new") if filled else None


def read_back(part: "Part", document: Regulation) -> list[Group]:
    """The part as one will read it in the document."""
    regulation = Compiled(part.version.pk, part.version.number, document, (), Workflow.of(document))
    groups = [group for group in tab_of(part.editor.tab).read(regulation) if group.section == part.section]
    if part.editor.whole:
        return [group for group in groups if not group.is_empty]
    return [told for group in groups for told in _one(group, part.code or "new")]


def _one(group: Group, code: str) -> Iterator[Group]:
    """The one rule of a group: its card, or its row as terms and what they are."""
    cards = tuple(card for card in group.cards if card.code == code)
    if cards:
        yield Group(group.anchor, group.title, cards=cards)
    for row in (row for held, row in (group.table.lines if group.table else ()) if held == code):
        heads = [head if isinstance(head, str) else head[0] for head in group.table.heads]  # type: ignore[union-attr]
        yield Group(
            group.anchor, group.title, facts=known(*zip(heads, (cell for cell, _look in row), strict=True))
        )


def _level_why(document: Regulation, by: str) -> str:
    return {"matrix": _("by the matrix"), "class": _("by its class"), "hand": _("by hand")}.get(by, by)


def _fields(document: Regulation, asked: Any) -> list[tuple[str, str, str, list[tuple[str, str]]]]:
    """Selects of the example: field, label, value, choices."""
    rows = [
        ("x-class", _("Class"), asked.klass, document.classes, ""),
        ("x-impact", _("Impact"), asked.impact, document.impacts, ""),
        ("x-urgency", _("Urgency"), asked.urgency, document.urgencies, ""),
        ("x-difficulty", _("Difficulty"), asked.difficulty, document.difficulties, ""),
        ("x-service_level", _("Service level"), asked.service_level, document.service_levels, _("none")),
        ("x-team", _("Team"), asked.team, document.teams, _("not dispatched yet")),
    ]
    told = []
    for name, label, held, section, none in rows:
        offered = [(code, name_of(section, code)) for code in section]  # type: ignore[arg-type,attr-defined]
        if offered:
            told.append((name, label, held, [("", none), *offered] if none else offered))
    told.append(("x-channel", _("Channel"), asked.channel, list(choices.channels())))
    return told


def differences(before: Plain, after: Plain, place: str = "") -> list[tuple[str, str, str]]:
    """What somebody else changed: place, before, after."""
    return list(_differences(before, after, place))


def _differences(before: Plain, after: Plain, place: str) -> Iterator[tuple[str, str, str]]:
    if before == after:
        return
    if isinstance(before, dict) and isinstance(after, dict):
        for key in [*before, *(key for key in after if key not in before)]:
            yield from _differences(
                before.get(key), after.get(key), f"{place} › {key}" if place else str(key)
            )
    else:
        yield place, written(before), written(after)


__all__ = ["differences", "facts_of", "written"]
