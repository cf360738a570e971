"""Skills: named, proved and withdrawn."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext

from shouwen.base import journal
from shouwen.base.actors import Actor
from shouwen.base.permissions import require
from shouwen.base.refusals import InvalidInput
from shouwen.capabilities.people.models import Person, PersonSkill, Skill
from shouwen.capabilities.people.permissions import can_judge_skills, can_manage


@transaction.atomic
def name_skill(*, code: str, names: dict[str, str], actor: Actor) -> Skill:
    """The skill `code` exists under `names`; a known one is renamed."""
    require(can_manage(actor))
    skill, _is_new = Skill.objects.update_or_create(code=code, defaults={"names": names})
    return skill


@transaction.atomic
def prove_skill(
    *,
    person: Person,
    skill: Skill,
    level: int,
    proved_on: date,
    actor: Actor,
    at: datetime,
    expires_on: date | None = None,
) -> PersonSkill:
    """`person` has proved `skill` at `level` (1 to 3); it counts to before `expires_on`, for ever if None.

    Raises InvalidInput for an end not after the proof.
    """
    require(can_judge_skills(actor, person))
    if expires_on is not None and expires_on <= proved_on:
        raise InvalidInput({"expires_on": gettext("The end is before the start.")})
    subject = journal.lock(person.subject_id)
    held, _is_new = PersonSkill.objects.update_or_create(
        person=person,
        skill=skill,
        defaults={"level": level, "proved_on": proved_on, "expires_on": expires_on},
    )
    payload: dict[str, Any] = {
        "skill": skill.code,
        "level": level,
        "proved_on": proved_on.isoformat(),
        "expires_on": expires_on.isoformat() if expires_on else None,
    }
    journal.record(subject, "person.skill_proved", actor=actor, at=at, **payload)
    return held


@transaction.atomic
def withdraw_skill(*, person: Person, skill: Skill, actor: Actor, at: datetime) -> None:
    """`person` no longer counts as having `skill`."""
    require(can_judge_skills(actor, person))
    subject = journal.lock(person.subject_id)
    removed, _rows = PersonSkill.objects.filter(person=person, skill=skill).delete()
    if removed:
        journal.record(subject, "person.skill_withdrawn", actor=actor, at=at, skill=skill.code)
