"""Keeping good words for the next time."""

from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from shouwen.base.actors import Actor
from shouwen.base.permissions import require
from shouwen.base.refusals import InvalidInput
from shouwen.capabilities.customers.queries.finding import lookup_of
from shouwen.capabilities.people.models import Team
from shouwen.capabilities.workplace.models import Phrase
from shouwen.capabilities.workplace.permissions import can_change, can_keep_for


@transaction.atomic
def keep_phrase(
    *,
    name: str,
    body: str,
    team: Team | None,
    actor: Actor,
    at: datetime,
    phrase: Phrase | None = None,
) -> Phrase:
    """`body` is found under `name` by the actor, or by all of his `team`; `phrase` is the one that is changed."""
    require(can_keep_for(actor, team.pk if team else None) and (phrase is None or can_change(actor, phrase)))
    missing = {
        field: _("Write something first.")
        for field, text in (("name", name), ("body", body))
        if not text.strip()
    }
    if missing:
        raise InvalidInput(missing)
    kept = phrase or Phrase(author_id=actor.id or 0)
    kept.name, kept.body, kept.team, kept.updated_at = name.strip(), body.strip(), team, at
    kept.lookup = lookup_of(kept.name)
    kept.save()
    return kept


@transaction.atomic
def drop_phrase(*, phrase: Phrase, actor: Actor) -> None:
    """The phrase is offered no longer."""
    require(can_change(actor, phrase))
    phrase.delete()


def count_use(*, phrase: Phrase) -> None:
    """It was used once more, and stands higher in the list from now on."""
    Phrase.objects.filter(pk=phrase.pk).update(used=F("used") + 1)
