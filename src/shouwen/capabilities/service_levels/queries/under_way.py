"""Which subjects are under way: something is promised, or still may be, whether or not a clock runs just now."""

from typing import Final

from shouwen.domain.workflow import OPEN_STATES

_OPEN: Final = ", ".join(f"'{state}'" for state in sorted(OPEN_STATES))

UNDER_WAY: Final = f"""(
    promise_state -> 'starts' <> '{{}}'::jsonb OR promise_state -> 'fields' ->> 'state' IN ({_OPEN})
)"""
"""About a row of `base_subject`: a promise given and not over yet, or a state from which facts may begin another."""
