"""Customers: the companies that are served."""

from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now

from shouwen.base.actors import Actor
from shouwen.base.models import Subject
from shouwen.capabilities.customers.choices import CustomerPhase
from shouwen.capabilities.people.models import Person


class CustomerQuerySet(models.QuerySet["Customer"]):
    def visible_to(self, actor: Actor) -> Self:
        """Staff see customers by grant; a contact sees his own company."""
        if actor.may("customers.see"):
            return self
        if actor.kind == "contact" and actor.customer_id is not None:
            return self.filter(pk=actor.customer_id)
        return self.none()


class Customer(models.Model):
    """A company that asks the desk (客户). `level` is a service level of the regulation, "" for the standard one.

    `lookup` holds everything it can be found by: code, names, full pinyin and pinyin initials, in lower case.
    """

    subject = models.OneToOneField(Subject, models.PROTECT, related_name="+")
    code = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=120)
    short_names = ArrayField(models.CharField(max_length=60), default=list, blank=True)
    level = models.CharField(max_length=60, blank=True)
    phase = models.CharField(max_length=20, choices=CustomerPhase, default=CustomerPhase.SERVICE)
    region = models.CharField(max_length=60, blank=True)
    address = models.CharField(max_length=200, blank=True)
    remarks = models.CharField(max_length=500, blank=True)
    owner = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    lookup = models.TextField(blank=True)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(db_default=Now())

    objects = CustomerQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["name"], name="customer_name")]

    def __str__(self) -> str:
        return self.name
