"""Firing: time alone takes effect on promises, for hundreds of subjects in one transaction of few statements.

A batch costs one statement that claims the subjects, one that reads their open clocks, one each for facts, clocks and
the deadlines of every kind of subject: the same number for one subject and for a hundred.
"""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import Final

from django.db import InterfaceError, OperationalError, transaction
from django.db.models import QuerySet

from shouwen.base import live
from shouwen.base.models import Subject
from shouwen.base.time import now
from shouwen.capabilities.regulations.queries import regulation_of
from shouwen.capabilities.service_levels.commands.feeding import open_fold
from shouwen.capabilities.service_levels.commands.keeping import Folded, keep, tell_listeners
from shouwen.capabilities.service_levels.queries.folds import open_clocks

log = logging.getLogger(__name__)

SET_ASIDE: Final = timedelta(minutes=5)
AT_ONCE: Final = 100
"""Subjects held by one transaction: a command on one of them waits for no more than these."""


def fire_due(limit: int = 1000) -> int:
    """Up to `limit` subjects with a stage that has fallen are brought up to the present; returns how many.

    Any number of workers may call it at once: each takes subjects that no other holds. Late or early, each stage falls
    once, told with its true time. A subject that fails keeps nobody waiting: it is logged and tried again later.
    """
    done = 0
    while done < limit:
        wanted = min(AT_ONCE, limit - done)
        try:
            count = _fire(_due(), wanted)
        except (OperationalError, InterfaceError):
            raise  # the database, not a subject
        except Exception:
            count = _fire_singly(wanted)
        done += count
        if count < wanted:
            break
    return done


def _due() -> QuerySet[Subject]:
    return Subject.objects.filter(next_stage_at__lt=now()).order_by("next_stage_at", "pk")


@transaction.atomic
def _fire(due: QuerySet[Subject], limit: int) -> int:
    at = now()
    subjects = list(due.select_for_update(skip_locked=True)[:limit])
    if not subjects:
        return 0
    clocks = open_clocks([subject.pk for subject in subjects])
    folded = []
    for subject in subjects:
        regulation = regulation_of(subject.promise_state["regulation"])
        fold = open_fold(subject, regulation, clocks[subject.pk])
        fold.advance(at)
        folded.append(Folded(subject, fold))
    tell_listeners(zip(subjects, keep(folded, at=at), strict=True))
    live.ring(*(f"subject/{subject.pk}" for subject in subjects), "queue", "work")
    return len(subjects)


def _fire_singly(limit: int) -> int:
    """Each of the next subjects by itself, so that the one that fails is found and set aside."""
    ids = list(_due().values_list("pk", flat=True)[:limit])
    for subject_id in ids:
        try:
            _fire(_due().filter(pk=subject_id), 1)
        except (OperationalError, InterfaceError):
            raise
        except Exception:
            log.exception("the clocks of a subject failed", extra={"subject": subject_id})
            Subject.objects.filter(pk=subject_id).update(next_stage_at=now() + SET_ASIDE)
    return len(ids)
