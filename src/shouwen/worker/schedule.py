"""The loops of the worker: what is done how often, by state and never by a clock's minute."""

import importlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property


@dataclass(frozen=True)
class Loop:
    """`call` (module:function) is called every `seconds`, and at once again as long as there may be more to do.

    What it returns is how many things it did; `limit`, if given, is how many it may do in one turn, and fewer mean that
    it is done for now. A loop that is
    `paused_with_the_desk` rests between a restore and `shouwen resume`.
    """

    name: str
    seconds: float
    call: str
    limit: int | None = None
    paused_with_the_desk: bool = True

    @cached_property
    def function(self) -> Callable[..., int | None]:
        module, _, name = self.call.partition(":")
        found: Callable[..., int | None] = getattr(importlib.import_module(module), name)
        return found

    def turn(self) -> int:
        """Do it once; how many things were done."""
        return self.function(**({} if self.limit is None else {"limit": self.limit})) or 0


LOOPS = (
    Loop("sealer", 0.5, "shouwen.worker.sealing:seal_and_fan_out", limit=500),
    Loop("clocks", 1, "shouwen.capabilities.service_levels.commands.firing:fire_due", limit=1000),
    Loop("movings", 2, "shouwen.capabilities.service_levels.commands.moving:move_on"),
    Loop("outbox", 1, "shouwen.gateways.mail.sending:send_waiting", limit=50),
    Loop("mailbox", 15, "shouwen.gateways.mail.reading:read_mailbox"),
    Loop("resting", 5, "shouwen.capabilities.tickets.commands.work:wake_suspended", limit=100),
    Loop("shifts", 60, "shouwen.capabilities.tickets.commands.standing_in:keep_owners_on_duty", limit=100),
    Loop("snoozes", 5, "shouwen.capabilities.workplace.commands.snoozes:wake_due", limit=100),
    Loop("silence", 60, "shouwen.capabilities.call_backs.commands.silence:settle_silences", limit=50),
    Loop("long-work-1", 1, "shouwen.worker.long_work:first"),
    Loop("long-work-2", 1, "shouwen.worker.long_work:second"),
    Loop("sweeper", 5, "shouwen.worker.housekeeping:sweep_stale_jobs", paused_with_the_desk=False),
    Loop("housekeeping", 600, "shouwen.worker.housekeeping:tidy", paused_with_the_desk=False),
)
