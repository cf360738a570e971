"""For which tickets a rule holds: the usual fields in a sentence, any other one on a line of its own."""

from typing import Final

from django.utils.translation import gettext as _

from shouwen.domain.regulation import FIELDS, Regulation
from shouwen.domain.regulation.problems import Path
from shouwen.web.regulations import wording
from shouwen.web.regulations.editing import choices
from shouwen.web.regulations.editing.blocks import Block, Rows, Sentence, Slot, sentence
from shouwen.web.regulations.editing.kinds import Kind, Many, Words

USUAL: Final = ("class", "level", "service_level")


def applies(document: Regulation, path: Path) -> list[Block]:
    """The class, the level and the service level as a sentence, and further conditions."""
    held = {key: condition_slot(document, path, key) for key in USUAL}
    told = sentence(
        _("For tickets of class %(class)s, level %(level)s, service level %(service_level)s."), **held
    )
    return [told, more(document, path, *USUAL)]


def more(document: Regulation, path: Path, *elsewhere: str) -> Rows:
    """Conditions on fields that are not told `elsewhere`, each on a line, and a button for one more."""
    offered = [(key, str(wording.FIELDS[key])) for key in FIELDS if key not in elsewhere]

    def line(place: Path) -> list[Sentence]:
        key = str(place[-1])
        words = _("%(field)s is %(values)s") % {"field": wording.FIELDS.get(key, key), "values": "%(values)s"}
        return [sentence(words, values=condition_slot(document, path, key))]

    return Rows(
        path, "", "", _("Another condition"), [], line, coded=True, offered=offered, elsewhere=frozenset(elsewhere),
        compact=True,
    )  # fmt: skip


def condition_slot(document: Regulation, path: Path, key: str) -> Slot:
    label = str(wording.FIELDS.get(key, key))
    return Slot((*path, key), label[:1].upper() + label[1:], _kind(document, key))


def _kind(document: Regulation, key: str) -> Kind:
    offered = choices.values_of(document, key)
    return Many(offered, _("any")) if offered else Words(_("codes, with commas between them"))
