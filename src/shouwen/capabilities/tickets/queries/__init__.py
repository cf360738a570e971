"""What can be asked about tickets."""

from shouwen.capabilities.tickets.queries.candidates import Candidate, candidates, candidates_of_many
from shouwen.capabilities.tickets.queries.finding import ticket_numbered
from shouwen.capabilities.tickets.queries.rights import mark_helper, sees, verbs_open_to
from shouwen.capabilities.tickets.queries.routes import routes_for
from shouwen.capabilities.tickets.queries.timeline import Line, attachments_of, timeline

__all__ = [
    "Candidate",
    "Line",
    "attachments_of",
    "candidates",
    "candidates_of_many",
    "mark_helper",
    "routes_for",
    "sees",
    "ticket_numbered",
    "timeline",
    "verbs_open_to",
]
