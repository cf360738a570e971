"""Telephone numbers as people write them, and as they are kept."""

import re
from dataclasses import dataclass

HOME = "CN"
_EXTENSION = re.compile(
    r"(?:\s*(?:转|轉|分机|分機|ext\.?|x|#|p)\s*[::]?\s*|,{1,2})(\d{1,8})\s*$", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class PhoneNumber:
    """A number in E.164 and the extension behind it, "" for none."""

    number: str
    extension: str = ""


def read_phone(written: str, *, home: str = HOME) -> PhoneNumber | None:
    """The number somebody wrote or a switchboard sent, e.g. "010-8888 1234 转 801"; None if it can't be one.

    Without a country code it is a number of `home`.
    """
    import phonenumbers  # here, because its tables are only needed where numbers are read

    text = written.strip()
    found = _EXTENSION.search(text)
    extension = found.group(1) if found else ""
    digits = text[: found.start()] if found else text
    try:
        parsed = phonenumbers.parse(digits, home)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(parsed):
        return None
    number = phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)
    return PhoneNumber(number, extension or parsed.extension or "")


def show_phone(number: str, extension: str = "", *, home: str = HOME) -> str:
    """The number as people at `home` write it: national form there, international form elsewhere."""
    import phonenumbers

    try:
        parsed = phonenumbers.parse(number, home)
    except phonenumbers.NumberParseException:
        return number
    own = phonenumbers.region_code_for_country_code(parsed.country_code or 0) == home
    style = phonenumbers.PhoneNumberFormat.NATIONAL if own else phonenumbers.PhoneNumberFormat.INTERNATIONAL
    written = phonenumbers.format_number(parsed, style)
    return f"{written}-{extension}" if extension else written
