"""Who may change what is kept at the workplace."""

from shouwen.base.actors import Actor
from shouwen.capabilities.workplace.models.shared import Shared


def can_keep_for(actor: Actor, team_id: int | None) -> bool:
    """For oneself always, for a team by its members."""
    return actor.is_staff and (team_id is None or team_id in actor.team_ids)


def can_change(actor: Actor, kept: Shared) -> bool:
    """Its author, as long as it is his or his team's; and whoever leads the team."""
    if kept.team is not None and kept.team.leader_id == actor.id:
        return True
    return kept.author_id == actor.id and can_keep_for(actor, kept.team_id)
