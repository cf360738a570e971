"""Promises on screen, whatever they are about: a clock as a chip, and the account of how its time was counted."""

from typing import Any

from django.utils.translation import gettext as _

from shouwen.base.time import now
from shouwen.capabilities.service_levels.models import Clock as Row
from shouwen.capabilities.service_levels.queries import explain_clock
from shouwen.capabilities.service_levels.queries.explaining import who_paused
from shouwen.ui.components import Clock
from shouwen.ui.dates import MISSING, hours_words, span_words


def chip(row: Row, *, name: str, card: str = "", reason: str = "") -> Clock:
    """A clock as a chip; a met one that was breached first was done late. `reason` says why a paused one rests."""
    is_breached = row.breached_at is not None and row.breach_withdrawn_at is None
    if row.status == "met":
        return Clock("missed" if is_breached else "met", due_at=row.due_at, name=name, card=card)
    if row.status == "paused":
        return Clock("paused", due_at=row.due_at, name=name, reason=reason, card=card)
    if row.status == "running":
        return (
            Clock("running", due_at=row.due_at, name=name, card=card)
            if row.due_at
            else Clock("none", name=name)
        )
    if row.status == "cancelled":
        return Clock("cancelled", due_at=row.due_at, name=name, card=card)
    return Clock("missed", due_at=row.due_at, name=name, card=card)


def account(clock: Row) -> dict[str, Any]:
    """Why a clock is due when it is, as `_account.html` takes it: the rule, every stretch counted or not and why."""
    why = explain_clock(clock, at=now())
    pausers = who_paused(clock.subject_id, [why.ledger])
    counted = why.ledger.counted_by(now())
    in_words = span_words if why.by_the_wall else hours_words
    return {
        "why": why,
        "stretches": [
            (
                line,
                in_words(line.length) if line.counts else MISSING,
                words,
                pausers.get(line.paused_by, ""),
            )
            for line, words in why.lines
        ],
        "heads": [_("From"), _("Until"), (_("Counts"), "number"), _("Because")],
        "counted": in_words(counted) if counted else MISSING,
    }
