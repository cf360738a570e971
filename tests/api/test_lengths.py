"""Every text at the longest that the description allows: kept or refused by its field, never a fault of ours."""

import pytest

from tests.api.makers import a_program
from tests.api.operations import SCHEMA, shape_of
from tests.capabilities.people.makers import an_administrator
from tests.capabilities.tickets.makers import Desk, a_ticket_in_work

pytestmark = pytest.mark.django_db


def _bodies(desk: Desk, number: str) -> dict[str, dict[str, object]]:
    """Bodies that are right, by operation."""
    customer = desk.customer.code
    return {
        "create_customer": {"code": "L1", "name": "x"},
        "create_site": {"customer": customer, "code": "L2", "name": "x"},
        "create_contact": {"customer": customer, "name": "x"},
        "create_product": {"code": "L3", "names": {"zh": "x"}},
        "create_asset": {"customer": customer, "product": desk.product.code, "serial": "L4"},
        "create_contract": {
            "number": "L5",
            "customer": customer,
            "starts_on": "2026-01-01",
            "ends_on": "2026-12-31",
        },
        "invite_person": {"user_name": "l6", "name": "x", "email": "l6@example.com"},
        "create_team": {"code": "l7", "names": {"zh": "x"}, "line": "first"},
        "create_role": {"code": "l8", "names": {"zh": "x"}, "grants": []},
        "name_skill": {"code": "l9", "names": {"zh": "x"}},
        "give_leave": {
            "person": "lin",
            "starts_at": "2026-12-07T00:00:00Z",
            "ends_at": "2026-12-08T00:00:00Z",
        },
        "create_mailbox": {"address": "l10@example.com"},
        "register_ticket": {"klass": "inquiry", "description": "x", "customer": customer},
        "ticket_notes": {"text": "x"},
        "ticket_replies": {"text": "x"},
        "ticket_customer_words": {"text": "x"},
        "ticket_contacts": {"text": "x", "way": "phone"},
        "ticket_workarounds": {"workaround": "x"},
        "ticket_proposals": {"solution": "x"},
        "ticket_completion": {"solution": "x", "cause": "x", "process": "x"},
    }


def test_the_longest_text_of_every_field_is_kept_or_named(desk):
    administrator, _actor = an_administrator()
    programs = {"people": a_program(administrator), "tickets": a_program(desk.manager)}
    number = a_ticket_in_work(desk).number
    tried, broken = 0, {}

    for name, body in _bodies(desk, number).items():
        path = next(
            path
            for path, methods in SCHEMA["paths"].items()
            if methods.get("post", {}).get("operationId") == name
        )
        program = programs["tickets" if "ticket" in path else "people"]
        for field, longest in _texts(name, path):
            answer = program.post(path.format(number=number), {**body, field: "x" * longest})
            tried += 1
            if answer.status_code not in (201, 409, 422):
                broken[name, field, longest] = answer.status_code

    assert broken == {}
    assert tried > 80


def _texts(name: str, path: str) -> list[tuple[str, int]]:
    """The fields of an operation that are plain text, each with its longest length."""
    properties = shape_of(SCHEMA["paths"][path]["post"])["properties"]
    alternatives = [(field, one) for field, told in properties.items() for one in told.get("anyOf", [told])]
    return [
        (field, min(one["maxLength"], 20_000))
        for field, one in alternatives
        if "maxLength" in one and "pattern" not in one
    ]
