"""What happened to a ticket, what was promised about it, who could get it."""

from django.urls import reverse
from ninja import Query, Router

from shouwen.api import finding
from shouwen.api.asking import ApiRequest
from shouwen.api.door import Rule
from shouwen.api.operations import reading
from shouwen.api.schemas import call_backs, clocks, dispatches, messages
from shouwen.api.schemas import stories as told
from shouwen.base.actors import Actor
from shouwen.base.time import now
from shouwen.capabilities.call_backs.queries import call_backs_of
from shouwen.capabilities.notifications.queries import messages_of
from shouwen.capabilities.people.models import Person
from shouwen.capabilities.service_levels.models import Clock
from shouwen.capabilities.service_levels.queries import clocks_of, explain_clock
from shouwen.capabilities.service_levels.queries.explaining import who_paused
from shouwen.capabilities.tickets.queries import candidates, timeline
from shouwen.capabilities.tickets.queries.progress import progress_of

router = Router(tags=["Story of a ticket"])
READS = Rule("tickets")
MOST_MESSAGES = 200


@reading(
    router,
    "/tickets/{number}/timeline",
    name="ticket_timeline",
    answer=told.TimelinePage,
    rule=READS,
    query=told.TimelineFilters,
)
def list_timeline(
    request: ApiRequest, number: finding.Number, filters: Query[told.TimelineFilters]
) -> told.TimelinePage:
    """Read the journal of a ticket.

    Newest first, each fact with the text it told.
    """
    ticket = finding.ticket_of(request, number)
    actor: Actor = request.actor
    lines = timeline(
        ticket=ticket, actor=actor, before=filters.before, limit=filters.limit, show=filters.show
    )
    further = None
    if len(lines) == filters.limit and lines[-1].seq > 1:
        query = request.GET.copy()
        query["before"] = str(lines[-1].seq)
        further = request.build_absolute_uri(f"{request.path}?{query.urlencode()}")
    return told.TimelinePage.of(items=[told.fact(line) for line in lines], next=further)


@reading(router, "/tickets/{number}/entries", name="ticket_entries", answer=told.EntryList, rule=READS)
def list_entries(request: ApiRequest, number: finding.Number) -> told.EntryList:
    """Read what was written and said, oldest first."""
    ticket = finding.ticket_of(request, number)
    return told.EntryList.of(items=[told.entry(row) for row in ticket.entries.order_by("seq", "pk")])


@reading(router, "/tickets/{number}/clocks", name="ticket_clocks", answer=clocks.ClockList, rule=READS)
def list_clocks(request: ApiRequest, number: finding.Number) -> clocks.ClockList:
    """Read every promise about a ticket: those still to be kept by deadline, then what ended."""
    ticket = finding.ticket_of(request, number)
    rows = clocks_of(ticket.pk)
    return clocks.ClockList.of(items=[clocks.clock(row, url=_why(request, number, row.pk)) for row in rows])


@reading(
    router,
    "/tickets/{number}/clocks/{clock}/explanation",
    name="explain_clock",
    answer=clocks.ExplanationShown,
    rule=READS,
)
def explain(request: ApiRequest, number: finding.Number, clock: finding.PathId) -> clocks.ExplanationShown:
    """Ask why a promise is due when it is.

    Every stretch of time since its start, counted or not, and why.
    """
    ticket = finding.ticket_of(request, number)
    row = finding.clock_of(ticket.pk, clock)
    return explained(row, url=_why(request, number, row.pk))


@reading(
    router, "/tickets/{number}/messages", name="ticket_messages", answer=messages.MessageList, rule=READS
)
def list_messages(request: ApiRequest, number: finding.Number) -> messages.MessageList:
    """Read the messages about a ticket and how their delivery stands, oldest first."""
    ticket = finding.ticket_of(request, number)
    return messages.MessageList.of(
        items=[messages.message(row) for row in messages_of(subject_id=ticket.pk)[:MOST_MESSAGES]]
    )


@reading(
    router, "/tickets/{number}/candidates", name="ticket_candidates", answer=dispatches.CandidateList,
    rule=Rule("tickets", grants=("tickets.dispatch", "tickets.work_any", "tickets.see_all")),
)  # fmt: skip
def list_candidates(request: ApiRequest, number: finding.Number) -> dispatches.CandidateList:
    """Ask who could get a ticket.

    Ranked by the regulation's weights, each with the reasons.
    """
    ticket = finding.ticket_of(request, number)
    ranked = candidates(ticket=ticket, at=now())
    ids = [one.person_id for one in ranked]
    names = dict(Person.objects.filter(pk__in=ids).values_list("pk", "user_name"))
    return dispatches.CandidateList.of(
        items=[dispatches.candidate(one, user_name=names[one.person_id]) for one in ranked]
    )


@reading(router, "/tickets/{number}/progress", name="ticket_progress", answer=told.ProgressShown, rule=READS)
def show_progress(request: ApiRequest, number: finding.Number) -> told.ProgressShown:
    """Read how a ticket stands, for its customer's ears.

    Nothing that was written among colleagues.
    """
    return told.progress(progress_of(finding.ticket_of(request, number)))


@reading(
    router,
    "/tickets/{number}/call-backs",
    name="ticket_call_backs",
    answer=call_backs.CallBackList,
    rule=READS,
)
def list_call_backs(request: ApiRequest, number: finding.Number) -> call_backs.CallBackList:
    """Read the call-backs of a ticket, newest first."""
    ticket = finding.ticket_of(request, number)
    return call_backs.CallBackList.of(items=[call_backs.call_back(row) for row in call_backs_of(ticket.pk)])


def explained(row: Clock, *, url: str) -> clocks.ExplanationShown:
    """The account of one clock, whatever it is about."""
    why = explain_clock(row, at=now())
    pausers = who_paused(row.subject_id, [why.ledger])
    return clocks.explanation(why, url=url, pausers=pausers)


def _why(request: ApiRequest, number: str, clock: int) -> str:
    return request.build_absolute_uri(reverse("api:explain_clock", args=[number, clock]))
