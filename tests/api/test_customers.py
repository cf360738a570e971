"""Customers by the API: added, changed, merged, ended, taken in and given out as a workbook."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from shouwen.capabilities.customers.models import Asset, Customer
from tests.api.makers import a_thrifty_program
from tests.capabilities.people.makers import an_administrator
from tests.capabilities.tickets.makers import Desk

pytestmark = pytest.mark.django_db

CONTRACT = {
    "number": "HT-2026-9",
    "customer": "SH01",
    "starts_on": "2026-01-01",
    "ends_on": "2026-12-31",
    "services": {"inspection": 4, "fault": None},
    "covers_all_products": True,
}


@pytest.fixture
def office(desk: Desk):
    administrator, _actor = an_administrator()
    return a_thrifty_program(administrator)


# REQ BX-5
def test_a_customer_is_built_up_changed_and_ended_by_requests_alone(office, desk):
    office.post("/customers", {"code": "SH01", "name": "上海第一医院"})
    steps = [
        ("POST", "/sites", {"customer": "SH01", "code": "HQ", "name": "本部"}, 201),
        ("POST", "/contacts", {"customer": "SH01", "name": "王敏", "phones": ["021-63211234"], "mails": ["wm@sh.example"]}, 201),
        ("POST", "/contacts", {"customer": "SH01", "name": "王敏敏", "phones": ["13900139000"]}, 201),
        ("POST", "/contracts", CONTRACT, 201),
        ("POST", "/assets", {"customer": "SH01", "product": desk.product.code, "serial": "SN-1", "site": "HQ"}, 201),
        ("PATCH", "/customers/SH01", {"phase": "former", "remarks": "搬迁"}, 200),
        ("PATCH", "/contracts/HT-2026-9", {"status": "terminated", "ends_on": "2026-11-30"}, 200),
    ]  # fmt: skip
    answers = {}
    for method, path, body, status in steps:
        answer = office.send(method, path, body)
        assert answer.status_code == status, (path, answer.content.decode())
        answers[path, body.get("name", "")] = answer.json()

    asset = answers["/assets", ""]
    newer = office.send("PATCH", f"/assets/{asset['id']}", {"version": "3.2", "site": None}).json()
    survivor = answers["/contacts", "王敏"]["id"]
    merged = office.post(
        f"/contacts/{survivor}/merges", {"absorbed": answers["/contacts", "王敏敏"]["id"]}
    ).json()
    assert (asset["site"], newer["site"], newer["version"]) == ("HQ", None, "3.2")
    assert office.get(f"/assets/{asset['id']}").json() == newer
    assert [row["serial"] for row in office.get("/assets?customer=SH01").json()["items"]] == ["SN-1"]
    assert (len(merged["phones"]), merged["mails"]) == (2, ["wm@sh.example"])
    assert answers["/contracts/HT-2026-9", ""]["status"] == "terminated"
    assert answers["/customers/SH01", ""]["phase"] == "former"


def test_an_asset_stands_at_its_own_customers_site_only(office, desk):
    for code in ("A1", "B1"):
        office.post("/customers", {"code": code, "name": code})
        office.post("/sites", {"customer": code, "code": f"S-{code}", "name": "x"})

    answer = office.post(
        "/assets", {"customer": "A1", "product": desk.product.code, "serial": "1", "site": "S-B1"}
    )

    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "site")
    assert not Asset.objects.filter(serial="1").exists()


def test_the_same_serial_twice_is_a_conflict_that_says_so(office, desk):
    asset = {"customer": desk.customer.code, "product": desk.product.code, "serial": "SN-1"}

    first, second = office.post("/assets", asset), office.post("/assets", asset)

    assert (first.status_code, second.status_code, second.json()["code"]) == (201, 409, "serial_taken")


# REQ BX-5
def test_the_workbook_goes_out_is_tried_and_taken_in_again(office, desk):
    book = office.get("/customer-workbook")

    tried = office.upload("/customer-imports", {"file": _book(book.content), "dry_run": "true"})
    kept = office.upload("/customer-imports", {"file": _book(book.content)})

    assert book["Content-Type"].startswith("application/vnd.openxmlformats")
    assert [(told.status_code, told.json()["is_dry_run"], told.json()["errors"]) for told in (tried, kept)] == [
        (201, True, []), (201, False, []),
    ]  # fmt: skip
    counts = {sheet["sheet"]: sheet["same"] for sheet in kept.json()["sheets"]}
    assert counts["customers"] == Customer.objects.count()
    assert {(sheet["new"], sheet["changed"], sheet["wrong"]) for sheet in kept.json()["sheets"]} == {
        (0, 0, 0)
    }


def test_what_is_no_workbook_is_refused_and_says_so(office):
    answer = office.upload("/customer-imports", {"file": _book(b"not a workbook")})

    assert (answer.status_code, answer.json()["code"]) == (422, "workbook_unreadable")


def test_the_empty_workbook_can_be_fetched(office):
    assert office.get("/customer-template").content[:2] == b"PK"


def _book(content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile("customers.xlsx", content)
