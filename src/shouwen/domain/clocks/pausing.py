"""What stops the time of a subject and lets it go on: states, suspensions for a reason, their ends set beforehand."""

from __future__ import annotations

from datetime import datetime

from shouwen.domain.clocks.records import Clock, ClockStatus, FactRecord, Pause
from shouwen.domain.clocks.running import Running
from shouwen.domain.clocks.terms import Terms
from shouwen.domain.clocks.timing import aim, own_time, stops


def pause_or_resume(fold: Running, fact: FactRecord, entered: str) -> None:
    """Begin, lengthen or end a pause as `fact`, by which the state `entered` was entered (empty: none), says."""
    payload, current = fact.payload, fold.state.current_pause
    fields = payload.get("fields") or {}
    if "state" not in fields and "until" not in payload:
        return
    until = _until(fact)
    if "state" not in fields:
        if until is not None and current is not None:  # an earlier fact of the same command told the state
            current.until = until
        return
    state = str(fields["state"])
    reason = str(payload.get("reason") or fields.get("reason") or "") if state == "suspended" else ""
    if current is not None:
        if current.state == state and reason in ("", current.reason):
            current.until = until or current.until
            return
        end_pause(fold, current, fact.at)
    if state in fold.book.pausing_states and (entered or until):
        pause = Pause(fact.at, state, reason, fact.seq, until)
        fold.state.pauses.append(pause)
        for clock in fold.open:
            terms = fold.book.terms[clock.terms]
            if clock.status is ClockStatus.RUNNING and not clock.by_hand and stops(terms, pause):
                _rest(fold, clock, terms, pause)


def _rest(fold: Running, clock: Clock, terms: Terms, pause: Pause) -> None:
    if clock.span is not None and clock.running_since is not None:
        clock.position += own_time(terms, clock.running_since, pause.from_at, fold.calendar_of(clock))
    clock.running_since, clock.status = None, ClockStatus.PAUSED
    clock.pauses.append(Pause(pause.from_at, pause.state, pause.reason, pause.seq, pause.until))
    aim(clock, terms, fold.calendar_of(clock))
    fold.look_ahead(clock, terms)
    fold.tell("clock.paused", clock, pause.from_at, reason=pause.reason or pause.state)


def end_pause(fold: Running, pause: Pause, at: datetime) -> None:
    """Let `pause` be over at `at`: the clocks it stopped go on; one that took no time never was."""
    pause.to_at = at
    if pause.from_at == at:
        fold.state.pauses.remove(pause)
    for clock in fold.open:
        if clock.status is ClockStatus.PAUSED and clock.pauses and clock.pauses[-1].to_at is None:
            terms = fold.book.terms[clock.terms]
            clock.pauses[-1].to_at = at
            if clock.pauses[-1].from_at == at:
                clock.pauses.pop()
            clock.status, clock.running_since = ClockStatus.RUNNING, max(at, clock.started_at)
            aim(clock, terms, fold.calendar_of(clock))
            fold.look_ahead(clock, terms)
            fold.tell("clock.resumed", clock, at)


def _until(fact: FactRecord) -> datetime | None:
    """The end that a suspension has from the beginning; one that is over already is none."""
    told = fact.payload.get("until")
    until = datetime.fromisoformat(told) if told else None
    return until if until is not None and until > fact.at else None
