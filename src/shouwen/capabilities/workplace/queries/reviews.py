"""Drafts that are looked over: what a page shows of them to the writer and to whom he asked."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Final

from django.db.models import Q, QuerySet

from shouwen.base.actors import Actor
from shouwen.base.prepared import Prepared
from shouwen.capabilities.people.models import Membership, Person, PersonRole
from shouwen.capabilities.people.queries import counts_for
from shouwen.capabilities.tickets.models import Involvement, Ticket
from shouwen.capabilities.workplace.models import REWORDED, Review, Wording, answer_place
from shouwen.capabilities.workplace.refusals import DraftReworded
from shouwen.domain.differing import Piece, pieces_of


@dataclass(frozen=True, slots=True)
class Rewording:
    """What one of the two changed in one go, field by field."""

    by: str
    is_reviewers: bool
    at: datetime
    fields: tuple[tuple[str, tuple[Piece, ...]], ...]


def reviews_on(*, ticket: Ticket, actor: Actor) -> list[Review]:
    """The drafts on `ticket` that are `actor`'s to look over, or his own that a colleague has, as long as he sees it.

    One narrow statement; where there are any, a wide one, and one more for whoever does not see all tickets.
    """
    if not actor.is_staff or ANY_ON.one(ticket.pk, actor.id) is None:
        return []
    found = _gathered(TOLD_ON(ticket.pk, actor.id))
    sees = actor.may("tickets.see_all") or Ticket.objects.visible_to(actor).filter(pk=ticket.pk).exists()
    return found if sees else []


def reviews_for(*, actor: Actor) -> list[Review]:
    """The drafts that `actor` was asked to look over and has not judged, the oldest first; one statement."""
    waiting = Review.objects.visible_to(actor).filter(reviewer=actor.id, verdict="")
    return list(waiting.select_related("draft__person", "ticket").order_by("asked_at")[:50])


def reviews_answered(*, actor: Actor) -> list[Review]:
    """The drafts of `actor` that a colleague has judged and that were not sent yet, the oldest answer first."""
    judged = Review.objects.visible_to(actor).filter(draft__person=actor.id).exclude(verdict="")
    return list(judged.select_related("reviewer", "ticket").order_by("given_at")[:50])


def reviews_named(*, pks: Iterable[int], actor: Actor) -> list[Review]:
    """Those of these reviews in which `actor` is the one who looks the draft over; one statement."""
    mine = Review.objects.visible_to(actor).filter(reviewer=actor.id, pk__in=list(pks))
    return list(mine.select_related("draft"))


def review_numbered(*, pk: int, actor: Actor) -> Review | None:
    """This review, if `actor` has a part in it; one statement."""
    return next(iter(_whole(Review.objects.visible_to(actor).filter(pk=pk))), None)


def texts_under_review(review: Review) -> dict[str, str]:
    """The texts of the draft that the reviewer may read and change."""
    return {name: text for name, text in review.draft.texts.items() if name in REWORDED}


def rewordings(review: Review) -> list[Rewording]:
    """What was changed since it was given, one after the other; `review` comes with its wordings."""
    return [
        Rewording(
            after.person.name,
            after.person_id == review.reviewer_id,
            after.at,
            tuple(
                (name, tuple(pieces_of(before.texts.get(name, ""), after.texts.get(name, ""))))
                for name in REWORDED
                if before.texts.get(name, "") != after.texts.get(name, "")
            ),
        )
        for before, after in pairwise(review.told)
    ]


def may_look_over(*, ticket: Ticket, actor: Actor) -> QuerySet[Person]:
    """The active colleagues of `actor` who see `ticket`: by a role everywhere or for its team, or this one; by name."""
    seeing = PersonRole.objects.filter(
        counts_for(ticket.team_id), role__is_active=True, role__grants__contains=["tickets.see_all"]
    )
    parts = (ticket.owner_id, ticket.stand_in_id, ticket.responsible_id, ticket.handler_id)
    involved = Involvement.objects.filter(ticket=ticket).values("person_id")
    of_team = Membership.objects.filter(team=ticket.team_id).values("person_id")
    may = (
        Q(pk__in=seeing.values("person_id"))
        | Q(pk__in=[pk for pk in parts if pk])
        | Q(pk__in=involved)
        | Q(pk__in=of_team)
    )
    people: QuerySet[Person] = Person.objects.visible_to(actor).active()
    return people.filter(may).exclude(pk=actor.id or 0).order_by("name")


def check_read(*, ticket: Ticket, turns: int | None, actor: Actor) -> None:
    """Pass if `actor` has read whatever was done to his draft on `ticket`: `turns`, as his page last showed them.

    Raises DraftReworded; None asks nothing.
    """
    if turns is None:
        return
    place = answer_place(ticket.pk)
    review = (
        Review.objects.filter(draft__person_id=actor.id or 0, draft__place=place)
        .select_related("reviewer")
        .first()
    )
    if review is not None and review.turns > turns:
        raise DraftReworded(name=review.reviewer.name)


def _whole(found: QuerySet[Review]) -> list[Review]:
    """The reviews with all that is shown of them, their wordings in `told`, the oldest first; one statement."""
    return _gathered(_told(Wording.objects.filter(review__in=found)))


def _told(wordings: QuerySet[Wording]) -> QuerySet[Wording]:
    along = wordings.select_related("person", "review__draft__person", "review__reviewer", "review__ticket")
    return along.order_by("review__asked_at", "review_id", "number")


ANY_ON: Final[Prepared[tuple[int]]] = Prepared(
    lambda ticket, person: Review.objects.filter(
        Q(draft__person_id=person) | Q(reviewer_id=person), ticket_id=ticket
    ).values_list("pk")[:1]
)
TOLD_ON: Final[Prepared[Wording]] = Prepared(
    lambda ticket, person: _told(
        Wording.objects.filter(
            Q(review__draft__person_id=person) | Q(review__reviewer_id=person), review__ticket_id=ticket
        )
    )
)


def _gathered(rows: Iterable[Wording]) -> list[Review]:
    reviews: dict[int, Review] = {}
    for row in rows:
        if row.review_id not in reviews:
            reviews[row.review_id] = row.review
            row.review.told = []
        reviews[row.review_id].told.append(row)
    return list(reviews.values())
