"""Which row of a workbook is about what: two rows about one thing, and rows of a customer whose own is wrong."""

from collections.abc import Mapping
from typing import Any, Final

KNOWN_BY: Final = {
    "products": ("code",),
    "customers": ("code",),
    "sites": ("customer_code", "code"),
    "contacts": ("customer_code", "code"),
    "contracts": ("number",),
    "assets": ("product_code", "serial"),
}
"""The key of a sheet -> the columns by which a row is known. A contact without a code is known by his name."""


class Named:
    """What the rows of one workbook were about so far, as they are numbered in Excel."""

    def __init__(self) -> None:
        self._rows: dict[tuple[object, ...], int] = {}
        self._wrong_customers: dict[str, int] = {}

    def earlier(self, sheet: str, row: Mapping[str, Any], number: int) -> tuple[str, int] | None:
        """The row `number` is noted; the column and the earlier row of the sheet where it is about the same thing."""
        *parents, column = KNOWN_BY[sheet]
        above = tuple(row.get(key) for key in parents)
        if sheet == "contacts" and row.get("name"):
            by_name = (sheet, *above, "name", row["name"])
            if not row.get("code"):
                return self._noted(by_name, "name", number)
            self._rows.setdefault(by_name, number)
        if not row.get(column):
            return None
        return self._noted((sheet, *above, column, row[column]), column, number)

    def wrong_customer(self, code: str, number: int) -> None:
        """The row `number` of the customers, about `code`, was left out."""
        self._wrong_customers.setdefault(code, number)

    def left_out(self, code: str) -> int | None:
        """The row of the customer `code`, if it was left out."""
        return self._wrong_customers.get(code)

    def _noted(self, name: tuple[object, ...], column: str, number: int) -> tuple[str, int] | None:
        first = self._rows.setdefault(name, number)
        return None if first == number else (column, first)
