"""The clocks of subjects, as pages and the API show them."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import F

from shouwen.base.prepared import Prepared
from shouwen.capabilities.service_levels.choices import Status
from shouwen.capabilities.service_levels.models import Clock

CLOCKS: Prepared[Clock] = Prepared(
    lambda subject: Clock.objects.filter(subject_id=subject).order_by(
        F("due_at").asc(nulls_last=True), "rank", "pk"
    )
)


def clocks_of(subject_id: int, *, for_customer: bool = False) -> list[Clock]:
    """All clocks of a subject: those still to be kept by deadline, then what ended, newest first; one statement."""
    rows = [row for row in CLOCKS(subject_id) if not for_customer or _is_for_customer(row)]
    waiting = [row for row in rows if row.status in (Status.RUNNING, Status.PAUSED)]
    ended = [row for row in rows if row.status not in (Status.RUNNING, Status.PAUSED)]
    ended.sort(key=lambda row: (row.met_at or row.cancelled_at or row.begun_at, row.pk), reverse=True)
    return waiting + ended


def _is_for_customer(clock: Clock) -> bool:
    return clock.shown_to_customer and clock.kind == "sla" and clock.status != Status.CANCELLED


def deadlines_of(subject_ids: Iterable[int]) -> dict[int, list[Clock]]:
    """The clocks still to be kept of many subjects, nearest deadline first; one statement."""
    found: dict[int, list[Clock]] = {}
    rows = Clock.objects.counting().filter(subject_id__in=list(subject_ids), is_open=True)
    for row in rows.order_by(F("due_at").asc(nulls_last=True), "rank", "pk"):
        found.setdefault(row.subject_id, []).append(row)
    return found


def lateness(clock: Clock, *, at: datetime) -> timedelta:
    """By how much of the wall's time the promise was or is late; zero for one kept or still in time."""
    if clock.breached_at is None or clock.breach_withdrawn_at is not None or clock.due_at is None:
        return timedelta(0)
    until = clock.met_at or clock.cancelled_at or at
    return max(timedelta(0), until - clock.due_at)
