"""From the regulation's word for somebody to the colleagues meant."""

from collections.abc import Iterable
from datetime import datetime

from shouwen.capabilities.notifications.ports import Addressee, WhatToTell
from shouwen.capabilities.people.models import Membership, Person, Team
from shouwen.capabilities.people.queries import on_duty, persons_with_role

OUTSIDE = frozenset({"customer", "contact"})


def addressees(parties: Iterable[str], what: WhatToTell, *, at: datetime) -> list[Addressee]:
    """Everybody whom `parties` name for this fact, each once, active colleagues and the customer's side."""
    found: dict[tuple[str, int | str], Addressee] = {}
    for party in _spelled_out(parties, what):
        people = what.customer if party in OUTSIDE else map(as_addressee, _colleagues(party, what, at))
        for somebody in people:
            found.setdefault((somebody.kind, somebody.id or somebody.address), somebody)
    return list(found.values())


def _spelled_out(parties: Iterable[str], what: WhatToTell) -> list[str]:
    """`parties` with "dispatcher" replaced by those who dispatch under this regulation."""
    found: list[str] = []
    for party in parties:
        by = [one for one in what.document.dispatch.by if one != "dispatcher"]
        found += by if party == "dispatcher" and party not in what.persons else [party]
    return found


def as_addressee(person: Person) -> Addressee:
    """A colleague as somebody to be told."""
    return Addressee(
        kind="person",
        id=person.pk,
        name=person.name,
        address=person.email or "",
        language=person.language,
        phone=person.phone,
    )


def _colleagues(party: str, what: WhatToTell, at: datetime) -> list[Person]:
    kind, _, code = party.partition(":")
    if kind == "duty":
        team = Team.objects.filter(code=code).first()
        return on_duty(team=team, at=at) if team else []
    if kind == "team" and code:
        members = Membership.objects.filter(team__code=code).values("person_id")
        return list(Person.objects.active().filter(pk__in=members).order_by("pk"))
    if kind == "person" and code:
        return list(Person.objects.active().filter(user_name=code.lower()))
    if kind == "post" and code:
        return list(Person.objects.active().filter(post=code).order_by("pk"))
    if party in what.persons:
        return list(Person.objects.active().filter(pk__in=what.persons[party]).order_by("pk"))
    return [person for person in persons_with_role(code=party) if person.is_active]
