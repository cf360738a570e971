"""The ranking of who gets a ticket: its points, its order, its reasons."""

from dataclasses import replace

from shouwen.domain.dispatching import Applicant, Reason, ReasonCode, Weighing, rank

WEIGHING = Weighing(skill=40, duty=30, load=20, site=10, most_open=8)


def applicant(
    person: int,
    *,
    skill: int = 3,
    duty: bool = True,
    load: int = 0,
    visits: int = 0,
    leads: bool = False,
) -> Applicant:
    return Applicant(person, skill, duty, load, visits, leads)


def order(*applicants: Applicant, skill_asked: bool = True) -> list[tuple[int, int]]:
    ranked = rank(applicants, weighing=WEIGHING, skill_asked=skill_asked)
    return [(one.applicant.person_id, one.points) for one in ranked]


# REQ RS-4 RS-13
def test_whoever_is_on_duty_goes_before_whoever_is_not_however_able():
    able_at_home, beginner = applicant(1, duty=False, visits=3), applicant(2, skill=0, load=8)

    assert order(able_at_home, beginner) == [(2, 30), (1, 70)]


# REQ RS-4
def test_skill_counts_in_full_from_the_third_level_on_and_the_site_from_the_third_visit_on():
    ones = [applicant(1, skill=1), applicant(2, skill=2), applicant(3, skill=3), applicant(4, skill=5)]
    assert order(*ones) == [(3, 90), (4, 90), (2, 76), (1, 63)]
    assert order(applicant(5, visits=1), applicant(6, visits=3), applicant(7, visits=9)) == [
        (6, 100),
        (7, 100),
        (5, 93),
    ]


# REQ RS-4 CS-7
def test_whoever_refused_this_ticket_comes_after_the_others_on_duty_and_that_is_his_first_reason():
    refused, able, at_home = applicant(1, visits=3), applicant(2, skill=1, load=7), applicant(3, duty=False)
    refused = replace(refused, has_refused=True)

    ranked = rank([refused, able, at_home], weighing=WEIGHING, skill_asked=True)

    assert [one.applicant.person_id for one in ranked] == [2, 1, 3]
    assert ranked[1].reasons[0] == Reason(ReasonCode.HAS_REFUSED)


# REQ SD-9 RS-4
def test_the_incident_manager_of_the_system_goes_first_among_those_on_duty():
    assert order(applicant(1, visits=3), applicant(2, leads=True, load=8)) == [(2, 110), (1, 100)]


# REQ RS-4
def test_where_no_skill_is_asked_nobody_lacks_it_and_of_equals_the_least_loaded_goes_first():
    busy, free = applicant(1, skill=0, load=7), applicant(2, skill=0, load=6)
    heavier, heavy = applicant(3, load=9), applicant(4, load=8)

    assert order(busy, free, skill_asked=False) == [(2, 75), (1, 72)]
    assert [person for person, _points in order(heavier, heavy)] == [4, 3]  # both have no room left


# REQ RS-4
def test_each_reason_is_told_with_its_number():
    (one,) = rank([applicant(1, skill=2, load=8, visits=2, leads=True)], weighing=WEIGHING, skill_asked=True)

    assert one.reasons == (
        Reason(ReasonCode.INCIDENT_MANAGER),
        Reason(ReasonCode.HAS_SKILL, 2),
        Reason(ReasonCode.ON_DUTY),
        Reason(ReasonCode.OVERLOADED, 8),
        Reason(ReasonCode.KNOWS_SITE, 2),
    )
