"""Hostile mail costs little time and never raises: it is understood, or it waits in quarantine."""

import random
import time
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shouwen.capabilities.intake.ports import ParsedMail, UnreadableMail, UnreadableReason
from shouwen.gateways.mail.parsing import Limits, parse_mail
from tests.gateways.mail.raw_mails import a_multipart, a_part, a_raw_mail


def nested(depth: int) -> bytes:
    """Multiparts inside each other, `depth` of them."""
    head = b"From: a@example.com\r\n"
    for level in range(depth):
        head += b'Content-Type: multipart/mixed; boundary="b%d"\r\n\r\n--b%d\r\n' % (level, level)
    return head + b"Content-Type: text/plain\r\n\r\nhello\r\n"


HOSTILE = {
    "nested 100": nested(100),
    "nested 5000": nested(5000),
    "10000 parts": a_multipart(*[b"Content-Type: text/plain\r\n\r\nx"] * 10_000),
    "quoted parameter bomb": b"From: a@example.com\r\nContent-Type: multipart/mixed; boundary=\"" + b";" * 200_000 + b'"\r\n\r\nx',
    "endless header": b"From: a@example.com\r\nX-A: " + b"a" * 2_000_000,
    "endless folded header": b"From: a@example.com\r\nSubject: " + b"\r\n a" * 60_000 + b"\r\n\r\nx",
    "many headers": b"From: a@example.com\r\n" + b"".join(b"X-%d: y\r\n" % n for n in range(15_000)) + b"\r\nx",
    "comment bomb": b"From: " + b"(" * 60_000 + b"a@example.com\r\n\r\nx",
    "address bomb": b"From: a@example.com\r\nTo: " + b"a," * 30_000 + b"\r\nCc: " + b'"<' * 30_000 + b"\r\n\r\nx",
    "encoded word bomb": b"From: a@example.com\r\nSubject: " + b"=?utf-8?Q?=41?=" * 15_000 + b"\r\n\r\nx",
    "half encoded words": b"From: a@example.com\r\nSubject: " + b"=?a?b?" * 40_000 + b"\r\n\r\nx",
    "references bomb": b"From: a@example.com\r\nReferences: " + b"<a@b> " * 30_000 + b"\r\n\r\nx",
    "deep html": a_raw_mail("<div>" * 200_000, media_type="text/html"),
    "html of brackets": a_raw_mail("<" * 500_000, media_type="text/html"),
    "html of comments": a_raw_mail("<!--" * 14_000, media_type="text/html"),
    "html of entities": a_raw_mail("&" * 900_000, media_type="text/html"),
    "deep quotes": a_raw_mail("<blockquote>" * 350 + "x" * 1000, media_type="text/html"),
    "text of dashes": a_raw_mail("-" * 900_000),
    "text of spaces": a_raw_mail(" " * 900_000 + "x"),
    "text of quote marks": a_raw_mail(">" * 900_000),
    "text of short lines": a_raw_mail("在 2\n" * 150_000),
    "text of openings": a_raw_mail(("On " + "x" * 90 + "\n") * 9_000),
    "text of field names": a_raw_mail("发件人:\n" * 60_000),
    "broken base64": a_raw_mail().replace(b"base64\r\n\r\n", b"base64\r\n\r\n=*&^%$" * 1000),
    "uuencode": a_raw_mail().replace(b"base64", b"x-uuencode"),
    "unknown encoding": a_raw_mail().replace(b"base64", b"\xff\xfe"),
    "nothing": b"",
    "nul bytes": b"\x00" * 10_000,
    "only newlines": b"\r\n" * 100_000,
    "boundary is empty": b'From: a@example.com\r\nContent-Type: multipart/mixed; boundary=""\r\n\r\n--\r\n\r\nx\r\n----',
    "multipart without boundary": b"From: a@example.com\r\nContent-Type: multipart/mixed\r\n\r\nx",
    "multipart in base64": b"From: a@example.com\r\nContent-Type: multipart/mixed; boundary=b\r\nContent-Transfer-Encoding: base64\r\n\r\n--b\r\n\r\nx",
    "rfc822 in rfc822": b"From: a@example.com\r\n" + b"Content-Type: message/rfc822\r\n\r\n" * 3000 + b"x",
    "partial": b"From: a@example.com\r\nContent-Type: message/partial; id=1; number=1; total=9\r\n\r\nx",
    "surrogates in utf-8": a_raw_mail().replace(b"Subject: ", b"Subject: \xed\xa0\x80\xed\xb0\x80 "),
    "message id of spaces": a_raw_mail(message_id="< a @ b >"),
    "two dispositions": a_multipart(a_part(b"x", head="Content-Disposition: attachment\nContent-Disposition: inline; filename*=\"x\nContent-Type: ;;;=\"")),
    "continuations without end": a_multipart(a_part(b"x", head="Content-Type: a/b;" + "".join(f" name*{n}*=%E5;" for n in range(400)))),
}  # fmt: skip


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_hostile_mail_is_dealt_with_in_little_time(kind):
    started = time.process_time()  # what it costs, not what else the machine has to do

    mail = parse_mail(HOSTILE[kind])

    assert isinstance(mail, ParsedMail | UnreadableMail)
    assert time.process_time() - started < 3
    if isinstance(mail, UnreadableMail):
        assert mail.reason != UnreadableReason.BROKEN, mail.detail


def test_limits_say_what_was_too_much():
    raw = a_raw_mail()
    assert parse_mail(raw, limits=Limits(size=10)).reason == UnreadableReason.TOO_BIG
    assert parse_mail(nested(60)).reason == UnreadableReason.TOO_DEEP
    assert parse_mail(HOSTILE["10000 parts"]).reason == UnreadableReason.TOO_MANY_PARTS
    assert parse_mail(HOSTILE["quoted parameter bomb"]).reason == UnreadableReason.BAD_HEADERS
    assert parse_mail(raw, limits=Limits(time=timedelta(0))).reason == UnreadableReason.TOO_SLOW
    assert parse_mail(b"Subject: x\r\n\r\nx").reason == UnreadableReason.NO_SENDER


def test_html_too_deep_to_clean_becomes_a_file_instead_of_vanishing():
    mail = parse_mail(
        a_multipart(
            a_part(b"<b>" * 1000, head="Content-Type: text/html"),
            a_part(b"see", head="Content-Type: text/plain"),
        )
    )
    assert (mail.text, mail.html) == ("see", "")
    assert [(a.name, len(a.content)) for a in mail.attachments] == [("message.html", 3000)]


@given(st.binary(max_size=2000))
@settings(max_examples=300, deadline=None)
def test_any_bytes_give_a_mail_or_a_reason(raw):
    mail = parse_mail(raw)
    assert isinstance(mail, ParsedMail | UnreadableMail)
    assert not isinstance(mail, UnreadableMail) or mail.reason != UnreadableReason.BROKEN


def test_damaged_copies_of_a_real_mail_give_a_mail_or_a_reason():
    real = a_multipart(
        a_part("正文\n> 引用\n> 引用".encode("gbk"), head="Content-Type: text/plain; charset=gb2312"),
        a_part("<p>正文</p>".encode(), head="Content-Type: text/html; charset=utf-8"),
        a_part(b"\x00\x01", head="Content-Type: image/png; name*=UTF-8''%E5%9B%BE.png"),
        more="References: <a@b>\r\nAuthentication-Results: mx; spf=pass\r\n",
    )
    dice = random.Random(7)
    for _ in range(400):
        damaged = bytearray(real)
        for _ in range(dice.randint(1, 12)):
            damaged[dice.randrange(len(damaged))] = dice.randrange(256)
        mail = parse_mail(bytes(damaged[: dice.randint(1, len(damaged))] if dice.random() < 0.3 else damaged))
        assert not isinstance(mail, UnreadableMail) or mail.reason != UnreadableReason.BROKEN, mail.detail
