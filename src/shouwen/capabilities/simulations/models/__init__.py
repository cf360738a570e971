"""The tables of what-if."""

from shouwen.capabilities.simulations.models.simulations import (
    SimulatedPromise,
    Simulation,
    SimulationQuerySet,
)

__all__ = ["SimulatedPromise", "Simulation", "SimulationQuerySet"]
