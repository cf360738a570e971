"""What is told about tickets: filled places, the people behind them, messages about their facts."""

from shouwen.capabilities.tickets.telling.facts import teach_messages, what_to_tell
from shouwen.capabilities.tickets.telling.places import READ_ALONG, places_now

__all__ = ["READ_ALONG", "places_now", "teach_messages", "what_to_tell"]
