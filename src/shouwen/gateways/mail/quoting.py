"""Cutting a reply from what it repeats, in the styles Chinese customers' mail programs really write."""

import re
from typing import NamedTuple

from shouwen.capabilities.notifications.choices import REPLY_LINE


class Cut(NamedTuple):
    """What the sender wrote now, and what he repeated; nothing of the mail is lost between the two."""

    text: str
    quoted: str


_DASHED = re.compile(
    r"^[\s>*]*[-—_=·]{2,}\s*(?:原始邮件|邮件原件|原邮件|回复的原邮件|回复的邮件|转发的邮件|转发邮件信息|转发的原邮件|轉寄郵件|原始郵件|原始信件"
    r"|original(?: message)?|originalnachricht|replied message|forwarded message|forwarded by .{1,80})"
    r"\s*[-—_=·]{2,}\s*$",
    re.IGNORECASE,
)
_RULE = re.compile(r"^\s*[-_—=]{10,}\s*$")
_FIELD = re.compile(
    r"^[\s>*|_]*(发\s*件\s*人|寄件者|寄件人|from|发送时间|发送日期|日\s*期|傳送時間|寄件日期|sent|date|收\s*件\s*人|收件者|to|抄\s*送|副本|cc"
    r"|主\s*题|主旨|subject)\s*[*_|\s]*[:：]|^\s*\|\s*(发件人|日期|收件人|主题|from|date|to|subject)\s*\|",
    re.IGNORECASE,
)
_FIRST_FIELD = re.compile(
    r"^[\s>*|_]*(?:发\s*件\s*人|寄件者|寄件人|from)\s*[*_|\s]*[:：]|^\s*\|\s*(?:发件人|from)\s*\|",
    re.IGNORECASE,
)
_WROTE = re.compile(
    r"^[\s>]*(?:"
    r"on\s.{6,300}\swrote\s*[:：]"
    r"|at\s\d{4}-\d\d-\d\d.{1,300}\swrote\s*[:：]"
    r"|在\s?.{6,300}(?:写道|寫道|写到)\s*[:：]"
    r"|.{1,200}[于於]\s?\d{4}\s?年.{1,120}(?:写道|寫道)\s*[:：]"
    r"|\d{4}\s?年\s?\d{1,2}\s?月\s?\d{1,2}\s?日.{1,300}(?:写道|寫道)\s*[:：]"
    r"|\d{4}[-/]\d{1,2}[-/]\d{1,2}.{1,300}(?:wrote|写道|寫道)\s*[:：]"
    r")\s*$",
    re.IGNORECASE | re.DOTALL,
)
_WROTE_END = re.compile(r"(?:写道|寫道|写到|wrote)\s*[:：]\s*$", re.IGNORECASE)
_SENT_FROM = re.compile(
    r"^\s*(?:发自我的\s?.{1,40}|從我的\s?.{1,40}傳送|来自我的\s?.{1,40}|发自\s?.{1,30}手机"
    r"|sent from my .{1,40}|sent from mail for windows"
    r"|获取\s?outlook for .{1,20}|get outlook for .{1,40}|由\s?.{1,30}邮箱发送)\s*$",
    re.IGNORECASE,
)
_LOOK_AHEAD = 6


def cut_reply(text: str) -> Cut:
    """Divide `text` at the first mark of a repeated mail.

    Answers written between quoted lines are kept whole, an answer below a quotation is found there, and a
    mail that is nothing but quotation (a forward) stays text: words of a customer are never hidden.
    """
    lines = text.split("\n")
    at = _first_mark(lines)
    if at is None:
        at = _trailing_quotation(lines)
    above, below = (lines[:at], lines[at:]) if at is not None else (lines, [])
    if _has_words(above):
        if _answers_between(below):
            return Cut(text.strip(), "")
        return _without_signature(above, below)
    return _answer_below(below) if below else Cut(text.strip(), "")


def is_mark(lines: list[str], at: int) -> bool:
    """Whether the line number `at` begins a repeated mail."""
    line = lines[at][:1000]
    if REPLY_LINE in line or _DASHED.match(line):
        return True
    if _RULE.match(line):
        return any(
            _is_field_block(lines, n)
            for n in range(at + 1, min(at + 3, len(lines)))
            if not _blank_between(lines, at, n)
        )
    if _FIRST_FIELD.match(line):
        return _is_field_block(lines, at)
    if _WROTE_END.search(line[-40:]):
        return bool(_WROTE.match(line[:700]))
    return _opens_wrote(line) and any(_WROTE.match("\n".join(lines[at : at + n])[:700]) for n in (2, 3))


def _first_mark(lines: list[str]) -> int | None:
    return next((at for at in range(len(lines)) if lines[at].strip() and is_mark(lines, at)), None)


def _blank_between(lines: list[str], start: int, end: int) -> bool:
    return any(not _FIELD.match(line) and line.strip() for line in lines[start + 1 : end])


def _is_field_block(lines: list[str], at: int) -> bool:
    """Whether a mail's header is repeated here: sender first, and two more fields close below."""
    if not _FIRST_FIELD.match(lines[at][:1000]):
        return False
    near = [line for line in lines[at + 1 : at + 1 + 2 * _LOOK_AHEAD] if line.strip()][:_LOOK_AHEAD]
    return sum(1 for line in near if _FIELD.match(line[:1000])) >= 2


def _opens_wrote(line: str) -> bool:
    return bool(re.match(r"^[\s>]*(?:on\s|at\s\d|在\s?|\d{4}\s?年|\d{4}[-/])", line, re.IGNORECASE)) or bool(
        re.search(r"<[^<>\s]+@[^<>\s]+>|[于於]\s?\d{4}\s?年", line)
    )


def _trailing_quotation(lines: list[str]) -> int | None:
    """Where the quoted lines at the end begin, if the text ends in at least two of them."""
    at = len(lines)
    while at and (not lines[at - 1].strip() or lines[at - 1].lstrip().startswith(">")):
        at -= 1
    return at if sum(1 for line in lines[at:] if line.strip()) >= 2 else None


def _answers_between(below: list[str]) -> bool:
    """Whether the repeated part is marked by `>` and somebody wrote unmarked lines inside it."""
    body = [line for line in below[1:] if line.strip()]
    quoted = [line for line in body if line.lstrip().startswith(">")]
    first = next((n for n, line in enumerate(body) if line.lstrip().startswith(">")), None)
    if first is None or len(quoted) < 2 or first > 2:
        return False
    return any(not line.lstrip().startswith(">") and not _SENT_FROM.match(line) for line in body[first:])


def _answer_below(below: list[str]) -> Cut:
    quoted = [n for n, line in enumerate(below) if line.lstrip().startswith(">")]
    if not quoted or not _has_words(below[quoted[-1] + 1 :]) or _answers_between(below[: quoted[-1] + 1]):
        return Cut("\n".join(below).strip(), "")
    return Cut("\n".join(below[quoted[-1] + 1 :]).strip(), "\n".join(below[: quoted[-1] + 1]).strip())


def _without_signature(above: list[str], below: list[str]) -> Cut:
    """Move a phone's advertisement, and the sender's signature below `-- `, out of the way; words always stay."""
    end = len(above)
    signature = next(
        (n for n, line in enumerate(above) if line in ("-- ", "--\u00a0") and _has_words(above[:n])), None
    )
    if signature is not None:
        end = signature
    while end and (not above[end - 1].strip() or _SENT_FROM.match(above[end - 1])):
        end -= 1
    if not _has_words(above[:end]):
        end = len(above)
    return Cut("\n".join(above[:end]).strip(), "\n".join(above[end:] + below).strip())


def _has_words(lines: list[str]) -> bool:
    return any(line.strip(" \t\u3000\u00a0>-_—=*") and not _SENT_FROM.match(line) for line in lines)
