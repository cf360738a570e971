"""What can be asked about calls."""

from datetime import datetime, timedelta
from typing import Final

from django.db.models import Case, Q, QuerySet, Value, When

from shouwen.base.actors import Actor
from shouwen.capabilities.calls.models import Call
from shouwen.capabilities.calls.models.calls import UNANSWERED

GOES_ON: Final = timedelta(hours=4)
"""A call of which no end was told is not shown on a card for longer."""
MISSED_CAP: Final = 100


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


def call_at(*, actor: Actor, at: datetime) -> Call | None:
    """The newest call that rings at `actor` or that he is on; None if there is none. One statement."""
    going = Call.objects.visible_to(actor).going().filter(person=actor.id or 0, began_at__gt=at - GOES_ON)
    return _with_all(going).order_by("-began_at", "-pk").first()


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


def _with_all(calls: QuerySet[Call]) -> QuerySet[Call]:
    return calls.select_related("person", "contact", "contact__site", "customer", "ticket", "called_back_by")
