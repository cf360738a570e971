"""What the account of a promise says besides its stretches: from when it counts, its turns, what became of it."""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Final

from django.utils.dateparse import parse_datetime
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from shouwen.capabilities.service_levels.models import Clock
from shouwen.capabilities.service_levels.queries.spans import lateness_text, span_text
from shouwen.domain.clocks.terms import Terms, TimesADay
from shouwen.domain.regulation import Regulation
from shouwen.domain.regulation.facts import VERB_OF

Wall = Callable[[datetime], str]
"""An instant in the local time of the clock's calendar."""

BEGINNINGS: Final[dict[str, str | Promise]] = {
    "occurred_at": _("Counts from %(at)s, when it happened according to the customer."),
    "reported_at": _("Counts from %(at)s, when it was reported."),
}
ENDINGS: Final[dict[str, str | Promise]] = {
    "no_longer_applies": _("its condition no longer holds"),
    "superseded": _("another promise took its place"),
    "restarted": _("it began again"),
    "annulled": _("what had started it was undone"),
}


def beginning(clock: Clock, terms: Terms, local: Wall) -> Iterator[str]:
    """From when it counts and, where that is not when it was promised, why; and which turns were made so far."""
    at = {"at": local(clock.started_at), "since": local(clock.begun_at)}
    if clock.started_at == clock.begun_at:
        yield gettext("Counts from %(at)s.") % at
    elif terms.starts_at == "occurred_at" and terms.reaches_back is not None:
        yield gettext(
            "Counts from %(at)s, when it happened according to the customer, or when it was reported if that was"
            " more than %(span)s later."
        ) % {**at, "span": span_text(terms.reaches_back)}
    elif terms.starts_at in BEGINNINGS:
        yield str(BEGINNINGS[terms.starts_at]) % at
    else:
        yield gettext("Counts from %(at)s, though promised only since %(since)s.") % at
    if clock.follows is not None:
        yield gettext("Resumes a promise that had ended: the matter was reopened.")
    if isinstance(terms.due, TimesADay):
        made = [local(turn) for _seq, told in clock.turns if (turn := parse_datetime(told)) is not None]
        turns = {"made": len(made), "times": terms.due.times, "at": ", ".join(made) or "--"}
        yield gettext("Done %(made)d of %(times)d times: %(at)s") % turns


def outcome(clock: Clock, document: Regulation, language: str, local: Wall) -> Iterator[str]:
    """What became of it, in sentences: set by hand, kept, broken and by how much, withdrawn, cancelled."""
    if clock.by_hand:
        yield gettext("The date was set by hand.")
    if clock.is_provisional:
        yield gettext("Provisional: the holidays of that year are not published yet.")
    if clock.breached_at is not None and clock.breach_withdrawn_at is None:
        until = clock.met_at or clock.cancelled_at
        if until is not None and clock.due_at is not None and until > clock.due_at:
            late = {"at": local(clock.breached_at), "span": lateness_text(until - clock.due_at)}
            yield gettext("Broken at %(at)s, late by %(span)s") % late
        else:
            yield gettext("Broken at %(at)s") % {"at": local(clock.breached_at)}
    if clock.met_at is not None:
        yield gettext("Kept at %(at)s") % {"at": local(clock.met_at)}
    if clock.breach_withdrawn_at is not None:
        yield gettext("Held to be broken until %(at)s, when a late report proved it was kept") % {
            "at": local(clock.breach_withdrawn_at)
        }
    if clock.cancelled_at is not None:
        yield gettext("No longer promised since %(at)s (%(because)s)") % {
            "at": local(clock.cancelled_at),
            "because": ended_by(document, clock.cancelled_because, language),
        }


def standing(clock: Clock) -> str:
    """How it stands, in a word; what was kept after it was broken is done late."""
    is_late = clock.met_at is not None and clock.breached_at is not None and clock.breach_withdrawn_at is None
    return gettext("Done late") if is_late else clock.get_status_display()


def ended_by(document: Regulation, because: str, language: str) -> str:
    """Why a promise ended before it was kept: the act's name in the regulation, or what happened to the promise."""
    if because in ENDINGS:
        return str(ENDINGS[because])
    verb = VERB_OF.get(because)
    named = document.workflow.verbs.get(verb) if verb is not None else None
    return named.in_language(language) if named is not None else gettext("the matter was handled differently")
