"""Particulars: whom it is about, where and what, learnt or put right after the ticket was registered."""

from collections.abc import Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from shouwen.base.actors import Actor
from shouwen.base.permissions import require
from shouwen.base.refusals import InvalidInput
from shouwen.capabilities.customers.models import Contact, Contract, Product, Site
from shouwen.capabilities.tickets.checking import Checked, check_request
from shouwen.capabilities.tickets.closing import code_of
from shouwen.capabilities.tickets.commands.changing import Change, changing, service_level_key
from shouwen.capabilities.tickets.facts import PARTICULARS_CHANGED
from shouwen.capabilities.tickets.fields import PARTICULARS
from shouwen.capabilities.tickets.models import RequestCheck, Ticket
from shouwen.capabilities.tickets.permissions import ACCEPT, may_change_particulars


def change_particulars(
    *,
    ticket: Ticket,
    changes: Mapping[str, Contact | Site | Product | None],
    actor: Actor,
    at: datetime,
    seen: int | None = None,
) -> Ticket:
    """The ticket names the contact, site and product that `changes` has for them; None takes one away, what is left
    out stays, and what is named already changes nothing.

    With another contact or product the request check is made again, and its evidence kept; the contract stays where it
    serves the matter, else the best one serves it. With another contact messages go to him. Raises InvalidInput, naming
    the field, for another customer's contact or site, and NotPermitted.
    """
    with changing(ticket, actor=actor, at=at, seen=seen) as change:
        require(may_change_particulars(actor, change.ticket), grant=ACCEPT)
        changes = {
            name: value
            for name, value in changes.items()
            if getattr(change.ticket, f"{name}_id") != (value and value.pk)
        }
        _check_whose(change.ticket, changes)
        if not changes:
            return change.ticket
        if "contact" in changes:
            _reach_by(change, changes["contact"])
        change.set(**changes)
        verdict = check_again(change, contract=change.ticket.contract) if changes.keys() - {"site"} else None
        change.tell(
            PARTICULARS_CHANGED,
            changed=sorted(changes),
            **{name: value and value.pk for name, value in changes.items()},
            verdict=verdict,
        )
    return change.ticket


def check_again(change: Change, *, contract: Contract | None, is_chosen: bool = False) -> str:
    """The request check as things stand now, kept with its evidence; the ticket is served under what it found.

    `contract` serves it as far as it can, and in any case where it `is_chosen`. Returns the verdict; somebody's word
    that it is served all the same still counts.
    """
    checked = _checked(change, contract)
    if contract is not None and not is_chosen and checked.verdict in ("invalid", "charged"):
        checked = _checked(change, None)
    RequestCheck.objects.create(
        ticket=change.ticket,
        contract=checked.contract,
        is_valid_customer=checked.is_valid_customer,
        is_within_services=checked.is_within_services,
        findings=list(checked.findings),
        evidence=checked.evidence,
        at=change.at,
    )
    verdict = checked.verdict
    if verdict in ("invalid", "charged") and change.ticket.evidence.get("checked") == "overridden":
        verdict = "overridden"
    change.set(
        contract=checked.contract,
        service_level_id=service_level_key(change.document, checked.service_level),
    )
    change.show(checked=verdict if verdict != "invalid" else "")
    return verdict


def _checked(change: Change, contract: Contract | None) -> Checked:
    ticket = change.ticket
    zone = ZoneInfo(change.document.desk.time_zone)
    return check_request(
        document=change.document,
        klass=code_of(ticket.klass_id),
        on=change.at.astimezone(zone).date(),
        customer=ticket.customer,
        contact=None,
        product=ticket.product,
        contract=contract,
    )


def _check_whose(ticket: Ticket, changes: Mapping[str, Contact | Site | Product | None]) -> None:
    if unknown := changes.keys() - PARTICULARS:
        raise InvalidInput({name: _("There is no such field.") for name in sorted(unknown)})
    contact, site = changes.get("contact"), changes.get("site")
    errors = {}
    if isinstance(contact, Contact) and contact.customer_id != ticket.customer_id:
        errors["contact"] = _("This contact belongs to another customer.")
    if isinstance(site, Site) and site.customer_id != ticket.customer_id:
        errors["site"] = _("This site belongs to another customer.")
    if errors:
        raise InvalidInput(errors)


def _reach_by(change: Change, contact: Contact | Site | Product | None) -> None:
    """From one contact to another the former one's number and address no longer lead to the ticket's customer."""
    if change.ticket.contact_id is None or not isinstance(contact, Contact):
        return
    phone = contact.phones.order_by("pk").values_list("number", flat=True).first()
    change.set(caller_name=contact.name, caller_phone=phone or "", caller_mail="")
