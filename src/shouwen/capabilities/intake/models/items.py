"""Intake items: everything that came in by any channel, and what it became."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from shouwen.base.actors import Actor
from shouwen.base.models import Subject
from shouwen.capabilities.customers.models import Contact, Customer
from shouwen.capabilities.intake.choices import Held, ItemState
from shouwen.capabilities.intake.models.raw import IntakeRaw
from shouwen.capabilities.people.models import Person
from shouwen.capabilities.tickets.choices import Channel
from shouwen.capabilities.tickets.models import Ticket


class IntakeItemQuerySet(models.QuerySet["IntakeItem"]):
    def visible_to(self, actor: Actor) -> Self:
        """Staff by grant; a contact sees what his company asked at the portal."""
        if actor.may("intake.see"):
            return self
        if actor.kind == "contact" and actor.customer_id:
            return self.filter(customer_id=actor.customer_id, channel=Channel.PORTAL)
        return self.none()

    def waiting(self) -> Self:
        return self.filter(state__in=(ItemState.WAITING, ItemState.QUARANTINED))


class IntakeItem(models.Model):
    """A request or an answer as it came in (待登记). `message_id` is there once: a second copy makes nothing new.

    `ticket` is what it became or was added to, `suspected` the ticket it seems to answer. `details` are the answers to
    the portal's questions, as codes and ids; `automatic` and `verdict` are what the mail showed about its sender.
    """

    subject = models.OneToOneField(Subject, models.PROTECT, primary_key=True, related_name="+")
    raw = models.OneToOneField(IntakeRaw, models.PROTECT, null=True, related_name="+")
    channel = models.CharField(_("channel"), max_length=12, choices=Channel)
    message_id = models.CharField(max_length=510, blank=True)
    in_reply_to = models.CharField(max_length=510, blank=True)
    sender_address = models.CharField(max_length=254, blank=True)
    sender_name = models.CharField(max_length=200, blank=True)
    sender_phone = models.CharField(max_length=40, blank=True)
    contact = models.ForeignKey(Contact, models.PROTECT, null=True, related_name="+")
    customer = models.ForeignKey(Customer, models.PROTECT, null=True, related_name="+")
    title = models.CharField(_("title"), max_length=500, blank=True)
    text = models.TextField(_("text"), blank=True)
    quoted = models.TextField(blank=True)
    html = models.TextField(blank=True)
    details = models.JSONField(default=dict)
    automatic = models.CharField(max_length=20, blank=True)
    verdict = models.CharField(max_length=5, default="none")
    state = models.CharField(_("state"), max_length=12, choices=ItemState, default=ItemState.WAITING)
    held = models.CharField(max_length=16, choices=Held, blank=True)
    note = models.CharField(max_length=500, blank=True)
    ticket = models.ForeignKey(Ticket, models.PROTECT, null=True, related_name="+")
    suspected = models.ForeignKey(Ticket, models.PROTECT, null=True, related_name="+")
    received_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    sorted_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    sorted_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(db_default=Now())

    objects = IntakeItemQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["message_id"], name="intake_message_once", condition=~Q(message_id="")
            ),
            models.CheckConstraint(
                name="intake_ticket_when_made",
                condition=~Q(state__in=("registered", "appended", "routed")) | Q(ticket__isnull=False),
            ),
        ]
        indexes = [
            models.Index(
                fields=["received_at"],
                name="intake_waiting",
                condition=Q(state__in=("waiting", "quarantined")),
            ),
            models.Index(fields=["ticket"], name="intake_of_ticket"),
            models.Index(fields=["-received_at"], name="intake_newest"),
        ]

    def __str__(self) -> str:
        return self.title or self.sender_address

    @property
    def sender_called(self) -> str:
        """The sender's name for people to read: as he gives it, as we know him, else his address."""
        own = self.sender_name if self.sender_name != self.sender_address else ""
        known = self.contact.name if self.contact else ""
        return (own or known or self.sender_address)[:100]
