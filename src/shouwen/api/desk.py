"""The desk itself: one's inbox, search, how the desk stands, whether its journal is whole."""

from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from ninja import Query, Router
from pydantic import Field

from shouwen import __version__
from shouwen.api import finding
from shouwen.api.asking import ApiRequest
from shouwen.api.door import Rule
from shouwen.api.kinds import Code, Given, Id, Line, Shown
from shouwen.api.operations import acting, reading
from shouwen.api.paging import Page, cut, next_url, packed, unpacked
from shouwen.api.schemas.shared import NEXT
from shouwen.api.schemas.tickets import ROW, TicketRow, row_of
from shouwen.api.ticket_acts import url_of
from shouwen.base import audit, search
from shouwen.base.actors import Actor
from shouwen.base.time import now
from shouwen.capabilities.notifications.commands.mutes import mute_subject, unmute_subject
from shouwen.capabilities.notifications.commands.notices import read_notices
from shouwen.capabilities.notifications.queries import inbox_of, unread_count
from shouwen.capabilities.regulations.queries import in_force
from shouwen.capabilities.tickets.models import Ticket
from shouwen.worker.queries import backlog, loop_states

router = Router(tags=["Desk"])
ANYBODY = Rule()
MOST_LOOKED_AT = 2000


class LoopShown(Shown):
    name: str
    state: str = Field(description="`ok`, `failing` or `silent`.")
    beat_at: datetime | None


class StatusShown(Shown):
    """How the desk stands."""

    version: str
    now: datetime
    regulation: int | None = Field(description="The version in force.")
    unsealed: int = Field(description="Facts that wait to be sealed.")
    waiting: int = Field(description="Reactions that wait.")
    failed: int = Field(description="Reactions that failed and wait for somebody to look.")
    worker: list[LoopShown]


class InboxFilters(Page):
    unread: bool = False


class NoticeShown(Shown):
    id: int
    kind: str
    title: str
    body: str
    path: str
    at: datetime
    read_at: datetime | None


class InboxPage(Shown):
    items: list[NoticeShown]
    unread: int = Field(description="How many are unread, counted no further than 100.")
    next: str | None = NEXT


class ReadGiven(Given):
    ids: list[Id] | None = Field(None, max_length=500, description="Which ones; null for all.")


class ReadShown(Shown):
    read: int = Field(description="How many were unread until now.")


class MuteGiven(Given):
    ticket: Code = Field(description="By number: one you were told about before.")
    is_muted: bool = True


class MuteShown(Shown):
    ticket: str
    is_muted: bool


class SearchFilters(Given):
    q: Line = Field(description="Words; all of them must occur.")
    limit: int = Field(20, ge=1, le=100)


class SearchShown(Shown):
    items: list[TicketRow]


class JournalShown(Shown):
    """Whether the journal is whole; ids of facts and numbers of blocks that are not as they should be."""

    is_whole: bool
    blocks: int
    facts: int
    altered: list[int]
    missing: list[int]
    unlisted: list[int]
    broken_blocks: list[int]
    rewritten_heads: list[str]


@reading(router, "/status", name="get_status", answer=StatusShown, rule=ANYBODY)
def get_status(request: ApiRequest) -> Any:
    """Ask how the desk stands: version, regulation, queue, worker."""
    version, left = in_force(now()), backlog()
    loops = [LoopShown.of(name=loop.name, state=loop.state, beat_at=loop.beat_at) for loop in loop_states()]
    return StatusShown.of(
        version=__version__, now=now(), regulation=version.number if version else None, unsealed=left.unsealed,
        waiting=left.waiting, failed=left.failed, worker=loops,
    )  # fmt: skip


@reading(router, "/inbox", name="list_inbox", answer=InboxPage, rule=ANYBODY, query=InboxFilters)
def list_inbox(request: ApiRequest, filters: Query[InboxFilters]) -> Any:
    """Read one's inbox, newest first."""
    actor = _actor(request)
    place = unpacked(filters.cursor, (int,))
    rows = inbox_of(actor=actor, unread_only=filters.unread)
    rows = rows.filter(pk__lt=place[0]) if place else rows
    part, goes_on = cut(list(rows[: filters.limit + 1]), filters.limit)
    notices = [
        NoticeShown.of(**{name: getattr(row, name) for name in NoticeShown.model_fields}) for row in part
    ]
    cursor = packed(part[-1].pk) if goes_on else None
    return InboxPage.of(items=notices, unread=unread_count(actor=actor), next=next_url(request, cursor))


@acting(router, "/inbox/readings", name="read_inbox", answer=ReadShown, rule=Rule("messages", writes=True))
def read_inbox(request: ApiRequest, body: ReadGiven) -> Any:
    """Mark notices of one's own as read."""
    return ReadShown.of(read=read_notices(actor=_actor(request), at=now(), notice_ids=body.ids))


@acting(router, "/inbox/mutes", name="mute_ticket", answer=MuteShown, rule=Rule("messages", writes=True))
def mute(request: ApiRequest, body: MuteGiven) -> Any:
    """Let what happens about a ticket come as read, or ring again.

    Mentions, work given to you and promises ring all the same.
    """
    actor = _actor(request)
    ticket = finding.ticket_named(actor, "ticket", body.ticket)
    if body.is_muted:
        mute_subject(subject_id=ticket.pk, actor=actor, at=now())
    else:
        unmute_subject(subject_id=ticket.pk, actor=actor)
    return MuteShown.of(ticket=ticket.number, is_muted=body.is_muted)


@reading(
    router, "/search", name="search_tickets", answer=SearchShown, rule=Rule("tickets"), query=SearchFilters
)
def search_tickets(request: ApiRequest, filters: Query[SearchFilters]) -> Any:
    """Find tickets by words, numbers and names; newest first."""
    ids = search.matching(filters.q, kind="ticket", limit=MOST_LOOKED_AT)
    found = Ticket.objects.visible_to(_actor(request)).filter(pk__in=ids).select_related(*ROW).order_by("-pk")
    rows = [row_of(row, url=url_of(request, row.number)) for row in found[: filters.limit]]
    return SearchShown.of(items=rows)


@reading(
    router, "/journal/verification", name="verify_journal", answer=JournalShown,
    rule=Rule("people", grants=("people.manage",)),
)  # fmt: skip
def verify_journal(request: ApiRequest) -> Any:
    """Prove that the journal is whole.

    Recomputes every digest and the whole chain; altered, shorter, longer and rewritten are told apart. Takes about a
    second for 20,000 facts.
    """
    heads = Path(settings.DATA_FOLDER) / "heads"
    report = audit.verify(heads=heads if heads.is_dir() else None)
    return JournalShown.of(**{name: getattr(report, name) for name in JournalShown.model_fields})


def _actor(request: ApiRequest) -> Actor:
    actor: Actor = request.actor
    return actor
