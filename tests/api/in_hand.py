"""An act by the API answers with the ticket in hand, not with one read again: whether that is what stands."""

import pytest

from shouwen.api import ticket_acts
from shouwen.api.asking import ApiRequest
from shouwen.api.operations import Told
from shouwen.api.schemas.tickets import WHOLE
from shouwen.capabilities.tickets.models import Ticket


def compare_with_what_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    """From now on each such answer is compared with that of the ticket as it is read; not for counting statements."""
    from_hand = ticket_acts.told_in_hand

    def compared(request: ApiRequest, ticket: Ticket) -> Told:
        told, read = from_hand(request, ticket), ticket_acts.told_whole(request, *WHOLE(ticket.pk))
        assert told.body.model_dump(mode="json") == read.body.model_dump(mode="json")
        assert told.headers == read.headers
        return told

    monkeypatch.setattr(ticket_acts, "told_in_hand", compared)
