"""What happened to a thing, entry by entry."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from django.utils.safestring import SafeString

from shouwen.ui.components.icons import icon
from shouwen.ui.components.pieces import file_thumb
from shouwen.ui.dates import moment
from shouwen.ui.html import NOTHING, Text, classes, element, escaped, joined

EntryKind = Literal["system", "customer", "reply", "note", "good", "bad"]


@dataclass(frozen=True, slots=True)
class TimelineFile:
    name: str
    url: str
    size: int = 0
    picture_url: str = ""


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """One thing that happened: who, what (a phrase), when, and the words said.

    `kind` says who hears it: customer (he spoke), reply (to him), note (among us), system, bad (a breach, a refusal).
    A str as `body` is plain text and keeps its line breaks. `annulled` was undone later and is shown struck out.
    """

    kind: EntryKind
    icon: str
    who: str
    what: Text
    at: datetime
    body: Text = ""
    files: tuple[TimelineFile, ...] = ()
    note: Text = ""
    acts: SafeString = NOTHING
    anchor: str = ""
    annulled: bool = False


def timeline_entry(entry: TimelineEntry, *, now: datetime) -> SafeString:
    """One `<li>` of a timeline."""
    note = element("span", entry.note, class_="help") if entry.note else ""
    said = f"<strong>{escaped(entry.who)}</strong><span>{escaped(entry.what)}</span>"
    head = f'<div class="entry-head">{said}{note}{entry.acts}{moment(entry.at, now=now)}</div>'
    body = element("div", entry.body, class_="entry-body") if entry.body else ""
    files = joined(
        file_thumb(file.name, file.url, size=file.size, picture_url=file.picture_url) for file in entry.files
    )
    tray = element("div", files, class_="entry-files") if files else ""
    look = classes("entry", f"is-{entry.kind}", "is-annulled" if entry.annulled else "")
    anchor = f' id="{escaped(entry.anchor)}"' if entry.anchor else ""
    return SafeString(
        f'<li class="{look}"{anchor}><span class="entry-sign">{icon(entry.icon)}</span>'
        f"<div>{head}{body}{tray}</div></li>"
    )


def timeline(
    entries: Iterable[TimelineEntry], *, now: datetime, label: str = "", id: str = "timeline"
) -> SafeString:
    """All entries, in the order given."""
    rows = SafeString("".join(timeline_entry(entry, now=now) for entry in entries))
    return element("ol", rows, class_="timeline", id=id, aria_label=label or None)
