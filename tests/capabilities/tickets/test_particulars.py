"""Set contact, site and product are set after registration: checked again where it matters, asked for before any verb."""

import pytest
from django.utils import translation

from shouwen.base.actors import SYSTEM
from shouwen.base.journal import facts_of
from shouwen.base.models import Fact
from shouwen.base.refusals import InvalidInput, NotPermitted
from shouwen.capabilities.customers.commands.places import create_site
from shouwen.capabilities.customers.models import Customer, Site
from shouwen.capabilities.service_levels.commands import rebuild
from shouwen.capabilities.tickets.choices import Way
from shouwen.capabilities.tickets.commands import cancel_ticket, change_particulars, complete_ticket
from shouwen.capabilities.tickets.models import Ticket
from shouwen.capabilities.tickets.telling import what_to_tell
from tests.capabilities.customers.makers import a_contact, a_contract, a_customer, a_product
from tests.capabilities.tickets.makers import (
    FOUNDING_DAY,
    MONDAY_9,
    MONDAY_10,
    MONDAY_11,
    Desk,
    a_desk,
    a_ticket,
    a_ticket_in_work,
    told,
)
from tests.capabilities.tickets.test_required import asking

pytestmark = pytest.mark.django_db

DONE = {"cause": "磨损", "solution": "更换", "process": "拆机", "way": Way.ON_SITE}


@pytest.fixture
def desk() -> Desk:
    return a_desk()


def a_site(customer: Customer, code: str = "S-1") -> Site:
    return create_site(customer=customer, code=code, name="二楼收费处", actor=SYSTEM, at=FOUNDING_DAY)


def newest_change(ticket: Ticket) -> Fact:
    return next(fact for fact in reversed(facts_of(ticket.pk)) if fact.name == "ticket.particulars_changed")


# REQ SA-6
def test_a_product_named_later_is_checked_and_the_evidence_kept(desk):
    ticket = a_ticket(desk, product=None)

    ticket = change_particulars(
        ticket=ticket, changes={"product": desk.product}, actor=desk.as_agent, at=MONDAY_10
    )

    newest = ticket.checks.order_by("-pk").first()
    fact = newest_change(ticket)
    assert (ticket.product_id, ticket.contract_id) == (desk.product.pk, desk.contract.pk)
    assert (ticket.checks.count(), newest.is_within_services, newest.at) == (2, True, MONDAY_10)
    assert [one["number"] for one in newest.evidence["candidates"]] == [desk.contract.number]
    assert (fact.payload["changed"], fact.payload["verdict"]) == (["product"], "valid")
    assert fact.payload["fields"]["product"] == desk.product.code
    assert rebuild(subject_ids=[ticket.pk], at=MONDAY_10) == []


# REQ SA-6 SA-7
def test_a_product_outside_the_contract_is_said_so_and_one_of_another_contract_is_served_by_that(desk):
    foreign, other = a_product(), a_product()
    second = a_contract(desk.customer, other, services={"fault": None})
    ticket = a_ticket(desk)

    outside = change_particulars(
        ticket=ticket, changes={"product": foreign}, actor=desk.as_agent, at=MONDAY_10
    )
    verdict, evidence = newest_change(ticket).payload["verdict"], outside.evidence.get("checked")
    inside = change_particulars(ticket=ticket, changes={"product": other}, actor=desk.as_agent, at=MONDAY_11)

    assert (verdict, evidence) == ("invalid", "")
    assert (inside.contract_id, inside.evidence["checked"]) == (second.pk, "valid")


def test_a_site_alone_asks_for_no_new_check_and_what_stands_already_changes_nothing(desk):
    ticket, site = a_ticket(desk), a_site(desk.customer)

    for _time in range(2):
        ticket = change_particulars(ticket=ticket, changes={"site": site}, actor=desk.as_agent, at=MONDAY_10)

    assert (ticket.site_id, ticket.checks.count()) == (site.pk, 1)
    assert told(ticket).count("ticket.particulars_changed") == 1


def test_with_another_contact_messages_go_to_him(desk):
    ticket = a_ticket(desk, caller_mail="wangfang@example.com")
    other = a_contact(desk.customer, "李强", phones=["13900139000"], mails=["liqiang@example.com"])

    change_particulars(ticket=ticket, changes={"contact": other}, actor=desk.as_agent, at=MONDAY_10)

    (reader,) = what_to_tell(newest_change(ticket)).customer
    assert (reader.id, reader.address, reader.phone) == (other.pk, "liqiang@example.com", "+8613900139000")


def test_what_belongs_to_another_customer_is_refused_by_name_and_nothing_changes(desk):
    ticket, stranger = a_ticket(desk), a_customer("另一家公司")
    changes = {"contact": a_contact(stranger, "赵六"), "site": a_site(stranger), "product": None}

    with pytest.raises(InvalidInput) as refused:
        change_particulars(ticket=ticket, changes=changes, actor=desk.as_agent, at=MONDAY_10)

    ticket.refresh_from_db()
    assert sorted(refused.value.errors) == ["contact", "site"]
    assert (ticket.contact_id, ticket.site_id, ticket.product_id) == (desk.contact.pk, None, desk.product.pk)


def test_only_who_judges_or_holds_an_open_ticket_changes_them(desk):
    ticket = a_ticket(desk)
    over = cancel_ticket(ticket=a_ticket(desk), reason="误报", actor=desk.as_manager, at=MONDAY_9)

    for which, actor in ((ticket, desk.as_engineer), (over, desk.as_agent)):
        with pytest.raises(NotPermitted):
            change_particulars(ticket=which, changes={"product": None}, actor=actor, at=MONDAY_10)


# REQ SD-12 BX-3
def test_what_is_asked_for_before_completing_is_named_and_then_set_by_who_is_on_site(desk):
    asking("""
  where: {name: {zh: 现场, en: Where}, field: site, on: complete}
  what: {name: {zh: 产品型号, en: Which product}, field: product, on: [complete, close]}
  who: {name: {zh: 联系人, en: Whom to ask}, field: contact, on: complete}
""")
    ticket: Ticket = a_ticket_in_work(desk, product=None)

    with translation.override("en"), pytest.raises(InvalidInput) as refused:
        complete_ticket(ticket=ticket, **DONE, actor=desk.as_engineer, at=MONDAY_11)
    change_particulars(
        ticket=ticket,
        changes={"site": a_site(desk.customer), "product": desk.product},
        actor=desk.as_engineer,
        at=MONDAY_11,
    )
    done = complete_ticket(ticket=ticket, **DONE, actor=desk.as_engineer, at=MONDAY_11)

    rest = "is required here: do “Set contact, site and product” first."
    assert refused.value.errors == {"site": f"“Where” {rest}", "product": f"“Which product” {rest}"}
    assert done.state == "completed"
