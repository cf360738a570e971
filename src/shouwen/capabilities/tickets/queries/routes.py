"""Where a request that is not ours to serve would go by its regulation (SA-7)."""

from shouwen.capabilities.regulations.queries import regulation_of
from shouwen.capabilities.tickets.fields import condition_fields
from shouwen.capabilities.tickets.models import RequestCheck, Ticket
from shouwen.domain.routing import fitting_routes


def routes_for(ticket: Ticket, check: RequestCheck | None) -> tuple[str, ...]:
    """Codes of the routes that answer to what `check` found about `ticket`, best first; none when nothing was found."""
    if check is None:
        return ()
    document = regulation_of(ticket.regulation_id).document
    return fitting_routes(document, check.findings, condition_fields(ticket))
