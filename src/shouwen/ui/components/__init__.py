"""All components by name; `{% load ui %}` has a tag of the same name for each of `COMPONENTS` and `BLOCKS`."""

from shouwen.ui.components.answers import AnswerKind, answer_box
from shouwen.ui.components.buttons import (
    button,
    button_group,
    icon_button,
    key_hint,
    menu,
    menu_item,
    menu_line,
    menu_name,
)
from shouwen.ui.components.forms import (
    Choice,
    check_box,
    choice_chips,
    error_summary,
    field,
    form_fields,
    key_field,
    search_field,
    select_box,
    text_area,
    text_input,
)
from shouwen.ui.components.icons import icon
from shouwen.ui.components.lists import Chip, Tab, bulk_bar, cursor_pages, filter_chips, table, tabs
from shouwen.ui.components.marks import (
    Clock,
    badge,
    clock_chip,
    delta,
    lane,
    level,
    person,
    priority,
    state_badge,
)
from shouwen.ui.components.overlays import dialog, drawer, flashed, toast, toast_patterns
from shouwen.ui.components.pieces import (
    Fact,
    Step,
    banner,
    card,
    empty_state,
    facts,
    file_thumb,
    page_head,
    progress,
    stat_tile,
    steps_bar,
)
from shouwen.ui.components.promises import promise_card
from shouwen.ui.components.queue import TicketRow, queue_row, queue_rows, queue_table
from shouwen.ui.components.timeline import TimelineEntry, TimelineFile, timeline, timeline_entry
from shouwen.ui.dates import moment

COMPONENTS = (
    answer_box,
    badge,
    button,
    check_box,
    choice_chips,
    clock_chip,
    cursor_pages,
    delta,
    empty_state,
    error_summary,
    facts,
    field,
    file_thumb,
    filter_chips,
    flashed,
    form_fields,
    icon,
    icon_button,
    key_field,
    key_hint,
    lane,
    level,
    menu_item,
    menu_line,
    menu_name,
    moment,
    person,
    priority,
    progress,
    promise_card,
    queue_rows,
    queue_table,
    search_field,
    select_box,
    stat_tile,
    state_badge,
    steps_bar,
    tabs,
    text_area,
    text_input,
    timeline,
    timeline_entry,
    toast,
    toast_patterns,
)
BLOCKS = (banner, bulk_bar, button_group, card, dialog, drawer, menu, page_head, table)

__all__ = [
    "BLOCKS",
    "COMPONENTS",
    "AnswerKind",
    "Chip",
    "Choice",
    "Clock",
    "Fact",
    "Step",
    "Tab",
    "TicketRow",
    "TimelineEntry",
    "TimelineFile",
    "queue_row",
    *(component.__name__ for component in (*COMPONENTS, *BLOCKS)),
]
