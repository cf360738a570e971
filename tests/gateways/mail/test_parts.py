"""Text, HTML and files of a mail come apart as a reader would take them apart."""

from datetime import UTC, datetime

import pytest

from shouwen.capabilities.intake.ports import Authentication, ParsedMail, Verdict
from shouwen.gateways.mail.markup import clean_html
from shouwen.gateways.mail.parsing import parse_mail
from tests.gateways.mail.raw_mails import a_multipart, a_part, a_raw_mail, encoded_word

PDF = b"%PDF-1.4 \x00\x01 content"
PNG = b"\x89PNG\r\n\x1a\n"


def names_of(raw: bytes) -> list[str]:
    mail = parse_mail(raw)
    assert isinstance(mail, ParsedMail)
    return [attachment.name for attachment in mail.attachments]


def test_a_mail_gives_its_fields():
    more = "In-Reply-To: <two@desk>\nReferences: <one@desk>\n <two@desk> garbage\nCc: Li <li@example.com>\nReply-To: team@example.com"
    mail = parse_mail(a_raw_mail(more=more))

    assert mail.message_id == "<first@example.com>"
    assert mail.sent_at == datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
    assert mail.in_reply_to == "<two@desk>"
    assert mail.references == ("<one@desk>", "<two@desk>")
    assert mail.answered_ids == ("<two@desk>", "<one@desk>")
    assert [address.address for address in mail.cc + mail.reply_to] == ["li@example.com", "team@example.com"]
    assert mail.subject == "登录失败"


def test_plain_text_is_preferred_and_the_html_is_kept_beside_it():
    mail = parse_mail(
        a_multipart(
            a_part("你好\n".encode(), head="Content-Type: text/plain; charset=utf-8"),
            a_part(
                "<p onclick='x()'>你好<script>alert(1)</script></p>".encode("gbk"),
                head="Content-Type: text/html; charset=gb2312",
            ),
            kind="alternative",
        )
    )
    assert (mail.text, mail.html, mail.attachments) == ("你好", "<p>你好</p>", ())


def test_blank_plain_text_gives_way_to_the_html():
    mail = parse_mail(
        a_multipart(
            a_part(b" \n\n", head="Content-Type: text/plain"),
            a_part(
                "<table><tr><td>设备</td><td>A1</td></tr></table><ul><li>一</li><li>二</li></ul>".encode(),
                head="Content-Type: text/html; charset=utf-8",
            ),
            kind="alternative",
        )
    )
    assert mail.text == "设备  A1\n- 一\n- 二"


def test_html_without_a_charset_label_uses_its_meta():
    html = '<html><head><meta http-equiv="Content-Type" content="text/html; charset=gbk"></head><body>服务器宕机</body></html>'
    raw = a_multipart(a_part(html.encode("gbk"), head="Content-Type: text/html"))
    assert parse_mail(raw).text == "服务器宕机"


@pytest.mark.parametrize(
    "head",
    [
        "Content-Type: application/pdf\nContent-Disposition: attachment; filename*=UTF-8''%E5%90%88%E5%90%8C%20%281%29.pdf",
        "Content-Type: application/pdf\nContent-Disposition: attachment; filename=plain.pdf; filename*=gb18030''%BA%CF%CD%AC%20(1).pdf",
        "Content-Type: application/pdf\nContent-Disposition: attachment;\n filename*0*=UTF-8''%E5%90%88%E5;\n filename*1*=%90%8C%20;\n filename*2=\"(1).pdf\"",
        f'Content-Type: application/pdf; name="{encoded_word("合同 (1).pdf", "gb18030")}"',
        f'Content-Type: application/pdf\nContent-Disposition: attachment;\n filename="{encoded_word("合同 ", "gb18030", label="gb2312")}\n {encoded_word("(1).pdf", "gb18030", label="gb2312")}"',
        'Content-Type: application/pdf\nContent-Disposition: attachment; filename="../../etc/合同 (1).pdf"',
        'Content-Type: application/pdf\nContent-Disposition: attachment; filename="C:\\\\用户\\\\合同 (1).pdf"',
    ],
)
def test_a_chinese_file_name_is_read_however_it_is_written(head):
    assert names_of(a_multipart(a_part(PDF, head=head))) == ["合同 (1).pdf"]


def test_a_file_name_in_raw_gbk_bytes_is_read():
    raw = a_multipart(
        a_part(PDF, head='Content-Type: application/pdf\nContent-Disposition: attachment; filename="NAME"')
    )
    assert names_of(raw.replace(b"NAME", "合同说明.pdf".encode("gbk"))) == ["合同说明.pdf"]


def test_a_file_without_a_usable_name_gets_one():
    raw = a_multipart(
        a_part(PNG, head="Content-Type: image/png"),
        a_part(PDF, head='Content-Type: application/pdf; name="..."'),
    )
    assert names_of(raw) == ["attachment-1.png", "attachment-2.pdf"]


def test_a_long_file_name_keeps_its_ending():
    (name,) = names_of(
        a_multipart(a_part(PDF, head=f'Content-Type: application/pdf; name="{"x" * 400}.pdf"'))
    )
    assert len(name) <= 150
    assert name.endswith(".pdf")


def test_bytes_of_a_file_arrive_unchanged_with_what_the_html_calls_it():
    raw = a_multipart(
        a_part(b'<img src="cid:p1"><img src="http://spy.example/x.gif">', head="Content-Type: text/html"),
        a_part(
            PNG,
            head="Content-Type: image/png; name=p.png\nContent-ID: <p1>\nContent-Disposition: inline; filename=p.png",
        ),
        kind="related",
    )
    mail = parse_mail(raw)

    assert mail.html == '<img src="cid:p1"><img>'
    assert [(a.name, a.media_type, a.content, a.content_id) for a in mail.attachments] == [
        ("p.png", "image/png", PNG, "p1")
    ]


def test_a_forwarded_mail_is_a_file():
    inner = b"Content-Type: message/rfc822\r\n\r\n" + a_raw_mail("里面的信")
    raw = a_multipart(a_part("请看附件".encode(), head="Content-Type: text/plain; charset=utf-8"), inner)
    mail = parse_mail(raw)

    assert mail.text == "请看附件"
    assert [(a.name, a.media_type) for a in mail.attachments] == [("message.eml", "message/rfc822")]
    assert parse_mail(mail.attachments[0].content).text == "里面的信"


def test_a_mail_without_a_message_id_gets_the_same_one_each_time():
    raw = a_raw_mail(message_id=None)
    assert parse_mail(raw).message_id == parse_mail(raw).message_id
    assert parse_mail(raw).message_id.endswith("@unnamed.invalid>")


@pytest.mark.parametrize(
    "date",
    ["", "yesterday", "Fri, 99 Nov 2026 99:00:00 +0800", "Fri, 20 Nov 99999999 10:00:00 +9999", "\x00"],
)
def test_an_impossible_date_is_no_date(date):
    raw = a_raw_mail().replace(b"Fri, 20 Nov 2026 10:00:00 +0800", date.encode())
    assert parse_mail(raw).sent_at is None


@pytest.mark.parametrize(
    ("html", "clean"),
    [
        ('<a href="javascript:alert(1)">x</a>', '<a rel="noopener noreferrer nofollow">x</a>'),
        ('<p style="background:url(http://spy)" hx-get="/x" data-hx-post="/y">x</p>', "<p>x</p>"),
        ("<iframe src=//evil></iframe><form action=/x><input name=a>y</form>", "y"),
        ("<svg onload=alert(1)><style>@import 'x'</style></svg>z", "z"),
        ("<img src=x onerror=alert(1)>", "<img>"),
        ('<img src=" cid:ok">', '<img src=" cid:ok">'),
        ("<base href=//evil><meta http-equiv=refresh content=0><link rel=stylesheet href=//x>ok", "ok"),
    ],
)
def test_html_is_made_harmless(html, clean):
    assert clean_html(html) == clean


TRUSTED = frozenset({"mx.desk.example"})


def verdict_of(*results: str, sender: str = "zhang@example.com") -> Verdict:
    more = "\n".join(f"Authentication-Results: {result}" for result in results)
    return parse_mail(a_raw_mail(more=more, sender=sender), trusted_servers=TRUSTED).authentication.verdict


def test_only_the_trusted_servers_topmost_result_counts():
    assert verdict_of("mx.desk.example; dmarc=pass header.from=example.com") == Verdict.PASS
    assert verdict_of("evil.example; dmarc=pass header.from=example.com") == Verdict.NONE
    assert (
        verdict_of("mx.desk.example; spf=fail smtp.mailfrom=x@example.com", "mx.desk.example; dmarc=pass")
        == Verdict.FAIL
    )
    assert verdict_of() == Verdict.NONE


def test_a_proof_counts_only_for_the_senders_own_domain():
    assert verdict_of("mx.desk.example 1; dkim=pass header.d=example.com") == Verdict.PASS
    assert verdict_of("mx.desk.example; spf=pass smtp.mailfrom=bounce@example.com") == Verdict.PASS
    assert (
        verdict_of("mx.desk.example; dkim=pass header.d=other.example; spf=pass smtp.mailfrom=other.example")
        == Verdict.NONE
    )
    assert verdict_of("mx.desk.example; dkim=pass header.d=com") == Verdict.NONE
    assert verdict_of("mx.desk.example; dkim=pass (dmarc=pass) header.d=other.example") == Verdict.NONE


def test_two_senders_in_one_mail_prove_nothing():
    assert verdict_of("mx.desk.example; dmarc=pass", sender="a@example.com, b@example.org") == Verdict.NONE
    double = a_raw_mail(more="Authentication-Results: mx.desk.example; dmarc=pass\nFrom: b@example.org")
    assert parse_mail(double, trusted_servers=TRUSTED).authentication == Authentication()
