"""Services used: which of a contract's entitlements a ticket, a trip or an inspection has used up (SA-1)."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext

from shouwen.base import journal
from shouwen.base.actors import Actor
from shouwen.base.models import Subject
from shouwen.base.refusals import InvalidInput
from shouwen.capabilities.customers.models import ContractService, ServiceUse
from shouwen.capabilities.customers.queries.services import used_by
from shouwen.capabilities.customers.refusals import UsedUp


@transaction.atomic
def set_services_used(
    *,
    entitlements: Collection[ContractService],
    subject: Subject,
    used_on: date,
    actor: Actor,
    at: datetime,
    may_exceed: bool = False,
) -> bool:
    """`subject` has used exactly these entitlements, each once; what was counted for it besides is given back.

    Those counted already keep their day. Returns whether anything changed. Raises UsedUp when nothing is left of a new
    one, unless work that is done already `may_exceed` what was agreed.
    """
    before = {use.entitlement_id: use for use in used_by(subject.pk)}
    wanted = {one.pk: one for one in entitlements}
    new = [one for pk, one in wanted.items() if pk not in before]
    gone = [use for pk, use in before.items() if pk not in wanted]
    contracts = {one.contract.subject_id for one in new} | {
        use.entitlement.contract.subject_id for use in gone
    }
    subjects = {pk: journal.lock(pk) for pk in sorted(contracts)}
    for use in gone:
        use.delete()
        payload = {"service": use.entitlement.service, "by": subject.pk}
        told = [("contract.service_given_back", payload)]
        journal.record_all(subjects[use.entitlement.contract.subject_id], told, actor=actor, at=at)
    for one in new:
        used = ServiceUse.objects.filter(entitlement=one).count()
        if one.quantity is not None and used >= one.quantity and not may_exceed:
            raise UsedUp(service=one.get_service_display(), quantity=one.quantity)
        ServiceUse.objects.create(entitlement=one, subject=subject, used_on=used_on)
        facts: dict[str, Any] = {"service": one.service, "by": subject.pk, "used_on": used_on.isoformat()}
        told = [("contract.service_used", facts)]
        journal.record_all(subjects[one.contract.subject_id], told, actor=actor, at=at)
    return bool(new or gone)


def entitlements_named(contract_id: int | None, services: Collection[str]) -> list[ContractService]:
    """The entitlements of the contract to these services. Raises InvalidInput for one it does not have."""
    owed = ContractService.objects.filter(contract=contract_id or 0, service__in=list(services))
    found = list(owed.select_related("contract"))
    if len(found) < len(set(services)):
        raise InvalidInput({"services": gettext("The contract does not include this service.")})
    return found
