"""What a section's editor is, and what all of them begin with."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from shouwen.domain.regulation import Regulation
from shouwen.domain.regulation.editing import Plain
from shouwen.domain.regulation.problems import Path
from shouwen.web.regulations.editing.blocks import Block, Sentence, Slot, field, sentence
from shouwen.web.regulations.editing.kinds import Both, Flag, Line

Shape = Callable[[Regulation, Plain], list[Block]]


@dataclass(frozen=True, slots=True)
class Editor:
    """How a section is changed: `whole`, or rule by rule; `tab` is where it is read; `blank` begins a new rule.

    Its preview is what it means for an `example` ticket, or else the rule as one will read it.
    """

    shape: Shape
    tab: str
    new: Promise | str = ""
    blank: Plain = None
    whole: bool = False
    example: bool = False


def name_fields(path: Path = ()) -> list[Sentence]:
    return [field((*path, "name"), _("What it is called"), Both()), origin_field(path)]


def origin_field(path: Path = ()) -> Sentence:
    return field((*path, "origin"), _("Clause it comes from (default: the product's own)"), Line())


def origin_line(path: Path, **words: str) -> Sentence:
    """The clause of a row among others, on a line, after ticks with their `words`."""
    slots = {key: Slot((*path, key), told, Flag(told)) for key, told in words.items()}
    clause = Slot((*path, "origin"), _("Clause"), Line("s", hint="SD-7"))
    ticks = " ".join(f"%({key})s" for key in words)
    return sentence(" ".join(filter(None, (ticks, _("By clause %(clause)s.")))), **slots, clause=clause)


def flags(path: Path, **words: str) -> Sentence:
    """Ticks in a line, each with its words."""
    slots = {key: Slot((*path, key), told, Flag(told)) for key, told in words.items()}
    return sentence(" ".join(f"%({key})s" for key in words), **slots)


def named_line(path: Path) -> Sentence:
    """The name of a row among others, in both languages."""
    return sentence("%(name)s", name=Slot((*path, "name"), _("What it is called"), Both()))
