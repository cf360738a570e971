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

SET_BY_HAND: Final = "promise.set_by_hand"
CALENDARS_PUBLISHED: Final = "promise.calendars_published"
HOLIDAYS_IMPORTED: Final = "holidays.imported"
REGULATION_CHANGED: Final = "promise.regulation_changed"
"""Another version counts for this subject from now on; `moved_to` names it, the one before, and the calendars."""
MOVE_ASKED: Final = "regulation.move_asked"
MOVE_ENDED: Final = "regulation.move_ended"
"""Told about the version of the regulation to which open subjects move."""
