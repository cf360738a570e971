"""Keeping drafts: from the first character, without one device overwriting another."""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Final

from django.db import transaction

from shouwen.base import live
from shouwen.base.actors import Actor
from shouwen.capabilities.tickets.models import Ticket
from shouwen.capabilities.workplace.models import Draft
from shouwen.domain.merging import merge_texts

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
    """What was written at `place` is kept, merged with what another device has kept there meanwhile.

    `base` are the texts this device started from: the last ones it sent or got. A draft without any text is none and
    goes; then None is returned.
    """
    draft = Draft.objects.select_for_update().visible_to(actor).filter(place=place).first()
    known = draft.texts if draft else {}
    merged = {
        name: merge_texts(base.get(name, ""), texts.get(name, ""), known.get(name, ""))
        for name in {*texts, *known}
    }
    merged = {name: text for name, text in merged.items() if text}
    if not any(text.strip() for text in merged.values()):
        forget_draft(place=place, actor=actor)
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
    live.ring(f"drafts/{actor.id}")
    return kept


def forget_draft(*, place: str, actor: Actor) -> None:
    """Nothing is kept at `place` any more: it was sent, or thrown away. Safe to repeat."""
    if Draft.objects.visible_to(actor).filter(place=place).delete()[0]:
        live.ring(f"drafts/{actor.id}")


def _subject_of(place: str, actor: Actor) -> int | None:
    """The ticket a place belongs to, where `actor` may see it."""
    found = OF_TICKET.match(place)
    if found is None:
        return None
    return Ticket.objects.visible_to(actor).filter(pk=int(found[1])).values_list("pk", flat=True).first()
