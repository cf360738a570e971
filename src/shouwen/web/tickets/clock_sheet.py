"""The account of one promise on a sheet of paper for the customer: what was promised, how time was counted, the end."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from shouwen.base.languages import reader_language
from shouwen.base.refusals import NotVisible
from shouwen.base.time import now
from shouwen.capabilities.regulations.queries import regulation_of
from shouwen.capabilities.service_levels.models import Clock
from shouwen.capabilities.service_levels.queries import calendar_of, explain_clock
from shouwen.ui.dates import MISSING, hours_words, span_words, stamp
from shouwen.web.access import DeskRequest, staff_only
from shouwen.web.acting import find_ticket

LANGUAGES = {"zh": "zh-hans", "en": "en"}


@staff_only
@require_safe
def sheet(request: DeskRequest, number: str, pk: int) -> HttpResponse:
    """The sheet in the reader's language or the one asked for (`language`), in the calendar's local time.

    It names no colleague and no clause; a promise that stays inside the house has none.
    """
    ticket = find_ticket(request, number)
    clock = Clock.objects.select_related("subject").filter(subject_id=ticket.pk, pk=pk).first()
    if clock is None or not clock.shown_to_customer:
        raise NotVisible(clock=pk)
    asked = LANGUAGES.get(request.GET.get("language", ""), reader_language())
    with (
        translation.override(asked),
        timezone.override(calendar_of(clock.calendar, clock.calendar_version).tzinfo),
    ):
        why = explain_clock(clock, at=now())
        in_words = span_words if why.by_the_wall else hours_words
        desk = regulation_of(clock.regulation_id).document.desk
        facts = {
            "ticket": ticket,
            "why": why,
            "desk_name": desk.name.in_language(asked),
            "hotline": desk.hotline,
            "customer": ticket.customer.name if ticket.customer else ticket.caller_company,
            "outcome": outcome_of(clock),
            "stretches": [
                (
                    stamp(line.begins_at),
                    stamp(line.ends_at),
                    in_words(line.length) if line.counts else MISSING,
                    words,
                )
                for line, words in why.lines
            ],
            "heads": [_("From"), _("Until"), (_("Counts"), "number"), _("Because")],
            "counted": in_words(why.ledger.counted) if why.ledger.counted else MISSING,
            "other_language": "zh" if asked.startswith("en") else "en",
            "sheet_language": asked,
        }
        return render(request, "web/tickets/clock_sheet.html", facts)


def outcome_of(clock: Clock) -> str:
    """How the promise stands, in a sentence for the customer."""
    is_breached = clock.breached_at is not None and clock.breach_withdrawn_at is None
    at = {"at": stamp(clock.met_at)}
    if clock.met_at is not None and is_breached and clock.due_at is not None:
        late = span_words(clock.met_at - clock.due_at)
        return _("Kept at %(at)s, %(late)s late.") % {**at, "late": late}
    if clock.met_at is not None:
        return _("Kept at %(at)s, in time.") % at
    if clock.status == "cancelled":
        return _("No longer applies.")
    if is_breached:
        return _("Not kept in time, and still open.")
    if clock.status == "paused":
        return _("Paused: no time is counted at present.")
    return _("Running.")
