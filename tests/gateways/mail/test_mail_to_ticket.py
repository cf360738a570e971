"""Mail through a real IMAP and a real SMTP server: in, to the ticket, answered, and back."""

from datetime import timedelta

import pytest

from shouwen.base.models import Message
from shouwen.capabilities.intake.choices import Held, ItemState
from shouwen.capabilities.intake.models import IntakeItem, IntakeRaw
from shouwen.capabilities.tickets.commands import reply_to_customer
from shouwen.capabilities.tickets.models import Entry, Ticket
from shouwen.gateways.mail.automatic import OWN_MARK
from tests.capabilities.tickets.makers import MONDAY_9, MONDAY_10, MONDAY_11, a_desk, a_ticket
from tests.gateways.mail.posts import DESK, a_mailbox, at, react, turn
from tests.gateways.mail.raw_mails import a_raw_mail, encoded_word

pytestmark = pytest.mark.django_db

WANG = "wangfang@example.com"


def answer_to(
    message_id: str,
    text: str,
    *,
    sender: str = WANG,
    message_id_of_answer: str = "<answer@example.com>",
    more: str = "",
) -> bytes:
    return a_raw_mail(
        text,
        charset="gb18030",
        label="gb2312",
        sender=sender,
        to=DESK,
        subject=encoded_word("回复：登录失败", "gb18030"),
        message_id=message_id_of_answer,
        more=f"In-Reply-To: {message_id}\nReferences: {message_id}\n{more}",
    )


# REQ RS-1 RS-9
def test_a_chinese_mail_becomes_a_ticket_is_answered_in_its_thread_and_the_answer_lands_on_it(imap, smtp):
    desk = a_desk()
    a_mailbox(imap, smtp)
    imap.deliver(
        a_raw_mail(
            "服务器今天上午无法登录，请尽快处理。\n王芳",
            charset="gb18030",
            label="gb2312",
            sender=f'"{encoded_word("王芳", "gb18030")}" <{WANG}>',
            to=DESK,
            subject=encoded_word("登录失败", "gb18030", label="gb2312"),
            message_id="<first@example.com>",
        )
    )

    turn(MONDAY_9)

    ticket = Ticket.objects.get()
    assert (ticket.title, ticket.channel, ticket.contact, ticket.caller_mail) == (
        "登录失败",
        "mail",
        desk.contact,
        WANG,
    )
    assert ticket.entries.get().body == "服务器今天上午无法登录，请尽快处理。\n王芳"
    (receipt,) = smtp.postbox.to(WANG)
    assert (receipt["Auto-Submitted"], receipt[OWN_MARK]) == ("auto-generated", "yes")
    assert receipt["In-Reply-To"] == "<first@example.com>"

    with at(MONDAY_10):
        reply_to_customer(ticket=ticket, text="请清空浏览器缓存后重试。", actor=desk.as_agent, at=MONDAY_10)
    turn(MONDAY_10)

    reply = smtp.postbox.to(WANG)[-1]
    assert "请清空浏览器缓存后重试。" in reply.get_content()
    assert reply["Subject"] == f"Re: 登录失败 [{ticket.number}]"
    assert (reply["Auto-Submitted"], reply[OWN_MARK]) == (None, None)
    assert reply["In-Reply-To"] == "<first@example.com>"
    assert reply["References"].split()[-1] == "<first@example.com>"

    imap.deliver(
        answer_to(
            reply["Message-ID"],
            '可以了，谢谢。\n\n在 2026-11-23 10:00:00，"服务台" <desk@desk.example> 写道：\n>请清空',
        )
    )
    turn(MONDAY_11)

    assert Ticket.objects.count() == 1
    word = Entry.objects.get(kind="customer")
    assert (word.ticket, word.body, word.reference) == (ticket, "可以了，谢谢。", "<answer@example.com>")
    assert [item.state for item in IntakeItem.objects.order_by("pk")] == [
        ItemState.REGISTERED,
        ItemState.APPENDED,
    ]


@pytest.mark.parametrize(
    ("sender", "name"), [("Bo <bo@new.example>", "Bo"), ("bo@new.example", "bo@new.example")]
)
def test_what_somebody_unknown_wrote_stands_under_his_own_name(imap, sender, name):
    a_desk()
    a_mailbox(imap)
    imap.deliver(a_raw_mail("想咨询一下", sender=sender))

    turn(MONDAY_9)

    assert Entry.objects.get().author_name == name


def test_an_answer_without_a_name_stands_under_the_contacts_own(imap, smtp):
    desk = a_desk()
    a_mailbox(imap, smtp)
    imap.deliver(a_raw_mail("打不开", sender=WANG, message_id="<first@example.com>"))
    turn(MONDAY_9)

    imap.deliver(answer_to("<first@example.com>", "还是不行", sender=WANG))
    turn(MONDAY_10)

    assert Entry.objects.get(kind="customer").author_name == desk.contact.name


def test_a_second_mail_in_the_customers_own_thread_lands_on_the_same_ticket(imap):
    a_desk()
    a_mailbox(imap)
    imap.deliver(a_raw_mail(sender=WANG, message_id="<first@example.com>"))
    imap.deliver(answer_to("<first@example.com>", "补充：是二楼的。"))

    turn(MONDAY_9)

    assert Ticket.objects.count() == 1
    assert Entry.objects.get(kind="customer").body == "补充：是二楼的。"


def test_somebody_else_in_the_customers_thread_is_held_for_an_agent(imap):
    a_desk()
    a_mailbox(imap)
    imap.deliver(a_raw_mail(sender=WANG, message_id="<first@example.com>"))
    imap.deliver(answer_to("<first@example.com>", "我是外人", sender="stranger@evil.example"))

    turn(MONDAY_9)

    item = IntakeItem.objects.get(sender_address="stranger@evil.example")
    assert (item.held, item.suspected) == (Held.NEW_SENDER, Ticket.objects.get())
    assert not Entry.objects.filter(kind="customer").exists()


# REQ RS-1
def test_the_same_message_delivered_twice_is_one_ticket(imap):
    a_desk()
    a_mailbox(imap)
    imap.deliver(a_raw_mail(sender=WANG))
    imap.deliver(a_raw_mail(sender=WANG).replace(b"MIME-Version", b"X-Copy: 2\r\nMIME-Version"))

    turn(MONDAY_9)
    turn(MONDAY_10)

    assert (Ticket.objects.count(), IntakeItem.objects.count()) == (1, 1)
    assert list(IntakeRaw.objects.values_list("state", flat=True)) == ["understood"] * 2


def test_a_new_sender_on_an_old_ticket_is_held_for_an_agent(imap, smtp):
    desk = a_desk()
    a_mailbox(imap, smtp)
    ticket = a_ticket(desk, caller_mail=WANG)
    with at(MONDAY_9):
        reply_to_customer(ticket=ticket, text="请重试", actor=desk.as_agent, at=MONDAY_9)
    turn(MONDAY_9)
    known = smtp.postbox.to(WANG)[-1]["Message-ID"]

    imap.deliver(answer_to(known, "我是外人", sender="stranger@evil.example"))
    turn(MONDAY_10)

    item = IntakeItem.objects.get()
    assert (item.state, item.held, item.suspected, item.ticket) == (
        ItemState.WAITING,
        Held.NEW_SENDER,
        ticket,
        None,
    )
    assert not Entry.objects.filter(kind="customer").exists()


@pytest.mark.parametrize("sender", ["stranger@evil.example", WANG])
def test_a_guessed_number_in_the_subject_proves_nothing_and_neither_does_a_known_address(imap, sender):
    desk = a_desk()
    a_mailbox(imap)
    ticket = a_ticket(desk)
    imap.deliver(a_raw_mail(sender=sender, subject=f"Re: [{ticket.number}]"))

    turn(MONDAY_9)

    assert IntakeItem.objects.get().held == Held.NEW_SENDER


def test_a_number_in_the_subject_counts_where_the_trusted_server_vouches_for_a_contact(imap):
    desk = a_desk()
    a_mailbox(imap, trusted_server="mx.desk.example")
    ticket = a_ticket(desk)
    vouched = "Authentication-Results: mx.desk.example; dmarc=pass header.from=example.com"
    imap.deliver(a_raw_mail("还是不行", sender=WANG, subject=f"Re: [{ticket.number}]", more=vouched))

    turn(MONDAY_9)

    assert Entry.objects.get(kind="customer").ticket == ticket


def test_a_sender_the_trusted_server_calls_forged_is_held_even_with_a_true_token(imap, smtp):
    desk = a_desk()
    a_mailbox(imap, smtp, trusted_server="mx.desk.example")
    ticket = a_ticket(desk, caller_mail=WANG)
    with at(MONDAY_9):
        reply_to_customer(ticket=ticket, text="请重试", actor=desk.as_agent, at=MONDAY_9)
    turn(MONDAY_9)
    forged = "Authentication-Results: mx.desk.example; dmarc=fail header.from=example.com"
    imap.deliver(answer_to(smtp.postbox.to(WANG)[-1]["Message-ID"], "关闭吧", more=forged))

    turn(MONDAY_10)

    assert IntakeItem.objects.get().held == Held.NEW_SENDER
    assert not Entry.objects.filter(kind="customer").exists()


def test_an_answer_to_the_token_address_finds_its_ticket_without_any_thread(imap, smtp):
    desk = a_desk()
    a_mailbox(imap, smtp, has_plus_addresses=True)
    ticket = a_ticket(desk, caller_mail=WANG)
    with at(MONDAY_9):
        reply_to_customer(ticket=ticket, text="请重试", actor=desk.as_agent, at=MONDAY_9)
    turn(MONDAY_9)
    back = smtp.postbox.to(WANG)[-1]["Reply-To"].addresses[0].addr_spec
    imap.deliver(a_raw_mail("好了", sender=WANG, to=back, message_id="<loose@example.com>"))

    turn(MONDAY_10)

    assert Entry.objects.get(kind="customer").ticket == ticket
    assert Ticket.objects.count() == 1


# REQ RS-1
def test_an_automatic_reply_is_never_answered_and_makes_no_ticket(imap, smtp):
    a_desk()
    a_mailbox(imap, smtp)
    imap.deliver(a_raw_mail(sender=WANG))
    turn(MONDAY_9)
    sent = smtp.postbox.to(WANG)
    first = sent[0]["Message-ID"]
    for number, line in enumerate(
        ("Auto-Submitted: auto-replied", "X-Autoreply: yes", "Precedence: bulk", "Return-Path: <>")
    ):
        imap.deliver(
            answer_to(first, "我在休假", message_id_of_answer=f"<auto-{number}@example.com>", more=line)
        )

    turn(MONDAY_10)
    turn(MONDAY_11)

    assert Ticket.objects.count() == 1
    assert not Entry.objects.filter(kind="customer").exists()
    assert len(smtp.postbox.to(WANG)) == len(sent)
    states = list(IntakeItem.objects.order_by("pk").values_list("state", flat=True)[1:])
    assert states == [ItemState.IGNORED, ItemState.IGNORED, ItemState.WAITING, ItemState.WAITING]


def test_our_own_mail_coming_back_makes_nothing(imap, smtp):
    a_desk()
    a_mailbox(imap, smtp)
    imap.deliver(a_raw_mail(sender=WANG))
    turn(MONDAY_9)

    imap.deliver(smtp.postbox.mails[0][2])
    turn(MONDAY_10)

    assert Ticket.objects.count() == 1
    assert IntakeItem.objects.order_by("-pk").first().state == ItemState.IGNORED


def test_an_answer_of_ours_forwarded_back_is_no_word_of_the_customer(imap, smtp):
    desk = a_desk()
    a_mailbox(imap, smtp)
    ticket = a_ticket(desk, caller_mail=WANG)
    with at(MONDAY_9):
        reply_to_customer(ticket=ticket, text="请重试", actor=desk.as_agent, at=MONDAY_9)
    turn(MONDAY_9)
    (ours,) = (raw for _sender, _to, raw in smtp.postbox.mails if OWN_MARK.encode() not in raw)

    imap.deliver(ours)
    turn(MONDAY_10)

    assert IntakeItem.objects.get().state == ItemState.IGNORED
    assert not Entry.objects.filter(kind="customer").exists()


def test_two_machines_do_not_talk_for_ever(imap, smtp):
    """Each new mail of a robot that hides its nature gets a receipt, until the cap for its address is reached."""
    a_desk()
    a_mailbox(imap, smtp)
    for number in range(14):
        imap.deliver(a_raw_mail("again", sender="robot@loop.example", message_id=f"<{number}@loop.example>"))
        turn(MONDAY_9 + timedelta(seconds=number))

    assert len(smtp.postbox.to("robot@loop.example")) == 10
    assert Message.objects.filter(last_error="too_many_to_address").count() == 4


def test_a_receipt_to_somebody_unproved_repeats_none_of_his_words(imap, smtp):
    a_desk()
    a_mailbox(imap, smtp)
    imap.deliver(
        a_raw_mail(
            "点此领奖 http://evil.example/x",
            sender='"Click http://evil.example" <victim@example.org>',
            subject=encoded_word("中奖通知 http://evil.example"),
        )
    )

    turn(MONDAY_9)

    (receipt,) = smtp.postbox.to("victim@example.org")
    assert "evil" not in receipt.as_string()
    assert "evil" not in receipt.get_content() + receipt["Subject"]


def test_a_message_that_bounced_stands_as_failed_on_its_ticket(imap, smtp):
    desk = a_desk()
    a_mailbox(imap, smtp)
    ticket = a_ticket(desk, caller_mail=WANG)
    with at(MONDAY_9):
        reply_to_customer(ticket=ticket, text="请重试", actor=desk.as_agent, at=MONDAY_9)
    turn(MONDAY_9)
    message = Message.objects.get(subject_id=ticket.pk, template="")
    report = (
        "From: MAILER-DAEMON@mx.example\r\nTo: desk@desk.example\r\nSubject: Undelivered Mail\r\nMessage-ID: <dsn@mx.example>\r\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n--b\r\n\r\nfailed\r\n'
        "--b\r\nContent-Type: message/delivery-status\r\n\r\nAction: failed\r\n\r\n"
        f"--b\r\nContent-Type: message/rfc822\r\n\r\nMessage-ID: {message.message_id}\r\n\r\nx\r\n--b--\r\n"
    )
    imap.deliver(report.encode())

    turn(MONDAY_10)

    message.refresh_from_db()
    assert (message.state, message.last_error) == ("failed", "bounced")
    assert IntakeItem.objects.get().state == ItemState.IGNORED


def test_files_of_a_mail_lie_on_the_ticket_and_its_pictures_show(imap):
    from io import BytesIO

    from PIL import Image

    from shouwen.base.models import Attachment
    from tests.gateways.mail.raw_mails import a_multipart, a_part

    a_desk()
    a_mailbox(imap)
    picture = BytesIO()
    Image.new("RGB", (8, 8), "red").save(picture, "PNG")
    imap.deliver(
        a_multipart(
            a_part(
                '<p>见图</p><img src="cid:p1"><img src="cid:missing">'.encode(),
                head="Content-Type: text/html; charset=utf-8",
            ),
            a_part(picture.getvalue(), head="Content-Type: image/png; name=p.png\nContent-ID: <p1>"),
            a_part(b"not a picture", head="Content-Type: image/png; name=broken.png"),
            a_part(
                b"log",
                head="Content-Type: text/plain\nContent-Disposition: attachment; filename*=UTF-8''%E6%97%A5%E5%BF%97.txt",
            ),
            sender=WANG,
        )
    )

    turn(MONDAY_9)

    ticket = Ticket.objects.get()
    kept = {a.name: a for a in Attachment.objects.filter(subject_id=ticket.pk)}
    assert sorted(kept) == ["broken.png", "p.png", "日志.txt"]
    assert (kept["broken.png"].media_type, kept["p.png"].width) == ("application/octet-stream", 8)
    assert ticket.entries.get().html == f'<p>见图</p><img src="/files/{kept["p.png"].token}"><img src="">'


def test_an_undone_reply_never_leaves(imap, smtp):
    from shouwen.capabilities.tickets.commands import undo

    desk = a_desk()
    a_mailbox(imap, smtp)
    with at(MONDAY_9):
        ticket, other = a_ticket(desk, caller_mail=WANG), a_ticket(desk, caller_mail=WANG)
        react()
        for each, text in ((ticket, "说错了"), (other, "没说错")):
            reply_to_customer(ticket=each, text=text, actor=desk.as_agent, at=MONDAY_9)
        react()
        ticket.subject.refresh_from_db()
        undo(ticket=ticket, seq=ticket.subject.seq, actor=desk.as_agent, at=MONDAY_9)
    turn(MONDAY_9)

    said = [mail.get_content() for mail in smtp.postbox.to(WANG)]
    assert [[word in text for word in ("说错了", "没说错")] for text in said if "说错" in text] == [
        [False, True]
    ]
    states = Message.objects.filter(template="").values_list("subject", "state")
    assert dict(states) == {ticket.pk: "withdrawn", other.pk: "sent"}
