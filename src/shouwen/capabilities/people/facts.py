"""The facts of persons, teams and roles: names and what their payload holds (codes and ids, never names or texts)."""

from typing import Final

FACTS: Final[dict[str, tuple[str, ...]]] = {
    # on the subject of a person
    "person.invited": ("roles", "teams"),
    "person.added": ("roles", "teams"),
    "person.invitation_accepted": (),
    "person.changed": ("changed",),
    "person.preferences_changed": ("changed",),
    "person.disabled": ("sessions", "tokens"),
    "person.enabled": (),
    "person.password_reset_asked": (),
    "person.password_set": ("by",),
    "person.signed_in": ("door", "session"),
    "person.sign_in_failed": ("step",),
    "person.signed_out": ("sessions",),
    "person.second_factor_set_up": (),
    "person.second_factor_removed": (),
    "person.recovery_codes_made": ("count",),
    "person.role_given": ("role", "team"),
    "person.role_taken": ("role", "team"),
    "person.team_joined": ("team",),
    "person.team_left": ("team",),
    "person.skill_proved": ("skill", "level", "proved_on", "expires_on"),
    "person.skill_withdrawn": ("skill",),
    "person.duty_planned": ("valid_from", "shifts"),
    "person.leave_given": ("leave", "starts_at", "ends_at", "reason"),
    "person.leave_withdrawn": ("leave",),
    "person.token_made": ("token", "scopes", "expires_at"),
    "person.token_revoked": ("token",),
    "person.calendar_opened": (),
    "person.calendar_closed": (),
    # on the subject of a team
    "team.created": ("code", "line"),
    "team.changed": ("changed", "leader", "line"),
    # on the subject of a role
    "role.shipped": ("code", "grants"),
    "role.created": ("code", "grants"),
    "role.changed": ("added", "removed"),
}
