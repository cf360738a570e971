"""Products and business systems, and which of them stand where."""

from typing import Self

from django.db import models
from django.db.models import Q

from shouwen.base.actors import Actor
from shouwen.base.models import Subject
from shouwen.capabilities.customers.choices import ProductKind
from shouwen.capabilities.customers.models.customers import Customer
from shouwen.capabilities.customers.models.sites import Site
from shouwen.capabilities.people.models import Person, Skill, Team


class Product(models.Model):
    """Something we serve or are asked about (产品), a business system too. `names` is {"zh": …, "en": …}.

    `incident_manager`, `team` and `skill` say who is responsible and what one must be able to do.
    """

    subject = models.OneToOneField(Subject, models.PROTECT, related_name="+")
    code = models.CharField(max_length=40, unique=True)
    names = models.JSONField()
    kind = models.CharField(max_length=20, choices=ProductKind, default=ProductKind.PRODUCT)
    family = models.CharField(max_length=60, blank=True)
    is_own = models.BooleanField(default=True)
    incident_manager = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    team = models.ForeignKey(Team, models.PROTECT, null=True, related_name="+")
    skill = models.ForeignKey(Skill, models.PROTECT, null=True, related_name="+")
    lookup = models.TextField(blank=True)
    is_active = models.BooleanField(default=True)

    def __str__(self) -> str:
        return self.code


class AssetQuerySet(models.QuerySet["Asset"]):
    def visible_to(self, actor: Actor) -> Self:
        return self.filter(customer__in=Customer.objects.visible_to(actor))


class Asset(models.Model):
    """One installed product (设备): `product` with `serial` at a customer's site, in `version`."""

    customer = models.ForeignKey(Customer, models.PROTECT, related_name="+")
    site = models.ForeignKey(Site, models.PROTECT, null=True, related_name="+")
    product = models.ForeignKey(Product, models.PROTECT, related_name="+")
    serial = models.CharField(max_length=60)
    version = models.CharField(max_length=40, blank=True)
    installed_on = models.DateField(null=True)
    warranty_until = models.DateField(null=True)
    is_active = models.BooleanField(default=True)

    objects = AssetQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["product", "serial"], name="asset_serial_once"),
            models.CheckConstraint(name="asset_has_serial", condition=~Q(serial="")),
        ]
        indexes = [models.Index(fields=["customer", "site"], name="asset_of_customer")]
