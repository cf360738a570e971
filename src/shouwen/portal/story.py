"""A ticket's story in the customer's words, its steps, and what it waits for from him."""

from collections.abc import Container
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext, gettext_noop

from shouwen.base.languages import reader_language
from shouwen.base.sentences import filled
from shouwen.capabilities.regulations.queries import regulation_of
from shouwen.capabilities.tickets.models import Ticket
from shouwen.capabilities.tickets.queries import Line
from shouwen.domain.regulation import Regulation
from shouwen.domain.regulation.flow import Route
from shouwen.ui.components import Step, TimelineEntry
from shouwen.ui.dates import short_stamp, stamp

STOPPED = frozenset({"routed_away", "cancelled", "merged"})


@dataclass(frozen=True, slots=True)
class Telling:
    """How one kind of fact looks: its sign and its tone."""

    icon: str
    kind: str = "system"


TELLINGS = {
    "ticket.registered": Telling("add"),
    "ticket.accepted": Telling("check"),
    "ticket.dispatched": Telling("assign"),
    "ticket.taken": Telling("play"),
    "ticket.suspended": Telling("pause"),
    "ticket.resumed": Telling("play"),
    "ticket.estimate_given": Telling("calendar", "reply"),
    "ticket.completed": Telling("check", "good"),
    "ticket.verified": Telling("verify", "good"),
    "ticket.closed": Telling("lock"),
    "ticket.reopened": Telling("reopen"),
    "ticket.routed_away": Telling("route-away"),
    "ticket.cancelled": Telling("close"),
    "ticket.urged": Telling("urge", "customer"),
    "ticket.customer_spoke": Telling("message", "customer"),
    "ticket.replied": Telling("answer", "reply"),
    "ticket.solution_proposed": Telling("solution", "reply"),
    "ticket.solution_confirmed": Telling("check", "good"),
    "ticket.workaround_recorded": Telling("solution", "reply"),
    "ticket.progress_updated": Telling("progress", "reply"),
    "ticket.file_attached": Telling("attach"),
    "ticket.call_back_recorded": Telling("call-back", "customer"),
}


PHRASES = {
    "ticket.registered": gettext_noop("submitted the request"),
    "ticket.accepted": gettext_noop("accepted the request"),
    "ticket.dispatched": gettext_noop("assigned it"),
    "ticket.taken": gettext_noop("began to work on it"),
    "ticket.resumed": gettext_noop("resumed work"),
    "ticket.completed": gettext_noop("completed the work"),
    "ticket.verified": gettext_noop("checked that it is solved"),
    "ticket.closed": gettext_noop("closed it"),
    "ticket.reopened": gettext_noop("opened it again"),
    "ticket.cancelled": gettext_noop("withdrew it"),
    "ticket.urged": gettext_noop("asked to hurry"),
    "ticket.customer_spoke": gettext_noop("wrote"),
    "ticket.replied": gettext_noop("replied"),
    "ticket.solution_proposed": gettext_noop("proposed a solution"),
    "ticket.solution_confirmed": gettext_noop("agreed"),
    "ticket.workaround_recorded": gettext_noop("found a temporary solution"),
    "ticket.progress_updated": gettext_noop("reported progress"),
    "ticket.file_attached": gettext_noop("added a file"),
}


def steps_of(ticket: Ticket, *, now: datetime) -> list[Step]:
    """Submitted, accepted, in work, completed, closed: what is done, where it stands, what is ahead.

    Where it stands is the last step reached, as its state says; a closed ticket has done them all.
    """
    passed = [
        (gettext("Submitted"), ticket.registered_at),
        (gettext("Accepted"), ticket.accepted_at),
        (gettext("In progress"), ticket.taken_at),
        (gettext("Completed"), ticket.completed_at),
        (gettext("Closed"), ticket.closed_at),
    ]
    if ticket.state in STOPPED:
        return []
    last = max(number for number, (_name, at) in enumerate(passed) if at is not None)
    now_at = len(passed) if ticket.state == "closed" else last
    steps = []
    for number, (name, at) in enumerate(passed):
        state = "done" if number < now_at else "now" if number == now_at else "ahead"
        steps.append(Step(name, state, short_stamp(at, now) if at and number <= now_at else ""))  # type: ignore[arg-type]
    return steps


def story_of(
    lines: list[Line], ticket: Ticket, *, our_name: str, files: Container[int]
) -> list[TimelineEntry]:
    """The lines a customer may see as entries, newest first; what was undone never happened for him.

    Of files he hears only where they are among `files`, those he may open.
    """
    return [
        _entry(line, ticket, our_name)
        for line in lines
        if not line.is_annulled
        and line.name in TELLINGS
        and (line.name != "ticket.file_attached" or line.payload.get("attachment") in files)
    ]


def _entry(line: Line, ticket: Ticket, our_name: str) -> TimelineEntry:
    telling = TELLINGS[line.name]
    is_his = line.actor_kind == "contact" or line.name == "ticket.customer_spoke"
    who = _who(line, ticket, our_name, is_his=is_his)
    kind = telling.kind if telling.kind != "system" or not is_his else "customer"
    return TimelineEntry(
        kind=kind,  # type: ignore[arg-type]  # one of the component's kinds
        icon=telling.icon,
        who=who,
        what=_phrase(line, ticket),
        at=line.at,
        body=line.entry.body if line.entry is not None and line.is_customer_visible else "",
        anchor=f"n{line.seq}",
    )


def _who(line: Line, ticket: Ticket, our_name: str, *, is_his: bool) -> str:
    if is_his:
        named = line.actor_name or (line.entry.author_name if line.entry else "")
        return named or (ticket.contact.name if ticket.contact else ticket.caller_name) or gettext("You")
    return line.actor_name or our_name


def _phrase(line: Line, ticket: Ticket) -> str:
    """What happened, in a few words."""
    names = line.payload.get("names") or {}
    document = regulation_of(ticket.regulation_id).document
    until = _until(line)
    match line.name:
        case "ticket.call_back_recorded":
            form = document.questionnaires.get(line.payload.get("questionnaire", ""))
            grade = form.grades.get(line.payload.get("graded", "")) if form else None
            name = grade.name.in_language(reader_language()) if grade else ""
            return gettext("rated it: %(grade)s") % {"grade": name} if name else gettext("rated it")
        case "ticket.registered" if line.actor_kind == "person":
            return gettext("registered your request")
        case "ticket.dispatched" if names.get("engineer"):
            return gettext("assigned %(engineer)s") % {"engineer": names["engineer"]}
        case "ticket.suspended":
            return (
                gettext("paused the work until %(until)s") % {"until": until}
                if until
                else gettext("paused the work")
            )
        case "ticket.estimate_given":
            return gettext("gave a new estimate: %(until)s") % {"until": until}
        case "ticket.routed_away":
            name = department_of(ticket, document)
            return (
                filled(gettext("passed it on to: %(department)s"), department=name)
                if name
                else gettext("passed it on")
            )
        case _:
            return gettext(PHRASES[line.name])


def department_of(ticket: Ticket, document: Regulation) -> str:
    """To which department his request was passed on; empty where it leads to none, or was not."""
    route = _route_of(ticket, document)
    team = document.teams.get(route.team) if route and route.team else None
    return team.name.in_language(reader_language()) if team else ""


def advice_for(ticket: Ticket, document: Regulation) -> str:
    """What the regulation says to a customer whose request leads to no department, but is his own part."""
    route = _route_of(ticket, document)
    return route.advice.in_language(reader_language()) if route and route.advice and not route.team else ""


def _route_of(ticket: Ticket, document: Regulation) -> Route | None:
    return document.routes.get(ticket.route_id.split("/", 1)[1]) if ticket.route_id else None


def _until(line: Line) -> str:
    until = line.payload.get("until")
    return stamp(datetime.fromisoformat(until)) if isinstance(until, str) else ""
