"""Which levels the open tickets have."""

from django.db.models import Count

from shouwen.capabilities.tickets.models import Ticket
from shouwen.domain.regulation import Regulation


def levels_unknown_to(document: Regulation) -> dict[str, int]:
    """Code of a level that open tickets have and `document` does not know -> how many, of the whole desk.

    One statement.
    """
    held = Ticket.objects.open().exclude(level=None).order_by("level_id")
    counted = dict(held.values_list("level__code").annotate(Count("pk")))
    return {code: count for code, count in counted.items() if code not in document.levels}
