"""Rows of the persons' pages: what queries found, frozen for the templates."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.safestring import SafeString
from django.utils.translation import gettext

from shouwen.base.languages import name_in
from shouwen.base.ranges import bracketed, enumerated
from shouwen.capabilities.people.models import Membership, Person, PersonRole
from shouwen.capabilities.people.queries import DutySpan, next_duty
from shouwen.ui.components import badge
from shouwen.ui.dates import short_stamp


@dataclass(frozen=True, slots=True)
class PersonRow:
    """A colleague in a list."""

    id: int
    name: str
    user_name: str
    post: str
    phone: str
    teams: str
    roles: str
    is_active: bool
    duty: SafeString


def person_rows(persons: Sequence[Person], at: datetime) -> list[PersonRow]:
    """The persons with teams, roles and duty; three statements, however many there are."""
    ids = [person.pk for person in persons]
    teams, roles = teams_of(ids), roles_of(ids)
    duty = next_duty(person_ids=ids, at=at)
    return [_row(person, teams[person.pk], roles[person.pk], duty.get(person.pk), at) for person in persons]


def teams_of(ids: list[int]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    for membership in Membership.objects.filter(person_id__in=ids).select_related("team").order_by("pk"):
        found[membership.person_id].append(name_in(membership.team.names))
    return found


def roles_of(ids: list[int]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    for played in PersonRole.objects.filter(person_id__in=ids).select_related("role", "team").order_by("pk"):
        role = name_in(played.role.names)
        where = name_in(played.team.names) if played.team else ""
        found[played.person_id].append(bracketed(role, where) if where else role)
    return found


def _row(
    person: Person, teams: list[str], roles: list[str], span: DutySpan | None, at: datetime
) -> PersonRow:
    return PersonRow(
        id=person.pk,
        name=person.name,
        user_name=person.user_name,
        post=person.post,
        phone=person.phone,
        teams=enumerated(teams),
        roles=enumerated(roles),
        is_active=person.is_active,
        duty=duty_badge(person, span, at),
    )


def duty_badge(person: Person, span: DutySpan | None, at: datetime) -> SafeString:
    """On duty now, when next, or why not."""
    if not person.is_active:
        return badge(gettext("disabled"), tone="warn")
    if span is None:
        return badge(gettext("no plan"))
    if span.starts_at <= at:
        return badge(gettext("on duty"), tone="good", icon_name="check")
    return badge(gettext("from %(instant)s") % {"instant": short_stamp(span.starts_at, at)})
