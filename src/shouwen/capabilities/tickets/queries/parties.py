"""The colleagues behind the regulation's words for somebody, seen from one ticket."""

from datetime import datetime

from shouwen.capabilities.people.models import Membership, Person, Team
from shouwen.capabilities.people.queries import on_duty, persons_with_role, who_is_on_duty
from shouwen.capabilities.tickets.models import Involvement, Meeting, Ticket

HEAD_OF_DEPARTMENT = "department_manager"


def department_heads(ticket: Ticket) -> list[int]:
    """Who heads the department that works on `ticket`: the leader of the team above its team.

    While no such team has a leader, everybody who manages a responsible department, for all teams or for this one.
    """
    above = ticket.team.parent if ticket.team else None
    if above is not None and above.leader_id is not None:
        return [above.leader_id]
    found = persons_with_role(code=HEAD_OF_DEPARTMENT, team_id=ticket.team_id)
    return [person.pk for person in found]


def participants_of(ticket: Ticket) -> list[int]:
    """Who was invited to the newest coordination meeting about `ticket`, or was there."""
    meeting = Meeting.objects.filter(ticket=ticket, withdrawn_at__isnull=True).order_by("-pk").first()
    return list(meeting.parts.values_list("person_id", flat=True)) if meeting else []


def persons_meant(party: str, ticket: Ticket, *, at: datetime) -> list[Person]:
    """The active colleagues `party` means on `ticket`, those on duty at that instant first, then by name."""
    kind, _mark, code = party.partition(":")
    if kind == "duty":
        team = Team.objects.filter(code=code).first()
        return on_duty(team=team, at=at) if team else []
    found = sorted(_persons(party, ticket), key=lambda person: (person.name, person.pk))
    present = who_is_on_duty(person_ids=[person.pk for person in found], at=at) if len(found) > 1 else set()
    return sorted(found, key=lambda person: person.pk not in present)


def _persons(party: str, ticket: Ticket) -> list[Person]:
    kind, mark, code = party.partition(":")
    active = Person.objects.active()
    if mark and kind == "team":
        return list(active.filter(pk__in=Membership.objects.filter(team__code=code).values("person_id")))
    if mark:
        return list(active.filter(user_name=code.lower()) if kind == "person" else active.filter(post=code))
    ids = _of_ticket(party, ticket)
    if ids is None:
        return persons_with_role(code=party, team_id=ticket.team_id)
    return list(active.filter(pk__in=ids))


def _of_ticket(party: str, ticket: Ticket) -> list[int] | None:
    """Ids of those who stand in this relation to the ticket; None for a role."""
    if party == "department_head":
        return department_heads(ticket)
    if party in ("helpers", "watchers"):
        rows = Involvement.objects.filter(ticket=ticket)
        rows = rows.filter(why="helper") if party == "helpers" else rows.exclude(why="helper")
        return list(rows.values_list("person_id", flat=True))
    if party == "participants":
        return participants_of(ticket)
    leader = ticket.team.leader_id if ticket.team else None
    if party == "team_leader" and leader is None:
        return None
    held = {
        "owner": ticket.owner_id,
        "stand_in": ticket.stand_in_id,
        "responsible": ticket.responsible_id,
        "handler": ticket.handler_id,
        "graded": ticket.responsible_id or ticket.handler_id,
        "team_leader": leader,
    }
    meant = ("owner", "stand_in") if party == "owner" else (party,)
    return [pk for pk in map(held.get, meant) if pk is not None] if party in held else None
