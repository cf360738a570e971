"""Moving open subjects to the version of the regulation in force: asked by a person, done by the worker in batches.

A batch is one transaction of few statements on subjects that no command holds; registering touches none of them. Every
subject learns of its move by a fact, every promise that moves tells `clock.recalculated` with the reason. Killed in the
middle it goes on where it was, for what is moved and how far it came are committed together.
"""

from __future__ import annotations

import logging
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import InterfaceError, OperationalError, transaction
from django.utils.translation import gettext

from shouwen.base import journal, live
from shouwen.base.actors import SYSTEM, Actor
from shouwen.base.languages import reader_language
from shouwen.base.models import Subject
from shouwen.base.permissions import require
from shouwen.base.refusals import InvalidInput
from shouwen.base.time import now
from shouwen.capabilities.regulations.choices import VersionState
from shouwen.capabilities.regulations.commands import Activation, activate_regulation, roll_back
from shouwen.capabilities.regulations.models import RegulationVersion
from shouwen.capabilities.regulations.permissions import ACTIVATE, can_activate
from shouwen.capabilities.regulations.queries import Compiled, key, names_of, regulation_of
from shouwen.capabilities.service_levels.calendars.shelf import shelf_for
from shouwen.capabilities.service_levels.carrying import carried, keep_carried, levels_held, levels_proposed
from shouwen.capabilities.service_levels.commands.batches import tell_each
from shouwen.capabilities.service_levels.commands.keeping import FeedResult
from shouwen.capabilities.service_levels.facts import MOVE_ASKED, MOVE_ENDED, REGULATION_CHANGED
from shouwen.capabilities.service_levels.models import Moving
from shouwen.capabilities.service_levels.queries.moving import CLAIM, is_left, moved_to
from shouwen.capabilities.service_levels.refusals import LevelsNotMapped, NotInForce
from shouwen.domain.regulation import Regulation

log = logging.getLogger(__name__)

AT_ONCE: Final = 100
"""Subjects held by one transaction: a command on one of them waits for no more than these."""

BREATH: Final = 0.05  # seconds


@dataclass(frozen=True, slots=True)
class InForce:
    """A version put into force, and the moving of open subjects to it, if that was asked for."""

    activation: Activation
    moving: Moving | None


@transaction.atomic
def put_into_force(
    *,
    version: RegulationVersion,
    actor: Actor,
    at: datetime,
    active_from: datetime | None = None,
    remark: str = "",
    for_open: bool = False,
    levels: Mapping[str, str] | None = None,
) -> InForce:
    """`version` is in force for what is registered from then on, and `for_open` also for what is open.

    `levels` says what becomes of levels that open subjects have and the version does not know. One that was in force
    before is rolled back to, at once. Raises what `activate_regulation`, `roll_back` and `move_open` raise.
    """
    if version.state == VersionState.RETIRED:
        done = roll_back(to=version, remark=remark, actor=actor, at=at)
    else:
        done = activate_regulation(
            version=version, actor=actor, at=at, active_from=active_from, remark=remark
        )
    moving = move_open(version=done.version, actor=actor, at=at, levels=levels) if for_open else None
    return InForce(done, moving)


@transaction.atomic
def move_open(
    *, version: RegulationVersion, actor: Actor, at: datetime, levels: Mapping[str, str] | None = None
) -> Moving:
    """The worker moves everything open to `version`, from the instant it is in force; one under way ends where it is.

    `levels` says what becomes of levels the version does not know. Raises NotPermitted, or NotInForce when it is not
    the version in force (or to be so next); LevelsNotMapped where open subjects have such a level and it is not said
    what becomes of it, InvalidInput where that is no level of the version.
    """
    require(can_activate(actor), grant=ACTIVATE)
    subject = journal.lock(version.pk)
    version = RegulationVersion.objects.get(pk=version.pk)
    if version.state != VersionState.ACTIVE or version.active_from is None:
        raise NotInForce(number=version.number)
    chosen = _levels(regulation_of(version.pk).document, levels or {})
    under_way = Moving.objects.select_for_update().filter(ended_at=None)
    under_way.update(ended_at=at, is_superseded=True)
    begins_at = max(at, version.active_from)
    moving = Moving.objects.create(
        regulation=version,
        asked_by_id=actor.id if actor.is_staff else None,
        asked_at=at,
        begins_at=begins_at,
        levels=chosen,
    )
    journal.record(
        subject,
        MOVE_ASKED,
        actor=actor,
        at=at,
        regulation_id=version.pk,
        number=version.number,
        begins_at=begins_at,
        levels=dict(levels or {}),
    )
    live.ring("work")
    return moving


def _levels(document: Regulation, chosen: Mapping[str, str]) -> dict[str, str]:
    """What becomes of every level the document does not know: as chosen, the nearest for those nothing open has."""
    if unknown := sorted(set(chosen.values()) - document.levels.keys()):
        told = gettext("The version has no level %(level)s.") % {"level": ", ".join(unknown)}
        raise InvalidInput({"levels": told})
    if missing := sorted(levels_held(document).keys() - chosen.keys()):
        names = names_of((key("level", code) for code in missing), language=reader_language())
        raise LevelsNotMapped(levels=", ".join(names.values()), codes=missing)
    proposed = levels_proposed(document)
    return proposed | {code: level for code, level in chosen.items() if code in proposed}


def move_on() -> int:
    """A batch, and a breath after it, in which whoever registers finds the database idle: the worker's turn."""
    moved = move_next()
    if moved:
        time.sleep(BREATH)
    return moved


@transaction.atomic
def move_next(limit: int = AT_ONCE) -> int:
    """Up to `limit` of the subjects still to be moved are; how many. 0 when there are none, or another worker has them.

    A subject that fails is logged and left as it was.
    """
    waiting = Moving.objects.filter(ended_at=None, begins_at__lte=now()).select_related("regulation")
    moving = waiting.select_for_update(skip_locked=True, of=("self",)).first()
    if moving is None:
        return 0
    if moving.regulation.state != VersionState.ACTIVE:  # withdrawn before its day, or replaced since
        moving.ended_at, moving.is_superseded = now(), True
        moving.save(update_fields=["ended_at", "is_superseded"])
        return 0
    regulation = regulation_of(moving.regulation_id)
    values = {"version": regulation.id, "after": moving.after_id, "failed": moving.failed, "limit": limit}
    subjects = list(Subject.objects.raw(CLAIM, values))
    if not subjects:
        _end_or_look_again(moving)
        return 0
    try:
        with transaction.atomic():
            told = _move(subjects, regulation, moving.levels)
    except (OperationalError, InterfaceError):
        raise  # the database, not a subject
    except Exception:
        told = _move_singly(subjects, regulation, moving)
    moving.after_id = subjects[-1].pk
    moving.moved += len(subjects)
    moving.recalculated += told["clock.recalculated"]
    moving.started += told["clock.started"]
    moving.cancelled += told["clock.cancelled"]
    moving.save()
    return len(subjects)


def _end_or_look_again(moving: Moving) -> None:
    """Past the last subject: those that commands held are looked at again; when none is left it is over."""
    if is_left(moving):
        moving.after_id = 0
        moving.save(update_fields=["after_id"])
        return
    moving.ended_at = now()
    moving.save(update_fields=["ended_at"])
    journal.record(
        journal.lock(moving.regulation_id),
        MOVE_ENDED,
        actor=SYSTEM,
        at=now(),
        regulation_id=moving.regulation_id,
        moved=moving.moved,
        failed=len(moving.failed),
    )


def _move(subjects: Sequence[Subject], regulation: Compiled, levels: Mapping[str, str]) -> Counter[str]:
    """Each of these locked subjects counts by `regulation` from now on; how many facts of which name clocks told."""
    at, calendars = now(), shelf_for(regulation)
    fields = carried([subject.pk for subject in subjects], regulation, levels)

    def telling(subject: Subject) -> journal.Telling:
        before = int(subject.promise_state["regulation"])
        payload = moved_to(regulation, calendars, before=before, at=at, fields=fields.get(subject.pk))
        return journal.Telling(subject, [(REGULATION_CHANGED, payload)], regulation.id)

    told = tell_each([telling(subject) for subject in subjects], calendars=calendars, at=at)
    keep_carried(fields)
    return _counted(told)


def _move_singly(subjects: Sequence[Subject], regulation: Compiled, moving: Moving) -> Counter[str]:
    told: Counter[str] = Counter()
    for subject_id in [subject.pk for subject in subjects]:
        try:
            with transaction.atomic():
                told += _move([journal.lock(subject_id)], regulation, moving.levels)
        except (OperationalError, InterfaceError):
            raise
        except Exception:
            log.exception("a subject could not be moved", extra={"subject": subject_id})
            moving.failed.append(subject_id)
            moving.moved -= 1
    return told


def _counted(results: Sequence[FeedResult]) -> Counter[str]:
    return Counter(fact.name for result in results for fact in result.facts)
