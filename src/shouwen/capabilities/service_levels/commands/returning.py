"""What a subject has missed that was over while others moved, and is taken up again."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from shouwen.base.models import Subject
from shouwen.capabilities.regulations.choices import VersionState
from shouwen.capabilities.regulations.queries import active_regulation, regulation_of
from shouwen.capabilities.service_levels.calendars.publishing import publish_for_open
from shouwen.capabilities.service_levels.calendars.shelf import shelf_for
from shouwen.capabilities.service_levels.carrying import carried, keep_carried
from shouwen.capabilities.service_levels.facts import CALENDARS_PUBLISHED, REGULATION_CHANGED
from shouwen.capabilities.service_levels.models import Moving
from shouwen.capabilities.service_levels.queries.moving import moved_to
from shouwen.capabilities.service_levels.queries.recounting import calendars_of, is_behind


def missed_meanwhile(*, subject: Subject, at: datetime) -> list[tuple[str, dict[str, Any]]]:
    """The facts (name, payload) by which the locked `subject` counts as everything else does that is under way.

    The version to which all that was open has moved, else the holidays that became known; empty if nothing was missed.
    """
    if not subject.promise_state:
        return []
    held = int(subject.promise_state["regulation"])
    moving = (
        Moving.objects.filter(is_superseded=False, begins_at__lte=at, regulation__state=VersionState.ACTIVE)
        .exclude(regulation=held)
        .order_by("-pk")
        .first()
    )
    if moving is not None:
        regulation = regulation_of(moving.regulation_id)
        fields = carried([subject.pk], regulation, moving.levels)
        keep_carried(fields)
        payload = moved_to(
            regulation, shelf_for(regulation), before=held, at=at, fields=fields.get(subject.pk)
        )
        return [(REGULATION_CHANGED, payload)]
    wanted = publish_for_open(calendars=calendars_of(regulation_of(held), active_regulation()), at=at)
    if not is_behind(subject, {held: wanted}):
        return []
    return [(CALENDARS_PUBLISHED, {"calendars": {code: row.version for code, row in wanted.items()}})]
