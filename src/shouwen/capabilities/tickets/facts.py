"""The catalogue of what can be told about a ticket; regulations are checked against it."""

from typing import Final

from shouwen.domain.workflow import FACT_OF

REGISTERED: Final = "ticket.registered"
CHECKED: Final = "ticket.checked"
EVIDENCE_RECORDED: Final = "ticket.evidence_recorded"
UNDONE: Final = "ticket.undone"
ESCALATED: Final = "ticket.escalated"
PARTICULARS_CHANGED: Final = "ticket.particulars_changed"
STAND_IN_NAMED: Final = "ticket.stand_in_named"
STAND_IN_RELEASED: Final = "ticket.stand_in_released"
MEETING_OPENED: Final = "ticket.meeting_opened"
MEETING_HELD: Final = "ticket.meeting_held"
MEETING_CORRECTED: Final = "ticket.meeting_corrected"
REMOTE_RULED_OUT: Final = "ticket.remote_ruled_out"
REMOTE_NOT_RULED_OUT: Final = "ticket.remote_not_ruled_out"
CALL_LINKED: Final = "ticket.call_linked"
SERVICES_COUNTED: Final = "ticket.services_counted"
REVIEW_ASKED: Final = "ticket.review_asked"
REVIEWED: Final = "ticket.reviewed"
REVIEW_ENDED: Final = "ticket.review_ended"
REVIEWING: Final = frozenset({REVIEW_ASKED, REVIEWED, REVIEW_ENDED})
"""A draft looked over: shown beside the draft itself, and so no news that an answer would be held up for."""

NAMES: Final = frozenset(
    {
        REGISTERED,
        CHECKED,
        EVIDENCE_RECORDED,
        UNDONE,
        ESCALATED,
        PARTICULARS_CHANGED,
        STAND_IN_NAMED,
        STAND_IN_RELEASED,
        MEETING_OPENED,
        MEETING_HELD,
        MEETING_CORRECTED,
        REMOTE_RULED_OUT,
        REMOTE_NOT_RULED_OUT,
        SERVICES_COUNTED,
        CALL_LINKED,
        *REVIEWING,
        *FACT_OF.values(),
    }
)
