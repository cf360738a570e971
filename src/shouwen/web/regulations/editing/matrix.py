"""The grading matrix as a grid that is edited by tap or keys: impact down, urgency across, a level in each cell."""

from itertools import product

from django.http import QueryDict
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from shouwen.domain.regulation import PLACEHOLDERS, Regulation
from shouwen.domain.regulation.editing import Plain
from shouwen.ui.html import NOTHING, element, joined
from shouwen.web.regulations.editing.blocks import Drawing
from shouwen.web.regulations.editing.kinds import many
from shouwen.web.regulations.wording import said

Cell = tuple[str, str, str]


def grid(document: Regulation) -> Drawing:
    """The whole matrix; what is sent replaces its rows only if a cell says another level."""
    cells = list(product(document.impacts, document.urgencies, document.difficulties or ("",)))

    def draw(value: Plain) -> SafeString:
        held = levels_of(value, cells)
        return joined(_table(document, held, difficulty) for difficulty in document.difficulties or ("",))

    def read(value: Plain, sent: QueryDict) -> Plain:
        held = levels_of(value, cells)
        chosen = {cell: sent.get(_name(cell), held[cell]) for cell in cells}
        return value if chosen == held else {**value, "matrix": rows_of(chosen)}

    return Drawing(draw, read, lambda _value: {_name(cell) for cell in cells})


def levels_of(value: Plain, cells: list[Cell]) -> dict[Cell, str]:
    """The level of each cell by the first row that fits; empty where none does."""
    rows = value.get("matrix", ()) if isinstance(value, dict) else ()
    return {cell: next((row.get("level", "") for row in rows if _fits(row, cell)), "") for cell in cells}


def rows_of(levels: dict[Cell, str]) -> list[dict[str, Plain]]:
    """A row for each impact and urgency; difficulties are told apart only where they matter."""
    rows: list[dict[str, Plain]] = []
    for impact, urgency in dict.fromkeys(cell[:2] for cell in levels):
        here = {cell[2]: level for cell, level in levels.items() if cell[:2] == (impact, urgency)}
        if len(set(here.values())) == 1:
            rows.append({"impact": impact, "urgency": urgency, "level": next(iter(here.values()))})
            continue
        for level in dict.fromkeys(here.values()):
            named = [difficulty for difficulty, held in here.items() if held == level]
            rows.append({"impact": impact, "urgency": urgency, "difficulty": named, "level": level})
    return rows


def fitted(value: Plain, *, impacts: list[str], urgencies: list[str], difficulties: list[str]) -> Plain:
    """The matrix for these scales: a new degree has its neighbour's levels, one gone takes its cells along."""
    cells = list(product(impacts, urgencies, difficulties or [""]))
    known = levels_of(value, cells)
    last = ""
    filled = {}
    for cell in cells:
        last = known[cell] or next((known[near] for near in cells if known[near] and _near(near, cell)), last)
        filled[cell] = last
    return {**value, "matrix": rows_of(filled)}


def placeholders() -> SafeString:
    """Every placeholder as a button that puts it where one writes."""
    chips = (
        element("button", f"{{{name}}}", type="button", class_="chip mono", data_insert=f"{{{name}}}")
        for name in sorted(PLACEHOLDERS)
    )
    return element(
        "details",
        element("summary", _("Placeholders")),
        element("div", *chips, class_="chips"),
        class_="folded",
    )


def _near(one: Cell, other: Cell) -> bool:
    return sum(a == b for a, b in zip(one, other, strict=True)) == 2


def _fits(row: Plain, cell: Cell) -> bool:
    impact, urgency, difficulty = cell
    named = many(row.get("difficulty"))
    return (
        impact in many(row.get("impact"))
        and urgency in many(row.get("urgency"))
        and (not named or not difficulty or difficulty in named)
    )


def _name(cell: Cell) -> str:
    return "cell/" + "/".join(filter(None, cell))


def _table(document: Regulation, held: dict[Cell, str], difficulty: str) -> SafeString:
    corner = element("td", class_="grid-corner")
    heads = [
        element("th", said(rule.name), scope="col", title=said(rule.definition))
        for rule in document.urgencies.values()
    ]
    rows = [element("tr", corner, *heads)]
    for impact, rule in document.impacts.items():
        cells = [
            element("td", _select(document, (impact, urgency, difficulty), held[impact, urgency, difficulty]))
            for urgency in document.urgencies
        ]
        rows.append(
            element("tr", element("th", said(rule.name), scope="row", title=said(rule.definition)), *cells)
        )
    title = said(document.difficulties[difficulty].name) if difficulty else ""
    return element(
        "div",
        element("h3", title) if title else NOTHING,
        element(
            "table", element("caption", _("Grading matrix"), class_="unseen"), *rows, class_="grid is-edited"
        ),
        element("p", _("Arrow keys go from cell to cell; 1 to 9 choose a level."), class_="help keys-only"),
        class_="scroll",
    )


def _select(document: Regulation, cell: Cell, level: str) -> SafeString:
    impact, urgency = document.impacts[cell[0]], document.urgencies[cell[1]]
    options = [
        element("option", said(rule.name), value=code, selected=code == level, data_tone=rule.tone)
        for code, rule in document.levels.items()
    ]
    tone = document.levels[level].tone if level in document.levels else ""
    label = f"{said(impact.name)} × {said(urgency.name)}"
    return element(
        "select", *options, name=_name(cell), aria_label=label, class_="select grid-cell", data_tone=tone,
        data_cell=True,
    )  # fmt: skip
