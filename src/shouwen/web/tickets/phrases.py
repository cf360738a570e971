"""What happened, as the short phrase that stands behind a name in the story of a ticket."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, Final

from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from shouwen.base.sentences import filled
from shouwen.capabilities.call_backs.choices import Result
from shouwen.capabilities.customers.choices import ServiceKind
from shouwen.capabilities.regulations.queries import regulation_of
from shouwen.capabilities.tickets.choices import SPLIT_TAKEN_BACK
from shouwen.capabilities.tickets.facts import CALL_LINKED, PARTICULARS_CHANGED, SERVICES_COUNTED
from shouwen.capabilities.tickets.labels import NO_HELPER, requirement_label
from shouwen.capabilities.tickets.models import Ticket
from shouwen.capabilities.tickets.queries import Line
from shouwen.ui.dates import stamp
from shouwen.web.regulations.wording import listed
from shouwen.web.words import choices_of, grade_name, name_of, promise_name, suspend_reason

Phrase = Callable[[Line, Ticket], str]


def _name(line: Line, key: str) -> str:
    return str(line.payload.get("names", {}).get(key, ""))


def when_told(value: object) -> str:
    at = value if isinstance(value, datetime) else parse_datetime(str(value)) if value else None
    return stamp(at)


def _dispatched(line: Line, ticket: Ticket) -> str:
    target = _name(line, "engineer") or _name(line, "team") or _("the team")
    if line.payload.get("wrong"):
        reasons = dict(choices_of(regulation_of(ticket.regulation_id).document.dispatch.wrong_reasons))
        return _("dispatched it again, to %(name)s; the previous target was wrong: %(reason)s") % {
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
        "until": when_told(line.payload.get("until")),
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


def _moved(told: dict[str, Any]) -> str:
    """By which version it counts, and the level it got where that knows no such as it had."""
    version, level = regulation_of(told["regulation"]), told.get("fields", {}).get("level")
    if not level:
        return _("counts by version %(number)d of the regulation from here on") % {"number": version.number}
    return _("counts by version %(number)d of the regulation from here on, with the level “%(level)s”") % {
        "number": version.number, "level": name_of(version.id, f"level/{level}"),
    }  # fmt: skip


def _called_back(line: Line, ticket: Ticket) -> str:
    """What a call-back brought, with the grade; a customer who graded it by himself was not called."""
    told = line.payload
    document = regulation_of(ticket.regulation_id).document
    grade = grade_name(document, str(told.get("questionnaire", "")), str(told.get("graded", "")))
    if line.actor_kind == "contact":
        return _("rated it: %(grade)s") % {"grade": grade} if grade else _("rated it")
    result = str(Result(told["result"]).label)
    return _("called back: %(said)s") % {"said": f"{result} · {grade}" if grade else result}


def _services(line: Line) -> str:
    """Which services of the contract it used, as somebody said."""
    named = [str(ServiceKind(code).label) for code in line.payload.get("services", ())]
    if not named:
        return _("gave back what was counted of the contract's services")
    return _("counted as used: %(services)s") % {"services": _(", ").join(named)}


def _particulars(line: Line) -> str:
    names = {"contact": _("Contact"), "site": _("Site"), "product": _("Product")}
    changed = line.payload.get("changed", ())
    return _("changed: %(what)s") % {"what": listed(names[name] for name in names if name in changed)}


def _registered(line: Line, ticket: Ticket) -> str:
    if line.actor_kind == "person":
        return _("registered what %(name)s reported") % {
            "name": ticket.caller_name or _contact(ticket) or _("the customer")
        }
    return _("reported")


def _contact(ticket: Ticket) -> str:
    return ticket.contact.name if ticket.contact_id and ticket.contact else ""


PHRASES: Final[dict[str, Phrase]] = {
    "ticket.registered": _registered,
    "ticket.customer_spoke": lambda line, ticket: _("said"),
    "ticket.urged": lambda line, ticket: _("urged it"),
    "ticket.replied": lambda line, ticket: _("replied to the customer"),
    "ticket.noted": lambda line, ticket: _("noted"),
    "ticket.progress_updated": lambda line, ticket: _("updated the progress"),
    "ticket.accepted": lambda line, ticket: _("accepted it"),
    "ticket.graded": _graded,
    "ticket.dispatched": _dispatched,
    "ticket.dispatch_refused": _refused,
    "ticket.dispatch_withdrawn": lambda line, ticket: _("withdrew the dispatch"),
    "ticket.taken": lambda line, ticket: _("took it"),
    "ticket.suspended": _suspended,
    "ticket.resumed": _resumed,
    "ticket.handed_over": lambda line, ticket: _handed_over(line),
    "ticket.hand_over_accepted": lambda line, ticket: _("accepted the hand-over"),
    "ticket.hand_over_returned": lambda line, ticket: _("returned the hand-over"),
    "ticket.helper_asked": lambda line, ticket: _asked_in(line, ticket),
    "ticket.task_finished": lambda line, ticket: _("finished a task"),
    "ticket.contacted": lambda line, ticket: (
        _("spoke with the customer") if line.payload.get("needed", True) else _("needed no contact")
    ),
    "ticket.estimate_given": lambda line, ticket: (
        _("expects it to be done by %(until)s") % {"until": when_told(line.payload.get("until"))}
    ),
    "ticket.solution_proposed": lambda line, ticket: _("proposed a solution"),
    "ticket.solution_confirmed": lambda line, ticket: _("recorded that the customer agrees"),
    "ticket.workaround_recorded": lambda line, ticket: _("found a workaround"),
    "ticket.completed": lambda line, ticket: _("completed it"),
    "ticket.call_back_recorded": _called_back,
    "ticket.evidence_recorded": lambda line, ticket: (
        _("recorded %(what)s") % {"what": requirement_label(str(line.payload.get("what", "")))}
    ),
    "ticket.verified": lambda line, ticket: _("verified that it is solved"),
    "ticket.closed": lambda line, ticket: closing(str(line.payload.get("kind", ""))),
    "ticket.reopened": lambda line, ticket: _("reopened it"),
    "ticket.routed_away": _routed,
    "ticket.cancelled": lambda line, ticket: (
        _("took the split back: nobody works on this ticket")
        if line.payload.get("kind") == SPLIT_TAKEN_BACK
        else _("cancelled it")
    ),
    "ticket.merged": lambda line, ticket: _other(
        line, gettext_noop("merged it into %(ticket)s"), _("merged it into another ticket")
    ),
    "ticket.absorbed": lambda line, ticket: _other(
        line, gettext_noop("absorbed %(ticket)s"), _("absorbed another ticket")
    ),
    "ticket.unmerged": lambda line, ticket: _("undid the merge"),
    "ticket.split": lambda line, ticket: _other(
        line, gettext_noop("split off %(ticket)s"), _("split off another ticket")
    ),
    "ticket.linked": lambda line, ticket: _other(
        line, gettext_noop("linked %(ticket)s"), _("linked another ticket")
    ),
    CALL_LINKED: lambda line, ticket: _("linked a call"),
    "ticket.unlinked": lambda line, ticket: _other(
        line, gettext_noop("removed the link to %(ticket)s"), _("removed a link")
    ),
    "ticket.parent_set": lambda line, ticket: _other(
        line, gettext_noop("set %(ticket)s as the parent"), _("set the parent")
    ),
    "ticket.owner_changed": lambda line, ticket: (
        _("became its owner by taking it over")
        if line.payload.get("because") == "accepted"
        else _("made %(name)s its owner") % {"name": _name(line, "owner")}
    ),
    "ticket.stand_in_named": lambda line, ticket: (
        _("made %(name)s the stand-in") % {"name": _name(line, "person")}
    ),
    "ticket.stand_in_released": lambda line, ticket: (
        _("noticed the owner is back; %(name)s no longer stands in") % {"name": _name(line, "person")}
    ),
    "ticket.review_asked": lambda line, ticket: (
        _("asked %(name)s to review a draft") % {"name": _name(line, "person")}
    ),
    "ticket.reviewed": lambda line, ticket: _reviewed(line),
    "ticket.review_ended": lambda line, ticket: _review_ended(line),
    SERVICES_COUNTED: lambda line, ticket: _services(line),
    PARTICULARS_CHANGED: lambda line, ticket: _particulars(line),
    "ticket.contract_changed": lambda line, ticket: _("changed its contract"),
    "ticket.mark_changed": lambda line, ticket: (
        _("marked it major") if line.payload.get("major") else _("removed the major mark")
    ),
    "ticket.checked": lambda line, ticket: _("decided to serve it despite the failed check"),
    "ticket.file_attached": lambda line, ticket: _("attached a file"),
    "ticket.escalated": lambda line, ticket: _escalated(line),
    "ticket.meeting_opened": lambda line, ticket: _called(line, ticket),
    "ticket.meeting_held": lambda line, ticket: _("recorded the outcome of the coordination meeting"),
    "ticket.meeting_corrected": lambda line, ticket: _("corrected the record of the coordination meeting"),
    "ticket.remote_ruled_out": lambda line, ticket: _("confirmed that it can't be solved remotely"),
    "ticket.remote_not_ruled_out": lambda line, ticket: _("no longer rules out a remote solution"),
    "ticket.undone": lambda line, ticket: (
        _("took the split back") if line.payload.get("undone") == "ticket.split" else _("undid the last act")
    ),
    "clock.breached": lambda line, ticket: _clock(line, ticket, _("missed a promise: %(promise)s")),
    "clock.warned": lambda line, ticket: _clock(line, ticket, _("warned of a promise soon due: %(promise)s")),
    "clock.escalated": lambda line, ticket: _clock(
        line, ticket, _("notified those responsible: %(promise)s")
    ),
    "clock.breach_withdrawn": lambda line, ticket: _clock(
        line, ticket, _("found in time after all: %(promise)s")
    ),
    "clock.started": lambda line, ticket: _clock(line, ticket, _("started counting: %(promise)s")),
    "clock.paused": lambda line, ticket: _clock(line, ticket, _("stopped counting: %(promise)s")),
    "clock.resumed": lambda line, ticket: _clock(line, ticket, _("resumed counting: %(promise)s")),
    "clock.met": lambda line, ticket: _clock(line, ticket, _("kept: %(promise)s")),
    "clock.cancelled": lambda line, ticket: _clock(line, ticket, _("ended a promise: %(promise)s")),
    "clock.recalculated": lambda line, ticket: _clock(line, ticket, _("recalculated: %(promise)s")),
    "promise.set_by_hand": lambda line, ticket: _("set the date of a promise by hand"),
    "promise.calendars_published": lambda line, ticket: _("counts by newly published calendars"),
    "promise.regulation_changed": lambda line, ticket: _moved(line.payload["moved_to"]),
    "clock.pause_expired": lambda line, ticket: _clock(line, ticket, _("the rest is over: %(promise)s")),
}


def _handed_over(line: Line) -> str:
    """To whom: the team, and who in it if somebody was named."""
    names = [name for name in (_name(line, "team"), _name(line, "to_person")) if name]
    return filled(_("handed it over to %(name)s"), name=" · ".join(names)) if names else _("handed it over")


def _other(line: Line, words: str, otherwise: str) -> str:
    """`words` with the other ticket's number, `otherwise` where the reader may not see that."""
    number = _name(line, "ticket")
    return filled(_(words), ticket=number) if number else otherwise


def _asked_in(line: Line, ticket: Ticket) -> str:
    """Who was asked in, and by which promise's ladder."""
    if line.payload.get("act") != "add_helper":
        return _("asked %(name)s to help") % {"name": _name(line, "person")}
    document = regulation_of(ticket.regulation_id).document
    return _("brought %(name)s in to help, as the ladder of “%(promise)s” asks") % {
        "name": _name(line, "person"),
        "promise": promise_name(document, line.payload["promise"]) if line.payload.get("promise") else "--",
    }


def _called(line: Line, ticket: Ticket) -> str:
    """Who was called together, and by which promise's ladder."""
    names = listed(line.payload.get("names", {}).get("invited", [])) or _("nobody could be invited")
    if promise := line.payload.get("promise"):
        document = regulation_of(ticket.regulation_id).document
        return _("called a coordination meeting as “%(promise)s” asks: %(names)s") % {
            "promise": promise_name(document, promise),
            "names": names,
        }
    return _("called a coordination meeting: %(names)s") % {"names": names}


def _reviewed(line: Line) -> str:
    """What somebody says of a draft he looked over."""
    told = {"name": _name(line, "person")}
    if line.payload.get("verdict") == "change":
        return _("reviewed the draft of %(name)s: please change") % told
    return _("reviewed the draft of %(name)s: looks good") % told


def _review_ended(line: Line) -> str:
    """What became of a draft that was with a colleague."""
    told = {"name": _name(line, "person")}
    match line.payload.get("how"):
        case "sent":
            return _("sent the draft that %(name)s was reviewing") % told
        case "discarded":
            return _("discarded the draft that %(name)s was reviewing") % told
    return _("took the draft back from %(name)s") % told


def _escalated(line: Line) -> str:
    """What a ladder did to the ticket."""
    match line.payload.get("act"):
        case "raise":
            return _("raised the priority")
        case "hand_to_manager":
            return _("handed the decision to %(name)s") % {"name": _name(line, "person")}
        case "add_helper" if "reason" in line.payload:
            return _("found nobody to help: %(reason)s") % {"reason": NO_HELPER[line.payload["reason"]]}
        case "open_meeting":
            return _("invited to the coordination meeting: %(names)s") % {
                "names": listed(line.payload.get("names", {}).get("invited", [])) or "--"
            }
    return _("asked %(name)s for a new estimate") % {"name": _name(line, "person")}


def closing(kind: str) -> str:
    """How it was closed: as agreed, against the closing rule, or because the customer stayed silent."""
    if kind == "unconfirmed":
        return _("closed it unconfirmed: the customer did not answer")
    return _("closed it against the closing rule") if kind == "overridden" else _("closed it")
