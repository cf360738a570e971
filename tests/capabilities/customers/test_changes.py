"""Customers, contacts, sites, products and contracts come and change, and the journal tells it."""

import pytest

from shouwen.base.actors import SYSTEM
from shouwen.base.journal import facts_of
from shouwen.base.refusals import InvalidInput, NotPermitted
from shouwen.capabilities.customers.commands.contacts import change_contact, create_contact, merge_contacts
from shouwen.capabilities.customers.commands.contracts import change_contract, create_contract
from shouwen.capabilities.customers.commands.customers import change_customer, create_customer
from shouwen.capabilities.customers.commands.places import change_asset, create_asset, create_site
from shouwen.capabilities.customers.commands.products import change_product
from shouwen.capabilities.customers.models import (
    Contact,
    ContactMail,
    Contract,
    ContractProduct,
    ContractService,
    Customer,
)
from shouwen.capabilities.customers.queries import by_mail, by_phone, search_customers
from shouwen.capabilities.customers.refusals import (
    CannotMerge,
    ContractNumberTaken,
    CustomerCodeTaken,
    MailTaken,
    SerialTaken,
    SiteCodeTaken,
)
from shouwen.capabilities.people.queries import actor_of
from tests.capabilities.customers.makers import (
    IN_FORCE,
    NOVEMBER_22,
    a_contact,
    a_contract,
    a_customer,
    a_product,
    names_of_facts,
)
from tests.capabilities.people.makers import SUNDAY_9, a_person

pytestmark = pytest.mark.django_db


def test_a_change_is_told_by_field_names_and_found_under_the_new_name():
    customer = a_customer("旧名字", code="C-1")

    change_customer(customer=customer, name="新名字", level="", actor=SYSTEM, at=SUNDAY_9)

    told = [(fact.name, fact.payload) for fact in facts_of(customer.subject_id)]
    assert told == [
        ("customer.created", {"code": "C-1", "level": "", "phase": "service"}),
        ("customer.changed", {"changed": ["name"], "level": "", "phase": "service"}),
    ]
    assert [found.name for found in search_customers(actor=SYSTEM, words="xmz")] == ["新名字"]


def test_the_same_values_again_change_and_tell_nothing():
    contact = a_contact(phones=["13800138000"], mails=["a@example.com"])

    change_customer(customer=contact.customer, phase="service", actor=SYSTEM, at=SUNDAY_9)
    change_contact(
        contact=contact, phones=["138 0013 8000"], mails=["A@example.com"], actor=SYSTEM, at=SUNDAY_9
    )

    assert names_of_facts(contact.customer.subject_id) == ["customer.created", "customer.contact_added"]


def test_codes_are_taken_once():
    customer = a_customer(code="C-1")
    a_contract(customer, number="HT-1")
    product = a_product()
    create_site(customer=customer, code="S1", name="x", actor=SYSTEM, at=SUNDAY_9)
    create_asset(customer=customer, product=product, serial="SN1", actor=SYSTEM, at=SUNDAY_9)

    with pytest.raises(CustomerCodeTaken):
        a_customer(code="C-1")
    with pytest.raises(ContractNumberTaken):
        a_contract(customer, number="HT-1")
    with pytest.raises(SiteCodeTaken):
        create_site(customer=customer, code="S1", name="y", actor=SYSTEM, at=SUNDAY_9)
    with pytest.raises(SerialTaken):
        create_asset(customer=a_customer(), product=product, serial="SN1", actor=SYSTEM, at=SUNDAY_9)


def test_an_address_belongs_to_one_contact():
    a_contact(mails=["a@example.com"])

    with pytest.raises(MailTaken):
        a_contact(name="李强", mails=["A@Example.com"])

    assert ContactMail.objects.count() == 1


@pytest.mark.parametrize(
    ("field", "value"), [("phones", ["12"]), ("mails", ["not an address"]), ("role", "king")]
)
def test_a_wrong_value_of_a_contact_is_named_and_nothing_is_kept(field, value):
    customer = a_customer()

    with pytest.raises(InvalidInput) as refused:
        create_contact(customer=customer, name="王芳", actor=SYSTEM, at=SUNDAY_9, **{field: value})

    assert list(refused.value.errors) == [field]
    assert not Contact.objects.exists()


def test_a_site_of_another_customer_is_refused():
    site = create_site(customer=a_customer(), code="S1", name="x", actor=SYSTEM, at=SUNDAY_9)

    with pytest.raises(InvalidInput):
        a_contact(site=site)
    with pytest.raises(InvalidInput):
        create_asset(
            customer=a_customer(), product=a_product(), serial="1", site=site, actor=SYSTEM, at=SUNDAY_9
        )


def test_merging_gives_the_survivor_every_number_and_address():
    customer = a_customer()
    survivor = a_contact(customer, "王芳", phones=["13800138000"], mails=["a@example.com"])
    absorbed = a_contact(customer, "王方", phones=["13800138000", "13900139000"], mails=["b@example.com"])

    merge_contacts(survivor=survivor, absorbed=absorbed, actor=SYSTEM, at=SUNDAY_9)

    absorbed.refresh_from_db()
    assert [caller.contact_id for caller in by_phone("13900139000", on=NOVEMBER_22)] == [survivor.pk]
    assert [caller.contact_id for caller in by_phone("13800138000", on=NOVEMBER_22)] == [survivor.pk]
    assert by_mail("b@example.com") == survivor
    assert (absorbed.merged_into_id, absorbed.is_active) == (survivor.pk, False)
    assert facts_of(customer.subject_id)[-1].payload == {"survivor": survivor.pk, "absorbed": absorbed.pk}


def test_contacts_of_two_companies_or_one_twice_are_not_merged():
    one, other = a_contact(), a_contact(name="李强")

    for absorbed in (other, one):
        with pytest.raises(CannotMerge):
            merge_contacts(survivor=one, absorbed=absorbed, actor=SYSTEM, at=SUNDAY_9)

    assert Contact.objects.present().count() == 2


@pytest.mark.req("SA-1")
def test_a_contracts_products_and_services_are_replaced_as_a_whole():
    one, two = a_product(), a_product()
    contract = a_contract(a_customer(), one, services={"inspection": 4, "fault": None})

    change_contract(
        contract=contract, products=[two], services={"fault": None, "upgrade": 1}, actor=SYSTEM, at=SUNDAY_9
    )

    assert list(ContractProduct.objects.filter(contract=contract).values_list("product_id", flat=True)) == [
        two.pk
    ]
    kept = dict(ContractService.objects.filter(contract=contract).values_list("service", "quantity"))
    assert kept == {"fault": None, "upgrade": 1}
    assert facts_of(contract.subject_id)[-1].payload["changed"] == ["products", "services"]


def test_a_contract_that_ends_before_it_starts_is_refused():
    from datetime import date

    with pytest.raises(InvalidInput) as refused:
        a_contract(a_customer(), ends_on=date(2025, 12, 31))

    assert list(refused.value.errors) == ["ends_on"]
    assert not Contract.objects.exists()


@pytest.mark.req("SA-18")
def test_the_version_installed_at_a_customer_is_recorded():
    customer = a_customer()
    asset = create_asset(
        customer=customer, product=a_product(), serial="SN1", version="1.0", actor=SYSTEM, at=SUNDAY_9
    )

    asset = change_asset(asset=asset, version="1.1", actor=SYSTEM, at=SUNDAY_9)

    assert asset.version == "1.1"
    assert facts_of(customer.subject_id)[-1].payload == {"asset": asset.pk, "changed": ["version"]}


def test_a_product_names_who_is_responsible():
    manager = a_person("zhao")

    product = change_product(product=a_product(), incident_manager=manager, actor=SYSTEM, at=SUNDAY_9)

    assert product.incident_manager == manager


def test_whoever_may_not_changes_nothing():
    customer, engineer = a_customer("旧"), actor_of(a_person(roles=("field_engineer",)))
    agent = actor_of(a_person(roles=("agent",)))

    with pytest.raises(NotPermitted):
        change_customer(customer=customer, name="新", actor=engineer, at=SUNDAY_9)
    with pytest.raises(NotPermitted):
        create_customer(code="X", name="新", actor=engineer, at=SUNDAY_9)
    with pytest.raises(NotPermitted):
        create_contract(number="X", customer=customer, actor=agent, at=SUNDAY_9, **IN_FORCE)

    customer.refresh_from_db()
    assert (customer.name, Customer.objects.count(), Contract.objects.count()) == ("旧", 1, 0)
