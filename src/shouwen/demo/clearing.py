"""The demo goes: wholly while nobody else has worked here, else out of everybody's way."""

from typing import Final

from django.db import connection, transaction
from django.utils.translation import gettext_noop

from shouwen.base.actors import SYSTEM, Actor
from shouwen.base.models import Fact, Setting
from shouwen.base.refusals import Refusal
from shouwen.base.time import now
from shouwen.capabilities.customers.commands.customers import change_customer
from shouwen.capabilities.customers.models import Customer
from shouwen.capabilities.intake.commands.sort import dismiss_from_intake
from shouwen.capabilities.intake.models import IntakeItem
from shouwen.capabilities.people.commands.accounts import disable_person
from shouwen.capabilities.people.models import Person
from shouwen.capabilities.tickets.commands import cancel_ticket
from shouwen.capabilities.tickets.models import Ticket
from shouwen.demo.cast import CLIENTS
from shouwen.demo.story import CIRCULAR, LOADED
from shouwen.domain.workflow import TicketState

WIPE: Final = "DROP SCHEMA public CASCADE; CREATE SCHEMA public"


class NoDemo(Refusal):
    code = "no_demo"
    message = gettext_noop("There is no demo story here that could be cleared.")


def is_untouched() -> bool:
    """Whether every person who ever acted here belongs to the demo story."""
    theirs = Person.objects.filter(is_demo=True).values("pk")
    return not Fact.objects.filter(actor_kind="person").exclude(actor_id__in=theirs).exists()


def clear() -> bool:
    """No demo any more. True: the database is empty and fresh, as before the first start. False: somebody real has
    worked here, so history stays, and the demo's accounts, customers and open tickets are out of use.

    Raises NoDemo where no story was told.
    """
    if not Setting.objects.filter(key=LOADED).exists():
        raise NoDemo()
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
            continue
        cancel_ticket(ticket=ticket, reason="demo", actor=actor, at=at)
    for item in IntakeItem.objects.waiting().filter(message_id=CIRCULAR):
        dismiss_from_intake(item=item, reason="demo", actor=actor, at=at)
    for customer in Customer.objects.filter(code__in=codes, is_active=True):
        change_customer(customer=customer, is_active=False, actor=actor, at=at)
    for person in Person.objects.filter(is_demo=True, is_active=True):
        disable_person(person=person, actor=actor, at=at)
    Setting.objects.filter(key=LOADED).delete()
