"""Found by what one has: a number, an address, a few letters."""

import pytest

from shouwen.base.actors import NOBODY, SYSTEM
from shouwen.capabilities.customers.commands.contacts import change_contact
from shouwen.capabilities.customers.commands.customers import change_customer
from shouwen.capabilities.customers.models import Asset, Contact, Contract, Customer, Site
from shouwen.capabilities.customers.queries import (
    actor_of_contact,
    by_mail,
    by_phone,
    read_phone,
    search_contacts,
    search_customers,
    search_products,
    show_phone,
)
from shouwen.capabilities.people.queries import actor_of
from tests.capabilities.customers.makers import NOVEMBER_22, a_contact, a_contract, a_customer, a_product
from tests.capabilities.people.makers import SUNDAY_9, a_person

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("written", "number", "extension"),
    [
        ("138 0013 8000", "+8613800138000", ""),
        ("+86 138-0013-8000", "+8613800138000", ""),
        ("0086 13800138000", "+8613800138000", ""),
        ("010-8888 1234 转 801", "+861088881234", "801"),
        ("(010)88881234-ext. 801", "+861088881234", "801"),
        ("01088881234转801", "+861088881234", "801"),
        ("+44 20 7946 0958", "+442079460958", ""),
        ("400-810-8888", "+864008108888", ""),
    ],
)
@pytest.mark.req("SA-13")
def test_numbers_are_read_as_people_write_them(written, number, extension):
    read = read_phone(written)

    assert read is not None
    assert (read.number, read.extension) == (number, extension)


@pytest.mark.parametrize("written", ["", "anonymous", "12", "电话", "+86"])
def test_what_is_no_number_is_none(written):
    assert read_phone(written) is None


def test_numbers_are_shown_as_people_here_write_them():
    assert show_phone("+861088881234", "801").replace(" ", "") == "01088881234-801"
    assert show_phone("+442079460958") == "+44 20 7946 0958"


@pytest.mark.req("SA-13", "CS-1")
def test_a_callers_number_brings_contact_customer_and_contracts_in_one_statement(django_assert_num_queries):
    customer = a_customer("华北电力", code="HB")
    contact = a_contact(customer, "王芳", phones=["13800138000"], role="service_manager")
    contract = a_contract(customer, number="HT-1")
    a_contract(customer, number="unpaid", status="unpaid")

    with django_assert_num_queries(1):
        (caller,) = by_phone("+8613800138000", on=NOVEMBER_22)

    assert (caller.contact_id, caller.contact_name, caller.contact_role) == (
        contact.pk,
        "王芳",
        "service_manager",
    )
    assert (caller.customer_id, caller.customer_code, caller.customer_name) == (customer.pk, "HB", "华北电力")
    assert [(found.id, found.number) for found in caller.contracts] == [(contract.pk, "HT-1")]


def test_a_shared_switchboard_names_the_extension_first():
    customer = a_customer()
    a_contact(customer, "安", phones=["010-88881234"])
    wanted = a_contact(customer, "周", phones=["010-88881234转801"])

    found = by_phone("01088881234 ext 801", on=NOVEMBER_22)

    assert (found[0].contact_id, len(found)) == (wanted.pk, 2)


def test_who_has_left_does_not_answer_to_the_number_or_address():
    contact = a_contact(phones=["13800138000"], mails=["Wang@Example.com"])
    assert by_mail(" WANG@example.com ") == contact

    change_contact(contact=contact, is_active=False, actor=SYSTEM, at=SUNDAY_9)

    assert by_phone("13800138000", on=NOVEMBER_22) == []
    assert by_mail("wang@example.com") is None


@pytest.mark.req("BX-6", "SA-13")
@pytest.mark.parametrize(
    "words", ["电力", "hbdl", "huabei", "HB-01", "华电", "有限 华北", "hbdlsbyxgs", "北京 电力"]
)
def test_customers_are_found_by_parts_of_names_pinyin_and_initials(words):
    customer = a_customer("华北电力设备有限公司", code="HB-01", short_names=["华电", "北京华电"])
    a_customer("南方水务集团", code="NF-01")

    assert list(search_customers(actor=SYSTEM, words=words)) == [customer]


def test_lists_of_customers_are_in_pinyin_order_and_without_the_former():
    names = ["中兴", "安徽合力", "北方重工", "陕鼓"]
    made = {name: a_customer(name) for name in names}
    change_customer(customer=made["陕鼓"], is_active=False, actor=SYSTEM, at=SUNDAY_9)

    found = [customer.name for customer in search_customers(actor=SYSTEM, words="")]

    assert found == ["安徽合力", "北方重工", "中兴"]


@pytest.mark.req("SA-13")
@pytest.mark.parametrize("words", ["王芳", "wf", "wangfang", "0138000", "fang@"])
def test_contacts_are_found_by_name_number_and_address(words):
    contact = a_contact(name="王芳", phones=["13800138000"], mails=["fang@example.com"])
    a_contact(contact.customer, "李强", phones=["13900139000"])

    assert list(search_contacts(actor=SYSTEM, words=words)) == [contact]


def test_products_are_found_by_code_name_and_initials():
    product = a_product("UPS-6K", names={"zh": "不间断电源", "en": "Uninterruptible power"}, family="电源")
    a_product("PUMP", names={"zh": "水泵", "en": "Pump"})

    found = [list(search_products(words=words)) for words in ("ups", "电源", "bjddy", "uninter")]

    assert found == [[product]] * 4


def test_a_contact_sees_his_own_company_only_and_nobody_none():
    own, other = a_contact(), a_contact(name="李强")
    for contact in (own, other):
        a_contract(contact.customer)
    actor = actor_of_contact(own)

    seen = [
        model.objects.visible_to(actor).values_list("pk", flat=True)
        for model in (Customer, Contact, Contract)
    ]

    assert [list(pks) for pks in seen[:2]] == [[own.customer_id], [own.pk]]
    assert Contract.objects.visible_to(actor).get().customer_id == own.customer_id
    for model in (Customer, Contact, Contract, Site, Asset):
        assert not model.objects.visible_to(NOBODY).exists()


def test_staff_see_customers_by_grant():
    a_customer()
    agent, bare = actor_of(a_person(roles=("agent",))), actor_of(a_person())

    assert Customer.objects.visible_to(agent).count() == 1
    assert Customer.objects.visible_to(bare).count() == 0
