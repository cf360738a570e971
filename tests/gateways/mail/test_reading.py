"""A mailbox is read so that nothing is lost, nothing is doubled, and nobody is fooled about its health."""

import pytest

from shouwen.base import files
from shouwen.base.journal import facts_of
from shouwen.base.models import Heartbeat
from shouwen.capabilities.intake.choices import Held, ItemState, RawState
from shouwen.capabilities.intake.models import IntakeItem, IntakeRaw
from shouwen.capabilities.notifications.models import Mailbox, Notice
from shouwen.capabilities.tickets.models import Ticket
from shouwen.gateways.mail import parsing, reading
from shouwen.gateways.mail.reading import play_mail, read_mailbox, understand_waiting
from tests.capabilities.tickets.makers import MONDAY_9, MONDAY_10, a_desk
from tests.gateways.mail.posts import a_mailbox, at, react
from tests.gateways.mail.raw_mails import a_raw_mail
from tests.gateways.servers import free_port

pytestmark = pytest.mark.django_db


def a_numbered_mail(number: int) -> bytes:
    return a_raw_mail(f"第 {number} 封", message_id=f"<{number}@example.com>")


# REQ RS-1
def test_raw_bytes_are_kept_unchanged_before_anything_is_made_of_them(imap, monkeypatch):
    a_mailbox(imap)
    imap.deliver(a_numbered_mail(1))
    monkeypatch.setattr(reading, "understand_waiting", lambda: 0)

    assert read_mailbox() == 1

    raw = IntakeRaw.objects.get()
    assert files.read(raw.blob_id) == a_numbered_mail(1)
    assert (raw.state, IntakeItem.objects.count()) == (RawState.WAITING, 0)


def test_each_mail_is_fetched_once_and_marked_on_the_server_only_when_it_lies_here(imap):
    a_desk()
    a_mailbox(imap)
    for number in range(3):
        imap.deliver(a_numbered_mail(number))

    with at(MONDAY_9):
        counts = [read_mailbox(), read_mailbox()]

    assert counts == [6, 0]  # three fetched, three understood
    assert IntakeRaw.objects.filter(is_filed=True).count() == 3
    with imap.session() as box:
        assert [message.flags for message in box.fetch(mark_seen=False)] == [("\\Seen",)] * 3


def test_read_mail_moves_to_the_folder_told(imap):
    a_desk()
    a_mailbox(imap, done_folder="Done")
    imap.deliver(a_numbered_mail(1))

    with at(MONDAY_9):
        read_mailbox()

    with imap.session() as box:
        assert box.uids() == []
        box.folder.set("Done")
        assert len(box.uids()) == 1


def test_on_the_first_day_only_unread_mail_is_taken(imap):
    a_desk()
    imap.deliver(a_numbered_mail(1))
    with imap.session() as box:
        box.flag(box.uids(), r"\Seen", True)
    imap.deliver(a_numbered_mail(2))
    a_mailbox(imap)

    with at(MONDAY_9):
        read_mailbox()
    imap.deliver(a_numbered_mail(3))
    with (
        imap.session() as box
    ):  # somebody reads the mailbox beside us: that must not hide a mail from the desk
        box.flag(box.uids(), r"\Seen", True)
    with at(MONDAY_10):
        read_mailbox()

    assert sorted(IntakeItem.objects.values_list("message_id", flat=True)) == [
        "<2@example.com>",
        "<3@example.com>",
    ]


def test_a_server_that_numbers_anew_doubles_nothing(imap):
    a_desk()
    a_mailbox(imap)
    imap.deliver(a_numbered_mail(1))
    with at(MONDAY_9):
        read_mailbox()
    before = Mailbox.objects.get().uidvalidity
    with imap.session() as box:
        box.flag(box.uids(), r"\Seen", False)
    imap.number_anew()
    imap.deliver(a_numbered_mail(2))

    with at(MONDAY_10):
        read_mailbox()

    assert Mailbox.objects.get().uidvalidity != before
    assert sorted(IntakeItem.objects.values_list("message_id", flat=True)) == [
        "<1@example.com>",
        "<2@example.com>",
    ]
    assert Ticket.objects.count() == 2


def test_a_mail_that_cannot_be_read_safely_is_quarantined_and_the_rest_goes_on(imap):
    a_desk()
    a_mailbox(imap)
    imap.deliver(b"Subject: no sender\r\n\r\nx")
    imap.deliver(a_numbered_mail(2))

    with at(MONDAY_9):
        read_mailbox()

    quarantined, good = IntakeItem.objects.order_by("pk")
    assert (quarantined.state, quarantined.held, quarantined.note) == (
        ItemState.QUARANTINED,
        Held.UNREADABLE,
        "no_sender",
    )
    assert good.state == ItemState.REGISTERED
    assert IntakeRaw.objects.filter(state=RawState.QUARANTINED, is_filed=True).count() == 1


def test_of_a_mail_that_is_too_big_only_the_head_is_fetched(imap, monkeypatch):
    monkeypatch.setattr(reading, "LIMITS", parsing.Limits(size=1000))
    a_desk()
    a_mailbox(imap)
    imap.deliver(a_raw_mail("大" * 2000))

    with at(MONDAY_9):
        read_mailbox()

    raw = IntakeRaw.objects.get()
    assert (raw.size > 6000, len(files.read(raw.blob_id)) < 1000) == (True, True)
    assert IntakeItem.objects.get().note.startswith("too_big")


def test_a_mail_that_fails_to_come_in_is_tried_again_then_quarantined(imap, monkeypatch):
    a_mailbox(imap)  # no regulation is in force yet, so that nothing can become a ticket
    imap.deliver(a_numbered_mail(1))
    with at(MONDAY_9):
        read_mailbox()
    assert (IntakeRaw.objects.get().attempts, IntakeItem.objects.count()) == (1, 0)

    for _ in range(4):
        with at(IntakeRaw.objects.get().retry_at):
            understand_waiting()

    assert IntakeItem.objects.get().state == ItemState.QUARANTINED
    assert IntakeRaw.objects.get().attempts == 5


# REQ RS-1
def test_a_mailbox_that_cannot_be_read_raises_an_alarm_once_and_an_all_clear(imap):
    desk = a_desk()
    mailbox = a_mailbox(imap)
    good = mailbox.imap_port
    Mailbox.objects.update(imap_port=free_port())

    with at(MONDAY_9):
        read_mailbox()
        read_mailbox()
        react()

    told = [fact.name for fact in facts_of(mailbox.subject_id)]
    assert told == ["mailbox.saved", "mailbox.failed"]
    assert Heartbeat.objects.get(part=f"mailbox.{mailbox.pk}").state == "failing"
    assert Notice.objects.filter(person=desk.manager).count() == 1
    mailbox.refresh_from_db()
    assert (mailbox.failing_since, bool(mailbox.last_error)) == (MONDAY_9, True)

    Mailbox.objects.update(imap_port=good)
    with at(MONDAY_10):
        read_mailbox()
        react()

    assert [fact.name for fact in facts_of(mailbox.subject_id)][-1] == "mailbox.recovered"
    mailbox.refresh_from_db()
    assert (mailbox.failing_since, mailbox.read_at) == (None, MONDAY_10)


def test_a_wrong_secret_is_told_without_the_secret(imap):
    mailbox = a_mailbox(imap, imap_secret="not-the-secret")

    with at(MONDAY_9):
        read_mailbox()

    mailbox.refresh_from_db()
    assert mailbox.last_error != ""
    assert "not-the-secret" not in mailbox.last_error
    assert b"not-the-secret" not in bytes(mailbox.imap_secret)


def test_a_failing_mailbox_does_not_stop_the_others(imap):
    a_desk()
    a_mailbox(imap, address="first@desk.example", imap_port=free_port())
    a_mailbox(imap, address="second@desk.example")
    imap.deliver(a_numbered_mail(1))

    with at(MONDAY_9):
        read_mailbox()

    assert Ticket.objects.count() == 1


def test_a_mail_played_from_a_file_comes_in_once():
    a_desk()

    with at(MONDAY_9):
        first, second = play_mail(a_numbered_mail(1)), play_mail(a_numbered_mail(1))

    assert first == second
    assert first.ticket == Ticket.objects.get()
