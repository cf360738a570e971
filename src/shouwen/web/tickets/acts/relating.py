"""Tickets among tickets: merge, absorb, split, link, parent."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from shouwen.base.refusals import InvalidInput, NotVisible
from shouwen.capabilities.tickets.choices import Channel, LinkKind
from shouwen.capabilities.tickets.closing import code_of
from shouwen.capabilities.tickets.commands import (
    NewTicket,
    link_tickets,
    merge_tickets,
    set_parent,
    split_ticket,
    unlink_tickets,
    unmerge_tickets,
)
from shouwen.capabilities.tickets.models import Ticket, TicketLink
from shouwen.domain.workflow import TicketVerb as V
from shouwen.web.fields import choice, text
from shouwen.web.tickets.acts.act import Act, Scene, TicketForm
from shouwen.web.words import choices_of

OFFERED = 8


class NumberForm(TicketForm):
    """Names a second ticket; `others` are offered: the newest open ones of the same customer."""

    number = forms.CharField(label=_("Number of the other ticket"), max_length=24)
    others: tuple[Ticket, ...] = ()

    def prepare(self) -> None:
        ticket = self.scene.ticket
        if ticket.customer_id is None:
            return
        theirs = Ticket.objects.visible_to(self.scene.actor).open().filter(customer_id=ticket.customer_id)
        found = theirs.exclude(pk=ticket.pk).only("number", "title").order_by("-reported_at")
        self.others = tuple(found[:OFFERED])
        if self.others:
            self.fields["number"].widget.attrs["list"] = "other-tickets"


class LinkForm(NumberForm):
    kind = forms.ChoiceField(label=_("This ticket is"), choices=LinkKind.choices)


class UnlinkForm(TicketForm):
    link = choice(_("Link"))

    def prepare(self) -> None:
        links = self.scene.ticket.links.select_related("other").order_by("pk")
        choices = [(str(link.pk), f"{link.get_kind_display()} {link.other.number}") for link in links]
        self.fields["link"].choices = choices  # type: ignore[attr-defined]  # a choice
        if not choices:
            self.nothing_to_choose = _("This ticket is linked with no other.")


class ParentForm(TicketForm):
    number = forms.CharField(
        label=_("Number of the parent"),
        max_length=24,
        required=False,
        help_text=_("Empty: no parent."),
    )

    def prepare(self) -> None:
        parent = self.scene.ticket.parent
        self.initial.setdefault("number", parent.number if parent else "")


class SplitForm(TicketForm):
    klass = choice(_("Class of the new ticket"))
    title = forms.CharField(label=_("Title"), max_length=200)
    description = text(_("The second issue"))

    def prepare(self) -> None:
        self.fields["klass"].choices = choices_of(self.scene.regulation.document.classes)  # type: ignore[attr-defined]  # a choice
        self.initial.setdefault("klass", code_of(self.scene.ticket.klass_id))


def other_ticket(scene: Scene, number: str) -> Ticket:
    """The second ticket of an act, found by the same door as the first."""
    found = Ticket.objects.visible_to(scene.actor).filter(number=number.strip().upper()).first()
    if found is None:
        raise InvalidInput({"number": str(_("There is no ticket with this number, or you may not see it."))})
    return found


def _merge(scene: Scene, values: dict[str, Any]) -> Any:
    return merge_tickets(
        absorbed=scene.ticket, survivor=other_ticket(scene, values["number"]), actor=scene.actor, at=scene.at
    )


def _absorb(scene: Scene, values: dict[str, Any]) -> Any:
    return merge_tickets(
        absorbed=other_ticket(scene, values["number"]), survivor=scene.ticket, actor=scene.actor, at=scene.at
    )


def _unmerge(scene: Scene, values: dict[str, Any]) -> Any:
    return unmerge_tickets(absorbed=scene.ticket, actor=scene.actor, at=scene.at)


def _link(scene: Scene, values: dict[str, Any]) -> Any:
    other = other_ticket(scene, values["number"])
    return link_tickets(
        ticket=scene.ticket, other=other, kind=LinkKind(values["kind"]), actor=scene.actor, at=scene.at
    )


def _unlink(scene: Scene, values: dict[str, Any]) -> Any:
    link = TicketLink.objects.select_related("ticket").filter(pk=values["link"], ticket=scene.ticket).first()
    if link is None:
        raise NotVisible(link=values["link"])
    unlink_tickets(link=link, actor=scene.actor, at=scene.at)


def _parent(scene: Scene, values: dict[str, Any]) -> Any:
    parent = other_ticket(scene, values["number"]) if values["number"].strip() else None
    return set_parent(ticket=scene.ticket, parent=parent, actor=scene.actor, at=scene.at)


def _split(scene: Scene, values: dict[str, Any]) -> Any:
    ticket = scene.ticket
    new = NewTicket(
        klass=values["klass"],
        title=values["title"],
        description=values["description"],
        channel=Channel(ticket.channel),
        customer=ticket.customer,
        contact=ticket.contact,
        contract=ticket.contract,
        site=ticket.site,
        product=ticket.product,
        caller_name=ticket.caller_name,
        caller_phone=ticket.caller_phone,
        caller_mail=ticket.caller_mail,
        caller_company=ticket.caller_company,
        has_screenshot=False,
    )
    return split_ticket(ticket=ticket, new=new, actor=scene.actor, at=scene.at)


ACTS = (
    Act(
        "merge",
        V.MERGE,
        _merge,
        _("Merged; its clocks are cancelled"),
        "merge",
        form=NumberForm,
        title=_("Merge into another ticket"),
        help=_("This ticket ends; the other goes on for both, with the earlier start."),
    ),
    Act(
        "absorb",
        V.ABSORB,
        _absorb,
        _("Absorbed"),
        "merge",
        form=NumberForm,
        title=_("Absorb another ticket"),
        help=_("The other ticket ends; this one goes on for both, with the earlier start."),
    ),
    Act("unmerge", V.UNMERGE, _unmerge, _("It is a ticket of its own again"), "undo"),
    Act("split", V.SPLIT, _split, _("Split; the new ticket is linked to this one"), "split", form=SplitForm),
    Act("link", V.LINK, _link, _("Linked"), "link", form=LinkForm),
    Act("unlink", V.UNLINK, _unlink, _("Link removed"), "link", form=UnlinkForm),
    Act("parent", V.PARENT, _parent, _("Parent set"), "ticket", form=ParentForm),
)
