"""Lines of a ticket's story as entries of the timeline: who did what, in words, with what was written and attached."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any, Final

from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from shouwen.base.models import Attachment
from shouwen.base.pictures import PICTURE_TYPES
from shouwen.capabilities.regulations.queries import regulation_of
from shouwen.capabilities.tickets.choices import Channel, Way
from shouwen.capabilities.tickets.labels import requirement_label
from shouwen.capabilities.tickets.models import Ticket
from shouwen.capabilities.tickets.queries import Line
from shouwen.domain.workflow import FACT_OF
from shouwen.ui.components import TimelineEntry, TimelineFile, facts
from shouwen.ui.components.timeline import EntryKind
from shouwen.ui.dates import stamp
from shouwen.web.words import choices_of, name_of, promise_name, suspend_reason

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
    "ticket.owner_changed": ("note", "assign"),
    "ticket.mark_changed": ("note", "star"),
    "ticket.checked": ("system", "shield"),
    "ticket.file_attached": ("system", "attach"),
    "ticket.undone": ("system", "undo"),
    "clock.breached": ("bad", "alert"),
    "clock.warned": ("system", "clock-late"),
    "clock.escalated": ("bad", "escalate"),
    "clock.met": ("good", "check"),
    "clock.paused": ("system", "clock-paused"),
}
GRAVITY: Final = {"clock.warned": 1, "clock.escalated": 2, "clock.breached": 3}
VERB_OF: Final = {fact: verb for verb, fact in FACT_OF.items()}


def entries_of(lines: Iterable[Line], ticket: Ticket, attachments: list[Attachment]) -> list[TimelineEntry]:
    """The lines as they are drawn, in the order given; files hang on the fact that told of them. No statement."""
    files: dict[int, list[TimelineFile]] = defaultdict(list)
    for attachment in attachments:
        files[attachment.pk].append(file_of(attachment))
    return [_entry(line, ticket, files) for line in gravest(lines)]


def gravest(lines: Iterable[Line]) -> list[Line]:
    """The lines, where what clocks tell of one promise one after another is told once: the gravest of it."""
    kept: list[Line] = []
    for line in lines:
        is_repeat = bool(kept) and line.name in GRAVITY and kept[-1].name in GRAVITY
        if is_repeat and line.payload.get("promise") == kept[-1].payload.get("promise"):
            if GRAVITY[line.name] > GRAVITY[kept[-1].name]:
                kept[-1] = line
        else:
            kept.append(line)
    return kept


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
                (_("Done"), entry.facets.get("done", "")),
                (_("Found"), entry.facets.get("found", "")),
                (_("Next step"), f"{entry.facets.get('next', '')} · {_when(entry.facets.get('next_at'))}"),
            ]
        )
    elif entry and line.name == "ticket.handed_over":
        body = facts(
            [(words, entry.facets[name]) for name, words in _package().items() if entry.facets.get(name)]
        )
    elif entry and line.name == "ticket.completed":
        body = facts(
            [
                (_("Solution"), entry.body),
                (_("Cause"), entry.facets.get("cause", "")),
                (_("Process"), entry.facets.get("process", "")),
            ]
        )
    return TimelineEntry(
        kind=kind,
        icon=sign,
        who=who(line),
        what=what(line, ticket),
        at=line.at,
        body=body,
        files=tuple(files.get(line.payload.get("attachment") or 0, ())),
        note=note_of(line),
        anchor=f"fact-{line.seq}",
        annulled=line.is_annulled,
    )


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
    elif entry and entry.channel in Channel.values:
        parts.append(str(Channel(entry.channel).label))
    if entry and entry.minutes:
        parts.append(_("%(n)d min") % {"n": entry.minutes})
    if entry and entry.facets.get("withdrawn"):
        parts.append(_("withdrawn"))
    if (line.recorded_at - line.at).total_seconds() > 120:
        parts.append(_("recorded %(at)s") % {"at": stamp(line.recorded_at)})
    return " · ".join(parts)


Phrase = Callable[[Line, Ticket], str]


def _name(line: Line, key: str) -> str:
    return str(line.payload.get("names", {}).get(key, ""))


def _when(value: object) -> str:
    at = value if isinstance(value, datetime) else parse_datetime(str(value)) if value else None
    return stamp(at)


def _dispatched(line: Line, ticket: Ticket) -> str:
    target = _name(line, "engineer") or _("the team")
    if line.payload.get("wrong"):
        reasons = dict(choices_of(regulation_of(ticket.regulation_id).document.dispatch.wrong_reasons))
        return _("dispatched it again, to %(name)s; the target before was wrong: %(reason)s") % {
            "name": target,
            "reason": reasons.get(line.payload["wrong"], line.payload["wrong"]),
        }
    return _("dispatched it to %(name)s") % {"name": target}


def _refused(line: Line, ticket: Ticket) -> str:
    reasons = dict(choices_of(regulation_of(ticket.regulation_id).document.dispatch.refusal_reasons))
    code = str(line.payload.get("reason_code", ""))
    return _("refused it: %(reason)s") % {"reason": reasons.get(code, code)}


def _graded(line: Line, ticket: Ticket) -> str:
    code = line.payload.get("level")
    return (
        _("graded it %(level)s") % {"level": name_of(ticket.regulation_id, f"level/{code}")}
        if code
        else _("changed its category")
    )


def _suspended(line: Line, ticket: Ticket) -> str:
    reason = suspend_reason(ticket.regulation_id, str(line.payload.get("reason", "")))
    return _("suspended it until %(until)s: %(reason)s") % {
        "until": _when(line.payload.get("until")),
        "reason": reason,
    }


def _resumed(line: Line, ticket: Ticket) -> str:
    match line.payload.get("because"):
        case "customer":
            return _("resumed: the customer answered")
        case "until":
            return _("resumed: the date agreed has come")
    return _("resumed it")


def _routed(line: Line, ticket: Ticket) -> str:
    return _("routed it away: %(route)s") % {
        "route": name_of(ticket.regulation_id, f"route/{line.payload.get('route')}")
    }


def _clock(line: Line, ticket: Ticket, words: str) -> str:
    promise = str(line.payload.get("promise") or line.payload.get("clock") or "")
    return words % {"promise": promise_name(regulation_of(ticket.regulation_id).document, promise)}


def _registered(line: Line, ticket: Ticket) -> str:
    if line.actor_kind == "person":
        return _("registered what %(name)s reported") % {
            "name": ticket.caller_name or _contact(ticket) or _("the customer")
        }
    return _("reported")


def _contact(ticket: Ticket) -> str:
    return ticket.contact.name if ticket.contact_id and ticket.contact else ""


def _package() -> dict[str, str]:
    return {"tried": _("Tried"), "found": _("Found"), "asked": _("Asked"), "next": _("Next step")}


PHRASES: Final[dict[str, Phrase]] = {
    "ticket.registered": _registered,
    "ticket.customer_spoke": lambda line, ticket: _("said"),
    "ticket.urged": lambda line, ticket: _("urged it"),
    "ticket.replied": lambda line, ticket: _("replied to the customer"),
    "ticket.noted": lambda line, ticket: _("noted"),
    "ticket.progress_updated": lambda line, ticket: _("told how far it is"),
    "ticket.accepted": lambda line, ticket: _("accepted it"),
    "ticket.graded": _graded,
    "ticket.dispatched": _dispatched,
    "ticket.dispatch_refused": _refused,
    "ticket.dispatch_withdrawn": lambda line, ticket: _("withdrew the dispatch"),
    "ticket.taken": lambda line, ticket: _("took it"),
    "ticket.suspended": _suspended,
    "ticket.resumed": _resumed,
    "ticket.handed_over": lambda line, ticket: _("handed it over"),
    "ticket.hand_over_accepted": lambda line, ticket: _("accepted the hand-over"),
    "ticket.hand_over_returned": lambda line, ticket: _("returned the hand-over"),
    "ticket.helper_asked": lambda line, ticket: _("asked %(name)s in") % {"name": _name(line, "person")},
    "ticket.task_finished": lambda line, ticket: _("finished a task"),
    "ticket.contacted": lambda line, ticket: (
        _("spoke with the customer") if line.payload.get("needed", True) else _("needed no contact")
    ),
    "ticket.estimate_given": lambda line, ticket: (
        _("expects it to be done by %(until)s") % {"until": _when(line.payload.get("until"))}
    ),
    "ticket.solution_proposed": lambda line, ticket: _("proposed a solution"),
    "ticket.solution_confirmed": lambda line, ticket: _("recorded that the customer agrees"),
    "ticket.workaround_recorded": lambda line, ticket: _("found a workaround"),
    "ticket.completed": lambda line, ticket: _("completed it"),
    "ticket.call_back_recorded": lambda line, ticket: _("called back"),
    "ticket.evidence_recorded": lambda line, ticket: (
        _("recorded %(what)s") % {"what": requirement_label(str(line.payload.get("what", "")))}
    ),
    "ticket.verified": lambda line, ticket: _("verified that it is solved"),
    "ticket.closed": lambda line, ticket: _("closed it"),
    "ticket.reopened": lambda line, ticket: _("reopened it"),
    "ticket.routed_away": _routed,
    "ticket.cancelled": lambda line, ticket: _("cancelled it"),
    "ticket.merged": lambda line, ticket: _("merged it into another ticket"),
    "ticket.absorbed": lambda line, ticket: _("absorbed another ticket"),
    "ticket.unmerged": lambda line, ticket: _("undid the merge"),
    "ticket.split": lambda line, ticket: _("split a second matter off"),
    "ticket.linked": lambda line, ticket: _("linked another ticket"),
    "ticket.unlinked": lambda line, ticket: _("took a link away"),
    "ticket.parent_set": lambda line, ticket: _("set the parent"),
    "ticket.owner_changed": lambda line, ticket: (
        _("made %(name)s its owner") % {"name": _name(line, "owner")}
    ),
    "ticket.contract_changed": lambda line, ticket: _("changed its contract"),
    "ticket.mark_changed": lambda line, ticket: (
        _("marked it major") if line.payload.get("major") else _("took the major mark away")
    ),
    "ticket.checked": lambda line, ticket: _("decided to serve it although the check says no"),
    "ticket.file_attached": lambda line, ticket: _("attached a file"),
    "ticket.undone": lambda line, ticket: _("undid the last act"),
    "clock.breached": lambda line, ticket: _clock(line, ticket, _("missed a promise: %(promise)s")),
    "clock.warned": lambda line, ticket: _clock(line, ticket, _("soon due: %(promise)s")),
    "clock.escalated": lambda line, ticket: _clock(line, ticket, _("told those responsible: %(promise)s")),
    "clock.breach_withdrawn": lambda line, ticket: _clock(
        line, ticket, _("was in time after all: %(promise)s")
    ),
    "clock.started": lambda line, ticket: _clock(line, ticket, _("started counting: %(promise)s")),
    "clock.paused": lambda line, ticket: _clock(line, ticket, _("stopped counting: %(promise)s")),
    "clock.resumed": lambda line, ticket: _clock(line, ticket, _("counts again: %(promise)s")),
    "clock.met": lambda line, ticket: _clock(line, ticket, _("kept: %(promise)s")),
    "clock.cancelled": lambda line, ticket: _clock(line, ticket, _("no longer promised: %(promise)s")),
    "clock.recalculated": lambda line, ticket: _clock(line, ticket, _("worked out again: %(promise)s")),
    "clock.pause_expired": lambda line, ticket: _clock(line, ticket, _("the rest is over: %(promise)s")),
}
