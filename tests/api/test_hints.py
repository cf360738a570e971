"""Hints through the API: read with what they count, linked, ignored, heeded again."""

import pytest

from tests.api.makers import a_program
from tests.capabilities.tickets.makers import a_ticket

pytestmark = pytest.mark.django_db


# REQ SD-3 BX-5
def test_hints_are_read_with_their_reasons_and_chosen(desk):
    ticket, linked, ignored = a_ticket(desk), a_ticket(desk), a_ticket(desk)
    program, at = a_program(desk.agent), f"/tickets/{ticket.number}"

    before = program.get(f"{at}/hints").json()["same"]
    answers = [
        program.post(f"{at}/hint-choices", {"other": other.number, "choice": choice}).status_code
        for other, choice in ((linked, "link"), (ignored, "ignore"), (ignored, "heed"))
    ]
    after = program.get(f"{at}/hints").json()["same"]

    assert [hint["number"] for hint in before] == [ignored.number, linked.number]
    assert before[0]["reasons"][0] == {"reason": "customer", "weight": 1.0, "linked": 0, "ignored": 0}
    assert answers == [201, 201, 201]
    assert [(hint["number"], hint["reasons"][0]["linked"]) for hint in after] == [(ignored.number, 1)]
    assert a_program(desk.other_engineer).get(f"{at}/hints").status_code == 404
