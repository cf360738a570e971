"""Plain makers of a desk at work: people, a customer under contract, tickets; each issues commands."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import count
from typing import Any

from shouwen.base.actors import SYSTEM, Actor
from shouwen.base.journal import facts_of
from shouwen.base.time import fixed_at
from shouwen.capabilities.customers.models import Contact, Contract, Customer, Product
from shouwen.capabilities.people.commands.shipped_teams import found_teams
from shouwen.capabilities.people.commands.teams import join_team
from shouwen.capabilities.people.models import Person, Team
from shouwen.capabilities.people.queries import actor_of
from shouwen.capabilities.regulations.commands import adopt_preset
from shouwen.capabilities.regulations.queries import active_regulation
from shouwen.capabilities.tickets.choices import Channel
from shouwen.capabilities.tickets.commands import NewTicket, dispatch_ticket, register_ticket, take_ticket
from shouwen.capabilities.tickets.models import Ticket
from tests.capabilities.customers.makers import a_contact, a_contract, a_customer, a_product
from tests.capabilities.people.makers import a_person
from tests.kept_rows import made_once

FOUNDING_DAY = datetime(2026, 1, 5, 1, 0, tzinfo=UTC)
SUNDAY_9 = datetime(2026, 11, 22, 1, 0, tzinfo=UTC)
MONDAY_9 = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)  # 9:00 in Shanghai, the desk opens
MONDAY_10 = MONDAY_9.replace(hour=2)
MONDAY_11 = MONDAY_9.replace(hour=3)

_numbers = count(1)


@dataclass(frozen=True)
class Desk:
    """A desk ready to work: an agent, a manager, two engineers of the second line, a customer under contract."""

    agent: Person
    manager: Person
    engineer: Person
    other_engineer: Person
    second_line: Team
    customer: Customer
    contact: Contact
    product: Product
    contract: Contract

    @property
    def as_agent(self) -> Actor:
        return actor_of(self.agent)

    @property
    def as_manager(self) -> Actor:
        return actor_of(self.manager)

    @property
    def as_engineer(self) -> Actor:
        return actor_of(self.engineer)

    @property
    def as_other_engineer(self) -> Actor:
        return actor_of(self.other_engineer)

    @property
    def as_contact(self) -> Actor:
        return Actor(
            kind="contact",
            id=self.contact.pk,
            name=self.contact.name,
            customer_id=self.customer.pk,
            via="portal",
        )


def a_desk(preset: str = "desk", **contract_details: Any) -> Desk:
    """A desk under `preset` with everybody on duty Monday to Friday, 9 to 17."""
    with fixed_at(FOUNDING_DAY):
        if contract_details:
            return _founded(preset, contract_details)
        return made_once(("a desk", preset), lambda: _founded(preset, {}))


def _founded(preset: str, contract_details: dict[str, Any]) -> Desk:
    adopt_preset(code=preset, actor=SYSTEM, at=FOUNDING_DAY)
    found_teams(active_regulation(FOUNDING_DAY).document, at=FOUNDING_DAY)
    teams = {team.code: team for team in Team.objects.all()}
    second = teams.get("second_line") or teams.get("field") or next(iter(teams.values()))
    first = (
        teams.get("first_line") or teams.get("agents") or Team.objects.filter(line="first").first() or second
    )
    people = {
        "agent": a_person("lin", roles=("agent",)),
        "manager": a_person("zhou", roles=("desk_manager",)),
        "engineer": a_person("wang", roles=("field_engineer",)),
        "other_engineer": a_person("zhao", roles=("second_line",)),
    }
    for who, team in (("agent", first), ("manager", first), ("engineer", second), ("other_engineer", second)):
        join_team(person=people[who], team=team, actor=SYSTEM, at=FOUNDING_DAY)
    customer = a_customer()
    product = a_product()
    details = {"services": {"fault": None, "consulting": None}, **contract_details}
    return Desk(
        **people,
        second_line=second,
        customer=customer,
        contact=a_contact(customer, phones=["13800138000"], mails=["wangfang@example.com"]),
        product=product,
        contract=a_contract(customer, product, **details),
    )


def a_request(desk: Desk, **changes: Any) -> NewTicket:
    """A fault called in by the desk's customer."""
    new = NewTicket(
        klass="fault",
        description="二楼收费窗口的打印机卡纸，重启后仍然报错。",
        channel=Channel.PHONE,
        customer=desk.customer,
        contact=desk.contact,
        product=desk.product,
        impact="department",
        urgency="hindered",
        has_screenshot=False,
        caller_phone="13800138000",
        caller_name="王芳",
        occurred_at=SUNDAY_9,
    )
    return replace(new, **changes)


def a_ticket(desk: Desk, *, actor: Actor | None = None, at: datetime = MONDAY_9, **changes: Any) -> Ticket:
    return register_ticket(new=a_request(desk, **changes), actor=actor or desk.as_agent, at=at)


def a_ticket_in_work(desk: Desk, **changes: Any) -> Ticket:
    """Registered at 9, dispatched to the engineer and taken at 10."""
    ticket = a_ticket(desk, **changes)
    dispatch_ticket(ticket=ticket, engineer=desk.engineer, actor=desk.as_agent, at=MONDAY_9)
    return take_ticket(ticket=ticket, actor=desk.as_engineer, at=MONDAY_10)


def told(ticket: Ticket) -> list[str]:
    """Names of the ticket's facts that people or the desk told, without those of its clocks."""
    return [fact.name for fact in facts_of(ticket.pk) if not fact.name.startswith("clock.")]
