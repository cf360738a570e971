"""Keeping drafts: from the first character, without one device or one colleague overwriting another."""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Final

from django.db import transaction

from shouwen.base import live
from shouwen.base.actors import Actor
from shouwen.capabilities.tickets.models import Ticket
from shouwen.capabilities.workplace.choices import Ending
from shouwen.capabilities.workplace.commands.reviews import end_review, note_wording
from shouwen.capabilities.workplace.models import Draft, Review
from shouwen.domain.merging import merge_fields

OF_TICKET: Final = re.compile(r"ticket/(\d{1,18})/")
"""How the place of a draft on a ticket begins."""


@transaction.atomic
def keep_draft(
    *,
    place: str,
    texts: Mapping[str, str],
    base: Mapping[str, str],
    picks: Mapping[str, str],
    actor: Actor,
    at: datetime,
) -> Draft | None:
    """What was written at `place` is kept, merged with what another device or a reviewer has kept there meanwhile.

    `base` are the texts this device started from: the last ones it sent or got. A draft without any text is none and
    goes, unless a colleague is looking it over; then None is returned.
    """
    draft = _held(place, actor)
    review = Review.objects.filter(draft=draft).first() if draft else None
    merged = merge_fields(base, texts, draft.texts if draft else {})
    if review is None and not any(text.strip() for text in merged.values()):
        forget_draft(place=place, actor=actor, at=at)
        return None
    chosen = {**(draft.picks if draft else {}), **picks}
    kept, _ = Draft.objects.update_or_create(
        person_id=actor.id or 0,
        place=place,
        defaults={"texts": merged, "picks": chosen, "updated_at": at},
        create_defaults={
            "texts": merged, "picks": chosen, "updated_at": at, "subject_id": _subject_of(place, actor)
        },
    )  # fmt: skip
    if review is not None:
        note_wording(review=review, texts=merged, actor=actor, at=at)
    live.ring(f"drafts/{actor.id}", *([f"drafts/{review.reviewer_id}"] if review else []))
    return kept


@transaction.atomic
def forget_draft(*, place: str, actor: Actor, at: datetime, was_sent: bool = False) -> None:
    """Nothing is kept at `place` any more: it was sent, or thrown away. Safe to repeat.

    A colleague who had it to look over has it no longer.
    """
    review = Review.objects.filter(draft__person_id=actor.id or 0, draft__place=place).first()
    if review is not None:
        end_review(
            review=review, how=Ending.SENT if was_sent else Ending.DISCARDED, actor=actor, at=at
        )  # the draft goes with it
        return
    if Draft.objects.visible_to(actor).filter(place=place).delete()[0]:
        live.ring(f"drafts/{actor.id}")


def _held(place: str, actor: Actor) -> Draft | None:
    return Draft.objects.select_for_update().visible_to(actor).filter(place=place).first()


def _subject_of(place: str, actor: Actor) -> int | None:
    """The ticket a place belongs to, where `actor` may see it."""
    found = OF_TICKET.match(place)
    if found is None:
        return None
    return Ticket.objects.visible_to(actor).filter(pk=int(found[1])).values_list("pk", flat=True).first()
