"""What can be told about something that came in."""

from typing import Final

RECEIVED: Final = "intake.received"
REGISTERED: Final = "intake.registered"
APPENDED: Final = "intake.appended"
ROUTED: Final = "intake.routed"
DISMISSED: Final = "intake.dismissed"
QUARANTINED: Final = "intake.quarantined"
HELD: Final = "intake.held"
"""It waits for an agent to decide about it."""

SUBJECT: Final = "intake"
NAMES: Final = frozenset({RECEIVED, REGISTERED, APPENDED, ROUTED, DISMISSED, QUARANTINED, HELD})
