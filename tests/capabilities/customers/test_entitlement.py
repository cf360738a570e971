"""The check of a request: valid customer, within our services, and why."""

from datetime import date, timedelta

import pytest

from shouwen.base.actors import SYSTEM
from shouwen.base.journal import open_subject
from shouwen.capabilities.customers.commands.contracts import change_contract
from shouwen.capabilities.customers.commands.customers import change_customer
from shouwen.capabilities.customers.commands.service_uses import entitlements_named, set_services_used
from shouwen.capabilities.customers.models import Contract
from shouwen.capabilities.customers.queries import check_entitlement
from shouwen.capabilities.customers.refusals import UsedUp
from tests.capabilities.customers.makers import NOVEMBER_22, a_contact, a_contract, a_customer, a_product
from tests.capabilities.people.makers import SUNDAY_9

pytestmark = [pytest.mark.django_db, pytest.mark.req("SA-6")]

DAY = timedelta(days=1)


def test_in_force_maintained_covered_and_entitled_is_valid(django_assert_num_queries):
    contact, product = a_contact(), a_product()
    contract = a_contract(contact.customer, product)

    with django_assert_num_queries(1):
        finding = check_entitlement(
            customer=contact.customer, contact=contact, product=product, service="fault", on=NOVEMBER_22
        )

    assert (finding.is_valid_customer, finding.is_within_services, finding.findings) == (True, True, ())
    assert finding.contract_id == contract.pk
    assert finding.open_questions == ()


@pytest.mark.parametrize(
    ("change", "finding"),
    [
        ({"status": "implementation"}, "project_phase"),
        ({"status": "unpaid"}, "unpaid"),
        ({"status": "terminated"}, "not_in_force"),
        ({"starts_on": NOVEMBER_22 + DAY}, "not_in_force"),
        ({"ends_on": NOVEMBER_22 - DAY}, "expired"),
        ({"maintenance_until": NOVEMBER_22 - DAY}, "expired"),
    ],
)
@pytest.mark.req("SA-1", "SA-7")
def test_a_contract_that_does_not_hold_makes_no_valid_customer(change, finding):
    customer, product = a_customer(), a_product()
    contract = a_contract(customer, product)
    change_contract(contract=contract, actor=SYSTEM, at=SUNDAY_9, **change)

    found = check_entitlement(customer=customer, product=product, service="fault", on=NOVEMBER_22)

    assert (found.is_valid_customer, found.is_within_services) == (False, True)
    assert (found.findings, found.chosen) == ((finding,), None)
    assert [candidate.problems for candidate in found.candidates] == [(finding,)]


def test_the_last_days_of_contract_and_maintenance_are_included():
    customer = a_customer()
    a_contract(customer, ends_on=NOVEMBER_22, maintenance_until=NOVEMBER_22 - DAY)

    found = [
        check_entitlement(customer=customer, on=on).is_valid_customer
        for on in (NOVEMBER_22 - DAY, NOVEMBER_22)
    ]

    assert found == [True, False]


def test_the_two_answers_stay_apart():
    customer, covered, other = a_customer(), a_product(), a_product()
    contract = a_contract(customer, covered)

    wrong_product = check_entitlement(customer=customer, product=other, service="fault", on=NOVEMBER_22)
    wrong_service = check_entitlement(customer=customer, product=covered, service="upgrade", on=NOVEMBER_22)

    assert (wrong_product.is_valid_customer, wrong_product.is_within_services) == (True, False)
    assert wrong_product.findings == ("product_not_covered",)
    assert (wrong_service.findings, wrong_service.contract_id) == (("service_not_covered",), contract.pk)


@pytest.mark.req("SA-7")
@pytest.mark.parametrize(
    ("phase", "finding"),
    [("prospect", "prospect"), ("implementation", "project_phase"), ("service", "not_in_contract")],
)
def test_without_a_contract_the_phase_says_what_somebody_is(phase, finding):
    found = check_entitlement(customer=a_customer(phase=phase), on=NOVEMBER_22)

    assert (found.is_valid_customer, found.is_within_services, found.findings) == (False, False, (finding,))


@pytest.mark.req("SA-7")
def test_an_unknown_caller_is_a_prospect_at_no_cost(django_assert_num_queries):
    with django_assert_num_queries(0):
        found = check_entitlement(customer=None, on=NOVEMBER_22, matter="presales")

    assert found.findings == ("prospect", "presales")


@pytest.mark.req("SA-7")
def test_a_strange_product_is_not_ours_rather_than_not_covered():
    customer, strange = a_customer(), a_product(is_own=False)
    a_contract(customer)

    found = check_entitlement(customer=customer, product=strange, service="fault", on=NOVEMBER_22)

    assert (found.is_valid_customer, found.findings) == (True, ("not_our_product",))


def test_what_nobody_has_said_yet_is_open_and_held_against_nobody():
    customer = a_customer()
    a_contract(customer, a_product())

    found = check_entitlement(customer=customer, on=NOVEMBER_22)

    assert (found.is_valid, found.open_questions) == (True, ("product", "service"))


def test_the_contract_with_fewest_problems_is_chosen_then_the_longest():
    customer, product = a_customer(), a_product()
    year = {"starts_on": date(2026, 1, 1)}
    a_contract(customer, product, number="old", starts_on=date(2024, 1, 1), ends_on=date(2024, 12, 31))
    a_contract(customer, number="long", ends_on=date(2029, 12, 31), **year)
    short = a_contract(customer, product, number="short", ends_on=date(2027, 1, 31), **year)
    longer = a_contract(customer, product, number="longer", ends_on=date(2027, 6, 30), **year)

    found = check_entitlement(customer=customer, product=product, service="fault", on=NOVEMBER_22)
    anything = check_entitlement(customer=customer, on=NOVEMBER_22)

    assert [candidate.number for candidate in found.candidates] == ["longer", "short", "long", "old"]
    assert (found.contract_id, found.is_valid) == (longer.pk, True)
    assert anything.chosen is not None
    assert (anything.chosen.number, short.number) == ("long", "short")


@pytest.mark.req("SA-1")
def test_use_is_counted_once_per_subject_until_it_is_used_up():
    customer, product = a_customer(), a_product()
    contract = a_contract(customer, product, services={"inspection": 2})
    first, second, third = (open_subject("ticket") for _ in range(3))

    for subject in (first, first, second):
        _uses_an_inspection(contract, subject)
    with pytest.raises(UsedUp):
        _uses_an_inspection(contract, third)

    found = check_entitlement(customer=customer, product=product, service="inspection", on=NOVEMBER_22)
    assert found.findings == ("used_up",)
    assert found.chosen is not None
    assert (found.chosen.quantity, found.chosen.used) == (2, 2)


def _uses_an_inspection(contract, subject):
    set_services_used(
        entitlements=entitlements_named(contract.pk, ["inspection"]),
        subject=subject,
        used_on=NOVEMBER_22,
        actor=SYSTEM,
        at=SUNDAY_9,
    )


def test_the_evidence_is_codes_ids_and_dates():
    customer, product = a_customer("秘密客户"), a_product()
    contract = a_contract(customer, product, number="HT-9", ends_on=date(2026, 12, 31))

    evidence = check_entitlement(
        customer=customer, product=product, service="upgrade", on=NOVEMBER_22
    ).evidence()

    assert evidence == {
        "customer": customer.pk, "contact": None, "product": product.pk, "service": "upgrade", "on": "2026-11-22",
        "valid_customer": True, "within_services": False, "findings": ["service_not_covered"],
        "open_questions": [], "contract": contract.pk,
        "candidates": [{"contract": contract.pk, "number": "HT-9", "problems": ["service_not_covered"],
                        "ends_on": "2026-12-31", "maintenance_until": "2026-12-31", "quantity": None, "used": 0}],
    }  # fmt: skip


def test_ten_contracts_cost_the_statement_of_one(django_assert_num_queries):
    customer = a_customer()
    for _ in range(10):
        a_contract(customer, a_product())

    with django_assert_num_queries(1):
        found = check_entitlement(customer=customer, service="fault", on=NOVEMBER_22)

    assert len(found.candidates) == Contract.objects.count() == 10


def test_a_former_phase_with_a_living_contract_is_still_served():
    customer = a_customer()
    a_contract(customer)
    customer = change_customer(customer=customer, phase="former", actor=SYSTEM, at=SUNDAY_9)

    assert check_entitlement(customer=customer, on=NOVEMBER_22).is_valid_customer
