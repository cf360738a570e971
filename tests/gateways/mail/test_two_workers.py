"""Two workers at once, with real commits: nothing is lost and nothing is doubled."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from shouwen.base.models import Message
from shouwen.base.time import fixed_at
from shouwen.capabilities.intake.models import IntakeItem, IntakeRaw
from shouwen.capabilities.tickets.models import Ticket
from shouwen.gateways.mail.reading import read_mailbox
from shouwen.gateways.mail.sending import send_waiting
from tests.capabilities.tickets.makers import MONDAY_9, a_desk
from tests.gateways.mail.posts import a_mailbox
from tests.gateways.mail.raw_mails import a_raw_mail

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(work: Callable[[], int]) -> list[int]:
    """What two workers return that begin at the same moment."""
    start = Barrier(2)

    def run() -> int:
        start.wait()
        try:
            with fixed_at(MONDAY_9):
                return work()
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as workers:
        return [job.result() for job in [workers.submit(run) for _ in range(2)]]


# REQ RS-1
def test_two_workers_on_one_mailbox_make_each_mail_one_ticket(imap):
    a_desk()
    a_mailbox(imap)
    for number in range(12):
        imap.deliver(
            a_raw_mail(
                f"第 {number} 封", message_id=f"<{number}@example.com>", sender=f"a{number}@example.com"
            )
        )

    at_once(read_mailbox)
    with fixed_at(MONDAY_9):
        read_mailbox()

    assert (IntakeRaw.objects.count(), IntakeItem.objects.count(), Ticket.objects.count()) == (12, 12, 12)
    assert set(IntakeRaw.objects.values_list("state", flat=True)) == {"understood"}


def test_two_workers_on_one_outbox_send_each_message_once(smtp):
    a_mailbox(smtp=smtp)
    for number in range(20):
        Message.objects.create(
            channel="mail",
            address=f"a{number}@example.com",
            message_id=f"<{number}@desk.example>",
            subject_line="s",
            body="b",
            not_before=MONDAY_9,
            created_at=MONDAY_9,
        )

    tried = at_once(send_waiting)

    assert sum(tried) == 20
    assert sorted(receiver for _, receiver, _ in smtp.postbox.mails) == sorted(
        f"a{n}@example.com" for n in range(20)
    )
    assert set(Message.objects.values_list("state", flat=True)) == {"sent"}
