"""Once somebody real has worked on it, a desk that began as a demo keeps its history and loses the demo's work."""

import pytest
from django.utils import timezone

from shouwen.base.actors import Actor
from shouwen.base.models import Fact, Message
from shouwen.capabilities.customers.models import Customer
from shouwen.capabilities.intake.models import IntakeItem
from shouwen.capabilities.notifications.models import Mailbox
from shouwen.capabilities.people.models import Person
from shouwen.capabilities.people.queries import actor_of
from shouwen.capabilities.people.refusals import LastAdministrator
from shouwen.capabilities.service_levels.models import Clock
from shouwen.capabilities.tickets.choices import Channel
from shouwen.capabilities.tickets.commands import NewTicket, register_ticket
from shouwen.capabilities.tickets.models import Ticket
from shouwen.demo import clearing
from shouwen.demo.cast import CLIENTS
from tests.capabilities.customers.makers import a_contact, a_customer
from tests.capabilities.notifications.test_telling import react
from tests.capabilities.people.makers import a_person
from tests.demo.test_story import tell
from tests.gateways.mail.posts import a_mailbox
from tests.kept_rows import made_once

pytestmark = pytest.mark.django_db


@pytest.fixture
def told():
    return made_once("the story", tell)


def register(actor: Actor) -> Ticket:
    customer = a_customer(code="R1", name="真实客户")
    contact = a_contact(customer, mails=["wangfang@example.com"])
    return register_ticket(
        new=NewTicket(
            klass="fault", description="真的坏了", channel=Channel.PHONE, customer=customer, contact=contact,
            has_screenshot=False, no_screenshot_reason="电话", impact="department", urgency="hindered",
        ),
        actor=actor, at=timezone.now(),
    )  # fmt: skip


def test_the_demos_work_ends_and_the_real_stays():
    tell()
    ticket = register(actor_of(a_person("real", roles=("agent", "administrator"))))
    react()
    facts = Fact.objects.count()

    assert clearing.clear() is False

    assert Fact.objects.count() > facts
    react()
    assert list(Ticket.objects.open()) == [ticket]
    assert not Clock.objects.counting().exclude(subject=ticket.subject).exists()
    assert not Customer.objects.filter(code__in=[client.code for client in CLIENTS], is_active=True).exists()
    assert not Person.objects.filter(is_demo=True, is_active=True).exists()
    assert Person.objects.filter(user_name="real", is_active=True).exists()
    assert not IntakeItem.objects.waiting().exists()
    assert {message.address for message in Message.objects.filter(state="waiting")} == {
        "wangfang@example.com"
    }


def test_somebody_real_has_to_administer_the_desk_before_the_demo_goes():
    tell()
    a_person("real", roles=("agent",))
    register(actor_of(Person.objects.get(user_name="real")))

    with pytest.raises(LastAdministrator):
        clearing.clear()

    assert Person.objects.filter(user_name="admin", is_active=True).exists()


def test_a_desk_that_reads_mail_is_not_wiped(told):
    assert clearing.is_untouched()
    a_mailbox()
    assert clearing.is_untouched()
    Mailbox.objects.update(read_at=timezone.now())
    assert not clearing.is_untouched()


def test_the_storys_mails_are_none_too_many_for_an_address(told):
    react()

    assert not Message.objects.exclude(state="waiting").exclude(last_error="no_address").exists()
