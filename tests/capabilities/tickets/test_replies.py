"""A reply with its files and copies: recorded on the ticket, and on its way together."""

from io import BytesIO

import pytest

from shouwen.base.files import Upload
from shouwen.base.models import Attachment, Fact, Message
from shouwen.base.refusals import InvalidInput
from shouwen.capabilities.notifications.reactions import tell_fact
from shouwen.capabilities.tickets.commands import reply_to_customer, talk, undo
from tests.capabilities.tickets.makers import MONDAY_9, a_desk, a_ticket

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk():
    return a_desk()


def a_file(name: str = "驱动说明.pdf", content: bytes = b"%PDF-1.7") -> Upload:
    return Upload(BytesIO(content), name, "application/pdf")


def reply(desk, ticket, **details):
    return reply_to_customer(
        ticket=ticket, text="请按附件操作。", actor=desk.as_agent, at=MONDAY_9, **details
    )


# REQ SD-9
def test_files_and_copies_of_a_reply_stand_on_the_ticket_and_in_the_mail(desk):
    ticket = a_ticket(desk)

    entry = reply(desk, ticket, uploads=(a_file(),), cc=("Zhang@example.com ", "zhang@example.com", ""))

    fact = Fact.objects.get(subject_id=ticket.pk, name="ticket.replied")
    attachment = Attachment.objects.get(subject_id=ticket.pk)
    tell_fact(fact.pk)
    message = Message.objects.get(fact=fact, template="")
    assert (attachment.name, attachment.visibility) == ("驱动说明.pdf", "customer")
    assert fact.payload["attachments"] == [attachment.pk]
    assert entry.facets == {"cc": ["zhang@example.com"]}
    assert (message.headers["Cc"], message.headers["attachments"]) == ("zhang@example.com", [attachment.pk])


def test_undoing_a_reply_hides_its_files_from_the_customer(desk):
    ticket = a_ticket(desk)
    entry = reply(desk, ticket, uploads=(a_file(),))

    undo(ticket=ticket, seq=entry.seq, actor=desk.as_agent, at=MONDAY_9)

    assert Attachment.objects.get(subject_id=ticket.pk).visibility == "internal"


@pytest.mark.parametrize("cc", [("nobody",), tuple(f"a{n}@example.com" for n in range(11))])
def test_a_copy_to_no_address_or_to_too_many_changes_nothing(desk, cc):
    ticket = a_ticket(desk)

    with pytest.raises(InvalidInput):
        reply(desk, ticket, cc=cc)

    assert not ticket.entries.filter(kind="reply").exists()


def test_more_than_a_mail_holds_is_refused_before_anything_is_kept(desk, monkeypatch):
    ticket = a_ticket(desk)
    monkeypatch.setattr(talk, "HEAVIEST", 10)

    with pytest.raises(InvalidInput):
        reply(desk, ticket, uploads=(a_file(content=b"12345"), a_file(content=b"123456")))

    assert not Attachment.objects.exists()
