"""A visit: who looks at which ticket by which door."""

from dataclasses import dataclass

from shouwen.base.actors import Actor
from shouwen.capabilities.tickets.models import Ticket


@dataclass(frozen=True, slots=True)
class Visit:
    """`actor` at `ticket`; `base` is the address of the page, its acts lie below."""

    actor: Actor
    ticket: Ticket
    base: str
    is_signed_in: bool

    @property
    def is_contact(self) -> bool:
        """Whether somebody we know stands behind it; others see and add, but decide nothing."""
        return self.actor.kind == "contact"

    def url(self, act: str) -> str:
        return f"{self.base}{act}"
