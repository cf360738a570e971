"""The one stream of a browser: a line for every ring of a topic it asked for. Nothing is told but the topic."""

import queue
import threading
import time
from collections.abc import Callable, Generator, Iterable, Iterator
from datetime import timedelta

from django.conf import settings
from django.db import connection
from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.views.decorators.http import require_GET

from shouwen.base.actors import Actor
from shouwen.base.asked import whole
from shouwen.base.live import hub
from shouwen.base.time import now
from shouwen.capabilities.calls.queries import rings_at
from shouwen.capabilities.calls.topics import card_of
from shouwen.capabilities.people.topics import door_of
from shouwen.capabilities.tickets.models import Ticket
from shouwen.web.access import DeskRequest, staff_only

PING_SECONDS = 15
LONGEST = timedelta(hours=1)
MOST_TOPICS = 60
OF_TICKETS = frozenset(
    {"subject", "presence", "reviews"}
)  # what happens to it, who has it open, whose draft is where
_seats = threading.BoundedSemaphore(settings.SSE_CAP)


@staff_only
@require_GET
def stream(request: DeskRequest) -> HttpResponseBase:
    """Rings of the topics this actor may hear; 503 when all seats are taken (the browser then polls)."""
    actor = request.actor
    topics = audible(actor, frozenset(request.GET.getlist("topic")[:MOST_TOPICS]))
    card, at = card_of(actor.id), now()

    def standing() -> list[str]:
        return [card] if card in topics and rings_at(actor=actor, at=at) else []

    return streamed(topics, until=door_of(actor.id), standing=standing)


def streamed(
    topics: frozenset[str],
    *,
    until: str,
    besides: threading.BoundedSemaphore | None = None,
    standing: Callable[[], Iterable[str]] = tuple,
) -> HttpResponseBase:
    """A stream of the rings of `topics`; 503 when all seats, or those set aside for its kind, are taken.

    It begins with those that are `standing`, asked when it listens already, so that nothing slips through between.

    It ends when `until` is rung, and after LONGEST in any case: the browser comes back and is judged as it stands then.
    """
    connection.close()  # a stream holds a thread, never a connection
    seats: list[threading.BoundedSemaphore] = []
    for seat in (_seats, *((besides,) if besides else ())):
        if not seat.acquire(blocking=False):
            for taken in seats:
                taken.release()
            return HttpResponse(status=503, headers={"Retry-After": "30"})
        seats.append(seat)
    response = StreamingHttpResponse(Rings(topics, seats, until, standing), content_type="text/event-stream")
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Accel-Buffering"] = "no"
    return response


def audible(actor: Actor, topics: frozenset[str]) -> frozenset[str]:
    """Those of `topics` that are the actor's business: the queue, his inbox, what comes in, subjects he may see."""
    personal = {f"{kind}/{actor.id}" for kind in ("inbox", "drafts", "jobs", "progress", "todo", "calls")}
    shared = {topic for topic in ("intake", "calls") if actor.may(f"{topic}.see")}
    own = {"queue"} | personal | shared
    about = {
        topic: number
        for topic, kind, pk in ((topic, *topic.split("/")[:2]) for topic in topics if topic.count("/") == 1)
        if kind in OF_TICKETS and (number := whole(pk)) is not None
    }
    seen = (
        set(Ticket.objects.visible_to(actor).filter(pk__in=set(about.values())).values_list("pk", flat=True))
        if about
        else set()
    )
    return (topics & own) | {topic for topic, pk in about.items() if pk in seen} | {"again"}


class Rings:
    """The lines of one stream; its seats are given back when the browser leaves."""

    def __init__(
        self,
        topics: frozenset[str],
        seats: list[threading.BoundedSemaphore],
        until: str,
        standing: Callable[[], Iterable[str]],
    ) -> None:
        self.topics, self.seats, self.until, self.standing = topics, seats, until, standing
        self.lines = self._lines()
        self.is_closed = False

    def __iter__(self) -> Iterator[bytes]:
        return self.lines

    def close(self) -> None:
        self.lines.close()
        if not self.is_closed:
            self.is_closed = True
            for seat in self.seats:
                seat.release()

    def _lines(self) -> Generator[bytes, None, None]:
        ends_at = time.monotonic() + LONGEST.total_seconds()
        with hub.listening(self.topics | {self.until}) as mailbox:
            yield b"retry: 2000\n\n"
            told = tuple(self.standing())
            connection.close()  # what it asked went over one of its own
            yield from map(_line, told)
            while time.monotonic() < ends_at:
                try:
                    topic = mailbox.get(timeout=PING_SECONDS)
                except queue.Empty:
                    yield b": ping\n\n"
                    continue
                if topic == self.until:
                    return
                yield _line(topic)


def _line(topic: str) -> bytes:
    return b"event: ring\ndata: " + topic.encode() + b"\n\n"
