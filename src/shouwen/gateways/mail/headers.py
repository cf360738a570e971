"""Header fields as they arrive, encoded words, parameters and addresses, become text one can trust to be text."""

import base64
import binascii
import quopri
import re
from datetime import UTC, datetime
from email.message import Message
from email.utils import getaddresses, parsedate_to_datetime
from urllib.parse import unquote_to_bytes

from shouwen.capabilities.intake.ports import MailAddress
from shouwen.gateways.mail.charsets import clean_line, decode

MAX_VALUE = 64 * 1024
MAX_ADDRESSES = 200
MAX_REFERENCES = 100

_ENCODED_WORD = re.compile(r"=\?([^?\s]{1,60})\?([bBqQ])\?([^?]*)\?=")
MESSAGE_ID = re.compile(r"<[^<>\s\x00-\x1f\x7f]{1,500}>")
ADDRESS = re.compile(r"[^@\s\x00-\x1f\x7f<>(),;:\\\"\[\]]{1,128}@[^@\s\x00-\x1f\x7f<>(),;:\\\"\[\]]{1,253}")
_PARAMETER = re.compile(
    r";\s*([^\s=;\"*]{1,60})(?:\*(\d{1,3}))?(\*)?\s*=\s*(\"(?:[^\"\\]|\\.)*\"?|[^;]*)", re.DOTALL
)


def raw_values(message: Message, name: str) -> list[str]:
    """All values of a field in their order, unfolded, 8-bit bytes still as surrogates."""
    wanted = name.lower()
    return [_unfold(str(value)) for key, value in message.raw_items() if key.lower() == wanted]


def raw_value(message: Message, name: str) -> str:
    """The first value of a field, unfolded; empty when the field is missing."""
    return next(iter(raw_values(message, name)), "")


def text_of(message: Message, name: str) -> str:
    """The first value of a field as one clean line for people to read."""
    return clean_line(decode_words(raw_value(message, name)))


def decode_words(value: str) -> str:
    """`value` with its encoded words and raw 8-bit stretches decoded.

    Neighbouring words of one charset are joined as bytes first: many Chinese senders cut characters in two.
    """
    if "=?" not in value:
        return _decode_eight_bit(value)
    pieces: list[str] = []
    pending: bytes = b""
    charset, at = "", 0
    for word in _ENCODED_WORD.finditer(value):
        gap = value[at : word.start()]
        at = word.end()
        label = word[1].partition("*")[0]
        if gap.strip() or label.lower() != charset:
            pieces.append(decode(pending, charset))
            pieces.append(_decode_eight_bit(gap) if gap.strip() or not pending else "")
            pending, charset = b"", label.lower()
        pending += _word_bytes(word[2], word[3])
    pieces.append(decode(pending, charset))
    return "".join(pieces) + _decode_eight_bit(value[at:])


def addresses(message: Message, name: str) -> tuple[MailAddress, ...]:
    """The addresses in all fields of that name; what is not an address is left out."""
    found: dict[str, MailAddress] = {}
    for display, address in _parse_addresses(raw_values(message, name)):
        plain = clean_line(_decode_eight_bit(address)).lower()
        if ADDRESS.fullmatch(plain) and plain not in found and len(found) < MAX_ADDRESSES:
            found[plain] = MailAddress(address=plain, name=clean_line(decode_words(display))[:200])
    return tuple(found.values())


def message_ids(message: Message, name: str) -> tuple[str, ...]:
    """The message ids in a field, each once; the first and the newest ones when there are too many."""
    ids = tuple(dict.fromkeys(MESSAGE_ID.findall(" ".join(raw_values(message, name))[:MAX_VALUE])))
    return ids if len(ids) <= MAX_REFERENCES else (ids[0], *ids[1 - MAX_REFERENCES :])


def sent_at(message: Message) -> datetime | None:
    """The sender's date in UTC; nothing when it is missing or impossible. A date without zone counts as UTC."""
    try:
        moment = parsedate_to_datetime(raw_value(message, "Date")[:200])
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, TypeError, IndexError, OverflowError, AttributeError):
        return None


def media_type(message: Message) -> str:
    """The part's media type in lower case, `text/plain` when it is missing or malformed."""
    value = raw_value(message, "Content-Type").partition(";")[0].strip().lower()
    return value if re.fullmatch(r"[\w.+-]{1,60}/[\w.+-]{1,100}", value, re.ASCII) else "text/plain"


def parameter(message: Message, field: str, name: str) -> str:
    """One parameter of a field, whether given plainly, by RFC 2231, as encoded words or as raw 8-bit bytes."""
    pieces: dict[int, tuple[bool, str]] = {}
    for key, number, percent, value in _PARAMETER.findall(
        ";" + raw_value(message, field)[:MAX_VALUE].partition(";")[2]
    ):
        if key.lower() == name:
            order = int(number) if number else (-1 if percent else 0)
            pieces.setdefault(order, (bool(percent), _unquote(value)))
    if not pieces:
        return ""
    if -1 in pieces:  # name*=charset''value outranks its plain twin, which is there for old readers
        pieces = {0: pieces[-1]}
    return clean_line(_joined([pieces[order] for order in sorted(pieces)]))


def _joined(pieces: list[tuple[bool, str]]) -> str:
    percent, first = pieces[0]
    if not any(flag for flag, _ in pieces):
        return decode_words("".join(value for _, value in pieces))
    charset = ""
    if percent and first.count("'") >= 2:
        charset, _, first = first.split("'", 2)
    values = [(percent, first), *pieces[1:]]
    return decode(b"".join(unquote_to_bytes(_bytes(v)) if flag else _bytes(v) for flag, v in values), charset)


def _parse_addresses(values: list[str]) -> list[tuple[str, str]]:
    joined = [value[:MAX_VALUE] for value in values[:20]]
    try:
        return getaddresses(joined)
    except (IndexError, ValueError, RecursionError, TypeError, AttributeError):
        return [("", match) for value in joined for match in ADDRESS.findall(value)]


def _word_bytes(encoding: str, body: str) -> bytes:
    content = _bytes(body)
    if encoding in "qQ":
        return quopri.decodestring(content.replace(b"_", b" "), header=False)
    packed = re.sub(rb"[^A-Za-z0-9+/]", b"", content)
    try:
        return base64.b64decode(packed[: len(packed) - (len(packed) % 4 == 1)] + b"==", validate=False)
    except (binascii.Error, ValueError):
        return content


def _decode_eight_bit(value: str) -> str:
    return value if value.isascii() else decode(_bytes(value), None)


def _bytes(value: str) -> bytes:
    return value.encode("utf-8", "surrogateescape")


def _unquote(value: str) -> str:
    stripped = value.strip()
    if not stripped.startswith('"'):
        return stripped
    inner = stripped[1:-1] if len(stripped) > 1 and stripped.endswith('"') else stripped[1:]
    return re.sub(r"\\(.)", r"\1", inner)


def _unfold(value: str) -> str:
    return re.sub(r"\r?\n[ \t]*", " ", value)
