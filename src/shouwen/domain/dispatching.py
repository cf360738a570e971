"""Ranking who should get a ticket: a rule that shows its reasons, never magic."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class ReasonCode(StrEnum):
    """Why somebody stands where he stands in the ranking."""

    HAS_SKILL = "has_skill"
    LACKS_SKILL = "lacks_skill"
    NO_SKILL_ASKED = "no_skill_asked"
    ON_DUTY = "on_duty"
    OFF_DUTY = "off_duty"
    LOAD = "load"
    OVERLOADED = "overloaded"
    KNOWS_SITE = "knows_site"
    INCIDENT_MANAGER = "incident_manager"
    HAS_REFUSED = "has_refused"


@dataclass(frozen=True, slots=True)
class Weighing:
    """How much each reason counts, in points; `most_open` tickets are a full load."""

    skill: int = 40
    duty: int = 30
    load: int = 20
    site: int = 10
    most_open: int = 8


@dataclass(frozen=True, slots=True)
class Applicant:
    """One who could get the ticket, as far as ranking cares. `skill_level` is 0 when he lacks the skill asked for."""

    person_id: int
    skill_level: int
    is_on_duty: bool
    open_tickets: int
    times_at_site: int
    is_incident_manager: bool = False
    has_refused: bool = False


@dataclass(frozen=True, slots=True)
class Reason:
    """A code and the number that goes with it (level, open tickets, times at the site)."""

    code: ReasonCode
    number: int = 0


@dataclass(frozen=True, slots=True)
class Ranked:
    """An applicant's points and the reasons they come from, in the order of weight."""

    applicant: Applicant
    points: int
    reasons: tuple[Reason, ...]


def rank(applicants: Iterable[Applicant], *, weighing: Weighing, skill_asked: bool) -> tuple[Ranked, ...]:
    """The applicants, best first: those on duty before all others, then by points, then the least loaded.

    Who has refused this very ticket comes after the others on duty, or off duty, with him.

    Points: skill counts from level 3 on in full, duty whole or not, load by the share still free of `most_open`, site
    knowledge from the third visit on in full. The incident manager of the product goes before equals.
    """
    ranked = (_weigh(applicant, weighing, skill_asked) for applicant in applicants)
    return tuple(
        sorted(
            ranked,
            key=lambda one: (
                not one.applicant.is_on_duty,
                one.applicant.has_refused,
                -one.points,
                one.applicant.open_tickets,
                one.applicant.person_id,
            ),
        )
    )


def _weigh(one: Applicant, weighing: Weighing, skill_asked: bool) -> Ranked:
    points = 0
    reasons = [Reason(ReasonCode.HAS_REFUSED)] if one.has_refused else []
    if one.is_incident_manager:
        points += weighing.skill
        reasons.append(Reason(ReasonCode.INCIDENT_MANAGER))
    if not skill_asked:
        points += weighing.skill
    elif one.skill_level:
        points += weighing.skill * min(one.skill_level, 3) // 3
        reasons.append(Reason(ReasonCode.HAS_SKILL, one.skill_level))
    else:
        reasons.append(Reason(ReasonCode.LACKS_SKILL))
    points += weighing.duty if one.is_on_duty else 0
    reasons.append(Reason(ReasonCode.ON_DUTY if one.is_on_duty else ReasonCode.OFF_DUTY))
    points += weighing.load * max(0, weighing.most_open - one.open_tickets) // weighing.most_open
    is_full = one.open_tickets >= weighing.most_open
    reasons.append(Reason(ReasonCode.OVERLOADED if is_full else ReasonCode.LOAD, one.open_tickets))
    if one.times_at_site:
        points += weighing.site * min(one.times_at_site, 3) // 3
        reasons.append(Reason(ReasonCode.KNOWS_SITE, one.times_at_site))
    return Ranked(one, points, tuple(reasons))
