"""Colleagues, duty and structure as screens show and change them."""

import re
from datetime import date

import pytest
from django.test import Client

from shouwen.base.actors import SYSTEM
from shouwen.base.models import IdempotencyKey, Message
from shouwen.base.time import database_now
from shouwen.capabilities.people.commands.skills import name_skill
from shouwen.capabilities.people.models import (
    ApiToken,
    Leave,
    Membership,
    Person,
    PersonSkill,
    Role,
    ShiftPattern,
)
from shouwen.capabilities.people.queries import actor_for_token, actor_of
from shouwen.capabilities.regulations.commands import adopt_preset
from tests.capabilities.people.makers import PASSWORD, a_person, a_team
from tests.capabilities.tickets.makers import a_ticket_in_work
from tests.web.people.doors import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin() -> Client:
    return signed_in(a_person("admin", roles=("administrator",), is_demo=True, password=PASSWORD))


def text_of(answer) -> str:  # type: ignore[no-untyped-def]  # Django's test answer has no public type
    return answer.content.decode()


def test_the_list_costs_the_same_for_one_and_thirty_persons(admin, django_assert_max_num_queries):
    team = a_team()
    admin.get("/people")
    with django_assert_max_num_queries(8) as few:
        admin.get("/people")
    for _ in range(30):
        Membership.objects.create(person=a_person(roles=("agent",)), team=team)

    with django_assert_max_num_queries(8) as many:
        page = admin.get("/people")

    assert len(few.captured_queries) == len(many.captured_queries)
    assert text_of(page).count("<tr>") == 32


def test_persons_are_found_by_words_and_team(admin):
    team, zhao = a_team(), a_person("zhao")
    a_person("wang")
    Membership.objects.create(person=zhao, team=team)

    by_word, by_team = admin.get("/people?q=zha"), admin.get(f"/people?team={team.pk}")

    for page in (by_word, by_team):
        assert f"/people/{zhao.pk}" in text_of(page)
        assert "wang" not in text_of(page)


def test_an_invitation_shows_its_link_once_mails_it_and_keeps_it_nowhere(admin):
    role = Role.objects.get(code="agent")

    answer = admin.post(
        "/people/new",
        {
            "name": "李娜",
            "user_name": "lina",
            "email": "lina@example.com",
            "language": "zh-hans",
            "roles": [role.pk],
        },
    )

    link = re.search(r"/invitation/([\w-]+)/", text_of(answer)).group()  # type: ignore[union-attr]
    letter = Message.objects.get()
    assert answer.headers["Cache-Control"] == "no-store"
    assert link in letter.body
    assert (letter.address, letter.state) == ("lina@example.com", "waiting")
    assert not IdempotencyKey.objects.filter(body__contains=link.encode()).exists()
    assert actor_of(Person.objects.get(user_name="lina")).extras["roles"] == ("agent",)
    assert Client().post(link, {"password": PASSWORD}).status_code == 303


@pytest.mark.req("SD-3")
def test_an_invited_agent_works_the_desks_hours_from_ten_minutes_before(admin):
    adopt_preset(code="desk", actor=SYSTEM, at=database_now())
    roles = {role.code: role.pk for role in Role.objects.filter(code__in=["agent", "quality"])}
    for name, role, asked in (("a", "agent", "on"), ("b", "quality", "on"), ("c", "quality", "")):
        admin.post(
            "/people/new",
            {"name": name, "user_name": name, "language": "en", "roles": [roles[role]], "desk_hours": asked},
        )

    begins = {
        name: sorted(ShiftPattern.objects.filter(person__user_name=name).values_list("weekday", "starts_at"))
        for name in "abc"
    }

    opens = begins["b"][0][1]
    assert [weekday for weekday, _time in begins["a"]] == [weekday for weekday, _time in begins["b"]]
    assert (opens.hour * 60 + opens.minute) - (begins["a"][0][1].hour * 60 + begins["a"][0][1].minute) == 10
    assert begins["c"] == []


def test_a_taken_name_is_told_in_the_form(admin):
    a_person("zhao")

    answer = admin.post("/people/new", {"name": "x", "user_name": "zhao", "language": "en"})

    assert answer.status_code == 422
    assert "zhao" in text_of(answer)


def test_a_person_gets_roles_teams_and_skills_and_loses_them(admin):
    person, team = a_person("zhao"), a_team("north")
    skill = name_skill(code="ups", names={"zh": "电源", "en": "UPS"}, actor=SYSTEM)
    role = Role.objects.get(code="quality")
    at = f"/people/{person.pk}"

    admin.post(f"{at}/roles", {"role": role.pk, "team": team.pk})
    admin.post(f"{at}/teams", {"team": team.pk})
    admin.post(f"{at}/skills", {"skill": skill.pk, "level": "3", "proved_on": "2026-01-01", "expires_on": ""})
    held = actor_of(person)
    page = text_of(admin.get(at))
    admin.post(f"{at}/roles/quality/removal", {"team": "north"})
    admin.post(f"{at}/teams/north/removal")
    admin.post(f"{at}/skills/ups/removal")

    assert f"people.see@{team.pk}" in held.grants
    assert held.team_ids == {team.pk}
    assert "电源" in page
    assert actor_of(person).grants == frozenset()
    assert not PersonSkill.objects.exists()


def test_disabling_and_enabling_from_the_page(admin):
    person = a_person("zhao", roles=("agent",), is_demo=True)
    client = signed_in(person)

    admin.post(f"/people/{person.pk}/disabling")
    out = client.get("/people").status_code
    page = text_of(admin.get(f"/people/{person.pk}"))
    admin.post(f"/people/{person.pk}/enabling")

    person.refresh_from_db()
    assert (out, person.is_active) == (302, True)
    assert "/enabling" in page


def test_a_reset_link_is_shown_to_the_administrator(admin):
    person = a_person("zhao", password=PASSWORD)

    answer = admin.post(f"/people/{person.pk}/password-link")

    link = re.search(r"/password/([\w-]+)/", text_of(answer)).group()  # type: ignore[union-attr]
    assert Client().post(link, {"password": "quite another phrase"}).status_code == 303


@pytest.mark.req("RS-13")
def test_a_weekly_plan_and_a_leave_are_set_and_seen(admin):
    person = a_person("zhao", on_duty=False)
    week = {
        f"{part}_{day}": value for day in range(1, 6) for part, value in (("from", "08:30"), ("to", "17:30"))
    }
    blank = {f"{part}_{day}": "" for day in (6, 7) for part in ("from", "to")}

    admin.post(f"/people/{person.pk}/plan", {"valid_from": "2026-11-02", "valid_until": "", **week, **blank})
    admin.post(
        "/people/leave",
        {
            "person": person.pk,
            "starts_at": "2026-11-24T00:00",
            "ends_at": "2026-11-25T00:00",
            "reason": "illness",
        },
    )
    page = text_of(admin.get("/people/duty?week=2026-11-23"))

    assert ShiftPattern.objects.filter(person=person, valid_from=date(2026, 11, 2)).count() == 5
    assert page.count("08:30 ～ 17:30") == 4
    leave = Leave.objects.get()
    admin.post(f"/people/leave/{leave.pk}/withdrawal")
    assert text_of(admin.get("/people/duty?week=2026-11-23")).count("08:30 ～ 17:30") == 5


def test_a_day_with_a_break_keeps_both_stretches_when_the_plan_is_opened_again(admin):
    person = a_person("zhao", on_duty=False)
    day = {"from_1": "09:00", "to_1": "12:00", "from_1_2": "13:00", "to_1_2": "18:00"}
    admin.post(f"/people/{person.pk}/plan", {"valid_from": "2026-11-02", **day})

    page = text_of(admin.get(f"/people/{person.pk}/plan"))

    stretches = (
        ShiftPattern.objects.filter(person=person).order_by("starts_at").values_list("starts_at", "ends_at")
    )
    assert [f"{start:%H:%M}-{end:%H:%M}" for start, end in stretches] == ["09:00-12:00", "13:00-18:00"]
    assert all(f'name="{name}" value="{value}"' in page for name, value in day.items())


def test_half_a_shift_is_refused_in_the_form(admin):
    person = a_person("zhao", on_duty=False)

    answer = admin.post(
        f"/people/{person.pk}/plan", {"valid_from": "2026-11-02", "from_1": "08:30", "to_1": ""}
    )

    assert answer.status_code == 422
    assert not ShiftPattern.objects.filter(person=person).exists()


def test_the_week_costs_the_same_for_one_and_thirty_persons(admin, django_assert_max_num_queries):
    admin.get("/people/duty")
    with django_assert_max_num_queries(8) as few:
        admin.get("/people/duty")
    for _ in range(30):
        a_person()

    with django_assert_max_num_queries(8) as many:
        admin.get("/people/duty")

    assert len(few.captured_queries) == len(many.captured_queries)


def test_teams_roles_and_skills_are_made_and_changed(admin):
    admin.post("/people/teams/new", {"code": "north", "name_zh": "北区", "name_en": "North", "line": "field"})
    admin.post("/people/teams/north", {"name_zh": "华北", "name_en": "North", "line": "field"})
    admin.post(
        "/people/roles/new",
        {"code": "planner", "name_zh": "计划", "name_en": "Planner", "grants": ["people.plan_duty"]},
    )
    admin.post("/people/skills/new", {"code": "ups", "name_zh": "电源", "name_en": "UPS"})

    page = text_of(admin.get("/people/structure"))

    assert all(word in page for word in ("华北", "计划", "电源"))
    assert Role.objects.get(code="planner").grants == ["people.plan_duty"]


def test_a_role_is_read_by_all_and_changed_by_those_who_give_roles(admin):
    agent = signed_in(a_person("agent", roles=("agent",), is_demo=True))

    seen = agent.get("/people/roles/quality")
    agent.post("/people/roles/quality", {"name_zh": "x", "name_en": "x", "grants": []})

    assert seen.status_code == 200
    assert "<form" not in text_of(seen).partition("<main")[2].partition("</main>")[0]
    assert Role.objects.get(code="quality").names["en"] == "Quality"


def test_a_token_is_shown_once_works_and_is_revoked(admin):
    answer = admin.post("/me/tokens", {"name": "bi", "scopes": ["people:read"], "days": "30"})

    raw = re.search(r"sw_[0-9a-f]{8}_[\w-]+", text_of(answer)).group()  # type: ignore[union-attr]
    assert actor_for_token(raw)[0].grants == {"people.see"}
    assert raw not in text_of(admin.get("/me"))
    assert not IdempotencyKey.objects.filter(body__contains=raw.encode()).exists()
    admin.post(f"/tokens/{ApiToken.objects.get().pk}/revocation")
    assert actor_for_token(raw)[0].kind == "nobody"


def test_ones_own_password_and_settings_change(admin):
    weak = admin.post("/me/password", {"old": PASSWORD, "new": "short"})
    wrong = admin.post("/me/password", {"old": "guess", "new": "quite another phrase"})
    done = admin.post("/me/password", {"old": PASSWORD, "new": "quite another phrase"})
    admin.post("/me/settings", {"phone": "123", "language": "en", "time_zone": "Europe/Berlin"})

    person = Person.objects.get(user_name="admin")
    assert [answer.status_code for answer in (weak, wrong, done)] == [422, 422, 303]
    assert person.check_password("quite another phrase")
    assert (person.phone, person.language, person.time_zone) == ("123", "en", "Europe/Berlin")
    assert admin.get("/me").headers["Content-Language"] == "en"


ROUTES = {
    "/people": ("people.see", "GET"), "/people/duty": ("people.see", "GET"), "/people/structure": ("people.see", "GET"),
    "/people/1": ("people.see", "GET"), "/people/roles/agent": ("people.see", "GET"),
    "/people/new": ("people.manage", "GET"), "/people/1/change": ("people.manage", "GET"),
    "/people/1/teams": ("people.manage", "GET"), "/people/teams/new": ("people.manage", "GET"),
    "/people/skills/new": ("people.manage", "GET"), "/people/1/password-link": ("people.manage", "POST"),
    "/people/1/invitation": ("people.manage", "POST"), "/people/1/disabling": ("people.manage", "POST"),
    "/people/1/enabling": ("people.manage", "POST"), "/people/1/second-step/removal": ("people.manage", "POST"),
    "/people/1/roles": ("people.give_roles", "GET"), "/people/1/roles/agent/removal": ("people.give_roles", "POST"),
    "/people/roles/new": ("people.give_roles", "GET"), "/people/1/skills": ("people.judge_skills", "GET"),
    "/people/1/plan": ("people.plan_duty", "GET"), "/people/leave": ("people.plan_duty", "GET"),
    "/people/leave/1/withdrawal": ("people.plan_duty", "POST"),
}  # fmt: skip


@pytest.mark.parametrize(("path", "needed"), ROUTES.items())
def test_every_route_is_closed_to_nobody_and_to_staff_without_the_grant(path, needed):
    _grant, method = needed
    bare = signed_in(a_person("bare", is_demo=True))

    nobody, staff = Client().generic(method, path), bare.generic(method, path)

    assert nobody.headers["Location"].startswith("/sign-in/")
    assert staff.status_code == 403


def test_whoever_disables_an_account_is_told_what_is_still_in_these_hands(desk, browse):
    admin = browse(a_person("root", roles=("administrator",)))
    quiet = admin.get(f"/people/{desk.engineer.pk}").content.decode()
    a_ticket_in_work(desk)
    asked = admin.get(f"/people/{desk.engineer.pk}").content.decode()
    admin.post(f"/people/{desk.engineer.pk}/disabling")
    told = admin.get(f"/people/{desk.engineer.pk}").content.decode()

    assert "此人手上还有" not in quiet
    assert "此人手上还有 1 张工单，需要另行改派。确定停用账号？" in asked
    assert "还有 1 张工单在此人手上，请改派。" in told
