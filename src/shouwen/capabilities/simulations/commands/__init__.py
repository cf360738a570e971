"""What can be done about what-if."""

from shouwen.capabilities.simulations.commands.asking import Swap, ask_simulation, remove_simulation

__all__ = ["Swap", "ask_simulation", "remove_simulation"]
