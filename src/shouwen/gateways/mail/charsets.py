"""Bytes of a mail become text: the label is believed only as far as the bytes bear it out."""

import re
import unicodedata

_GB = ("gb18030",)
_BIG5 = ("big5hkscs", "cp950")
_CODECS: dict[str, tuple[str, ...]] = {
    "utf8": ("utf-8",),
    "unicode11utf8": ("utf-8",),
    "utf7": ("utf-7",),
    "unicode11utf7": ("utf-7",),
    "utf16": ("utf-16",),
    "utf16le": ("utf-16-le",),
    "utf16be": ("utf-16-be",),
    "usascii": (),
    "ascii": (),
    "unknown8bit": (),
    "8bit": (),
    "default": (),
    "": (),
    "gb2312": _GB,
    "gb231280": _GB,
    "csgb2312": _GB,
    "gbk": _GB,
    "xgbk": _GB,
    "cp936": _GB,
    "ms936": _GB,
    "windows936": _GB,
    "euccn": _GB,
    "gb18030": _GB,
    "gb180302000": _GB,
    "chinese": _GB,
    "isoir58": _GB,
    "hz": ("hz",),
    "hzgb2312": ("hz",),
    "big5": _BIG5,
    "cnbig5": _BIG5,
    "xxbig5": _BIG5,
    "big5hkscs": _BIG5,
    "cp950": _BIG5,
    "windows950": _BIG5,
    "iso88591": ("cp1252", "latin-1"),
    "latin1": ("cp1252", "latin-1"),
    "windows1252": ("cp1252", "latin-1"),
    "cp1252": ("cp1252", "latin-1"),
    "iso885915": ("iso8859-15",),
    "iso88592": ("iso8859-2",),
    "windows1250": ("cp1250",),
    "windows1251": ("cp1251",),
    "koi8r": ("koi8-r",),
    "iso88595": ("iso8859-5",),
    "shiftjis": ("cp932",),
    "sjis": ("cp932",),
    "windows31j": ("cp932",),
    "eucjp": ("euc_jp",),
    "iso2022jp": ("iso2022_jp_ext",),
    "euckr": ("cp949",),
    "ksc56011987": ("cp949",),
    "iso2022kr": ("iso2022_kr",),
}
"""Labels (letters and digits only, lower case) to codecs: a closed list, since some Python codecs are traps."""

_GUESSES = ("gb18030", "big5hkscs")
_SAMPLE_SIZE = 4000


def decode(content: bytes, label: str | None) -> str:
    """The text of `content`, which was labelled `label`; never raises, unreadable bytes become U+FFFD.

    A label of the GB family, Big5, Latin-1 or none is often wrong in Chinese mail: there the bytes
    decide. What is valid UTF-8 is UTF-8; else the reading with the more usual characters wins.
    """
    if content.startswith(b"\xef\xbb\xbf"):
        content, label = content[3:], "utf-8"
    if content.isascii() and b"\x1b" not in content and not _is_stateful(label):
        return content.decode("ascii")

    labelled = _attempt(content, codecs_of(label))
    if labelled is not None and not _is_doubtful(label):
        return labelled
    unicode = _attempt(content, ("utf-8",))
    if unicode is not None and (
        labelled is None or _is_single_byte(label) or any(char > "\u07ff" for char in unicode)
    ):
        return unicode
    if labelled is None:
        return _best(content, None, -1.0) or _decode_damaged(content, label)
    return _best(content, labelled, 0.75 if _is_single_byte(label) else _usualness(labelled))


def codecs_of(label: str | None) -> tuple[str, ...]:
    """The codecs a label may stand for, widest first; none for an unknown label."""
    return _CODECS.get(_plain(label), ())


def clean_line(text: str) -> str:
    """`text` as one line: no control or direction-changing characters, single spaces."""
    return " ".join(_HARMFUL.sub("", re.sub(r"[\r\n\t]", " ", text)).split())


def clean_text(text: str) -> str:
    """`text` with plain line ends and without control or direction-changing characters."""
    return _HARMFUL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


_HARMFUL = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]"
)
"""Control characters, halves of characters, and marks that turn the direction of reading."""


def _plain(label: str | None) -> str:
    return "".join(char for char in (label or "").lower()[:40] if char.isascii() and char.isalnum())


def _is_stateful(label: str | None) -> bool:
    return _plain(label) in {"hz", "hzgb2312", "utf7", "unicode11utf7", "utf16", "utf16le", "utf16be"}


def _is_doubtful(label: str | None) -> bool:
    return _is_single_byte(label) or codecs_of(label) in (_GB, _BIG5)


def _is_single_byte(label: str | None) -> bool:
    return any(codec in ("cp1252", "latin-1", "iso8859-15") for codec in codecs_of(label))


def _attempt(content: bytes, codecs: tuple[str, ...]) -> str | None:
    for codec in codecs:
        try:
            return content.decode(codec)
        except (UnicodeError, ValueError):
            continue
    return None


def _best(content: bytes, text: str | None, score: float) -> str:
    """The reading with the highest score; the one given wins a tie, an earlier guess beats a later one."""
    best = text or ""
    for codec in _GUESSES:
        rival = _attempt(content, (codec,))
        if rival is not None and (rival_score := _usualness(rival)) > score + 0.1:
            best, score = rival, rival_score
    return best


def _decode_damaged(content: bytes, label: str | None) -> str:
    """A cut or damaged text: read by the codec that loses the fewest characters."""
    candidates = [content.decode(codec, "replace") for codec in (*codecs_of(label)[:1], "utf-8", *_GUESSES)]
    return min(candidates, key=lambda text: text.count("\ufffd") - _usualness(text))


def _usualness(text: str) -> float:
    """The share of characters beyond ASCII that Chinese mail really uses, 0 to 1; 1 when there are none."""
    foreign = [char for char in text[:_SAMPLE_SIZE] if char > "\x7f"]
    return sum(map(_weight, foreign)) / len(foreign) if foreign else 1.0


def _weight(char: str) -> float:
    if not "\u2e80" <= char <= "\uffef":
        return 0.9 if unicodedata.category(char)[0] in "SPZ" and char > "\u1fff" else 0.2
    if char in _CJK_PUNCTUATION:
        return 1.0
    return 1.0 if _is_usual_han(char) else 0.3


_CJK_PUNCTUATION = frozenset(
    "，。、；：？！“”‘’（）《》〈〉【】「」『』…—·～￥　％＃＠＆＊＋－＝／０１２３４５６７８９"
)


def _is_usual_han(char: str) -> bool:
    """Whether GB2312 or Big5 count the character among their usual ones (their first level)."""
    try:
        return 0xB0 <= char.encode("gb2312")[0] <= 0xD7
    except UnicodeEncodeError:
        pass
    try:
        return 0xA4 <= char.encode("big5")[0] <= 0xC6
    except UnicodeEncodeError:
        return False
