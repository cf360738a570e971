"""Who may do what with persons."""

from django.utils.translation import gettext_lazy as _

from shouwen.base.actors import Actor
from shouwen.base.permissions import GRANTS
from shouwen.capabilities.people.models import Person

SEE = GRANTS.declare("people.see", _("See colleagues, teams and duty"), for_teams=True)
MANAGE = GRANTS.declare("people.manage", _("Invite, change and disable people, reset passwords"))
GIVE_ROLES = GRANTS.declare("people.give_roles", _("Give and change roles"))
PLAN_DUTY = GRANTS.declare("people.plan_duty", _("Plan shifts and leave"), for_teams=True)
JUDGE_SKILLS = GRANTS.declare("people.judge_skills", _("Record proven skills"), for_teams=True)
USE_TOKENS = GRANTS.declare("people.use_tokens", _("Create API tokens for oneself"))

READING_VERBS = ("see", "export")


def can_manage(actor: Actor) -> bool:
    return actor.may(MANAGE)


def can_manage_person(actor: Actor, *, is_powerful: bool) -> bool:
    """Whoever gives roles is changed only by one who gives roles, so that managing persons is no way to that power."""
    return actor.may(MANAGE) and (not is_powerful or actor.may(GIVE_ROLES))


def can_give_roles(actor: Actor) -> bool:
    return actor.may(GIVE_ROLES)


def can_plan_duty(actor: Actor, person: Person) -> bool:
    """A planner of teams plans who belongs to them; only he costs a statement."""
    return _may_with(actor, PLAN_DUTY, person)


def can_judge_skills(actor: Actor, person: Person) -> bool:
    """As with duty: everybody's, or those of the persons of one's teams."""
    return _may_with(actor, JUDGE_SKILLS, person)


def _may_with(actor: Actor, grant: str, person: Person) -> bool:
    return actor.may(grant) or Person.objects.within(actor, grant).filter(pk=person.pk).exists()


def can_make_token(actor: Actor, person: Person) -> bool:
    """Tokens are made by their person in a browser: a token never makes another."""
    return actor.is_person(person.pk) and actor.may(USE_TOKENS) and actor.token_id is None


def can_open_calendar(actor: Actor, person: Person) -> bool:
    """The address of a calendar is made by its person in a browser, like a token."""
    return actor.is_person(person.pk) and actor.token_id is None


def can_close_calendar(actor: Actor, person: Person) -> bool:
    return actor.is_person(person.pk) or actor.may(MANAGE)


def can_revoke_token(actor: Actor, person_id: int) -> bool:
    return actor.is_person(person_id) or actor.may(MANAGE)


def is_reading(grant: str) -> bool:
    """Whether `grant` only lets one look, by the first word of its verb."""
    verb = grant.partition(".")[2].partition("@")[0]
    return verb.split("_")[0] in READING_VERBS


def narrowed(grants: frozenset[str], scopes: frozenset[str]) -> frozenset[str]:
    """What is left of `grants` under a token's `scopes`: "area:read" keeps looking, "area:write" all of an area."""
    return frozenset(grant for grant in grants if _is_covered(grant, scopes))


def _is_covered(grant: str, scopes: frozenset[str]) -> bool:
    area = grant.partition(".")[0]
    return f"{area}:write" in scopes or (is_reading(grant) and f"{area}:read" in scopes)


def scope_allows(actor: Actor, area: str, *, writes: bool) -> bool:
    """Whether the door `actor` came through may read, or write, `area`; only tokens are narrowed."""
    if actor.token_id is None:
        return True
    scopes = actor.extras.get("scopes", frozenset())
    return isinstance(scopes, frozenset) and (
        f"{area}:write" in scopes or (not writes and f"{area}:read" in scopes)
    )
