"""Contacts: the people at the customers, with every phone and mail address they use."""

from typing import Self

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower, Now

from shouwen.base.actors import Actor
from shouwen.capabilities.customers.choices import ContactRole
from shouwen.capabilities.customers.models.customers import Customer
from shouwen.capabilities.customers.models.sites import Site


class ContactQuerySet(models.QuerySet["Contact"]):
    def visible_to(self, actor: Actor) -> Self:
        return self.filter(customer__in=Customer.objects.visible_to(actor))

    def present(self) -> Self:
        """Those one would still call: active and not merged into another."""
        return self.filter(is_active=True, merged_into=None)


class Contact(models.Model):
    """A person at a customer (联系人). `code` is unique within the customer, "" if nobody gave one.

    `merged_into` is the contact that took over after a merge; the row stays for what points to it.
    """

    customer = models.ForeignKey(Customer, models.PROTECT, related_name="+")
    site = models.ForeignKey(Site, models.PROTECT, null=True, related_name="+")
    code = models.CharField(max_length=40, blank=True)
    name = models.CharField(max_length=60)
    title = models.CharField(max_length=60, blank=True)
    role = models.CharField(max_length=30, choices=ContactRole, default=ContactRole.USER)
    language = models.CharField(max_length=10, default="zh-hans")
    lookup = models.TextField(blank=True)
    is_active = models.BooleanField(default=True)
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(db_default=Now())

    objects = ContactQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["customer", "name"], name="contact_of_customer")]
        constraints = [
            models.UniqueConstraint(
                fields=["customer", "code"], name="contact_code_once", condition=~Q(code="")
            ),
            models.CheckConstraint(
                name="contact_not_merged_into_itself", condition=Q(merged_into=None) | ~Q(merged_into=F("pk"))
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ContactPhone(models.Model):
    """A number in E.164, with an extension where a switchboard answers; several contacts may share one."""

    contact = models.ForeignKey(Contact, models.CASCADE, related_name="phones")
    number = models.CharField(max_length=16)
    extension = models.CharField(max_length=10, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["contact", "number", "extension"], name="contact_phone_once")
        ]
        indexes = [models.Index(fields=["number"], name="contact_phone_number")]


class ContactMail(models.Model):
    """An address in lower case; it belongs to one contact only, so that a mail names its sender."""

    contact = models.ForeignKey(Contact, models.CASCADE, related_name="mails")
    address = models.EmailField(max_length=254, unique=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="contact_mail_is_lower", condition=Q(address=Lower("address")))
        ]
