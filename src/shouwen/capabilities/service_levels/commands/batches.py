"""One fact about each of many locked subjects, and what it does to their promises, in a handful of statements."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from shouwen.base import journal, live
from shouwen.base.actors import SYSTEM
from shouwen.base.models import Fact
from shouwen.capabilities.regulations.queries import regulation_of
from shouwen.capabilities.service_levels.commands.feeding import open_fold
from shouwen.capabilities.service_levels.commands.keeping import FeedResult, Folded, keep, tell_listeners
from shouwen.capabilities.service_levels.queries.folds import open_clocks, record_of
from shouwen.capabilities.service_levels.queries.histories import when_asked
from shouwen.domain.clocks.replaying import take
from shouwen.domain.clocks.shelf import CalendarShelf


def tell_each(
    tellings: Sequence[journal.Telling], *, calendars: CalendarShelf, at: datetime
) -> list[FeedResult]:
    """What each of `tellings` says happens to its subject at `at`, and its promises follow; in their order.

    Each names one subject, locked by this transaction, and one fact. Past facts are read once, if a fold asks for them.
    """
    subjects = [telling.subject for telling in tellings]
    clocks = open_clocks([subject.pk for subject in subjects])
    before = {subject.pk: int(subject.promise_state["regulation"]) for subject in subjects}
    facts = journal.numbered(tellings, actor=SYSTEM, at=at)
    histories = when_asked(subjects)

    def followed(telling: journal.Telling, fact: Fact) -> Folded:
        subject = telling.subject
        fold = open_fold(subject, regulation_of(before[subject.pk]), clocks[subject.pk])
        fold.shelf = calendars
        return Folded(subject, take(fold, [record_of(fact)], lambda: (histories(subject.pk), ())))

    folded = [followed(*each) for each in zip(tellings, facts, strict=True)]
    results = keep(folded, at=at, fed=facts)
    tell_listeners(zip(subjects, results, strict=True))
    live.ring(*(f"subject/{subject.pk}" for subject in subjects), "queue", "work")
    return results
