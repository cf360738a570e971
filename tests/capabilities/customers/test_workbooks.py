"""Excel in and out: tried first, error by error, the same again changes nothing."""

import io
import time
import zipfile
from datetime import date
from typing import Any

import openpyxl
import pytest
from django.utils import translation

from shouwen.base.actors import SYSTEM
from shouwen.base.models import Fact
from shouwen.base.refusals import NotPermitted
from shouwen.base.sheets import MOST_COLUMNS, NotAWorkbook, open_workbook, rows_in
from shouwen.capabilities.customers.commands.import_workbook import import_workbook
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
from shouwen.capabilities.customers.queries.workbooks import (
    customers_workbook,
    error_workbook,
    template_workbook,
)
from shouwen.capabilities.customers.refusals import WorkbookUnreadable
from shouwen.capabilities.customers.workbook.report import ImportReport, RowError
from shouwen.capabilities.people.queries import actor_of
from tests.capabilities.customers.makers import NOVEMBER_22, a_customer
from tests.capabilities.people.makers import SUNDAY_9, a_person

pytestmark = [pytest.mark.django_db, pytest.mark.req("BX-5")]

WHOLE = {
    "products": [["code", "name", "kind"], ["UPS", "不间断电源", "product"], ["ERP", "企业管理", "business_system"]],
    "customers": [
        ["code", "name", "short_names", "phase"],
        ["C1", "华北电力", "华电;北电", "service"], ["C2", "南方水务", None, None],
    ],
    "sites": [["customer_code", "code", "name"], ["C1", "S1", "主厂房"]],
    "contacts": [
        ["customer_code", "name", "phones", "mails", "site_code", "role"],
        ["C1", "王芳", "13800138000; 010-88881234转801", "wang@example.com", "S1", "service_manager"],
    ],
    "contracts": [
        ["number", "customer_code", "starts_on", "ends_on", "products", "services"],
        ["HT-1", "C1", date(2026, 1, 1), "2026-12-31", "UPS;ERP", "inspection:4; fault"],
    ],
    "assets": [["customer_code", "product_code", "serial", "site_code"], ["C1", "UPS", 10086, "S1"]],
}  # fmt: skip


def workbook(pages: dict[str, list[list[Any]]]) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in pages.items():
        page = book.create_sheet(title)
        for row in rows:
            page.append(row)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def read(content: bytes, *, dry_run: bool = False) -> ImportReport:
    return import_workbook(content=content, actor=SYSTEM, at=SUNDAY_9, dry_run=dry_run)


def counts(report: ImportReport) -> dict[str, tuple[int, int, int, int]]:
    return {sheet.sheet: (sheet.new, sheet.changed, sheet.same, sheet.wrong) for sheet in report.sheets}


def test_a_whole_workbook_becomes_customers():
    report = read(workbook(WHOLE))

    assert report.errors == []
    assert counts(report) == {
        "products": (2, 0, 0, 0), "customers": (2, 0, 0, 0), "sites": (1, 0, 0, 0), "contacts": (1, 0, 0, 0),
        "contracts": (1, 0, 0, 0), "assets": (1, 0, 0, 0),
    }  # fmt: skip
    (caller,) = by_phone("13800138000", on=NOVEMBER_22)
    assert (caller.contact_name, caller.customer_code, caller.contracts[0].number) == ("王芳", "C1", "HT-1")
    assert dict(ContractService.objects.values_list("service", "quantity")) == {
        "inspection": 4,
        "fault": None,
    }
    asset = Asset.objects.get()
    assert (asset.serial, asset.site.code, asset.product.names["zh"]) == ("10086", "S1", "不间断电源")


def test_the_same_workbook_again_changes_and_tells_nothing():
    read(workbook(WHOLE))
    told = Fact.objects.count()

    report = read(workbook(WHOLE))

    assert counts(report)["customers"] == (0, 0, 2, 0)
    assert {found[2] for found in counts(report).values()} == {1, 2}
    assert Fact.objects.count() == told


def test_a_dry_run_counts_the_same_and_keeps_nothing():
    tried = read(workbook(WHOLE), dry_run=True)

    assert (Customer.objects.count(), Product.objects.count(), Fact.objects.count()) == (0, 0, 0)
    assert counts(read(workbook(WHOLE))) == counts(tried)


def test_wrong_rows_are_named_by_row_column_and_reason_and_the_right_ones_kept():
    report = read(
        workbook({
            "customers": [
                ["code", "name", "phase"],
                ["C1", "华北电力", "someday"], ["C2", None, None], ["C3", "好", None],
            ],
            "contacts": [
                ["customer_code", "name", "phones"],
                ["C9", "甲", None], ["C3", "乙", "12"], ["C3", "丙", "13800138000"],
            ],
            "contracts": [["number", "customer_code", "starts_on", "ends_on"], ["H", "C3", "2026-01-01", "soon"]],
        })
    )  # fmt: skip

    assert [(error.sheet, error.row, error.column) for error in report.errors] == [
        ("customers", 2, "phase"),
        ("customers", 3, "name"),
        ("contacts", 2, "customer_code"),
        ("contacts", 3, "phones"),
        ("contracts", 2, "ends_on"),
    ]
    assert all(error.reason for error in report.errors)
    assert list(Customer.objects.values_list("code", flat=True)) == ["C3"]
    assert list(Contact.objects.values_list("name", flat=True)) == ["丙"]


@pytest.mark.parametrize("key", ["products", "customers", "sites", "contacts", "contracts", "assets"])
def test_of_two_rows_about_one_thing_the_second_is_reported(key):
    """Neither silently wins over the other."""
    head, first, *others = WHOLE[key]
    report = read(workbook({**WHOLE, key: [head, first, *others, first]}))

    ((sheet, row, column, reason),) = [(e.sheet, e.row, e.column, e.reason) for e in report.errors]
    assert (sheet, row) == (key, 3 + len(others))
    assert column in head
    assert "第 2 行" in reason
    assert "只保留一行" in reason


def test_two_contacts_of_one_name_are_kept_once_each_has_a_code():
    """Without codes the second would take the first one's numbers away."""
    people = [["customer_code", "name", "code", "phones"]]
    nameless = [*people, ["C2", "张伟", None, "13800138001"], ["C2", "张伟", None, "13800138002"]]
    half = [*people, ["C2", "张伟", "1", "13800138001"], ["C2", "张伟", None, "13800138002"]]
    coded = [*people, ["C2", "张伟", "1", "13800138001"], ["C2", "张伟", "2", "13800138002"]]

    for rows, left_out in ((nameless, [(3, "name")]), (half, [(3, "name")]), (coded, [])):
        report = read(workbook({**WHOLE, "contacts": rows}), dry_run=True)
        assert [(error.row, error.column) for error in report.errors] == left_out


def test_rows_that_lack_what_they_are_known_by_are_not_said_to_repeat_each_other():
    report = read(workbook({"customers": [["code", "name"], [None, "甲"], [None, "乙"]]}))

    assert [(error.row, error.column) for error in report.errors] == [(2, "code"), (3, "code")]


def test_rows_of_a_customer_whose_row_is_wrong_say_which_row_is_to_be_corrected():
    customers = [
        ["code", "name", "phase"],
        ["C1", "华北电力", "someday"],
        ["C2", "南方水务", None],
        ["C1", "又一家", None],
    ]
    report = read(workbook({**WHOLE, "customers": customers}))

    hanging = [error for error in report.errors if error.sheet != "customers"]
    assert {error.sheet for error in hanging} == {"sites", "contacts", "contracts", "assets"}
    assert {error.column for error in hanging} == {"customer_code"}
    assert all(error.reason.startswith("“客户”表第 2 行有误") for error in hanging)


def test_a_new_customer_needs_a_code_of_letters_digits_and_hyphens_and_an_older_code_is_still_known():
    a_customer(code="OLD1")
    Customer.objects.filter(code="OLD1").update(code="旧 编号/1")
    rows = [
        ["旧 编号/1", "老客户"],
        ["新 1", "有空格"],
        ["客户", "汉字"],
        ["A/1", "斜线"],
        ["a-1", "小写也可"],
    ]

    report = read(workbook({"customers": [["code", "name"], *rows]}))

    assert [(error.row, error.column) for error in report.errors] == [(3, "code"), (4, "code"), (5, "code")]
    assert all("字母" in error.reason and "数字" in error.reason for error in report.errors)
    assert set(Customer.objects.values_list("code", "name")) == {("旧 编号/1", "老客户"), ("a-1", "小写也可")}


def test_what_is_too_long_or_too_large_is_named_and_the_other_rows_kept():
    heads = WHOLE["contracts"][0]
    report = read(
        workbook(
            WHOLE
            | {
                "customers": [
                    *WHOLE["customers"],
                    ["C3", "长" * 121, None, None],
                    ["C4", "短", "简" * 61, None],
                ],
                "contracts": [
                    heads,
                    ["HT-2", "C1", "2026-01-01", "2026-12-31", None, "fault:99999999999999999999"],
                    ["HT-3", "C1", "2026-01-01", "2026-12-31", None, "fault:4294967301"],
                ],
            }
        )
    )

    assert {(error.sheet, error.row, error.column) for error in report.errors} == {
        ("customers", 4, "name"),
        ("customers", 5, "short_names"),
        ("contracts", 2, "services"),
        ("contracts", 3, "services"),
    }
    assert counts(report)["customers"] == (2, 0, 0, 2)
    assert counts(report)["contacts"] == (1, 0, 0, 0)


def damaged(content: bytes, part: str, by: bytes) -> bytes:
    """The workbook with one of its inner files replaced."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            new.writestr(name, by if name.endswith(part) else old.read(name))
    return target.getvalue()


@pytest.mark.parametrize(
    ("part", "by"),
    [
        ("workbook.xml", b"<a><b>"),
        ("sheet1.xml", b"<worksheet><sheetData><row><c"),
        (
            "sheet2.xml",
            b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1">'
            b'<c r="A1" t="s"><v>999999</v></c></row></sheetData></worksheet>',
        ),
        ("sharedStrings.xml", b"<sst"),
        ("sharedStrings.xml", b"<sst/>"),
    ],
)
def test_a_damaged_workbook_is_refused(part, by):
    with pytest.raises(WorkbookUnreadable):
        read(damaged(template_workbook(), part, by))


@pytest.mark.parametrize("row", ["1048576", "99999999999"])
def test_a_small_file_that_calls_itself_as_large_as_a_sheet_can_be_gives_few_cells(row):
    far = (
        b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><dimension ref="A1:XFD1048576"/>'
        b'<sheetData><row r="%b"><c r="XFD%b" t="inlineStr"><is><t>x</t></is></c></row></sheetData></worksheet>'
    )
    content = damaged(template_workbook(), "sheet2.xml", far % (row.encode(), row.encode()))
    sheet = open_workbook(content, values_only=True).worksheets[1]

    cells = sum(len(one) for one in rows_in(sheet, values_only=True))

    assert cells <= 2 * MOST_COLUMNS  # not a million rows of 16,384 each


def test_one_endless_word_in_a_sheet_is_gone_through_once_and_not_again_with_every_piece():
    content = damaged(template_workbook(), "sheet2.xml", b"<worksheet><!-- " + b"x" * 40_000_000)
    begun = time.monotonic()

    with pytest.raises(NotAWorkbook):
        list(rows_in(open_workbook(content, values_only=True).worksheets[1], values_only=True))

    assert time.monotonic() - begun < 10  # more than a minute piece by piece


def test_the_error_book_holds_the_wrong_rows_and_can_be_sent_again():
    pages = {"customers": [["code", "name", "phase"], ["C1", "甲", "someday"], ["C2", "乙", "service"]]}
    content = workbook(pages)
    report = read(content)

    book = openpyxl.load_workbook(io.BytesIO(error_workbook(content=content, report=report)))
    page = book.worksheets[0]

    assert [[cell.value for cell in row][:3] for row in page.iter_rows()] == [
        ["code", "name", "phase"],
        ["C1", "甲", "someday"],
    ]
    assert page.cell(2, 4).value == report.errors[0].reason
    assert page.cell(2, 3).fill.start_color.rgb == "FFFEE4E2"
    page.cell(2, 3).value = "service"
    target = io.BytesIO()
    book.save(target)
    assert counts(read(target.getvalue())) == {"customers": (1, 0, 0, 0)}


def test_an_unknown_or_missing_column_stops_the_sheet():
    report = read(workbook({"customers": [["code", "nmae"], ["C1", "甲"]]}))

    assert [(error.row, error.column) for error in report.errors] == [(1, ""), (1, "name")]
    assert not Customer.objects.exists()


def test_formulas_are_not_read():
    report = read(workbook({"customers": [["code", "name"], ["C1", "=1+1"]]}))

    assert report.errors == [RowError("customers", 2, "name", report.errors[0].reason)]
    assert not Customer.objects.exists()


@pytest.mark.parametrize(
    "content", [b"", b"not a workbook", b"PK\x03\x04 broken", workbook({"holidays": [["x"]]})]
)
def test_what_is_no_workbook_of_ours_is_refused(content):
    with pytest.raises(WorkbookUnreadable):
        read(content)


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_template_is_read_in_both_languages_and_says_what_is_needed(language):
    with translation.override(language):
        content = template_workbook()
    book = openpyxl.load_workbook(io.BytesIO(content))

    assert len(book.worksheets) == 6
    heads = [cell.value for cell in book.worksheets[1][1]]
    assert [head.endswith("*") for head in heads[:3]] == [True, True, False]
    assert book.worksheets[1]["A1"].comment is not None
    assert len(book.worksheets[1].data_validations.dataValidation) == 1
    assert read(content).errors == []


def test_an_export_sent_back_changes_nothing_and_holds_no_formula():
    read(workbook(WHOLE))
    a_customer(
        '=HYPERLINK("http://example.com")', code="EVIL", remarks="@SUM(A1)", region="-1+1", address="+86"
    )

    content = customers_workbook(actor=SYSTEM)
    report = read(content)

    cells = [
        cell
        for page in openpyxl.load_workbook(io.BytesIO(content)).worksheets
        for row in page.iter_rows()
        for cell in row
    ]
    assert {cell.data_type for cell in cells} <= {"s", "n", "d"}
    assert 'value="=HYPERLINK' not in content.decode("latin-1")
    assert report.errors == []
    assert {sheet.sheet: (sheet.new, sheet.changed) for sheet in report.sheets} == dict.fromkeys(
        WHOLE, (0, 0)
    )
    assert Site.objects.count() == Contract.objects.count() == 1


def test_importing_and_exporting_need_their_grants():
    agent = actor_of(a_person(roles=("agent",)))

    with pytest.raises(NotPermitted):
        import_workbook(content=workbook(WHOLE), actor=agent, at=SUNDAY_9, dry_run=False)
    with pytest.raises(NotPermitted):
        customers_workbook(actor=agent)

    assert not Customer.objects.exists()
