"""Who holds the power to give roles, so that it is never lost and never taken by the back door."""

from django.db.models import QuerySet

from shouwen.capabilities.people.models import Person, PersonRole, Role

POWER = "people.give_roles"


def holds_power(person: Person) -> bool:
    """Whether `person` plays an active role everywhere that may give roles."""
    return _powerful().filter(person=person).exists()


def is_last_power(person: Person) -> bool:
    """Whether `person` is active and nobody else active could give roles; holds these roles until the commit."""
    hold_powers()
    holders = set(_powerful().filter(person__is_active=True).values_list("person_id", flat=True))
    return holders == {person.pk}


def hold_powers() -> None:
    """Until this transaction ends nobody else can disable, take or change what gives this power: one at a time."""
    list(Role.objects.select_for_update().filter(grants__contains=[POWER]).order_by("pk").values_list("pk"))


def _powerful() -> QuerySet[PersonRole]:
    return PersonRole.objects.filter(role__grants__contains=[POWER], role__is_active=True, team=None)
