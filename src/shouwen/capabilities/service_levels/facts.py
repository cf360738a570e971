"""The catalogue of what clocks tell, and of the facts about promises themselves.

Every fact of a clock names `promise`, `terms`, `begun_by`, `period` and `due_at`; `fell_at` is when it truly fell,
where the desk noticed later. `clock.escalated` adds `stage`, `recipients` (kind and code), `channels`, `actions` and
`template`.
"""

from typing import Final

STARTED: Final = "clock.started"
PAUSED: Final = "clock.paused"
RESUMED: Final = "clock.resumed"
WARNED: Final = "clock.warned"
ESCALATED: Final = "clock.escalated"
BREACHED: Final = "clock.breached"
BREACH_WITHDRAWN: Final = "clock.breach_withdrawn"
MET: Final = "clock.met"
CANCELLED: Final = "clock.cancelled"
RECALCULATED: Final = "clock.recalculated"
PAUSE_EXPIRED: Final = "clock.pause_expired"

DERIVED: Final = frozenset(
    {STARTED, PAUSED, RESUMED, WARNED, ESCALATED, BREACHED, BREACH_WITHDRAWN, MET, CANCELLED, RECALCULATED}
    | {PAUSE_EXPIRED}
)
"""Told by clocks, never read by them."""

SET_BY_HAND: Final = "promise.set_by_hand"
CALENDARS_PUBLISHED: Final = "promise.calendars_published"
HOLIDAYS_IMPORTED: Final = "holidays.imported"
