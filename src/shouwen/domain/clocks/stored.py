"""How clocks and the state of a fold are written as plain JSON values, and read back without loss."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from shouwen.domain.clocks.records import Clock, ClockStatus, Pause, PromiseState, Start
from shouwen.domain.open_time import MICROSECOND

_INSTANTS = (
    "started_at", "begun_at", "running_since", "due_at", "counts_from", "next_at", "met_at", "breached_at",
    "breach_withdrawn_at", "cancelled_at",
)  # fmt: skip
_PLAIN = (
    "promise", "terms", "begun_by", "period", "calendar", "calendar_version", "is_open", "is_provisional", "by_hand",
    "fired", "met_by", "breach_withdrawn_by", "cancelled_by", "cancelled_because", "follows",
    "regulation_id",
)  # fmt: skip


def clock_to_plain(clock: Clock) -> dict[str, Any]:
    """Every field of the clock; instants as ISO text in UTC, spans in microseconds."""
    plain: dict[str, Any] = {name: getattr(clock, name) for name in _PLAIN}
    for name in _INSTANTS:
        plain[name] = written(getattr(clock, name))
    plain["status"] = clock.status.value
    plain["span"] = None if clock.span is None else clock.span // MICROSECOND
    plain["position"] = clock.position // MICROSECOND
    plain["turns"] = [[seq, written(at)] for seq, at in clock.turns]
    plain["pauses"] = [_pause_to_plain(pause) for pause in clock.pauses]
    return plain


def state_to_plain(state: PromiseState) -> dict[str, Any]:
    """Every field of the state as JSON values."""
    return {
        "fields": state.fields,
        "starts": {
            promise: [start.seq, written(start.at), written(start.counts_at)]
            for promise, start in state.starts.items()
        },
        "kept": state.kept,
        "pauses": [_pause_to_plain(pause) for pause in state.pauses],
        "calendars": state.calendars,
        "annulled": state.annulled,
        "first_recorded_at": written(state.first_recorded_at),
        "moved_at": written(state.moved_at),
        "seen_at": written(state.seen_at),
    }


def state_of_plain(plain: dict[str, Any]) -> PromiseState:
    """The state that `state_to_plain` wrote; an empty one from nothing."""
    if not plain:
        return PromiseState()
    return PromiseState(
        fields=dict(plain["fields"]),
        starts={
            code: Start(seq, _read(at), _read(counts)) for code, (seq, at, counts) in plain["starts"].items()
        },
        kept=dict(plain["kept"]),
        pauses=pauses_of_plain(plain["pauses"]),
        calendars=dict(plain["calendars"]),
        annulled=dict(plain["annulled"]),
        first_recorded_at=read(plain["first_recorded_at"]),
        moved_at=read(plain.get("moved_at")),
        seen_at=read(plain["seen_at"]),
    )


def clock_of_plain(plain: dict[str, Any]) -> Clock:
    """The clock that `clock_to_plain` wrote."""
    values = {name: plain[name] for name in _PLAIN} | {name: read(plain[name]) for name in _INSTANTS}
    return Clock(
        **values,
        status=ClockStatus(plain["status"]),
        span=None if plain["span"] is None else plain["span"] * MICROSECOND,
        position=plain["position"] * MICROSECOND,
        turns=[(seq, _read(at)) for seq, at in plain["turns"]],
        pauses=pauses_of_plain(plain["pauses"]),
    )


def pauses_of_plain(plain: list[list[Any]]) -> list[Pause]:
    """The pauses written in a clock or a state."""
    return [
        Pause(_read(from_at), state, reason, seq, read(until), read(to_at))
        for from_at, to_at, state, reason, seq, until in plain
    ]


def written(instant: datetime | None) -> str | None:
    """ISO text in UTC, or None."""
    return None if instant is None else instant.astimezone(UTC).isoformat()


def read(text: str | None) -> datetime | None:
    """The instant that `written` wrote, or None."""
    return None if text is None else _read(text)


def _read(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _pause_to_plain(pause: Pause) -> list[Any]:
    return [
        written(pause.from_at),
        written(pause.to_at),
        pause.state,
        pause.reason,
        pause.seq,
        written(pause.until),
    ]
