"""Whose long work one may see and end: one's own, by a grant everybody's."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from shouwen.base.actors import Actor
from shouwen.base.permissions import GRANTS
from shouwen.capabilities.jobs.models import Job
from shouwen.capabilities.jobs.ports import KINDS

SEE_ALL: Final = GRANTS.declare("jobs.see_all", _("See and cancel everybody's jobs"))


def can_cancel(actor: Actor, job: Job) -> bool:
    return actor.is_person(job.asked_by_id) or actor.may(SEE_ALL)


def can_open(actor: Actor, job: Job) -> bool:
    """Whether `actor` may have what the job made: only who asked, for it shows what he may see."""
    return actor.is_person(job.asked_by_id)


def can_repeat(actor: Actor, job: Job) -> bool:
    """Whether the same may be asked for again: by who asked, while its parameters are kept."""
    kind = KINDS.get(job.kind)
    return can_open(actor, job) and not job.is_forgotten and kind is not None and kind.is_repeatable
