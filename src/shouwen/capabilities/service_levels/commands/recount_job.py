"""Counting what is under way by new holidays, as work of the job centre: watched, cancelled, safe against a kill."""

from django.utils.translation import gettext_lazy as _

from shouwen.base.time import database_now, fixed_at
from shouwen.capabilities.jobs.ports import Kind, Outcome, Work, register_kind
from shouwen.capabilities.service_levels.choices import RECOUNT
from shouwen.capabilities.service_levels.commands.recounting import left_behind, recount
from shouwen.capabilities.service_levels.permissions import KEEP_CALENDARS


def register_recount() -> None:
    """From now on what is under way can be counted anew by the worker."""
    register_kind(
        Kind(RECOUNT, _("Count open matters by the new holidays"), recount_all, KEEP_CALENDARS, in_steps=True)
    )


def recount_all(work: Work) -> Outcome:
    """Everything under way counts by the holidays known by now; what fails stays as it was and is counted as `left`.

    Each batch is a transaction at its own present: cancelled or killed between two, the rest is for whoever goes on.
    """
    total, moved = left_behind(at=work.at), 0
    work.step(0, total)
    batches = recount(at=work.at)
    while True:
        with fixed_at(database_now()):
            several = next(batches, None)
        if several is None:
            break
        moved += several
        work.step(moved, max(total, moved))
    return Outcome({"moved": moved, "left": left_behind(at=work.at)})
