"""The rows of the dispatch chooser: everybody who could get a ticket, each reason in its own column."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from shouwen.capabilities.tickets.queries import Candidate
from shouwen.domain.dispatching import Reason, ReasonCode
from shouwen.ui.components.marks import Tone
from shouwen.ui.dates import short_stamp
from shouwen.web.lookup import found_by
from shouwen.web.tickets.reasons import words_of

SKILL = (ReasonCode.INCIDENT_MANAGER, ReasonCode.HAS_SKILL, ReasonCode.LACKS_SKILL)
ROUND_THE_CLOCK = timedelta(days=7)
"""Duty that lasts as long has no end that a dispatcher would wait for."""


@dataclass(frozen=True, slots=True)
class Cell:
    """What one column says of one person; `mark` is a word that must not be overlooked."""

    head: str
    words: str
    mark: str = ""
    tone: Tone = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One person to choose; `found_by` is what typed letters are compared with."""

    value: str
    name: str
    post: str
    found_by: str
    cells: tuple[Cell, ...]
    is_first: bool
    is_chosen: bool


def rows_of(found: Iterable[Candidate], *, chosen: str, at: datetime) -> list[Row]:
    """The candidates in their order; the first is the suggestion if he is on duty. No statement."""
    return [
        Row(
            value=str(one.person_id),
            name=one.name,
            post=one.post,
            found_by=found_by(one.name),
            cells=(_skill(one), _load(one), _free(one, at), _customer(one)),
            is_first=rank == 0 and one.is_on_duty,
            is_chosen=str(one.person_id) == chosen,
        )
        for rank, one in enumerate(found)
    ]


def _skill(one: Candidate) -> Cell:
    words = " · ".join(words_of(reason) for reason in _reasons(one, *SKILL))
    refused = " · ".join(words_of(reason) for reason in _reasons(one, ReasonCode.HAS_REFUSED))
    if _reasons(one, ReasonCode.LACKS_SKILL):
        return Cell(_("Skill fit"), "", " · ".join(filter(None, (refused, words))), "warn")
    return Cell(_("Skill fit"), words or _("none required"), refused, "warn")


def _load(one: Candidate) -> Cell:
    n = one.open_tickets
    words = ngettext("%(n)s ticket", "%(n)s tickets", n) % {"n": n}
    is_full = bool(_reasons(one, ReasonCode.OVERLOADED))
    return Cell(_("In hand"), words, _("full load") if is_full else "", "warn")


def _free(one: Candidate, at: datetime) -> Cell:
    """Until when he is on duty, or from when on he is again."""
    begins, ends, head = one.duty_starts_at, one.duty_ends_at, _("Availability")
    if one.is_on_duty:
        has_end = ends is not None and ends - at < ROUND_THE_CLOCK
        return Cell(
            head, _("until %(time)s") % {"time": _hour(ends, at)} if ends and has_end else _("on duty")
        )
    again = _("back at %(time)s") % {"time": _hour(begins, at)} if begins else ""
    if one.away_until is None:
        return Cell(head, again, _("off duty"))
    return Cell(head, again or _("until %(time)s") % {"time": _hour(one.away_until, at)}, _("on leave"))


def _customer(one: Candidate) -> Cell:
    words = " · ".join(words_of(reason) for reason in _reasons(one, ReasonCode.KNOWS_SITE))
    return Cell(_("Knows the customer"), words or _("no visit yet"))


def _reasons(one: Candidate, *codes: ReasonCode) -> list[Reason]:
    return [reason for reason in one.reasons if reason.code in codes]


def _hour(instant: datetime, at: datetime) -> str:
    """`18:00` today, else with the day in front."""
    written = short_stamp(instant, at)
    is_today = timezone.localtime(instant).date() == timezone.localtime(at).date()
    return written.split(" ")[-1] if is_today else written
