"""Everybody reads his own inbox; who keeps the mailboxes sees the outbox."""

import pytest

from shouwen.base.actors import SYSTEM, Actor
from shouwen.base.journal import facts_of, open_subject
from shouwen.base.models import Message
from shouwen.base.refusals import InvalidInput, NotPermitted
from shouwen.capabilities.notifications.commands.mailboxes import MailboxSettings, save_mailbox
from shouwen.capabilities.notifications.commands.notices import read_notices
from shouwen.capabilities.notifications.commands.outbox import send_again, withdraw_message
from shouwen.capabilities.notifications.models import Mailbox, Notice
from shouwen.capabilities.notifications.queries import (
    Account,
    inbox_of,
    outbox,
    outbox_counts,
    reading_account,
    sending_account,
    unread_count,
)
from shouwen.capabilities.notifications.refusals import MessageHasLeft
from shouwen.capabilities.notifications.sealing import seal, unseal
from shouwen.capabilities.notifications.tokens import new_reply_token, subject_of_token, token_in
from tests.capabilities.people.makers import a_person
from tests.capabilities.tickets.makers import MONDAY_9, MONDAY_10

pytestmark = pytest.mark.django_db
NOBODY_SPECIAL = Actor(kind="person", id=1)


def as_actor(person) -> Actor:
    return Actor(kind="person", id=person.pk)


def a_notice(person, subject=None, **details) -> Notice:
    return Notice.objects.create(person=person, subject=subject, kind="k", title="t", at=MONDAY_9, **details)


def a_message(**details) -> Message:
    number = Message.objects.count()
    return Message.objects.create(
        **{
            "channel": "mail",
            "address": "a@example.com",
            "message_id": f"<{number}@x>",
            "body": "b",
            **details,
        }
    )


def test_each_sees_his_own_notices_only_newest_first():
    lin, wang = a_person("lin"), a_person("wang")
    mine = [a_notice(lin), a_notice(lin)]
    a_notice(wang)

    assert list(inbox_of(actor=as_actor(lin))) == mine[::-1]
    assert list(inbox_of(actor=Actor(kind="contact", id=lin.pk))) == []


def test_reading_all_about_one_ticket_leaves_the_others_unread():
    lin = a_person("lin")
    one, other = open_subject("ticket"), open_subject("ticket")
    for subject in (one, one, other):
        a_notice(lin, subject)

    assert read_notices(actor=as_actor(lin), at=MONDAY_10, subject_id=one.pk) == 2
    assert unread_count(actor=as_actor(lin)) == 1
    assert read_notices(actor=as_actor(lin), at=MONDAY_10) == 1


def test_nobody_reads_anothers_notices_away():
    lin, wang = a_person("lin"), a_person("wang")
    notice = a_notice(lin)

    assert read_notices(actor=as_actor(wang), at=MONDAY_10, notice_ids=[notice.pk]) == 0


def test_the_outbox_is_for_those_who_may_see_it():
    a_message()
    a_message(state="failed")

    assert outbox(actor=NOBODY_SPECIAL).count() == 0
    assert outbox(actor=SYSTEM, state="failed").count() == 1
    assert outbox_counts() == {"waiting": 1, "late": 0, "failed": 1}


def test_a_waiting_message_can_be_withdrawn_and_a_sent_one_not():
    waiting, sent = a_message(), a_message(state="sent")

    with pytest.raises(NotPermitted):
        withdraw_message(message=waiting, actor=NOBODY_SPECIAL, at=MONDAY_9)
    withdraw_message(message=waiting, actor=SYSTEM, at=MONDAY_9)
    with pytest.raises(MessageHasLeft):
        withdraw_message(message=sent, actor=SYSTEM, at=MONDAY_9)

    waiting.refresh_from_db()
    assert (waiting.state, waiting.last_error) == ("withdrawn", "withdrawn")


def test_a_message_blocked_by_its_template_is_not_sent_again_as_it_is():
    blocked = a_message(state="failed", last_error="unknown_placeholder")

    assert send_again(messages=[blocked], actor=SYSTEM, at=MONDAY_9) == 0


def test_a_mailbox_keeps_its_secrets_sealed_and_out_of_the_journal():
    settings = MailboxSettings(
        address="Desk@Desk.Example", imap_host="imap.desk.example", imap_user="desk", imap_secret="s3cret",
        smtp_host="smtp.desk.example", smtp_secret="other",
    )  # fmt: skip
    mailbox = save_mailbox(settings=settings, actor=SYSTEM, at=MONDAY_9)

    assert mailbox.address == "desk@desk.example"
    assert b"s3cret" not in bytes(mailbox.imap_secret)
    assert reading_account(mailbox) == Account("imap.desk.example", 993, "tls", "desk", "s3cret")
    assert sending_account(mailbox).secret == "other"
    assert "s3cret" not in repr(reading_account(mailbox)) + str(facts_of(mailbox.subject_id)[0].payload)

    kept = save_mailbox(
        settings=MailboxSettings(address="desk@desk.example", imap_host="imap.desk.example", imap_user="desk"),
        actor=SYSTEM, at=MONDAY_10, mailbox=mailbox,
    )  # fmt: skip
    assert reading_account(kept).secret == "s3cret"
    assert sending_account(kept) is None


def test_another_place_to_read_from_starts_a_new_bookmark():
    here = MailboxSettings(address="desk@desk.example", imap_host="one.example")
    mailbox = save_mailbox(settings=here, actor=SYSTEM, at=MONDAY_9)
    Mailbox.objects.update(uidvalidity=7, last_uid=99)

    moved = save_mailbox(
        settings=MailboxSettings(address="desk@desk.example", imap_host="two.example"),
        actor=SYSTEM, at=MONDAY_10, mailbox=mailbox,
    )  # fmt: skip

    assert (moved.uidvalidity, moved.last_uid) == (0, 0)


@pytest.mark.parametrize("changes", [{"address": "no address"}, {"imap_port": 0}, {"smtp_security": "magic"}])
def test_a_mailbox_that_makes_no_sense_is_refused(changes):
    with pytest.raises(InvalidInput):
        save_mailbox(
            settings=MailboxSettings(**{"address": "a@b.example", **changes}), actor=SYSTEM, at=MONDAY_9
        )
    assert not Mailbox.objects.exists()


def test_a_mailbox_is_set_up_by_those_who_may():
    with pytest.raises(NotPermitted):
        save_mailbox(settings=MailboxSettings(address="a@b.example"), actor=NOBODY_SPECIAL, at=MONDAY_9)


def test_a_sealed_secret_is_read_with_an_older_key_and_not_with_another(settings):
    sealed = seal("s3cret")
    old = settings.SECRET_KEY

    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "a new key", [old]
    assert unseal(sealed) == "s3cret"
    settings.SECRET_KEY_FALLBACKS = []
    assert unseal(sealed) == ""


def test_a_reply_token_is_good_for_one_address_and_one_subject_only():
    token = new_reply_token(subject_id=4711, address="Wang@Example.com")

    assert subject_of_token(token, address="wang@example.com") == 4711
    assert subject_of_token(token.upper(), address="wang@example.com") == 4711
    assert subject_of_token(token, address="other@example.com") is None
    changed = ("a" if token[0] != "a" else "b") + token[1:]
    assert subject_of_token(changed, address="wang@example.com") is None
    assert subject_of_token("", address="wang@example.com") is None
    assert token_in(f"<{token}@desk.example>") == token_in(f"desk+{token}@desk.example") == token
    assert token_in("<someone-elses@id.example>") == ""
    assert len(token) <= 64 - len("desk+")
