"""Sites: where customers have what we serve."""

from typing import Self

from django.db import models

from shouwen.base.actors import Actor
from shouwen.capabilities.customers.models.customers import Customer


class SiteQuerySet(models.QuerySet["Site"]):
    def visible_to(self, actor: Actor) -> Self:
        return self.filter(customer__in=Customer.objects.visible_to(actor))


class Site(models.Model):
    """A place of a customer (站点); `code` is unique within the customer."""

    customer = models.ForeignKey(Customer, models.PROTECT, related_name="+")
    code = models.CharField(max_length=40)
    name = models.CharField(max_length=120)
    region = models.CharField(max_length=60, blank=True)
    address = models.CharField(max_length=200, blank=True)
    is_active = models.BooleanField(default=True)

    objects = SiteQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["customer", "code"], name="site_code_once")]

    def __str__(self) -> str:
        return self.name
