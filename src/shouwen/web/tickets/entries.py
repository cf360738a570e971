"""Lines of a ticket's story as entries of the timeline: who did what, in words, with what was written and attached."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from shouwen.base.models import Attachment
from shouwen.base.pictures import PICTURE_TYPES
from shouwen.capabilities.calls.models import Call
from shouwen.capabilities.regulations.queries import regulation_of
from shouwen.capabilities.tickets.choices import Channel, Remote, Way
from shouwen.capabilities.tickets.choices import EntryKind as EntryOf
from shouwen.capabilities.tickets.facts import CALL_LINKED
from shouwen.capabilities.tickets.models import Entry, Ticket
from shouwen.capabilities.tickets.queries import Line
from shouwen.domain.workflow import FACT_OF
from shouwen.ui.components import TimelineEntry, TimelineFile, facts
from shouwen.ui.components.timeline import EntryKind
from shouwen.ui.dates import stamp
from shouwen.ui.html import element, joined
from shouwen.web.telephone import line_of
from shouwen.web.tickets.phrases import PHRASES, when_told
from shouwen.web.words import hand_over_reason

LOOKS: Final[dict[str, tuple[EntryKind, str]]] = {
    "ticket.registered": ("customer", "add"),
    "ticket.customer_spoke": ("customer", "customer"),
    "ticket.urged": ("bad", "urge"),
    "ticket.replied": ("reply", "answer"),
    "ticket.noted": ("note", "note"),
    "ticket.progress_updated": ("note", "progress"),
    "ticket.accepted": ("system", "check"),
    "ticket.graded": ("system", "flag"),
    "ticket.dispatched": ("system", "dispatch"),
    "ticket.dispatch_refused": ("bad", "close"),
    "ticket.dispatch_withdrawn": ("system", "undo"),
    "ticket.taken": ("good", "play"),
    "ticket.suspended": ("system", "pause"),
    "ticket.resumed": ("system", "play"),
    "ticket.handed_over": ("note", "hand-over"),
    "ticket.hand_over_accepted": ("good", "check"),
    "ticket.hand_over_returned": ("note", "undo"),
    "ticket.helper_asked": ("system", "people"),
    "ticket.task_finished": ("system", "check"),
    "ticket.contacted": ("note", "call"),
    "ticket.estimate_given": ("reply", "calendar"),
    "ticket.solution_proposed": ("reply", "solution"),
    "ticket.solution_confirmed": ("good", "check"),
    "ticket.workaround_recorded": ("reply", "field"),
    "ticket.completed": ("reply", "check"),
    "ticket.call_back_recorded": ("note", "call-back"),
    "ticket.evidence_recorded": ("system", "verify"),
    "ticket.verified": ("good", "verify"),
    "ticket.closed": ("good", "lock"),
    "ticket.reopened": ("bad", "reopen"),
    "ticket.routed_away": ("note", "route-away"),
    "ticket.cancelled": ("note", "remove"),
    "ticket.merged": ("system", "merge"),
    "ticket.absorbed": ("system", "merge"),
    "ticket.unmerged": ("system", "undo"),
    "ticket.split": ("system", "split"),
    "ticket.linked": ("system", "link"),
    "ticket.unlinked": ("system", "link"),
    CALL_LINKED: ("note", "call-in"),
    "ticket.owner_changed": ("note", "assign"),
    "ticket.services_counted": ("system", "contract"),
    "ticket.particulars_changed": ("system", "customer"),
    "ticket.stand_in_named": ("note", "hand-over"),
    "ticket.stand_in_released": ("system", "assign"),
    "ticket.review_asked": ("note", "eye"),
    "ticket.reviewed": ("note", "eye"),
    "ticket.review_ended": ("system", "eye"),
    "ticket.mark_changed": ("note", "star"),
    "ticket.checked": ("system", "shield"),
    "ticket.file_attached": ("system", "attach"),
    "ticket.meeting_opened": ("note", "people"),
    "ticket.meeting_held": ("note", "people"),
    "ticket.meeting_corrected": ("note", "people"),
    "ticket.remote_ruled_out": ("bad", "field"),
    "ticket.remote_not_ruled_out": ("system", "field"),
    "ticket.undone": ("system", "undo"),
    "ticket.escalated": ("bad", "escalate"),
    "clock.breached": ("bad", "alert"),
    "clock.warned": ("system", "clock-late"),
    "clock.escalated": ("bad", "escalate"),
    "clock.met": ("good", "check"),
    "clock.paused": ("system", "clock-paused"),
}
GRAVITY: Final = {"clock.warned": 1, "clock.escalated": 2, "clock.breached": 3}
CHANNELS: Final = frozenset(Channel.values)
VERB_OF: Final = {fact: verb for verb, fact in FACT_OF.items()}


def entries_of(
    lines: Iterable[Line],
    ticket: Ticket,
    attachments: list[Attachment],
    calls: Mapping[int, Call] = MappingProxyType({}),
) -> list[TimelineEntry]:
    """The lines as they are drawn, in the order given; files hang on the fact that told of them, and each of the
    `calls` on the one that linked it. No statement.
    """
    files: dict[int, list[TimelineFile]] = defaultdict(list)
    for attachment in attachments:
        files[attachment.pk].append(file_of(attachment))
    return [
        _call(line, ticket, calls[line.payload["call"]])
        if line.name == CALL_LINKED and line.payload["call"] in calls
        else _entry(line, ticket, files)
        for line in gravest(lines)
    ]


def _call(line: Line, ticket: Ticket, call: Call) -> TimelineEntry:
    """The call itself where it was linked; struck out when it belongs to another ticket by now."""
    moved = call.ticket_id != ticket.pk
    now = _("now with %(number)s") % {"number": call.ticket.number} if moved and call.ticket else ""
    return replace(_entry(line, ticket, {}), body=line_of(call), note=now, annulled=moved)


def gravest(lines: Iterable[Line]) -> list[Line]:
    """The lines, where what clocks tell of one promise one after another is told once: the gravest of it."""
    kept: list[Line] = []
    for line in lines:
        if line.name == "ticket.escalated" and tells_twice(line):
            continue
        is_repeat = bool(kept) and line.name in GRAVITY and kept[-1].name in GRAVITY
        if is_repeat and line.payload.get("promise") == kept[-1].payload.get("promise"):
            if GRAVITY[line.name] > GRAVITY[kept[-1].name]:
                kept[-1] = line
        else:
            kept.append(line)
    return kept


def tells_twice(line: Line) -> bool:
    """Whether a ladder's act is told by a line of its own: somebody asked in, a meeting called."""
    is_told = line.payload.get("act") == "add_helper" and "person" in line.payload
    return is_told or bool(line.payload.get("opens"))


def file_of(attachment: Attachment) -> TimelineFile:
    """An attachment as it is shown: a picture by itself, anything else by its name."""
    url = f"/files/{attachment.token}"
    return TimelineFile(
        attachment.name, url, picture_url=url if attachment.media_type in PICTURE_TYPES else ""
    )


def _entry(line: Line, ticket: Ticket, files: dict[int, list[TimelineFile]]) -> TimelineEntry:
    kind, sign = LOOKS.get(line.name, ("system", "info"))
    if line.name == "ticket.registered" and line.actor_kind == "person":
        kind = "customer"
    entry = line.entry
    body: Any = entry.body if entry else ""
    if entry and line.name == "ticket.progress_updated":
        body = facts(
            [
                (pgettext("progress", "Done"), entry.facets.get("done", "")),
                (_("Found"), entry.facets.get("found", "")),
                (
                    _("Next step"),
                    joined(
                        [
                            f"{entry.facets.get('next', '')} · ",
                            element("span", when_told(entry.facets.get("next_at")), class_="nowrap"),
                        ]
                    ),
                ),
            ]
        )
    elif entry and line.name == "ticket.handed_over":
        told = {
            **entry.facets,
            "reason": hand_over_reason(ticket.regulation_id, entry.facets.get("reason", "")),
        }
        body = facts([(words, told[name]) for name, words in _package().items() if told.get(name)])
    elif entry and line.name == "ticket.completed":
        body = facts(
            [
                (_("Solution"), entry.body),
                (_("Cause"), entry.facets.get("cause", "")),
                (_("Process"), entry.facets.get("process", "")),
            ]
        )
    elif entry and line.name == "ticket.call_back_recorded" and len(_said(entry)) > 1:
        body = facts(_said(entry))
    elif entry and entry.kind == EntryOf.MEETING and "remote" in entry.facets:
        body = facts(
            [
                (_("Cause found"), entry.facets["cause"] or _("not found yet")),
                (_("Remote solution"), str(Remote(entry.facets["remote"]).label)),
                (_("Decided"), entry.facets["decided"]),
            ]
        )
    return TimelineEntry(
        kind=kind,
        icon=sign,
        who=who(line),
        what=what(line, ticket),
        at=line.at,
        body=body,
        files=tuple(file for pk in hung_on(line) for file in files.get(pk, ())),
        note=note_of(line),
        anchor=f"fact-{line.seq}",
        annulled=line.is_annulled,
    )


def _said(entry: Entry) -> list[tuple[str, str]]:
    """What the customer said at a call-back, each part once."""
    words, improvement = entry.facets.get("words", ""), entry.facets.get("improvement", "")
    parts = [(_("In the customer's words"), words), (_("What could be better"), improvement)]
    return [part for part in parts if part[1]] if words != improvement else []


def hung_on(line: Line) -> list[int]:
    """The attachments that this line told of."""
    alone = line.payload.get("attachment")
    return [alone] if alone else line.payload.get("attachments") or line.payload.get("brought", [])


def who(line: Line) -> str:
    """Who acted: a name, the customer, or the desk itself."""
    if line.actor_name:
        return line.actor_name
    return _("The customer") if line.actor_kind == "contact" else _("The desk")


def what(line: Line, ticket: Ticket) -> str:
    """What was done, as a short phrase in the regulation's words."""
    tell = PHRASES.get(line.name)
    if tell:
        return tell(line, ticket)
    verb = VERB_OF.get(line.name)
    return regulation_of(ticket.regulation_id).verb_name(verb) if verb else line.name


def note_of(line: Line) -> str:
    """How and how long: way, channel, minutes, and that it was recorded later than it happened."""
    entry = line.entry
    parts = []
    if entry and entry.way:
        parts.append(str(Way(entry.way).label))
    elif entry and entry.channel in CHANNELS:
        parts.append(str(Channel(entry.channel).label))
    if entry and entry.minutes:
        parts.append(_("%(n)d min") % {"n": entry.minutes})
    if entry and entry.facets.get("cc"):
        parts.append(_("copied to %(addresses)s") % {"addresses": ", ".join(entry.facets["cc"])})
    if entry and entry.facets.get("withdrawn"):
        parts.append(_("withdrawn"))
    if (line.recorded_at - line.at).total_seconds() > 120:
        parts.append(_("recorded %(at)s") % {"at": stamp(line.recorded_at)})
    return " · ".join(parts)


def _package() -> dict[str, str]:
    return {
        "reason": _("Why"),
        "tried": _("Tried"),
        "found": _("Found"),
        "asked": _("What is expected"),
        "next": _("Next step"),
    }
