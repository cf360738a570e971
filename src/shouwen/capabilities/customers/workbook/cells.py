"""What a cell says, as its column reads it."""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext

from shouwen.base.asked import whole
from shouwen.capabilities.customers.choices import ServiceKind
from shouwen.capabilities.customers.workbook.sheets import Column, Kind


def read_cell(column: Column, value: Any) -> Any:
    """The cell as its column reads it; None for an empty one. Raises ValueError with the sentence for the person."""
    if value is None or (isinstance(value, str) and not value.strip()):
        if column.is_required:
            raise ValueError(gettext("This is missing."))
        return None
    read = _READERS[column.kind](column, value)
    if column.kind in ("text", "list"):
        _check_length(column, [read] if isinstance(read, str) else read)
    return read


def _check_length(column: Column, texts: Sequence[str]) -> None:
    if any(len(text) > column.longest for text in texts):
        raise ValueError(gettext("At most %(count)s characters.") % {"count": column.longest})


def _text(column: Column, value: Any) -> str:
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return str(value).strip()


def _list(column: Column, value: Any) -> list[str]:
    text = _text(column, value)
    for mark in (";", ";", "、", "\n"):
        text = text.replace(mark, "\n")
    return [part.strip() for part in text.split("\n") if part.strip()]


def _date(column: Column, value: Any) -> date:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    text = (
        _text(column, value)
        .replace("/", "-")
        .replace(".", "-")
        .replace("年", "-")
        .replace("月", "-")
        .strip("日")
    )
    try:
        year, month, day = (int(part) for part in text.split("-"))
        return date(year, month, day)
    except ValueError:
        raise ValueError(gettext("This is not a date such as 2026-12-31.")) from None


def _yes_no(column: Column, value: Any) -> bool:
    text = _text(column, value).lower()
    if text in ("是", "yes", "y", "true", "1"):
        return True
    if text in ("否", "no", "n", "false", "0"):
        return False
    raise ValueError(gettext("This must be yes or no."))


def _choice(column: Column, value: Any) -> str:
    text = _text(column, value)
    assert column.choices is not None
    known = {key.lower(): key for code, label in column.choices.choices for key in (code, str(label))}
    codes = {str(label).lower(): code for code, label in column.choices.choices}
    if text.lower() in codes:
        return str(codes[text.lower()])
    if text.lower() in known:
        return text.lower()
    listed = gettext(", ").join(str(label) for label in column.choices.labels)
    raise ValueError(gettext("This must be one of: %(known)s.") % {"known": listed})


def _services(column: Column, value: Any) -> dict[str, int | None]:
    services: dict[str, int | None] = {}
    kinds = Column("services", "", choices=ServiceKind)
    for part in _list(column, value):
        name, _colon, quantity = part.replace("：", ":").partition(":")
        often = whole(quantity.strip())
        if quantity.strip() and often is None:
            raise ValueError(gettext("%(text)s is not a number.") % {"text": quantity.strip()})
        services[_choice(kinds, name)] = often
    return services


_READERS: dict[Kind, Callable[[Column, Any], Any]] = {
    "text": _text, "list": _list, "date": _date, "yes_no": _yes_no, "choice": _choice, "services": _services,
}  # fmt: skip
