"""Keys that a person moved, and the tours of the roles: kept at the desk, never in the way."""

import json
import re
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

import shouwen
from shouwen.base.refusals import InvalidInput, NotPermitted
from shouwen.capabilities.people.models import Person
from shouwen.capabilities.workplace.commands.habits import end_tour, move_keys
from shouwen.capabilities.workplace.keys import FIXED, KEYS
from shouwen.web.shell import NAVIGATION
from shouwen.web.workplace.tours import MOST_STEPS, TOURS
from tests.capabilities.tickets.makers import MONDAY_9

SOURCES = [
    path
    for path in Path(shouwen.__file__).parent.rglob("*")
    if path.suffix in (".py", ".html") and path.name not in ("gallery.py", "gallery.html")
]
WRITTEN = re.compile(r'\b(?:data[-_])?key="([^"{]+)"|data[-_]row[-_]([a-z]+)=')


def page(answer):
    return answer.content.decode()


def own_keys(person):
    return Person.objects.get(pk=person.pk).own_keys


# REQ UX-5
def test_every_key_of_every_page_can_be_moved_or_is_known_to_stay():
    shown = {
        (key or row).lower()
        for path in SOURCES
        for key, row in WRITTEN.findall(path.read_text())
        if not path.match("ui/components/*") or key
    }
    shown |= {entry.key for entry in NAVIGATION}

    assert len(shown) > 30
    assert shown - set(KEYS) - FIXED - {"ctrl+k", "number", "x"} == set()
    assert len(KEYS) == len(set(KEYS))


# REQ UX-5
def test_moved_keys_are_kept_for_the_person_and_reach_every_page(desk, browse):
    client = browse(desk.agent)

    answer = client.post("/me/keys", {"n": " Q ", "g t": "g q", "e": "", "r": "r"})

    assert (answer.status_code, answer.headers["Location"]) == (303, "/me/keys")
    assert own_keys(desk.agent) == {"n": "q", "g t": "g q"}
    told = re.search(r'data-own-keys="([^"]+)"', page(client.get("/tickets"))).group(1)
    assert json.loads(told.replace("&quot;", '"')) == {"n": "q", "g t": "g q"}
    assert "data-own-keys" not in page(browse(desk.manager).get("/tickets"))
    assert "在任何页面按 Q 即可新建" in page(client.get("/"))
    client.post("/me/keys", {"usual": "1"})
    assert own_keys(desk.agent) == {}
    assert "在任何页面按 N 即可新建" in page(client.get("/"))


# REQ UX-5
@pytest.mark.parametrize(
    ("chosen", "at", "says"),
    [
        ({"n": "e"}, "n", "更改行内的级别"),
        ({"n": "q", "m": "q"}, "m", "新建工单"),
        ({"n": "?"}, "n", "不能更改"),
        ({"n": "g"}, "n", "不能更改"),
        ({"n": "ctrl+w"}, "n", "请填写"),
        ({"n": "中"}, "n", "请填写"),
    ],
)
def test_a_key_that_two_would_share_or_that_is_none_is_refused_in_its_place(desk, browse, chosen, at, says):
    answer = browse(desk.agent).post("/me/keys", chosen)

    field = re.search(rf'name="{at}" value="([^"]*)"[^>]*aria-invalid="true".*?</tr>', page(answer), re.S)
    assert answer.status_code == 422
    assert field.group(1) == chosen[at]
    assert says in field.group()
    assert own_keys(desk.agent) == {}


def test_two_keys_may_change_places(desk):
    move_keys(person=desk.agent, chosen={"n": "m", "m": "n"}, actor=desk.as_agent, at=MONDAY_9)

    assert own_keys(desk.agent) == {"n": "m", "m": "n"}


def test_nobody_moves_anothers_keys_or_ends_his_tour(desk):
    with pytest.raises(NotPermitted):
        move_keys(person=desk.manager, chosen={"n": "q"}, actor=desk.as_agent, at=MONDAY_9)
    with pytest.raises(NotPermitted):
        end_tour(person=desk.manager, tour="manager", actor=desk.as_agent, at=MONDAY_9)
    with pytest.raises(InvalidInput):
        move_keys(person=desk.agent, chosen={"n": "m"}, actor=desk.as_agent, at=MONDAY_9)


# REQ UX-9
def test_each_role_is_shown_round_once_in_at_most_five_steps_and_again_on_request(desk, browse):
    roles = {desk.agent: "agent", desk.manager: "manager", desk.engineer: "engineer"}
    for person, role in roles.items():
        client = browse(person)

        first = page(client.get("/"))
        ended = client.post(f"/tours/{role}", headers={"HX-Request": "true"})

        assert first.count("data-tour-step=") == len(TOURS[role].steps) <= MOST_STEPS
        assert f'action="/tours/{role}"' in first
        assert ended.status_code == 204
        assert 'id="tour"' not in page(client.get("/"))
        assert 'id="tour"' in page(client.get("/?tour"))
    assert all(0 < len(tour.steps) <= MOST_STEPS for tour in TOURS.values())
    assert browse(desk.agent).post("/tours/nobody").status_code == 404


def test_keys_and_tours_come_with_the_session_at_no_statement_more(desk, browse):
    client = browse(desk.agent)
    client.get("/")

    with CaptureQueriesContext(connection) as captured:
        client.get("/")

    asked = [one["sql"] for one in captured if "own_keys" in one["sql"] or "tours_taken" in one["sql"]]
    assert len(asked) == 1
