"""Plain makers of what-if: tickets with a history, a changed regulation, a simulation carried out on the spot."""

from datetime import datetime, timedelta
from typing import Any

from shouwen.base.actors import Actor
from shouwen.base.time import fixed_at
from shouwen.capabilities.jobs.models import Job
from shouwen.capabilities.regulations.queries import preset_text
from shouwen.capabilities.simulations.commands import ask_simulation
from shouwen.capabilities.simulations.models import Simulation
from tests.capabilities.jobs.makers import finish
from tests.capabilities.tickets.makers import MONDAY_9

NEXT_DAY = MONDAY_9 + timedelta(days=1)
RESPONSE_OF_MEDIUM = "- {when: {level: medium}, within: {working: 2h}, origin: default}"


def a_regulation_with_response_of_medium(within: str) -> str:
    """The preset `desk`, with another limit for the response to faults of medium level."""
    text = preset_text("desk")
    assert text.count(RESPONSE_OF_MEDIUM) == 1
    return text.replace(RESPONSE_OF_MEDIUM, RESPONSE_OF_MEDIUM.replace("working: 2h", within))


def a_simulation(actor: Actor, text: str, *, at: datetime = NEXT_DAY, **asked: Any) -> Simulation:
    """Monday replayed on Tuesday, done on the spot."""
    with fixed_at(at):
        simulation = ask_simulation(
            title=asked.pop("title", "试算"),
            period_from=asked.pop("period_from", MONDAY_9 - timedelta(hours=1)),
            period_to=asked.pop("period_to", MONDAY_9 + timedelta(hours=8)),
            text=text,
            source="desk",
            actor=actor,
            **asked,
        )
    finish(Job.objects.get(pk=simulation.pk))
    return Simulation.objects.get(pk=simulation.pk)
