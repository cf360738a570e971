"""What comes in becomes a ticket, an answer, or something that waits for an agent; nothing is dropped in silence."""

from dataclasses import replace

import pytest

from shouwen.base.actors import SYSTEM
from shouwen.base.journal import facts_of
from shouwen.base.models import Attachment
from shouwen.base.refusals import InvalidInput, NotPermitted, NotVisible
from shouwen.base.time import fixed_at
from shouwen.capabilities.intake.choices import Held, ItemState
from shouwen.capabilities.intake.commands.receive_mail import receive_mail
from shouwen.capabilities.intake.commands.receive_request import Request, receive_request
from shouwen.capabilities.intake.commands.sort import (
    append_from_intake,
    dismiss_from_intake,
    register_from_intake,
    route_from_intake,
)
from shouwen.capabilities.intake.models import IntakeItem
from shouwen.capabilities.intake.ports import (
    Authentication,
    AutomaticReason,
    MailAddress,
    MailAttachment,
    ParsedMail,
    Verdict,
)
from shouwen.capabilities.intake.queries import attachments_of, waiting_count, waiting_items
from shouwen.capabilities.intake.refusals import AlreadySorted
from shouwen.capabilities.notifications.models import SilencedAddress
from shouwen.capabilities.tickets.choices import Channel
from shouwen.capabilities.tickets.commands import merge_tickets
from shouwen.capabilities.tickets.models import Entry, Ticket
from tests.capabilities.tickets.makers import MONDAY_9, MONDAY_10, a_desk, a_request, a_ticket

pytestmark = pytest.mark.django_db
WANG = "wangfang@example.com"


@pytest.fixture(autouse=True)
def monday():
    with fixed_at(MONDAY_9):
        yield


def a_mail(
    text: str = "登录不了", *, sender: str = WANG, message_id: str = "<1@example.com>", **details
) -> ParsedMail:
    mail = ParsedMail(
        message_id=message_id,
        sender=MailAddress(sender, "王芳"),
        to=(),
        cc=(),
        reply_to=(),
        subject="登录失败",
        sent_at=None,
        in_reply_to="",
        references=(),
        text=text,
        quoted="",
        html="",
        attachments=(),
        authentication=Authentication(),
        automatic=None,
        digest="0" * 64,
    )
    return replace(mail, **details)


# REQ RS-1
def test_where_customers_register_by_mail_a_mail_is_a_ticket_at_once():
    desk = a_desk("desk")

    item = receive_mail(mail=a_mail(), at=MONDAY_9)

    assert (item.state, item.customer) == (ItemState.REGISTERED, desk.customer)
    assert (item.ticket.contact, item.ticket.state, item.ticket.reported_at) == (
        desk.contact,
        "new",
        MONDAY_9,
    )
    assert [fact.name for fact in facts_of(item.pk)] == ["intake.received", "intake.registered"]


# REQ SA-9
def test_where_only_agents_register_a_mail_waits_until_one_does():
    desk = a_desk("sla")
    item = receive_mail(
        mail=a_mail(attachments=(MailAttachment("日志.txt", "text/plain", b"log"),)), at=MONDAY_9
    )
    assert (item.state, item.held, Ticket.objects.count()) == (ItemState.WAITING, Held.AGENT_REGISTERS, 0)
    assert list(waiting_items(actor=desk.as_agent)) == [item]

    klass = next(iter(desk_classes()))
    new = replace(
        a_request(desk), klass=klass, channel=Channel.MAIL, description=item.text, impact="", urgency=""
    )
    ticket = register_from_intake(item=item, new=new, actor=desk.as_agent, at=MONDAY_10)

    item.refresh_from_db()
    assert (item.state, item.ticket, item.sorted_by, item.sorted_at) == (
        ItemState.REGISTERED,
        ticket,
        desk.agent,
        MONDAY_10,
    )
    assert ticket.owner == desk.agent
    assert [a.name for a in Attachment.objects.filter(subject_id=ticket.pk)] == ["日志.txt"]
    assert ticket.entries.get().reference == "<1@example.com>"
    assert waiting_count(actor=desk.as_agent) == 0


def desk_classes() -> dict[str, object]:
    from shouwen.capabilities.regulations.queries import active_regulation

    return dict(active_regulation().document.classes)


# REQ SA-9
def test_a_portal_request_waits_or_registers_as_the_regulation_says():
    desk = a_desk("desk")
    new = replace(a_request(desk), channel=Channel.PORTAL, impact="", urgency="")
    photo = MailAttachment("说明.txt", "text/plain", b"x")

    item = receive_request(request=Request(new=new, attachments=[photo]), actor=desk.as_contact, at=MONDAY_9)

    assert (item.state, item.contact) == (ItemState.REGISTERED, desk.contact)
    file = Attachment.objects.get(subject_id=item.ticket.pk)
    assert facts_of(item.ticket.pk)[0].payload["brought"] == [file.pk]
    with pytest.raises(InvalidInput):
        receive_request(
            request=Request(new=replace(new, description=" ")), actor=desk.as_contact, at=MONDAY_9
        )


def test_the_same_message_id_twice_is_one_item():
    a_desk()

    first = receive_mail(mail=a_mail(), at=MONDAY_9)
    second = receive_mail(mail=a_mail("anders"), at=MONDAY_10)

    assert (first, IntakeItem.objects.count(), Ticket.objects.count()) == (second, 1, 1)


def test_one_item_is_sorted_once():
    desk = a_desk()
    item = a_held_item(desk)
    dismiss_from_intake(item=item, reason="广告", actor=desk.as_agent, at=MONDAY_9)

    with pytest.raises(AlreadySorted):
        register_from_intake(item=item, new=a_request(desk), actor=desk.as_agent, at=MONDAY_10)

    item.refresh_from_db()
    assert (item.state, item.note, item.ticket) == (ItemState.IGNORED, "广告", None)
    assert not Ticket.objects.filter(channel="mail").exists()


def a_held_item(desk, **details) -> IntakeItem:
    """A mail of a stranger that names the number of a ticket."""
    ticket = a_ticket(desk)
    return receive_mail(
        mail=a_mail(**{"sender": "stranger@example.org", "subject": f"Re: [{ticket.number}]", **details}),
        at=MONDAY_9,
    )


def test_an_agent_adds_a_held_mail_to_the_ticket_it_belongs_to():
    desk = a_desk()
    item = a_held_item(desk, attachments=(MailAttachment("a.txt", "text/plain", b"a"),))

    append_from_intake(item=item, ticket=item.suspected, actor=desk.as_agent, at=MONDAY_10)

    word = Entry.objects.get(kind="customer")
    assert (word.ticket, word.body, word.author_name) == (item.suspected, "登录不了", "王芳")
    file = Attachment.objects.get(subject_id=item.suspected_id)
    (told,) = [fact for fact in facts_of(item.suspected_id) if fact.name == "ticket.customer_spoke"]
    assert (told.payload["brought"], told.payload["digests"]) == ([file.pk], [file.blob_id])
    item.refresh_from_db()
    assert item.state == ItemState.APPENDED


def test_a_mail_is_not_added_to_a_ticket_the_agent_does_not_see():
    desk = a_desk()
    item = a_held_item(desk)

    with pytest.raises(NotVisible):
        append_from_intake(item=item, ticket=item.suspected, actor=desk.as_engineer, at=MONDAY_10)

    assert not Entry.objects.filter(kind="customer").exists()


def test_only_those_who_sort_may_sort():
    desk = a_desk()
    item = a_held_item(desk)

    with pytest.raises(NotPermitted):
        dismiss_from_intake(item=item, reason="x", actor=desk.as_engineer, at=MONDAY_9)
    assert not waiting_items(actor=desk.as_engineer).exists()
    assert not waiting_items(actor=desk.as_contact).exists()


def test_dismissing_needs_a_reason():
    desk = a_desk()
    item = a_held_item(desk)

    with pytest.raises(InvalidInput):
        dismiss_from_intake(item=item, reason=" ", actor=desk.as_agent, at=MONDAY_9)

    item.refresh_from_db()
    assert item.state == ItemState.WAITING


# REQ SA-7
def test_a_request_that_is_not_ours_is_recorded_and_routed_in_one_step():
    desk = a_desk()
    item = a_held_item(desk)
    new = replace(a_request(desk), channel=Channel.MAIL, description="想买新产品")

    ticket = route_from_intake(
        item=item, new=new, route="new_need", reason="销售", actor=desk.as_agent, at=MONDAY_9
    )

    item.refresh_from_db()
    assert (ticket.state, item.state, item.ticket) == ("routed_away", ItemState.ROUTED, ticket)


def test_a_mail_for_a_merged_ticket_lands_on_the_one_that_took_it_in():
    desk = a_desk()
    old = receive_mail(mail=a_mail(), at=MONDAY_9).ticket
    survivor = a_ticket(desk)
    merge_tickets(absorbed=old, survivor=survivor, actor=desk.as_manager, at=MONDAY_9)

    receive_mail(
        mail=a_mail("还有", message_id="<2@example.com>", in_reply_to="<1@example.com>"), at=MONDAY_10
    )

    assert Entry.objects.get(kind="customer", body="还有").ticket == survivor


def test_what_a_machine_says_unasked_waits_and_its_address_is_silenced_until_a_person_writes():
    a_desk()

    item = receive_mail(mail=a_mail(automatic=AutomaticReason.AUTO_GENERATED), at=MONDAY_9)

    assert (item.state, item.held, item.automatic) == (ItemState.WAITING, Held.AUTOMATIC, "auto_generated")
    assert SilencedAddress.objects.filter(address=WANG).exists()

    receive_mail(mail=a_mail(message_id="<2@example.com>"), at=MONDAY_10)
    assert not SilencedAddress.objects.exists()


def test_an_answer_of_a_machine_is_kept_and_nothing_is_made_of_it():
    a_desk()
    receive_mail(mail=a_mail(), at=MONDAY_9)

    item = receive_mail(
        mail=a_mail(
            message_id="<2@example.com>",
            in_reply_to="<1@example.com>",
            automatic=AutomaticReason.AUTO_REPLIED,
        ),
        at=MONDAY_9,
    )

    assert (item.state, item.ticket, item.suspected) == (ItemState.IGNORED, None, Ticket.objects.get())
    assert not SilencedAddress.objects.exists()


def test_a_sender_called_forged_makes_no_ticket_by_himself():
    a_desk()

    item = receive_mail(mail=a_mail(authentication=Authentication(verdict=Verdict.FAIL)), at=MONDAY_9)

    assert (item.state, item.held, Ticket.objects.count()) == (ItemState.WAITING, Held.UNPROVED, 0)


def test_a_flood_from_one_address_waits_after_twenty():
    a_desk()
    for number in range(22):
        receive_mail(mail=a_mail(message_id=f"<{number}@example.com>"), at=MONDAY_9)

    assert (Ticket.objects.count(), IntakeItem.objects.filter(held=Held.TOO_MANY).count()) == (20, 2)


def test_a_mail_without_words_is_still_something():
    a_desk()

    item = receive_mail(mail=a_mail("", subject=""), at=MONDAY_9)

    assert (item.state, item.ticket.entries.get().body) == (ItemState.REGISTERED, "—")


def test_files_that_came_are_on_the_item_too():
    a_desk("sla")
    item = receive_mail(mail=a_mail(attachments=(MailAttachment("a.txt", "text/plain", b"a"),)), at=MONDAY_9)

    assert [kept.name for kept in attachments_of(item)] == ["a.txt"]
    assert SYSTEM.kind == attachments_of(item)[0].actor_kind
