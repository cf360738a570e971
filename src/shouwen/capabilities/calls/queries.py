"""What can be asked about calls."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final

from django.db.models import Case, Q, QuerySet, Value, When

from shouwen.base.actors import Actor
from shouwen.capabilities.calls.models import Call
from shouwen.capabilities.calls.models.calls import UNANSWERED
from shouwen.capabilities.calls.permissions import SEE, can_answer

GOES_ON: Final = timedelta(hours=4)
"""A call of which no end was told is not shown on a card for longer."""
MISSED_CAP: Final = 100
MOST_AT_ONCE: Final = 5
"""Of calls at one colleague at the same time."""


def calls_listed(*, actor: Actor, show: str = "") -> QuerySet[Call]:
    """Calls that `actor` may see: missed ones that nobody called back first, then the newest; `missed` and `mine`
    leave only those.
    """
    found = _with_all(Call.objects.visible_to(actor))
    if show == "missed":
        found = found.filter(ending__in=UNANSWERED)
    elif show == "mine":
        found = found.filter(person=actor.id or 0)
    waits = Case(When(Q(ending__in=UNANSWERED, called_back_at=None), then=Value(0)), default=Value(1))
    return found.order_by(waits, "-began_at", "-pk")


def calls_newest(*, actor: Actor, state: str = "") -> QuerySet[Call]:
    """Every call that `actor` may see, or those that are `going`, `ended` or `to_call_back`; newest first."""
    found = Call.objects.visible_to(actor)
    match state:
        case "going":
            found = found.going()
        case "ended":
            found = found.exclude(ended_at=None)
        case "to_call_back":
            found = found.to_call_back()
    return _with_all(found).order_by("-began_at", "-pk")


def calls_of_reference(reference: str) -> QuerySet[Call]:
    """The call of this reference, for whoever told of it."""
    return _with_all(Call.objects.filter(reference=reference))


def calls_at(*, actor: Actor, at: datetime) -> list[Call]:
    """The calls that ring at `actor` or that he is on, newest first; one statement."""
    return list(_with_all(_going_at(actor, at)).order_by("-began_at", "-pk")[:MOST_AT_ONCE])


def rings_at(*, actor: Actor, at: datetime) -> bool:
    """Whether any call rings at `actor` or he is on one; one statement, none for whoever answers no calls."""
    return can_answer(actor) and _going_at(actor, at).exists()


def calls_named(ids: Iterable[int], *, actor: Actor) -> dict[int, Call]:
    """The calls of these ids that `actor` may see; one statement, none for whoever sees no calls."""
    if not actor.may(SEE):
        return {}
    return {call.pk: call for call in _with_all(Call.objects.filter(pk__in=list(ids)))}


def calls_before(call: Call, *, actor: Actor, most: int = 3) -> list[Call]:
    """The last calls from the same number, or of the same contact, before this one: newest first; one statement."""
    same = Q(pk__in=[])
    if call.number:
        same |= Q(number=call.number, extension=call.extension)
    if call.contact_id:
        same |= Q(contact=call.contact_id)
    earlier = Call.objects.visible_to(actor).filter(same, began_at__lt=call.began_at)
    return list(_with_all(earlier).order_by("-began_at", "-pk")[:most])


def missed_count(*, actor: Actor) -> int:
    """How many missed calls nobody has called back; counted no further than 100. One statement."""
    return Call.objects.visible_to(actor).to_call_back().order_by()[:MISSED_CAP].count()


def _going_at(actor: Actor, at: datetime) -> QuerySet[Call]:
    return Call.objects.visible_to(actor).going().filter(person=actor.id or 0, began_at__gt=at - GOES_ON)


def _with_all(calls: QuerySet[Call]) -> QuerySet[Call]:
    return calls.select_related("person", "contact", "contact__site", "customer", "ticket", "called_back_by")
