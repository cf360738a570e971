"""Who holds the power to give roles, so that it is never lost and never taken by the back door."""

from django.db.models import QuerySet

from shouwen.capabilities.people.models import Person, PersonRole

POWER = "people.give_roles"


def holds_power(person: Person) -> bool:
    """Whether `person` plays an active role everywhere that may give roles."""
    return _powerful().filter(person=person).exists()


def is_last_power(person: Person) -> bool:
    """Whether `person` is active and nobody else active could give roles."""
    holders = set(_powerful().filter(person__is_active=True).values_list("person_id", flat=True))
    return holders == {person.pk}


def _powerful() -> QuerySet[PersonRole]:
    return PersonRole.objects.filter(role__grants__contains=[POWER], role__is_active=True, team=None)
