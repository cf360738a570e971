"""Contracts: who is entitled to what, on which products, how long."""

from typing import Self

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from shouwen.base.actors import Actor
from shouwen.base.models import Subject
from shouwen.capabilities.customers.choices import ContractStatus, ServiceKind
from shouwen.capabilities.customers.models.customers import Customer
from shouwen.capabilities.customers.models.products import Product


class ContractQuerySet(models.QuerySet["Contract"]):
    def visible_to(self, actor: Actor) -> Self:
        return self.filter(customer__in=Customer.objects.visible_to(actor))


class Contract(models.Model):
    """A contract runs from `starts_on` to `ends_on`, its maintenance to `maintenance_until`, last days included.

    `service_level` and `calendar` are codes of the regulation; "" means the customer's level, and the desk's calendar.
    """

    subject = models.OneToOneField(Subject, models.PROTECT, related_name="+")
    number = models.CharField(max_length=60, unique=True)
    customer = models.ForeignKey(Customer, models.PROTECT, related_name="+")
    status = models.CharField(max_length=20, choices=ContractStatus, default=ContractStatus.ACTIVE)
    starts_on = models.DateField()
    ends_on = models.DateField()
    maintenance_until = models.DateField()
    service_level = models.CharField(max_length=60, blank=True)
    calendar = models.CharField(max_length=60, blank=True)
    covers_all_products = models.BooleanField(default=False)
    remarks = models.CharField(max_length=500, blank=True)
    created_at = models.DateTimeField(db_default=Now())

    objects = ContractQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["customer", "ends_on"], name="contract_of_customer")]
        constraints = [
            models.CheckConstraint(
                name="contract_ends_after_it_starts", condition=Q(ends_on__gte=F("starts_on"))
            ),
            models.CheckConstraint(
                name="contract_maintenance_after_start", condition=Q(maintenance_until__gte=F("starts_on"))
            ),
        ]

    def __str__(self) -> str:
        return self.number


class ContractProduct(models.Model):
    """The contract covers this product."""

    contract = models.ForeignKey(Contract, models.CASCADE, related_name="covered")
    product = models.ForeignKey(Product, models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["contract", "product"], name="contract_product_once")]


class ContractService(models.Model):
    """The contract entitles to this service: `quantity` times in its whole run, without limit if None."""

    used: int
    """How often it was used: told where it is read with its uses."""

    contract = models.ForeignKey(Contract, models.CASCADE, related_name="services")
    service = models.CharField(max_length=20, choices=ServiceKind)
    quantity = models.PositiveIntegerField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["contract", "service"], name="contract_service_once")]


class ServiceUse(models.Model):
    """One use of an entitlement, by the ticket, trip or inspection that is its `subject`; counted once per subject."""

    entitlement = models.ForeignKey(ContractService, models.PROTECT, related_name="+")
    subject = models.ForeignKey(Subject, models.PROTECT, related_name="+")
    used_on = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["entitlement", "subject"], name="service_use_once")]
