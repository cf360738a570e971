"""Who acts for an owner that is off duty: named in a hand-over note, or found among the shift on duty (BX-7)."""

import logging
from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import Q
from django.utils.translation import gettext as _

from shouwen.base.actors import SYSTEM, Actor
from shouwen.base.permissions import require
from shouwen.base.refusals import InvalidInput, Refusal
from shouwen.base.time import now
from shouwen.capabilities.people.models import Membership, Person
from shouwen.capabilities.people.queries import duty_spans, who_is_on_duty
from shouwen.capabilities.people.queries.duty import MOMENT
from shouwen.capabilities.tickets.choices import EntryKind
from shouwen.capabilities.tickets.commands.changing import Change, changing
from shouwen.capabilities.tickets.commands.owners import first_line_by_load
from shouwen.capabilities.tickets.facts import STAND_IN_NAMED, STAND_IN_RELEASED
from shouwen.capabilities.tickets.guards import needs
from shouwen.capabilities.tickets.models import Entry, Ticket
from shouwen.capabilities.tickets.permissions import CHANGE_OWNER, may_name_stand_in
from shouwen.capabilities.tickets.queries.answering import by_duty_shift
from shouwen.capabilities.tickets.refusals import EngineerUnavailable

log = logging.getLogger(__name__)

SHIFT: timedelta = timedelta(days=1)
"""No shift is longer: who has been on duty for a whole day has his tickets back."""


def name_stand_in(
    *, ticket: Ticket, person: Person, note: str, actor: Actor, at: datetime, seen: int | None = None
) -> Ticket:
    """`person` acts for the owner until the owner's next shift begins; `note` tells him how it stands.

    The owner stays. By the owner, whoever acts for him, or who may change the owner. Raises EngineerUnavailable,
    InvalidInput or NotPermitted; then nothing changes.
    """
    needs({"note": note}, note=_("Enter where it stands and what comes next."))
    with changing(ticket, actor=actor, at=at, seen=seen) as change:
        require(may_name_stand_in(actor, change.ticket), grant=CHANGE_OWNER)
        _name(change, person, note, by_shift=False)
    return change.ticket


def keep_owners_on_duty(*, limit: int = 100) -> int:
    """Where the shift on duty acts for the owner, it does; who is back answers himself again. Returns how many changed.

    Safe at any lateness and to repeat. About five statements while nothing changes.
    """
    at = now()
    return sum(_released(ticket, at) for ticket in _of_those_back(at, limit)) + _stand_in(at, limit)


def _stand_in(at: datetime, limit: int) -> int:
    """Each open ticket of somebody off shift has one of the shift on duty act for him, while there is one."""
    rows = by_duty_shift(Ticket.objects.open()).filter(owner__isnull=False)
    pairs = set(rows.order_by().values_list("owner_id", "stand_in_id").distinct())
    if not pairs:
        return 0
    load = first_line_by_load()
    teams = _colleagues({owner for owner, _stand_in in pairs})
    everybody = (
        {pk for pair in pairs for pk in pair if pk} | set(load) | {pk for of in teams.values() for pk in of}
    )
    present = who_is_on_duty(person_ids=everybody, at=at)
    free = set(load) & present
    shifts: dict[int | None, set[int]] = {
        owner: (teams.get(owner, set()) & present) or free for owner, _stand_in in pairs
    }
    uncovered = {pair for pair in pairs if present.isdisjoint(pair) and shifts[pair[0]]}
    done = 0
    for ticket in rows.filter(_any_of(uncovered)).order_by("pk")[:limit] if uncovered else ():
        chosen = min(shifts[ticket.owner_id], key=lambda pk: (load.get(pk, 0), pk))
        load[chosen] = load.get(chosen, 0) + 1
        done += _stood_in(ticket, Person.objects.get(pk=chosen), at)
    return done


def _stood_in(ticket: Ticket, person: Person, at: datetime) -> bool:
    try:
        with changing(ticket, actor=SYSTEM, at=at) as change:
            if (change.ticket.owner_id, change.ticket.stand_in_id) != (ticket.owner_id, ticket.stand_in_id):
                return False
            _name(change, person, _newest_words(change.ticket), by_shift=True)
    except Refusal:
        log.warning("nobody could be made to act for an owner", extra={"ticket": ticket.pk})
        return False
    return True


def _name(change: Change, person: Person, note: str, *, by_shift: bool) -> None:
    if not person.is_active:
        raise EngineerUnavailable(engineer=person.name)
    if person.pk == change.ticket.owner_id:
        raise InvalidInput({"person": _("The owner can't be the stand-in.")})
    entry = change.write(EntryKind.HAND_OVER, note) if note.strip() else None
    change.set(stand_in=person, stand_in_at=change.at)
    change.tell(
        STAND_IN_NAMED,
        person=person.pk,
        owner=change.ticket.owner_id,
        by_shift=by_shift,
        entry=entry and entry.pk,
    )


def _released(ticket: Ticket, at: datetime) -> bool:
    with changing(ticket, actor=SYSTEM, at=at) as change:
        if change.ticket.stand_in_id is None or change.ticket.stand_in_at != ticket.stand_in_at:
            return False
        change.tell(STAND_IN_RELEASED, person=change.ticket.stand_in_id, owner=change.ticket.owner_id)
        change.set(stand_in=None, stand_in_at=None)
    return True


def _of_those_back(at: datetime, limit: int) -> list[Ticket]:
    """Tickets, ended ones too, whose owner has begun a shift since somebody acts for him."""
    held = list(Ticket.objects.filter(stand_in__isnull=False, owner__isnull=False).order_by("pk"))
    if not held:
        return []
    owners = {ticket.owner_id for ticket in held if ticket.owner_id}
    spans = duty_spans(person_ids=owners, start=at - SHIFT, end=at + MOMENT)
    began = {pk: found[-1].starts_at for pk, found in spans.items() if found[-1].ends_at >= at + MOMENT}
    back = [t for t in held if t.owner_id in began and t.stand_in_at and began[t.owner_id] >= t.stand_in_at]
    return back[:limit]


def _colleagues(owners: Iterable[int]) -> dict[int, set[int]]:
    """For each of `owners` the active members of his teams but himself. One statement."""
    joined = Membership.objects.filter(person_id__in=owners).values("team_id")
    members: dict[int, set[int]] = defaultdict(set)
    for team, member in Membership.objects.filter(
        team_id__in=joined, team__is_active=True, person__is_active=True
    ).values_list("team_id", "person_id"):
        members[team].add(member)
    found: dict[int, set[int]] = defaultdict(set)
    for of_team in members.values():
        for owner in of_team.intersection(owners):
            found[owner] |= of_team - {owner}
    return dict(found)


def _any_of(pairs: Iterable[tuple[int | None, int | None]]) -> Q:
    found = Q(pk__in=())
    for owner, stand_in in pairs:
        found |= (
            Q(owner_id=owner, stand_in_id=stand_in) if stand_in else Q(owner_id=owner, stand_in__isnull=True)
        )
    return found


def _newest_words(ticket: Ticket) -> str:
    """What stands in for a note when the shift ended without one: what a colleague last wrote about the work."""
    kinds = (EntryKind.HAND_OVER, EntryKind.UPDATE, EntryKind.HANDLING, EntryKind.NOTE, EntryKind.DESCRIPTION)
    words = Entry.objects.filter(ticket=ticket, kind__in=kinds).order_by("-pk").values_list("body", flat=True)
    return words.first() or ticket.title
