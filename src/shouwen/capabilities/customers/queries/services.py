"""The services a contract entitles to, how often each was used, and by what (SA-1)."""

from dataclasses import dataclass

from django.db.models import Count, Exists, IntegerField, OuterRef, Prefetch, QuerySet, Subquery
from django.db.models.functions import Coalesce

from shouwen.capabilities.customers.choices import ServiceKind
from shouwen.capabilities.customers.models import ContractService, ServiceUse


@dataclass(frozen=True, slots=True)
class Owed:
    """A service of a contract: `used` so many of `quantity` times, without limit if None.

    `is_counted` tells whether what was asked about is among the uses.
    """

    service: str
    quantity: int | None
    used: int
    is_counted: bool = False

    @property
    def name(self) -> str:
        return str(ServiceKind(self.service).label)

    @property
    def is_used_up(self) -> bool:
        return self.quantity is not None and self.used >= self.quantity


def with_uses() -> QuerySet[ContractService]:
    """Every entitlement with `used`, how often it was."""
    uses = ServiceUse.objects.filter(entitlement=OuterRef("pk")).order_by().values("entitlement")
    used = Subquery(uses.annotate(times=Count("pk")).values("times"), output_field=IntegerField())
    return ContractService.objects.annotate(used=Coalesce(used, 0)).order_by("pk")  # type: ignore[no-redef]  # declared for its readers


def with_services() -> "Prefetch[str, QuerySet[ContractService], str]":
    """Lets contracts be read with their services and how often each was used."""
    return Prefetch("services", with_uses())


def owed_by(contract_id: int | None, *, subject: int = 0) -> list[Owed]:
    """What the contract owes and what `subject` has used of it, in the order it was agreed; one statement."""
    mine = Exists(ServiceUse.objects.filter(entitlement=OuterRef("pk"), subject=subject))
    rows = with_uses().filter(contract=contract_id or 0).annotate(is_counted=mine)
    return [Owed(*row) for row in rows.values_list("service", "quantity", "used", "is_counted")]


def used_by(subject: int) -> list[ServiceUse]:
    """The uses counted for a ticket, a trip or an inspection, each with its contract; one statement."""
    return list(ServiceUse.objects.filter(subject=subject).select_related("entitlement__contract"))
