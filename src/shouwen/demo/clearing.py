"""The demo goes: wholly while nobody else has worked here, else out of everybody's way."""

from typing import Final

from django.db import connection, transaction
from django.utils.translation import gettext_noop

from shouwen.base.actors import SYSTEM, Actor
from shouwen.base.models import Fact, Message, Setting
from shouwen.base.models.outbox import MessageState
from shouwen.base.refusals import Refusal
from shouwen.base.time import now
from shouwen.capabilities.customers.commands.customers import change_customer
from shouwen.capabilities.customers.models import Customer
from shouwen.capabilities.intake.commands.sort import dismiss_from_intake
from shouwen.capabilities.intake.models import IntakeItem
from shouwen.capabilities.notifications.commands.outbox import withdraw_message
from shouwen.capabilities.notifications.commands.silences import silence_address
from shouwen.capabilities.notifications.models import Mailbox
from shouwen.capabilities.people.commands.accounts import disable_person
from shouwen.capabilities.people.models import Person
from shouwen.capabilities.tickets.commands import cancel_ticket, reopen_ticket
from shouwen.capabilities.tickets.models import Ticket
from shouwen.demo.cast import CLIENTS
from shouwen.demo.story import CIRCULAR, LOADED
from shouwen.domain.workflow import TicketState

WIPE: Final = "DROP SCHEMA public CASCADE; CREATE SCHEMA public"


class NoDemo(Refusal):
    code = "no_demo"
    message = gettext_noop("There is no demo story here that could be cleared.")


def is_untouched() -> bool:
    """Whether nobody but the demo's colleagues ever acted here, and no mailbox was ever read.

    Raises NoDemo where no story was told.
    """
    if not Setting.objects.filter(key=LOADED).exists():
        raise NoDemo()
    theirs = Person.objects.filter(is_demo=True).values("pk")
    is_real = Fact.objects.filter(actor_kind="person").exclude(actor_id__in=theirs).exists()
    return not (is_real or Mailbox.objects.filter(read_at__isnull=False).exists())


def clear() -> bool:
    """No demo any more. True: the database is empty and fresh, as before the first start. False: it is a real desk by
    now, so history stays; the demo's accounts and customers are out of use, its tickets over, and no mail goes to it.

    Raises NoDemo where no story was told, LastAdministrator where nobody else could give roles.
    """
    if is_untouched():
        with connection.cursor() as cursor:
            cursor.execute(WIPE)
        return True
    _retire(SYSTEM.through("cli"))
    return False


@transaction.atomic
def _retire(actor: Actor) -> None:
    at = now()
    codes = [client.code for client in CLIENTS]
    for ticket in Ticket.objects.open().filter(customer__code__in=codes).order_by("pk"):
        if TicketState(ticket.state) in (TicketState.COMPLETED, TicketState.VERIFIED):
            reopen_ticket(ticket=ticket, reason="demo", actor=actor, at=at)
        cancel_ticket(ticket=ticket, reason="demo", actor=actor, at=at)
    for item in IntakeItem.objects.waiting().filter(message_id=CIRCULAR):
        dismiss_from_intake(item=item, reason="demo", actor=actor, at=at)
    for customer in Customer.objects.filter(code__in=codes, is_active=True):
        change_customer(customer=customer, is_active=False, actor=actor, at=at)
    for client in CLIENTS:
        silence_address(address=client.mail, reason="demo")
    colleagues = Person.objects.filter(is_demo=True).values_list("email", flat=True)
    unreal = [client.mail for client in CLIENTS] + list(colleagues)
    for message in Message.objects.filter(state=MessageState.WAITING, address__in=unreal):
        withdraw_message(message=message, actor=actor, at=at)
    for person in Person.objects.filter(is_demo=True, is_active=True):
        disable_person(person=person, actor=actor, at=at)
    Setting.objects.filter(key=LOADED).delete()
