"""The HTML of a mail: made harmless, and read as text."""

import re
from html.parser import HTMLParser

import nh3

MAX_HTML = 2_000_000
MAX_TAGS = 60_000
MAX_ENTITIES = 100_000
MAX_DEPTH = 400

_TAGS = {
    "a",
    "abbr",
    "b",
    "blockquote",
    "br",
    "caption",
    "center",
    "code",
    "col",
    "colgroup",
    "dd",
    "del",
    "div",
    "dl",
    "dt",
    "em",
    "font",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "i",
    "img",
    "ins",
    "li",
    "ol",
    "p",
    "pre",
    "s",
    "small",
    "span",
    "strike",
    "strong",
    "sub",
    "sup",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "tr",
    "tt",
    "u",
    "ul",
}
_ATTRIBUTES = {
    "*": {"align", "dir", "lang", "title"},
    "a": {"href"},
    "img": {"src", "alt", "width", "height"},
    "td": {"colspan", "rowspan", "valign"},
    "th": {"colspan", "rowspan", "valign"},
    "ol": {"start", "type"},
    "font": {"color"},
    "table": {"border", "cellpadding", "cellspacing"},
}
_SCHEMES = {"http", "https", "mailto", "tel", "cid"}
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)")
_UNNESTED = {
    "p",
    "br",
    "img",
    "hr",
    "li",
    "td",
    "th",
    "tr",
    "dd",
    "dt",
    "meta",
    "link",
    "input",
    "col",
    "option",
    "base",
    "area",
    "wbr",
    "source",
    "tbody",
    "thead",
    "tfoot",
    "html",
    "head",
    "body",
}


def clean_html(html: str) -> str:
    """`html` without scripts, styles, forms and anything fetched from outside; empty when it is too big or too deep.

    Pictures remain only where they point into the mail itself (`cid:`), so that reading tells nobody anything.
    """
    if is_excessive(html):
        return ""
    return nh3.clean(
        html,
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        url_schemes=_SCHEMES,
        attribute_filter=_inner_pictures_only,
        link_rel="noopener noreferrer nofollow",
        clean_content_tags={"script", "style", "title"},
    )


def is_excessive(html: str) -> bool:
    """Whether `html` is larger or nested deeper than a person's mail ever is."""
    if len(html) > MAX_HTML or html.count("<") > MAX_TAGS or html.count("&") > MAX_ENTITIES:
        return True
    depth = 0
    for closing, name in _TAG.findall(html):
        if name.lower() not in _UNNESTED:
            depth = max(depth - 1, 0) if closing else depth + 1
            if depth > MAX_DEPTH:
                return True
    return False


def html_as_text(html: str) -> tuple[str, int | None]:
    """The text of `html`, and where in it a mail program says that the repeated mail begins, if one does."""
    if is_excessive(html):
        return "", None
    known = nh3.clean(
        html,
        tags=_TAGS | {"includetail"},
        attributes={"*": {"id", "class", "name"}},
        clean_content_tags={"script", "style", "title"},
        link_rel=None,
    )
    reader = _TextReader()
    reader.feed(known)
    reader.close()
    return reader.text()


def _inner_pictures_only(tag: str, attribute: str, value: str) -> str | None:
    if tag == "img" and attribute == "src" and not value.strip().lower().startswith("cid:"):
        return None
    return value


_BLOCKS = {
    "p",
    "div",
    "table",
    "tr",
    "ul",
    "ol",
    "dl",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "pre",
    "blockquote",
    "center",
    "hr",
    "includetail",
}
_ITEMS = {"li", "dd", "dt"}
_QUOTE_MARKS = (
    "gmail_quote",
    "divrplyfwdmsg",
    "appendonsend",
    "moz-cite-prefix",
    "foxmail_quote",
    "isreplycontent",
    "ntes-mailmaster-quote",
    "netease_quote",
    "qmbox_quote",
    "yahoo_quoted",
    "reply-quote",
    "mail_quote_",
    "protonmail_quote",
)
_QQ_MARKS = ("qqmail_quote", "origbody")


class _TextReader(HTMLParser):
    """Collects text with line breaks where a reader sees them, and `>` before cited paragraphs."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._lines: list[str] = [""]
        self._cited = 0
        self._pre = 0
        self._mark: int | None = None

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        if tag in _BLOCKS:
            self._break()
        elif tag in _ITEMS:
            self._break()
            self._lines[-1] += "- "
        elif tag == "br":
            self._lines.append("")
        elif tag in ("td", "th") and self._lines[-1].strip():
            self._lines[-1] += "  "
        if self._mark is None and (tag == "includetail" or _is_quote_mark(attributes)):
            self._break()
            self._mark = len(self._lines) - 1
        self._cited += tag == "blockquote"
        self._pre += tag == "pre"

    def handle_endtag(self, tag: str) -> None:
        if tag in _BLOCKS or tag in _ITEMS:
            self._break()
        if tag == "p":
            self._lines.append("")
        if tag == "blockquote":
            self._cited = max(0, self._cited - 1)
        if tag == "pre":
            self._pre = max(0, self._pre - 1)

    def handle_data(self, data: str) -> None:
        pieces = data.split("\n") if self._pre else [re.sub(r"[ \t\r\n]+", " ", data)]
        for number, piece in enumerate(pieces):
            if number:
                self._lines.append("")
            if piece.strip(" ") and not self._lines[-1] and self._cited:
                self._lines[-1] = "> " * self._cited
            self._lines[-1] += piece if self._lines[-1].strip() or self._pre else piece.lstrip(" ")

    def text(self) -> tuple[str, int | None]:
        lines = [line.replace("\u00a0", " ").rstrip() for line in self._lines]
        kept: list[str] = []
        mark = None
        for number, line in enumerate(lines):
            if number == self._mark:
                mark = len(kept)
            if line or (kept and kept[-1]):
                kept.append(line)
        return "\n".join(kept).strip("\n"), mark if mark is not None and mark < len(kept) else None

    def _break(self) -> None:
        if self._lines[-1].strip():
            self._lines.append("")
        else:
            self._lines[-1] = ""


def _is_quote_mark(attributes: list[tuple[str, str | None]]) -> bool:
    words = " ".join((value or "").lower() for name, value in attributes if name in ("id", "class", "name"))
    return any(mark in words for mark in (*_QUOTE_MARKS, *_QQ_MARKS))
