"""Workbooks that leave the desk: the empty template, the customers as they are, and the rows that were wrong."""

import io
from collections.abc import Iterable
from datetime import date
from typing import Any

import xlsxwriter
from django.db.models import Prefetch
from django.utils.translation import gettext, pgettext

from shouwen.base.actors import Actor
from shouwen.base.permissions import require
from shouwen.capabilities.customers.models import (
    Asset,
    Contact,
    Contract,
    ContractProduct,
    Customer,
    Product,
    Site,
)
from shouwen.capabilities.customers.permissions import can_export
from shouwen.capabilities.customers.workbook.reading import heads_of, rows_of
from shouwen.capabilities.customers.workbook.report import ImportReport
from shouwen.capabilities.customers.workbook.sheets import SHEETS, Column, Sheet

LAST_ROW = 5000


def template_workbook() -> bytes:
    """An empty workbook: heads with their notes (required ones marked *), lists to choose from, everything as text."""
    return _workbook((sheet, ()) for sheet in SHEETS)


def customers_workbook(*, actor: Actor) -> bytes:
    """Everything `actor` may see, in the shape the import reads: sent back unchanged it changes nothing.

    Every value is written as text or as a date, never as a formula, whatever it begins with.
    """
    require(can_export(actor))
    customers = Customer.objects.visible_to(actor)
    rows = {
        "products": [
            _product_row(product) for product in Product.objects.filter(is_active=True).order_by("code")
        ],
        "customers": [_customer_row(customer) for customer in customers.order_by("code")],
        "sites": [
            _site_row(site) for site in _of(Site.objects.visible_to(actor)).order_by("customer__code", "code")
        ],
        "contacts": [_contact_row(contact) for contact in _contacts(actor)],
        "contracts": [_contract_row(contract) for contract in _contracts(actor)],
        "assets": [_asset_row(asset) for asset in _assets(actor)],
    }
    return _workbook((sheet, rows[sheet.key]) for sheet in SHEETS)


def error_workbook(*, content: bytes, report: ImportReport) -> bytes:
    """The wrong rows as they were sent, the wrong cells red, the reasons in a last column: correct and send again."""
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as book:
        looks = _Looks(book)
        for sheet in SHEETS:
            wrong: dict[int, dict[str, str]] = {}
            for error in report.errors:
                if error.sheet == sheet.key:
                    wrong.setdefault(error.row, {})[error.column] = error.reason
            if wrong:
                _write_wrong(
                    book.add_worksheet(str(sheet.title)), looks, list(rows_of(content, sheet)), wrong, sheet
                )
    return target.getvalue()


class _Looks:
    """The formats of one workbook."""

    def __init__(self, book: Any) -> None:
        self.head = book.add_format({"bold": True, "bg_color": "#EAECF0", "border": 1, "num_format": "@"})
        self.text = book.add_format({"num_format": "@"})
        self.date = book.add_format({"num_format": "yyyy-mm-dd"})
        self.wrong = book.add_format({"bg_color": "#FEE4E2", "font_color": "#B42318"})


def _workbook(filled: Iterable[tuple[Sheet, Iterable[dict[str, Any]]]]) -> bytes:
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as book:
        looks = _Looks(book)
        for sheet, rows in filled:
            page = book.add_worksheet(str(sheet.title))
            page.freeze_panes(1, 0)
            for place, column in enumerate(sheet.columns):
                _write_head(page, looks, place, column)
            for number, row in enumerate(rows, start=1):
                for place, column in enumerate(sheet.columns):
                    _write_cell(page, looks, number, place, row.get(column.key))
    return target.getvalue()


def _write_head(page: Any, looks: _Looks, place: int, column: Column) -> None:
    page.write_string(0, place, f"{column.head}*" if column.is_required else str(column.head), looks.head)
    page.set_column(place, place, 22, looks.date if column.kind == "date" else looks.text)
    if column.note:
        page.write_comment(0, place, str(column.note))
    if column.choices is not None and column.kind == "choice":
        options = [str(label) for label in column.choices.labels]
        page.data_validation(1, place, LAST_ROW, place, {"validate": "list", "source": options})
    if column.kind == "yes_no":
        answers = [pgettext("answer", "Yes"), pgettext("answer", "No")]
        page.data_validation(1, place, LAST_ROW, place, {"validate": "list", "source": answers})


def _write_cell(page: Any, looks: _Looks, row: int, place: int, value: Any) -> None:
    """Text as text and dates as dates; `write_string` never makes a formula of what begins with = + - or @."""
    if value is None or value == "":
        return
    if isinstance(value, date):
        page.write_datetime(row, place, value, looks.date)
    elif isinstance(value, bool):
        page.write_string(
            row, place, pgettext("answer", "Yes") if value else pgettext("answer", "No"), looks.text
        )
    elif isinstance(value, (list, tuple)):
        page.write_string(row, place, "; ".join(value), looks.text)
    else:
        page.write_string(row, place, str(value), looks.text)


def _write_wrong(
    page: Any,
    looks: _Looks,
    sent: list[tuple[int, list[Any]]],
    wrong: dict[int, dict[str, str]],
    sheet: Sheet,
) -> None:
    head = [str(value or "") for value in sent[0][1]] if sent else []
    places = _places(head, sheet)
    for place, word in enumerate([*head, gettext("Reason")]):
        page.write_string(0, place, word, looks.head)
    for line, (number, values) in enumerate(((n, v) for n, v in sent if n in wrong and n > 1), start=1):
        bad = {places.get(key) for key in wrong[number]}
        for place, value in enumerate(values):
            if place in bad:
                page.write_string(line, place, _shown(value), looks.wrong)
            else:
                _write_cell(page, looks, line, place, value)
        page.write_string(line, len(head), " ".join(wrong[number].values()), looks.wrong)


def _places(head: list[str], sheet: Sheet) -> dict[str, int]:
    words = [word.strip().rstrip("*").strip().lower() for word in head]
    return {
        column.key: place
        for column in sheet.columns
        for place, word in enumerate(words)
        if word in heads_of(column)
    }


def _shown(value: Any) -> str:
    return "" if value is None else str(value)


def _of(rows: Any) -> Any:
    return rows.filter(is_active=True).select_related("customer")


def _contacts(actor: Actor) -> Any:
    found = Contact.objects.visible_to(actor).present().select_related("customer", "site")
    return found.prefetch_related("phones", "mails").order_by("customer__code", "name", "pk")


def _contracts(actor: Actor) -> Any:
    covered = Prefetch("covered", ContractProduct.objects.select_related("product"))
    found = Contract.objects.visible_to(actor).select_related("customer")
    return found.prefetch_related(covered, "services").order_by("number")


def _assets(actor: Actor) -> Any:
    found = Asset.objects.visible_to(actor).filter(is_active=True)
    return found.select_related("customer", "product", "site").order_by("customer__code", "serial")


def _product_row(product: Product) -> dict[str, Any]:
    return {
        "code": product.code, "name": product.names["zh"], "name_en": product.names["en"],
        "kind": product.get_kind_display(), "family": product.family, "is_own": product.is_own,
    }  # fmt: skip


def _customer_row(customer: Customer) -> dict[str, Any]:
    return {
        "code": customer.code, "name": customer.name, "short_names": customer.short_names, "level": customer.level,
        "phase": customer.get_phase_display(), "region": customer.region, "address": customer.address,
        "remarks": customer.remarks,
    }  # fmt: skip


def _site_row(site: Site) -> dict[str, Any]:
    return {
        "customer_code": site.customer.code, "code": site.code, "name": site.name, "region": site.region,
        "address": site.address,
    }  # fmt: skip


def _contact_row(contact: Contact) -> dict[str, Any]:
    phones = [f"{p.number}转{p.extension}" if p.extension else p.number for p in contact.phones.all()]
    return {
        "customer_code": contact.customer.code, "name": contact.name, "code": contact.code, "title": contact.title,
        "role": contact.get_role_display(), "phones": phones, "mails": [m.address for m in contact.mails.all()],
        "site_code": contact.site.code if contact.site else "",
    }  # fmt: skip


def _contract_row(contract: Contract) -> dict[str, Any]:
    services = [
        s.service if s.quantity is None else f"{s.service}:{s.quantity}" for s in contract.services.all()
    ]
    return {
        "number": contract.number, "customer_code": contract.customer.code, "status": contract.get_status_display(),
        "starts_on": contract.starts_on, "ends_on": contract.ends_on, "maintenance_until": contract.maintenance_until,
        "service_level": contract.service_level, "calendar": contract.calendar,
        "products": [covered.product.code for covered in contract.covered.all()],
        "covers_all_products": contract.covers_all_products, "services": services,
    }  # fmt: skip


def _asset_row(asset: Asset) -> dict[str, Any]:
    return {
        "customer_code": asset.customer.code, "product_code": asset.product.code, "serial": asset.serial,
        "version": asset.version, "site_code": asset.site.code if asset.site else "",
        "installed_on": asset.installed_on, "warranty_until": asset.warranty_until,
    }  # fmt: skip
