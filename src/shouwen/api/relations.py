"""What stands around a ticket: its links and parts, its helpers, its hand-over packages.

Declared on the router of the acts: one address is read and acted on.
"""

from datetime import datetime

from pydantic import Field

from shouwen.api import finding
from shouwen.api.asking import ApiRequest
from shouwen.api.door import Rule
from shouwen.api.kinds import Nothing, Shown
from shouwen.api.operations import Told, acting, reading
from shouwen.api.schemas.shared import PersonShown, TeamNamed, person, team
from shouwen.api.schemas.tickets import TicketShown
from shouwen.api.ticket_acts import WRITES, router, told_ticket
from shouwen.base.actors import Actor
from shouwen.base.languages import reader_language
from shouwen.base.refusals import NotVisible
from shouwen.base.time import now
from shouwen.capabilities.tickets.choices import Remote
from shouwen.capabilities.tickets.commands import unlink_tickets
from shouwen.capabilities.tickets.models import HandOver, Merge, Task, Ticket, TicketLink
from shouwen.capabilities.tickets.queries.meetings import MeetingTold, meetings_of

__all__ = ["router"]
"""By this name the app asks for it; it is another file's, because one address is read here and acted on there."""

READS = Rule("tickets")
MOST = 200


class BriefShown(Shown):
    """Another ticket, as far as it may be seen."""

    number: str
    title: str
    state: str


class LinkShown(Shown):
    id: int
    kind: str
    is_outward: bool = Field(description="This ticket is `kind` of the other; false: the other of this.")
    other: BriefShown


class RelationsShown(Shown):
    links: list[LinkShown]
    parent: BriefShown | None
    parts: list[BriefShown]
    absorbed: list[BriefShown]


class TaskShown(Shown):
    id: int
    person: PersonShown
    asked_by: PersonShown | None
    wish: str
    due_at: datetime | None
    result: str
    finished_at: datetime | None
    withdrawn_at: datetime | None
    asked_at: datetime


class TaskList(Shown):
    items: list[TaskShown]


class MeetingShown(Shown):
    """A coordination meeting as its record reads now; `held_at` is null while it is waited for."""

    id: int
    about: str
    opened_at: datetime
    opened_by: PersonShown | None = Field(description="Null where an escalation ladder called it.")
    stage: str
    invited: list[PersonShown]
    held_at: datetime | None
    attended: list[PersonShown]
    cause: str
    remote: Remote
    decided: str
    kept_by: PersonShown | None


class MeetingList(Shown):
    items: list[MeetingShown]


class HandOverShown(Shown):
    """A package: what was tried, found and asked, so that nobody asks twice."""

    id: int
    from_person: PersonShown | None
    from_team: TeamNamed | None
    to_person: PersonShown | None
    to_team: TeamNamed | None
    reason: str = Field(description="A code of the regulation, or the words it was given in.")
    tried: str
    found: str
    asked: str
    next_step: str
    state: str
    answer: str
    answered_at: datetime | None
    at: datetime


class HandOverList(Shown):
    items: list[HandOverShown]


@reading(
    router, "/tickets/{number}/relations", name="ticket_relations", answer=RelationsShown, rule=READS
)  # fmt: skip
def relations(request: ApiRequest, number: finding.Number) -> RelationsShown:
    """Read what a ticket is linked to, a part of, made of, and what was merged into it.

    Only tickets you may see are named.
    """
    ticket = finding.ticket_of(request, number)
    visible = Ticket.objects.visible_to(_actor(request))
    outward = ticket.links.filter(other__in=visible).select_related("other").order_by("pk")[:MOST]
    inward = ticket.linked_from.filter(ticket__in=visible).select_related("ticket").order_by("pk")[:MOST]
    merged = Merge.objects.filter(survivor_id=ticket.pk, undone_at__isnull=True).values("absorbed_id")
    above = visible.filter(pk=ticket.parent_id).first() if ticket.parent_id else None
    return RelationsShown.of(
        links=[_link(row, row.other, outward=True) for row in outward]
        + [_link(row, row.ticket, outward=False) for row in inward],
        parent=_brief(above) if above else None,
        parts=[_brief(row) for row in visible.filter(parent_id=ticket.pk).order_by("pk")[:MOST]],
        absorbed=[_brief(row) for row in visible.filter(pk__in=merged).order_by("pk")[:MOST]],
    )


@acting(
    router, "/tickets/{number}/links/{link}/removal", name="remove_link", answer=TicketShown, rule=WRITES,
    conditional=True,
)  # fmt: skip
def unlink(request: ApiRequest, number: finding.Number, link: finding.PathId, body: Nothing) -> Told:
    """Take a link away; the journal keeps that it was there."""
    ticket = finding.ticket_of(request, number, heed_match=True)
    row = TicketLink.objects.select_related("ticket").filter(pk=link, ticket_id=ticket.pk).first()
    if row is None:
        raise NotVisible(link=link)
    unlink_tickets(link=row, actor=_actor(request), at=now())
    return told_ticket(request, ticket.pk)


@reading(router, "/tickets/{number}/helpers", name="list_helpers", answer=TaskList, rule=READS)
def list_helpers(request: ApiRequest, number: finding.Number) -> TaskList:
    """Read who was asked in, for what, and what came of it; a task's `id` finishes it."""
    ticket = finding.ticket_of(request, number)
    rows = ticket.tasks.select_related("person", "asked_by").order_by("pk")[:MOST]
    return TaskList.of(items=[_task(row) for row in rows])


@reading(router, "/tickets/{number}/meetings", name="list_meetings", answer=MeetingList, rule=READS)
def list_meetings(request: ApiRequest, number: finding.Number) -> MeetingList:
    """Read the coordination meetings, newest first; a meeting's `id` puts on record what came of it."""
    ticket = finding.ticket_of(request, number)
    return MeetingList.of(items=[_meeting(told) for told in meetings_of(ticket.pk)[:MOST]])


@reading(router, "/tickets/{number}/hand-overs", name="list_hand_overs", answer=HandOverList, rule=READS)
def list_hand_overs(request: ApiRequest, number: finding.Number) -> HandOverList:
    """Read the hand-over packages, newest first."""
    ticket = finding.ticket_of(request, number)
    related = ("from_person", "from_team", "to_person", "to_team")
    rows = ticket.hand_overs.select_related(*related).order_by("-pk")[:MOST]
    language = reader_language()
    return HandOverList.of(items=[_package(row, language) for row in rows])


def _link(of: TicketLink, other: Ticket, *, outward: bool) -> LinkShown:
    return LinkShown.of(id=of.pk, kind=str(of.kind), is_outward=outward, other=_brief(other))


def _brief(of: Ticket) -> BriefShown:
    return BriefShown.of(number=of.number, title=of.title, state=str(of.state))


def _task(of: Task) -> TaskShown:
    return TaskShown.of(
        id=of.pk, person=person(of.person), asked_by=person(of.asked_by), wish=of.wish, due_at=of.due_at,
        result=of.result, finished_at=of.finished_at, withdrawn_at=of.withdrawn_at, asked_at=of.at,
    )  # fmt: skip


def _meeting(told: MeetingTold) -> MeetingShown:
    of = told.meeting
    return MeetingShown.of(
        id=of.pk, about=of.about, opened_at=of.opened_at, opened_by=person(of.opened_by), stage=of.stage,
        invited=[person(one) for one in told.invited], held_at=of.held_at,
        attended=[person(one) for one in told.attended], cause=of.cause, remote=Remote(of.remote),
        decided=of.decided, kept_by=person(of.kept_by),
    )  # fmt: skip


def _package(of: HandOver, language: str) -> HandOverShown:
    return HandOverShown.of(
        id=of.pk, from_person=person(of.from_person), from_team=team(of.from_team, language),
        to_person=person(of.to_person), to_team=team(of.to_team, language), reason=of.reason, tried=of.tried,
        found=of.found, asked=of.asked, next_step=of.next_step, state=str(of.state), answer=of.answer,
        answered_at=of.answered_at, at=of.at,
    )  # fmt: skip


def _actor(request: ApiRequest) -> Actor:
    actor: Actor = request.actor
    return actor
