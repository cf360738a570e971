"""What waits in the outbox leaves once, says why it does not, and waits for a server that is not there yet."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.test import override_settings

from shouwen.base.actors import SYSTEM
from shouwen.base.files import Upload
from shouwen.base.models import Message
from shouwen.base.time import fixed_at
from shouwen.capabilities.notifications.commands.outbox import (
    claim_messages,
    mark_bounced,
    mark_sent,
    send_again,
)
from shouwen.capabilities.notifications.models import Mailbox
from shouwen.capabilities.tickets.choices import Visibility
from shouwen.capabilities.tickets.commands import attach_file
from shouwen.gateways.mail.sending import send_waiting
from tests.capabilities.tickets.makers import MONDAY_9, a_desk, a_ticket
from tests.gateways.mail.posts import DESK, a_mailbox
from tests.gateways.servers import free_port

pytestmark = pytest.mark.django_db

LATER = MONDAY_9 + timedelta(hours=1)


def a_message(address: str = "wang@example.com", **details: object) -> Message:
    number = Message.objects.count()
    values = {
        "channel": "mail",
        "address": address,
        "message_id": f"<message-{number}@desk.example>",
        "subject_line": "【SD-1】已受理",
        "body": "您好，已受理。",
        "not_before": MONDAY_9,
        "created_at": MONDAY_9,
    }
    return Message.objects.create(**values | details)


def send(instant=LATER) -> int:
    with fixed_at(instant):
        return send_waiting()


def test_a_waiting_message_leaves_once_with_the_identity_it_was_given(smtp):
    a_mailbox(smtp=smtp)
    message = a_message(headers={"In-Reply-To": "<a@b>", "References": "<0@b> <a@b>"})

    assert [send(), send()] == [1, 0]

    (mail,) = smtp.postbox.messages()
    assert (mail["Message-ID"], mail["From"], mail["To"]) == (
        message.message_id,
        f"服务台 <{DESK}>",
        "wang@example.com",
    )
    assert (mail["In-Reply-To"], mail["References"]) == ("<a@b>", "<0@b> <a@b>")
    assert (mail["Subject"], mail.get_content().strip()) == ("【SD-1】已受理", "您好，已受理。")
    message.refresh_from_db()
    assert (message.state, message.sent_at, message.attempts) == ("sent", LATER, 1)


def test_without_a_mail_server_messages_wait():
    a_mailbox()
    a_message()

    assert send() == 0
    assert Message.objects.get().state == "waiting"


def test_the_environment_goes_before_what_was_set_up(smtp):
    a_message()

    with override_settings(
        SMTP_URL=f"smtp://127.0.0.1:{smtp.port}?security=none", MAIL_FROM="env@desk.example"
    ):
        send()

    assert [mail["From"] for mail in smtp.postbox.messages()] == ["env@desk.example"]


def test_a_message_waits_for_its_time(smtp):
    a_mailbox(smtp=smtp)
    a_message(not_before=LATER)

    assert [send(LATER - timedelta(seconds=1)), send(LATER)] == [0, 1]


def test_a_server_that_is_away_is_tried_five_times_with_growing_pauses_then_the_failure_shows(smtp):
    a_mailbox(smtp=smtp)
    Mailbox.objects.update(smtp_port=free_port())
    message = a_message()
    tries = []
    instant = LATER
    while message.state == "waiting" and len(tries) < 9:
        send(instant)
        message.refresh_from_db()
        tries.append(message.not_before - instant)
        instant = max(message.not_before, instant)

    assert [int(pause.total_seconds() // 60) for pause in tries[:4]] == [1, 5, 30, 120]
    assert (message.state, message.attempts, bool(message.last_error)) == ("failed", 5, True)


def test_a_final_refusal_is_not_tried_again_and_the_others_go_out(smtp):
    a_mailbox(smtp=smtp)
    smtp.postbox.refusals = ["550 no such user", "451 try later"]
    refused, delayed, fine = (
        a_message("no@example.com"),
        a_message("slow@example.com"),
        a_message("yes@example.com"),
    )

    send()

    for message in (refused, delayed, fine):
        message.refresh_from_db()
    assert [m.state for m in (refused, delayed, fine)] == ["failed", "waiting", "sent"]
    assert refused.last_error == "550 no such user"
    assert delayed.not_before == LATER + timedelta(minutes=1)


def test_a_connection_that_breaks_in_the_middle_costs_only_the_message_at_hand_a_try(smtp):
    a_mailbox(smtp=smtp)
    smtp.postbox.hangs_up = True
    first, second = a_message("a@example.com"), a_message("b@example.com")

    send()

    first.refresh_from_db(), second.refresh_from_db()
    assert [(m.state, m.attempts, m.lease_until) for m in (first, second)] == [
        ("waiting", 1, None),
        ("waiting", 0, None),
    ]


def test_what_another_sender_holds_is_left_alone_until_his_lease_ends(smtp):
    a_mailbox(smtp=smtp)
    a_message()
    stuck = claim_messages(limit=10, at=LATER)

    assert send() == 0
    assert send(LATER + timedelta(minutes=6)) == 1
    assert mark_sent(message=stuck.messages[0], token=stuck.token, at=LATER) is False


def test_a_failed_message_is_sent_again_when_somebody_asks(smtp):
    from shouwen.base.actors import SYSTEM

    a_mailbox(smtp=smtp)
    message = a_message(state="failed", attempts=5)

    assert send_again(messages=[message], actor=SYSTEM, at=LATER) == 1
    send()

    message.refresh_from_db()
    assert message.state == "sent"


def test_only_what_has_left_comes_back():
    messages = [a_message(state=state) for state in ("sent", "waiting", "withdrawn")]

    assert mark_bounced(message_ids=tuple(message.message_id for message in messages)) == 1

    states = Message.objects.order_by("pk").values_list("state", flat=True)
    assert list(states) == ["failed", "waiting", "withdrawn"]


def test_hostile_text_in_a_header_stays_text(smtp):
    a_mailbox(smtp=smtp)
    a_message(
        subject_line="a\r\nBcc: all@example.com", headers={"References": "<a@b>\r\nBcc: all@example.com"}
    )
    a_message(address="x@example.com>\r\nBcc: <all@example.com")

    send()

    (mail,) = smtp.postbox.messages()
    assert (mail["Bcc"], mail["Subject"], mail["References"]) == (None, "a Bcc: all@example.com", "<a@b>")
    assert list(Message.objects.order_by("pk").values_list("state", flat=True)) == ["sent", "failed"]


def test_long_message_ids_are_kept_letter_by_letter_and_long_subjects_are_encoded_as_they_should_be(smtp):
    a_mailbox(smtp=smtp)
    long = f"<{'A' * 150}@PSAPR06MB4021.apcprd06.prod.outlook.com>"
    title = "【SD-20261121-0007】我们已收到您的请求：" + "服务器无法登录，请尽快处理。" * 8
    a_message(headers={"In-Reply-To": long, "References": f"<first@x> {long}"}, subject_line=title)

    send()

    raw = smtp.postbox.mails[0][2]
    (mail,) = smtp.postbox.messages()
    assert b"In-Reply-To: " + long.encode() in raw
    assert mail["References"].split() == ["<first@x>", long]
    assert mail["Subject"] == title
    head = raw.partition(b"\r\n\r\n")[0]
    assert max(len(line) for line in head.split(b"\r\n") if b"=?" in line) <= 78


# REQ SD-9
def test_files_and_copies_leave_with_the_mail(smtp):
    a_mailbox(smtp=smtp)
    ticket = a_ticket(a_desk())
    upload = Upload(BytesIO("第一步".encode()), "操作说明.txt", "text/plain")
    with fixed_at(MONDAY_9):
        file = attach_file(ticket=ticket, upload=upload, actor=SYSTEM, at=MONDAY_9)
        hidden = attach_file(
            ticket=ticket,
            upload=Upload(BytesIO(b"x"), "内部.txt", "text/plain"),
            actor=SYSTEM,
            at=MONDAY_9,
            visibility=Visibility.INTERNAL,
        )
    a_message(subject_id=ticket.pk, headers={"Cc": "li@example.com", "attachments": [file.pk, hidden.pk]})

    send()

    mail = smtp.postbox.messages()[0]
    (part,) = mail.iter_attachments()
    assert (mail["To"], mail["Cc"]) == ("wang@example.com", "li@example.com")
    assert mail.get_body().get_content().strip() == "您好，已受理。"
    assert (part.get_filename(), part.get_payload(decode=True).decode()) == ("操作说明.txt", "第一步")
