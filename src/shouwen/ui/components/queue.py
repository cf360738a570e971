"""Rows of a work list. A page of 50 is drawn in under 2 ms: one function over frozen values, no tag inside the loop."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache, partial

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from shouwen.ui.components.marks import Clock, Tone, badge, clock_chip, person, priority, state_badge
from shouwen.ui.dates import moment
from shouwen.ui.html import NOTHING, Attribute, attributes, element, escaped


@dataclass(frozen=True, slots=True)
class TicketRow:
    """One ticket in a list, ready to draw. `marks` are short words in a tint (重大, 催单), each with its tone."""

    number: str
    url: str
    title: str
    customer: str
    state: str
    priority: int
    clock: Clock | None = None
    handler: str = ""
    moved_at: datetime | None = None
    marks: tuple[tuple[str, Tone], ...] = ()
    state_word: str = ""
    level: str = ""
    klass: str = ""
    owner: str = ""
    team: str = ""
    channel: str = ""
    reported_at: datetime | None = None


USUAL = ("priority", "number", "title", "customer", "state", "clock", "handler", "moved")
LOOK = {"priority": "level"}
"""Columns whose class is not their own name."""
ROOM = {"pick": 40, "priority": 72, "number": 136, "title": 260, "customer": 150, "state": 108, "clock": 150}
"""Pixels that columns need as usual, where they are not about 110."""
NARROWEST, WIDEST = 48, 800
PICK = (
    '<td class="q-pick"><input type="checkbox" name="ticket" value="{number}" '
    'aria-label="{words}" data-pick{form}></td>'
)
Cell = Callable[[TicketRow], str]


def queue_row(row: TicketRow, *, now: datetime, pick: bool = False, form: str = "") -> SafeString:
    """One `<tr>`: priority, number, title with marks, customer, state, nearest promise, handler, last move."""
    return _pencil(now=now, pick=pick, form=form, columns=USUAL)(row)


def queue_rows(
    rows: Iterable[TicketRow],
    *,
    now: datetime,
    pick: bool = False,
    form: str = "",
    columns: Sequence[str] = USUAL,
) -> SafeString:
    """The rows alone, to be appended to a table or swapped into it."""
    draw = _pencil(now=now, pick=pick, form=form, columns=columns)
    return SafeString("".join([draw(row) for row in rows]))


def _pencil(
    *, now: datetime, pick: bool, form: str, columns: Sequence[str]
) -> Callable[[TicketRow], SafeString]:
    """What draws one row; signs that come again in the next rows are drawn once."""
    known = _cells(now)
    cells = [(f'<td class="q-{LOOK.get(code, code)}"', known[code]) for code in columns]
    words = escaped(_("Select %(number)s"))
    owner = f' form="{escaped(form)}"' if form else ""

    def draw(row: TicketRow) -> SafeString:
        number = escaped(row.number)
        first = PICK.format(number=number, words=words % {"number": number}, form=owner) if pick else ""
        inner = "".join([f"{opening}{cell(row)}</td>" for opening, cell in cells])
        return SafeString(f'<tr data-row="{number}">{first}{inner}</tr>')

    return draw


def _cells(now: datetime) -> dict[str, Cell]:
    """For each column what closes its opening tag and fills it."""
    state_of, person_of = cache(state_badge), cache(person)
    priority_of = cache(partial(priority, words=False))
    return {
        "priority": lambda row: f">{priority_of(row.priority)}",
        "number": lambda row: f'><a href="{escaped(row.url)}" tabindex="-1">{escaped(row.number)}</a>',
        "title": _title,
        "customer": lambda row: f' title="{escaped(row.customer)}">{escaped(row.customer)}',
        "level": lambda row: f">{escaped(row.level)}",
        "klass": lambda row: f">{escaped(row.klass)}",
        "state": lambda row: f">{state_of(row.state, word=row.state_word)}",
        "clock": lambda row: f">{clock_chip(row.clock, now=now)}" if row.clock else ">",
        "handler": lambda row: f">{person_of(row.handler)}",
        "owner": lambda row: f">{person_of(row.owner)}",
        "team": lambda row: f">{escaped(row.team)}",
        "channel": lambda row: f">{escaped(row.channel)}",
        "reported": lambda row: f">{moment(row.reported_at, now=now)}",
        "moved": lambda row: f">{moment(row.moved_at, now=now)}",
    }


def _title(row: TicketRow) -> str:
    marks = "".join([badge(word, tone=tone, square=True) for word, tone in row.marks])
    return f'>{marks}<a class="row-link" href="{escaped(row.url)}">{escaped(row.title)}</a>'


def column_names() -> dict[str, str]:
    """What the head of each column says."""
    return {
        "priority": _("Priority"),
        "number": _("Number"),
        "title": _("Title"),
        "customer": _("Customer"),
        "level": _("Level"),
        "klass": _("Class"),
        "state": _("State"),
        "clock": _("Promise"),
        "handler": _("Handler"),
        "owner": _("Owner"),
        "team": _("Team"),
        "channel": _("Channel"),
        "reported": _("Reported"),
        "moved": _("Changed"),
    }


def width_rules(columns: Sequence[str], widths: Mapping[str, int]) -> SafeString:
    """The rules of style that make columns as wide as somebody put them; the title keeps what is left over."""
    chosen = [(code, int(widths[code])) for code in columns if code in widths]
    rules = "".join(f".queue .q-{LOOK.get(code, code)} {{ width: {width}px }}" for code, width in chosen)
    if not rules:
        return NOTHING
    least = sum(int(widths.get(code, ROOM.get(code, 110))) for code in columns) + ROOM["pick"]
    return SafeString(f"@media (min-width: 768px) {{ .queue {{ min-width: {least}px }}{rules} }}")


def _edge(name: str, *, is_first: bool) -> SafeString:
    """The edge of a column, moved by drag or arrows; Tab comes to the first one, up and down go on to the others."""
    return element(
        "span",
        class_="q-edge",
        role="separator",
        aria_orientation="vertical",
        aria_label=_("Width of %(column)s") % {"column": name},
        aria_valuemin=str(NARROWEST),
        aria_valuemax=str(WIDEST),
        aria_valuenow=str(NARROWEST),
        title=_("Drag, or ← →; ↑ ↓ to another; Home resets"),
        tabindex="0" if is_first else "-1",
        data_edge=True,
    )


def queue_table(
    rows: Sequence[TicketRow],
    *,
    now: datetime,
    caption: str = "",
    pick: bool = False,
    form: str = "",
    id: str = "queue",
    columns: Sequence[str] = USUAL,
    widths_url: str = "",
    **attrs: Attribute,
) -> SafeString:
    """The work list: rows one walks with j and k, opens with Enter, selects with x.

    Further attributes name what a letter does to the current row: `data_row_a="/tickets/{}/dispatches/new"` opens that
    address in the drawer when A is pressed ({} is the row's number); `data_row_space=…` is the peek.
    `columns` are codes of `column_names`, in their order. With `widths_url` the edges between them can be moved, and
    where one was put is told there; `width_rules` goes into a style element of the page.
    """
    caption = caption or _("Tickets")
    every = ""
    if pick:
        owner = attributes({"form": form or None})
        words = escaped(_("Select all rows"))
        every = f'<th class="q-pick"><input type="checkbox" aria-label="{words}" data-pick-all{owner}></th>'
    names = column_names()
    cells = "".join(
        f'<th scope="col" class="q-{LOOK.get(code, code)}" data-column="{code}">{escaped(names[code])}'
        f"{_edge(names[code], is_first=not n) if widths_url else NOTHING}</th>"
        for n, code in enumerate(columns)
    )
    body = SafeString(
        f'<caption class="unseen">{escaped(caption)}</caption><thead><tr>{every}{cells}</tr></thead>'
        f"<tbody>{queue_rows(rows, now=now, pick=pick, form=form, columns=columns)}</tbody>"
    )
    drawn = element(
        "table", body, class_="table queue", id=id, data_rows=True, data_widths=widths_url or None, **attrs
    )
    return element(
        "div",
        element("div", drawn, class_="scroll", tabindex="0", role="group", aria_label=caption),
        class_="frame-table",
    )
