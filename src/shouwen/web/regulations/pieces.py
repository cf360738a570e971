"""What a page of the regulation is made of: groups of rules, each a card or the row of a table."""

from dataclasses import dataclass, field

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from shouwen.domain.regulation import Rule
from shouwen.ui.components import Fact, badge
from shouwen.ui.html import NOTHING, Text, joined
from shouwen.web.regulations.wording import said

Row = tuple[Text, ...]
Head = str | tuple[str, str]


@dataclass(frozen=True, slots=True)
class Table:
    heads: tuple[Head, ...]
    rows: tuple[Row, ...]
    caption: str = ""
    codes: tuple[str, ...] = ()

    @property
    def lines(self) -> list[tuple[str, list[tuple[Text, str]]]]:
        """Each row with the code of its rule, where rows are rules; each cell with the class of its head."""
        looks = ["" if isinstance(head, str) else head[1] for head in self.heads]
        rows = [list(zip(row, looks, strict=True)) for row in self.rows]
        return list(zip(self.codes or ("",) * len(rows), rows, strict=True))


@dataclass(frozen=True, slots=True)
class Card:
    """One rule: what it says as a sentence, its particulars, its rows."""

    code: str
    title: str
    origin: Text
    marks: tuple[SafeString, ...] = ()
    sentence: str = ""
    facts: tuple[Fact, ...] = ()
    table: Table | None = None
    prose: tuple[tuple[str, str], ...] = ()
    drawing: SafeString = NOTHING


@dataclass(frozen=True, slots=True)
class Group:
    """One section of the document under its heading; a further one of a section says which it is `part_of`."""

    anchor: str
    title: str
    note: str = ""
    cards: tuple[Card, ...] = ()
    table: Table | None = None
    facts: tuple[Fact, ...] = ()
    origin: Text = ""
    drawing: SafeString = field(default=NOTHING)
    part_of: str = ""

    @property
    def section(self) -> str:
        """The section of the document it tells of."""
        return self.part_of or self.anchor

    @property
    def is_empty(self) -> bool:
        return not (self.cards or self.facts or self.drawing or (self.table and self.table.rows))


def origin_of(rule: Rule) -> SafeString:
    """The clauses a rule comes from, or that it is the product's own."""
    return origin_marks(rule.origin)


def origin_marks(origin: str) -> SafeString:
    if origin == "default":
        return badge(
            _("product default"), square=True, title=_("The source says nothing here; the product fills in.")
        )
    return joined((badge(clause, tone="blue", square=True) for clause in origin.split(", ")), " ")


def known(*facts: tuple[str, Text]) -> tuple[Fact, ...]:
    """The facts that say something."""
    return tuple(Fact(term, value) for term, value in facts if value)


def yes_no(value: bool) -> str:
    return _("yes") if value else _("no")


def named(code: str, name: object) -> SafeString:
    """A rule's name with its code behind, for a table's first column."""
    from shouwen.ui.html import element

    words = said(name) if not isinstance(name, str) else name  # type: ignore[arg-type]  # a Text
    return joined([element("span", words, class_="strong"), " ", element("span", code, class_="faint mono")])
