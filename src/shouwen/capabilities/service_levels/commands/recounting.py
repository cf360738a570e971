"""New holidays come to count for open promises: batch by batch, each by the calendars of its own regulation.

A calendar that was changed for what is new only stays as it was for what is open; the holidays alone are added to it.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Final

from django.db import InterfaceError, OperationalError, transaction

from shouwen.base import journal
from shouwen.base.models import Subject
from shouwen.base.time import now
from shouwen.capabilities.regulations.queries import active_regulation
from shouwen.capabilities.service_levels.calendars.publishing import publish_for_open
from shouwen.capabilities.service_levels.calendars.shelf import shelf
from shouwen.capabilities.service_levels.commands.batches import tell_each
from shouwen.capabilities.service_levels.facts import CALENDARS_PUBLISHED
from shouwen.capabilities.service_levels.queries.recounting import (
    Wanted,
    calendars_of,
    claim_behind,
    count_behind,
    regulations_counting,
)

log = logging.getLogger(__name__)

AT_ONCE: Final = 100
"""Subjects held by one transaction: a command on one of them waits for no more than these."""


def recount(*, at: datetime, limit: int = AT_ONCE) -> Iterator[int]:
    """Open subjects count by the holidays known by now, `limit` in a transaction; yields how many each batch moved.

    Each learns of it by a fact. One that a command holds is taken in a further round, one that fails is logged and left
    as it was. Ends when nobody is left, or a round moved nobody more; holidays that become known meanwhile count from
    the next round on.
    """
    wanted, failed = wanted_calendars(at=at), list[int]()
    before, left = -1, count_behind(wanted)
    while left > len(failed) and left != before:
        after = 0
        while True:
            with transaction.atomic():
                subjects = claim_behind(wanted, after=after, failed=failed, limit=limit)
                moved = _recount(subjects, wanted, now(), failed)
            if not subjects:
                break
            after = subjects[-1].pk
            yield moved
        wanted = wanted_calendars(at=now())
        before, left = left, count_behind(wanted)


def left_behind(*, at: datetime) -> int:
    """How many open subjects count by holidays that have been changed since."""
    return count_behind(wanted_calendars(at=at))


def wanted_calendars(*, at: datetime) -> Wanted:
    """The calendars that have today's holidays, for each regulation by which something open counts; published first."""
    active = active_regulation()
    return {
        regulation.id: publish_for_open(calendars=calendars_of(regulation, active), at=at)
        for regulation in regulations_counting()
    }


def _recount(subjects: Sequence[Subject], wanted: Wanted, at: datetime, failed: list[int]) -> int:
    """All of these locked subjects at once, or one by one where that fails; how many moved."""
    if not subjects:
        return 0
    try:
        with transaction.atomic():
            _tell(subjects, wanted, at)
            return len(subjects)
    except (OperationalError, InterfaceError):
        raise  # the database, not a subject
    except Exception:
        return sum(_alone(subject.pk, wanted, at, failed) for subject in subjects)


def _alone(subject_id: int, wanted: Wanted, at: datetime, failed: list[int]) -> int:
    try:
        with transaction.atomic():
            _tell([journal.lock(subject_id)], wanted, at)
            return 1
    except (OperationalError, InterfaceError):
        raise
    except Exception:
        log.exception("a subject could not be counted anew", extra={"subject": subject_id})
        failed.append(subject_id)
        return 0


def _tell(subjects: Sequence[Subject], wanted: Wanted, at: datetime) -> None:
    def telling(subject: Subject) -> journal.Telling:
        regulation_id = int(subject.promise_state["regulation"])
        versions = {code: row.version for code, row in wanted[regulation_id].items()}
        return journal.Telling(subject, [(CALENDARS_PUBLISHED, {"calendars": versions})], regulation_id)

    tell_each([telling(subject) for subject in subjects], calendars=shelf(fresh=True), at=at)
