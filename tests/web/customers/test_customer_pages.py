"""Customers as screens show and change them."""

import io
import re
from datetime import date

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from shouwen.base.actors import SYSTEM
from shouwen.base.time import database_now
from shouwen.capabilities.customers.models import (
    Asset,
    Contact,
    Contract,
    ContractService,
    Customer,
    Product,
    Site,
)
from shouwen.capabilities.customers.queries import by_phone
from shouwen.capabilities.regulations.commands import adopt_preset
from tests.capabilities.customers.makers import NOVEMBER_22, a_contact, a_contract, a_customer, a_product
from tests.capabilities.customers.test_workbooks import workbook
from tests.capabilities.people.makers import a_person
from tests.web.people.doors import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin() -> Client:
    return signed_in(a_person("admin", roles=("administrator",), is_demo=True))


def text_of(answer) -> str:  # type: ignore[no-untyped-def]  # Django's test answer has no public type
    return answer.content.decode()


def test_the_list_costs_the_same_for_one_and_thirty_customers(admin, django_assert_max_num_queries):
    a_customer()
    admin.get("/customers")
    with django_assert_max_num_queries(8) as few:
        admin.get("/customers")
    for number in range(30):
        a_contract(a_customer(f"客户{number}", owner=a_person()))

    with django_assert_max_num_queries(8) as many:
        page = admin.get("/customers")

    assert len(few.captured_queries) == len(many.captured_queries)
    assert text_of(page).count("<tr>") == 32


def test_the_page_of_a_customer_costs_the_same_for_one_and_ten_of_everything(
    admin, django_assert_max_num_queries
):
    small, large = a_customer(code="S"), a_customer(code="L")
    for customer, count in ((small, 1), (large, 10)):
        for number in range(count):
            a_contact(
                customer,
                f"人{number}",
                phones=[f"1380013{count:02d}{number:02d}"],
                mails=[f"{count}.{number}@example.com"],
            )
            a_contract(customer, a_product())
    admin.get(f"/customers/{small.pk}")
    with django_assert_max_num_queries(12) as few:
        admin.get(f"/customers/{small.pk}")

    with django_assert_max_num_queries(12) as many:
        admin.get(f"/customers/{large.pk}")

    assert len(few.captured_queries) == len(many.captured_queries)


def test_long_lists_go_on_at_the_next_page(admin):
    for number in range(51):
        a_product(f"P{number:03d}")
        a_customer(f"客户{number:03d}")

    pages = [
        text_of(admin.get(path))
        for path in ("/products", "/products?after=50", "/customers", "/customers?after=50")
    ]

    assert [page.count("<tr>") for page in pages] == [51, 2, 51, 2]
    assert ['rel="next"' in page for page in pages] == [True, False, True, False]


@pytest.mark.req("BX-6")
def test_customers_are_found_by_initials(admin):
    customer = a_customer("华北电力设备有限公司")
    a_customer("南方水务集团")

    page = text_of(admin.get("/customers?q=hbdl"))

    assert f"/customers/{customer.pk}" in page
    assert "南方水务" not in page


def test_a_customer_is_added_and_changed(admin):
    admin.post(
        "/customers/new", {"code": "C-1", "name": "华电", "short_names": "hd\n华北", "phase": "service"}
    )
    customer = Customer.objects.get()

    taken = admin.post("/customers/new", {"code": "C-1", "name": "x", "phase": "service"})
    admin.post(f"/customers/{customer.pk}/change", {"name": "华北电力", "phase": "former", "short_names": ""})

    customer.refresh_from_db()
    assert taken.status_code == 422
    assert (customer.code, customer.name, customer.phase, customer.short_names) == (
        "C-1",
        "华北电力",
        "former",
        [],
    )


def test_a_contact_is_added_changed_merged_and_leaves(admin):
    customer = a_customer()
    at = f"/customers/{customer.pk}/contacts"

    wrong = admin.post(at, {"name": "王芳", "role": "user", "language": "zh-hans", "phones": "12"})
    for name, phone in (("王芳", "13800138000"), ("王方", "13900139000")):
        admin.post(at, {"name": name, "role": "user", "language": "zh-hans", "phones": phone})
    survivor, absorbed = Contact.objects.order_by("pk")
    admin.post(f"/contacts/{survivor.pk}/merge", {"absorbed": absorbed.pk})
    admin.post(f"/contacts/{survivor.pk}", {
        "name": "王芳", "role": "service_manager", "language": "zh-hans", "phones": "13800138000\n13900139000",
    })  # fmt: skip
    found = by_phone("13900139000", on=NOVEMBER_22)
    admin.post(f"/contacts/{survivor.pk}/departure")

    assert wrong.status_code == 422
    assert "12" in text_of(wrong)
    assert [(caller.contact_id, caller.contact_role) for caller in found] == [
        (survivor.pk, "service_manager")
    ]
    assert by_phone("13900139000", on=NOVEMBER_22) == []


def test_sites_assets_and_products_are_added(admin):
    customer = a_customer()
    admin.post("/products/new", {"code": "UPS", "name_zh": "电源", "kind": "product", "is_own": "on"})
    product = Product.objects.get()
    admin.post(f"/customers/{customer.pk}/sites", {"code": "S1", "name": "主厂房"})
    site = Site.objects.get()
    admin.post(f"/customers/{customer.pk}/assets", {"product": product.pk, "serial": "SN1", "site": site.pk})
    asset = Asset.objects.get()
    admin.post(f"/assets/{asset.pk}", {"version": "2.0", "site": site.pk})

    page = text_of(admin.get(f"/customers/{customer.pk}"))

    asset.refresh_from_db()
    assert (product.names, asset.version) == ({"zh": "电源", "en": "电源"}, "2.0")
    assert all(word in page for word in ("主厂房", "SN1", "电源"))


@pytest.mark.req("SA-1")
def test_a_contract_is_added_and_changed_with_its_services(admin):
    customer, product = a_customer(), a_product()
    terms = {
        "number": "HT-1", "status": "active", "starts_on": "2026-01-01", "ends_on": "2026-12-31",
        "products": [product.pk], "has_fault": "on", "has_inspection": "on", "quantity_inspection": "4",
    }  # fmt: skip

    admin.post(f"/customers/{customer.pk}/contracts", terms)
    contract = Contract.objects.get()
    wrong = admin.post(f"/contracts/{contract.pk}", {**terms, "ends_on": "2025-12-31"})
    admin.post(f"/contracts/{contract.pk}", {**terms, "status": "unpaid", "quantity_inspection": "2"})

    contract.refresh_from_db()
    assert wrong.status_code == 422
    assert (contract.status, contract.maintenance_until) == ("unpaid", date(2026, 12, 31))
    services = dict(ContractService.objects.values_list("service", "quantity"))
    assert services == {"fault": None, "inspection": 2}


def test_a_customer_without_a_living_contract_is_warned_about(admin):
    bare, covered = a_customer(), a_customer()
    a_contract(covered, starts_on=date(2020, 1, 1), ends_on=date(2099, 12, 31))

    pages = [text_of(admin.get(f"/customers/{customer.pk}")) for customer in (bare, covered)]

    assert ["banner is-warn" in page for page in pages] == [True, False]


def test_open_tickets_of_a_customer_load_by_themselves(admin):
    customer = a_customer()

    page, panel = admin.get(f"/customers/{customer.pk}"), admin.get(f"/customers/{customer.pk}/tickets")

    assert f"/customers/{customer.pk}/tickets" in text_of(page)
    assert panel.status_code == 200


def test_a_workbook_is_tried_then_imported_and_its_errors_come_back(admin):
    content = workbook(
        {"customers": [["code", "name", "phase"], ["C1", "华电", "service"], ["C2", "x", "someday"]]}
    )

    def send(path: str, **fields: str):  # type: ignore[no-untyped-def]  # Django's test answer has no public type
        return admin.post(path, {"workbook": SimpleUploadedFile("c.xlsx", content), **fields})

    tried = send("/customers/import", dry_run="yes")
    count_after_trial = Customer.objects.count()
    done = send("/customers/import", dry_run="no")
    errors = send("/customers/import/errors")

    assert [answer.status_code for answer in (tried, done, errors)] == [200, 200, 200]
    assert (count_after_trial, Customer.objects.count()) == (0, 1)
    assert '<td class="number">3</td>' in text_of(done)
    rows = list(openpyxl.load_workbook(io.BytesIO(errors.content)).worksheets[0].iter_rows(values_only=True))
    assert [row[0] for row in rows] == ["code", "C2"]
    assert "attachment" in errors.headers["Content-Disposition"]


def test_a_workbook_is_chosen_once_for_trial_import_and_wrong_rows(admin):
    content = workbook({"customers": [["code", "name", "phase"], ["C1", "华电", ""], ["C2", "x", "someday"]]})

    tried = admin.post(
        "/customers/import", {"workbook": SimpleUploadedFile("c.xlsx", content), "dry_run": "yes"}
    )
    (again,) = re.findall(r'name="again" value="([^"]+)"', text_of(tried))
    errors = admin.post("/customers/import/errors", {"again": again})
    done = admin.post("/customers/import", {"again": again, "dry_run": "no"})
    broken = admin.post("/customers/import", {"again": "no Base64 *", "dry_run": "no"})

    rows = list(openpyxl.load_workbook(io.BytesIO(errors.content)).worksheets[0].iter_rows(values_only=True))
    assert [row[0] for row in rows] == ["code", "C2"]
    assert (done.status_code, list(Customer.objects.values_list("code", flat=True))) == (200, ["C1"])
    assert text_of(done).count('name="again"') == 1  # for the wrong rows
    assert broken.status_code == 422


def test_a_file_that_is_no_workbook_is_told_so(admin):
    answer = admin.post(
        "/customers/import", {"workbook": SimpleUploadedFile("c.xlsx", b"no"), "dry_run": "yes"}
    )

    assert answer.status_code == 422
    assert ".xlsx" in text_of(answer)


@pytest.mark.parametrize("path", ["/customers/import/template", "/customers/export"])
def test_workbooks_are_downloads(admin, path):
    answer = admin.get(path)

    assert answer.status_code == 200
    assert openpyxl.load_workbook(io.BytesIO(answer.content)).sheetnames


ROUTES = {
    "/customers": "GET", "/customers/new": "GET", "/customers/1": "GET", "/customers/1/change": "GET",
    "/customers/import": "GET", "/customers/import/errors": "POST", "/customers/import/template": "GET",
    "/customers/export": "GET", "/customers/1/tickets": "GET", "/customers/1/contacts": "GET",
    "/customers/1/sites": "GET", "/customers/1/assets": "GET", "/customers/1/contracts": "GET",
    "/contacts/1": "GET", "/contacts/1/departure": "POST", "/contacts/1/merge": "GET", "/sites/1": "GET",
    "/assets/1": "GET", "/contracts/1": "GET", "/products": "GET", "/products/new": "GET", "/products/x": "GET",
}  # fmt: skip


@pytest.mark.parametrize(("path", "method"), ROUTES.items())
def test_every_route_is_closed_to_nobody_and_to_staff_without_the_grant(path, method):
    bare = signed_in(a_person("bare", is_demo=True))

    nobody, staff = Client().generic(method, path), bare.generic(method, path)

    assert nobody.headers["Location"].startswith("/sign-in/")
    assert staff.status_code == 403


@pytest.mark.parametrize(
    "path", ["customers/{}", "customers/{}/change", "contacts/{}", "contracts/{}", "sites/{}"]
)
def test_what_does_not_exist_is_not_found(admin, path):
    assert admin.get("/" + path.format(999999)).status_code == 404


def test_who_may_see_no_ticket_is_not_told_that_none_is_open():
    customer = a_customer()
    seen = {
        role: text_of(signed_in(a_person(role, roles=(role,), is_demo=True)).get(f"/customers/{customer.pk}"))
        for role in ("business_development", "desk_manager")
    }

    card = f'hx-get="/customers/{customer.pk}/tickets"'
    assert [card in seen[role] for role in ("business_development", "desk_manager")] == [False, True]
    assert "没有未结工单。" in seen["desk_manager"]


def test_all_that_is_wrong_with_a_contact_is_said_at_once(admin):
    customer = a_customer()
    form = {"name": "李明", "role": "user", "language": "zh-hans", "phones": "打不通", "mails": "不是地址"}

    answer = admin.post(f"/customers/{customer.pk}/contacts", form)

    assert answer.status_code == 422
    assert "打不通" in text_of(answer)
    assert all(words in text_of(answer) for words in ("不是电话号码", "不是邮箱地址"))
    assert not Contact.objects.filter(customer=customer).exists()


def test_the_standard_level_is_offered_once(admin):
    adopt_preset(code="desk", actor=SYSTEM, at=database_now())

    page = text_of(admin.get("/customers/new"))

    select = page[page.index('<select name="level"') :].split("</select>", 1)[0]
    assert re.findall(r'<option value="(\w*)"', select) == ["standard", "vip"]
    assert 'value="standard" selected' in select


@pytest.mark.parametrize("code", ["😀", "空 格", "A_1", "A/1"])
def test_a_code_of_other_signs_than_letters_digits_and_hyphens_is_refused_at_its_field(admin, code):
    answer = admin.post("/customers/new", {"code": code, "name": "华电", "phase": "service"})

    assert answer.status_code == 422
    assert "只能由字母 A 到 Z、数字和连字符组成" in text_of(answer)
    assert not Customer.objects.exists()


def test_who_has_no_level_of_his_own_still_has_none_after_his_form_was_saved(admin):
    adopt_preset(code="desk", actor=SYSTEM, at=database_now())
    customer = a_customer(level="")
    form = {"code": customer.code, "name": customer.name, "phase": "service", "remarks": "新地址待定"}

    for level, kept in (("standard", ""), ("vip", "vip"), ("standard", "standard")):
        answer = admin.post(f"/customers/{customer.pk}/change", {**form, "level": level})
        customer.refresh_from_db()
        assert (answer.status_code, customer.level) == (303, kept)
