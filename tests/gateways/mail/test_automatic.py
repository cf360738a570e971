"""Mail that a machine wrote is recognised; mail that a person wrote is not mistaken for it."""

import pytest

from shouwen.capabilities.intake.ports import AutomaticReason
from shouwen.gateways.mail.automatic import OWN_MARK
from shouwen.gateways.mail.parsing import parse_mail
from tests.gateways.mail.raw_mails import a_multipart, a_part, a_raw_mail, encoded_word

MACHINES = [
    (f"{OWN_MARK}: yes", AutomaticReason.OWN_MARK),
    ("Auto-Submitted: auto-replied", AutomaticReason.AUTO_REPLIED),
    ("Auto-Submitted: auto-replied (vacation)", AutomaticReason.AUTO_REPLIED),
    ("auto-submitted:Auto-Generated; type=x", AutomaticReason.AUTO_GENERATED),
    ("Auto-Submitted: auto-notified", AutomaticReason.AUTO_REPLIED),
    ("X-Autoreply: yes", AutomaticReason.AUTOREPLY_HEADER),
    ("X-Autorespond: 自动", AutomaticReason.AUTOREPLY_HEADER),
    ("X-Auto-Response-Suppress: DR, OOF, AutoReply", AutomaticReason.AUTOREPLY_HEADER),
    ("X-Auto-Response-Suppress: All", AutomaticReason.AUTOREPLY_HEADER),
    ("Precedence: bulk", AutomaticReason.PRECEDENCE),
    ("Precedence: auto_reply", AutomaticReason.PRECEDENCE),
    ("List-Id: <news.example.com>", AutomaticReason.MAILING_LIST),
    ("List-Unsubscribe: <mailto:off@example.com>", AutomaticReason.MAILING_LIST),
    ("Return-Path: <>", AutomaticReason.NULL_SENDER),
    ("X-Failed-Recipients: a@example.com", AutomaticReason.DELIVERY_REPORT),
]


# REQ RS-1
@pytest.mark.parametrize(("line", "reason"), MACHINES)
def test_a_machine_is_known_by_its_header(line, reason):
    assert parse_mail(a_raw_mail(more=line)).automatic == reason


@pytest.mark.parametrize(
    "subject",
    ["自动回复：登录失败", "自动回复:Re: 登录", "[自动回复] 登录", "Automatic reply: login", "Auto Reply: login", "Out of Office: login",
     "Undeliverable: login", "系统退信", "Undelivered Mail Returned to Sender", "Autoreply", "自動回覆：登入"],
)  # fmt: skip
def test_a_machine_is_known_by_its_subject(subject):
    assert parse_mail(a_raw_mail(subject=encoded_word(subject))).automatic is not None


@pytest.mark.parametrize(
    "subject",
    [
        "自动回复功能坏了",
        "Re: 退信问题怎么办",
        "回复：自动回复：不起作用",
        "The autoreply feature fails",
        "Out of office printer",
        "",
    ],
)
def test_a_person_who_writes_about_machines_is_a_person(subject):
    assert parse_mail(a_raw_mail(subject=encoded_word(subject))).automatic is None


@pytest.mark.parametrize(
    "line",
    [
        "Auto-Submitted: no",
        "X-Autoreply: no",
        "X-Auto-Response-Suppress: RN",
        "Precedence: first-class",
        "Return-Path: <zhang@example.com>",
    ],
)
def test_a_header_that_says_no_is_believed(line):
    assert parse_mail(a_raw_mail(more=line)).automatic is None


def test_a_postmaster_is_a_machine():
    assert (
        parse_mail(a_raw_mail(sender="MAILER-DAEMON@example.com")).automatic
        == AutomaticReason.DELIVERY_REPORT
    )


# REQ RS-1
def test_a_delivery_report_names_the_message_that_failed():
    report = a_multipart(
        b"Content-Type: text/plain\r\n\r\nYour mail could not be delivered.",
        b"Content-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example.com\r\n\r\nFinal-Recipient: rfc822; no@example.com\r\n"
        b"Action: failed\r\nStatus: 5.1.1\r\n",
        b"Content-Type: message/rfc822\r\n\r\nFrom: desk@example.net\r\nMessage-ID: <ours-7@desk.example.net>\r\nSubject: x\r\n\r\nhello",
        kind="report",
        parameters="; report-type=delivery-status",
        sender="",
    )

    mail = parse_mail(report)

    assert mail.automatic == AutomaticReason.DELIVERY_REPORT
    assert mail.failed_message_ids == ("<ours-7@desk.example.net>",)
    assert mail.text == "Your mail could not be delivered."


def test_a_delivery_report_with_headers_only_names_the_message_too():
    report = a_multipart(
        b"Content-Type: text/plain\r\n\r\nfailed",
        a_part(
            b"From: desk@example.net\r\nMessage-ID: <ours-8@desk.example.net>\r\n",
            head="Content-Type: message/rfc822",
        )
        .replace(b"message/rfc822", b"text/rfc822-headers")
        .replace(b"Content-Transfer-Encoding: base64", b"Content-Transfer-Encoding: 7bit"),
        kind="report",
        parameters="; report-type=delivery-status",
    )
    plain = report.replace(
        b"\r\nContent-Transfer-Encoding: 7bit\r\n\r\n",
        b"\r\nContent-Transfer-Encoding: 7bit\r\n\r\nMessage-ID: <ours-8@desk.example.net>\r\n",
    )
    assert parse_mail(plain).failed_message_ids == ("<ours-8@desk.example.net>",)


def test_ordinary_mail_names_no_failed_message():
    assert parse_mail(a_raw_mail()).failed_message_ids == ()
