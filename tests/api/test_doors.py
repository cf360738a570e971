"""Every operation against everybody who should not get in: the answer is a problem, and never anything else."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse

from shouwen.api.app import api
from shouwen.api.kinds import Given, Shown
from shouwen.api.operations import rule_of
from shouwen.api.problems import MEDIA_TYPE
from shouwen.base.models import Fact
from shouwen.base.time import now
from shouwen.capabilities.people.commands.accounts import disable_person
from shouwen.capabilities.people.commands.tokens import revoke_token, token_areas
from shouwen.capabilities.people.models import ApiToken
from shouwen.capabilities.people.queries import actor_of
from shouwen.portal.sessions import COOKIE
from tests.api.makers import Program, a_program, a_token
from tests.api.operations import Call, every_call
from tests.capabilities.people.makers import a_person, an_administrator
from tests.capabilities.tickets.makers import a_ticket
from tests.portal.makers import signed_in

pytestmark = pytest.mark.django_db


def test_every_operation_declares_its_rule():
    undeclared = [
        operation.operation_id
        for router in api._get_bound_routers()
        for view in router.path_operations.values()
        for operation in view.operations
        if rule_of(operation) is None
    ]

    assert undeclared == []


def test_every_operation_that_writes_asks_for_a_writing_scope():
    assert [
        call.name for call in every_call() if call.writes and not (call.rule.writes and call.rule.area)
    ] == []


def test_no_two_shapes_share_a_name():
    names = [
        shape.__name__
        for base in (Given, Shown)
        for shape in _heirs(base)
        if shape.__module__.startswith("shouwen")
    ]

    assert sorted({name for name in names if names.count(name) > 1}) == []


# REQ BX-5
def test_without_a_token_nothing_opens(db):
    assert _answers(Program(), expect=(401, "token_needed")) == {}


def test_a_token_nobody_made_opens_nothing(db):
    assert _answers(Program("sw_00000000_made-up"), expect=(401, "token_needed")) == {}


def test_a_portal_session_is_no_key_to_the_api(desk):
    program = Program()
    program.client.cookies[COOKIE] = signed_in(desk.contact).cookies[COOKIE].value

    assert _answers(program, expect=(401, "token_needed")) == {}


def test_the_token_of_a_disabled_person_opens_nothing(desk):
    program = a_program(desk.agent)
    _admin, as_admin = an_administrator()
    disable_person(person=desk.agent, actor=as_admin, at=now())

    assert _answers(program, expect=(401, "token_needed")) == {}


def test_a_revoked_token_opens_nothing(desk):
    program = a_program(desk.agent)
    revoke_token(token=ApiToken.objects.get(person=desk.agent), actor=desk.as_agent, at=now())

    assert _answers(program, expect=(401, "token_needed")) == {}


# REQ BX-5
def test_a_reading_token_writes_nothing(desk):
    administrator, _actor = an_administrator()
    program = a_program(administrator, *(f"{area}:read" for area in token_areas()))
    ticket = a_ticket(desk)
    before = Fact.objects.count()

    assert _answers(program, number=ticket.number, only_writes=True, expect=(403, "scope_missing")) == {}
    assert Fact.objects.count() == before


# REQ BX-5
def test_a_token_with_the_one_scope_that_a_look_declares_gets_through_its_door(desk):
    administrator, _actor = an_administrator()
    looks = [call for call in every_call(a_ticket(desk).number) if not call.writes]
    programs = {
        scope: a_program(administrator, scope) for scope in {call.rule.scope for call in looks} - {""}
    }

    shut = {
        call.name: call.rule.scope
        for call in looks
        if call.rule.scope and _called(programs[call.rule.scope], call).status_code == 403
    }

    assert shut == {}


def test_a_token_of_another_area_reads_and_writes_nothing(desk):
    program = a_program(desk.agent, "ui:read")

    wrong = _answers(program, expect=(403, "scope_missing"))

    assert set(wrong) == {"get_me", "get_status", "list_inbox"}  # those need no scope


def test_without_the_grant_nothing_that_asks_for_one_opens(desk):
    held = desk.as_engineer
    lacking = {call.name for call in every_call() if call.rule.grants and not held.may_any(call.rule.grants)}

    wrong = _answers(a_program(desk.engineer), expect=(403, "not_permitted"))

    assert lacking >= {"activate_regulation", "create_contract", "verify_journal"}
    assert lacking & set(wrong) == set()


# REQ SD-2
def test_a_colleague_without_a_part_in_it_finds_no_ticket(desk):
    ticket, program = a_ticket(desk), a_program(desk.engineer)
    before = Fact.objects.count()

    wrong = _answers(program, number=ticket.number, expect=(404, "not_found"), only_tickets=True)

    assert {name: seen for name, seen in wrong.items() if seen[0] != 403} == {}
    assert Fact.objects.count() == before


def test_a_token_reaches_no_further_than_its_person(desk):
    ticket = a_ticket(desk)
    helper = a_person("helper", roles=("agent",))
    program = Program(a_token(helper))

    assert program.post(f"/tickets/{ticket.number}/cancellation", {"reason": "x"}).status_code == 403
    assert actor_of(helper).may("tickets.cancel") is False


def _answers(
    program: Program, *, expect: tuple[int, str], number: str = "SD-20200101-0001", only_writes: bool = False,
    only_tickets: bool = False,
) -> dict[str, tuple[int, str]]:  # fmt: skip
    """The operations that answered otherwise than `expect`ed, each with what it answered."""
    wrong = {}
    for call in every_call(number):
        if (only_writes and not call.writes) or (only_tickets and "{number}" not in _template(call, number)):
            continue
        answer = _called(program, call)
        if answer.status_code < 400:
            wrong[call.name] = (answer.status_code, "")
            continue
        assert answer["Content-Type"] == MEDIA_TYPE, call.name
        seen = (answer.status_code, answer.json()["code"])
        if seen != expect:
            wrong[call.name] = seen
    return wrong


def _called(program: Program, call: Call) -> HttpResponse:
    if call.method == "GET":
        return program.get(call.path)
    if call.is_upload:
        return program.upload(call.path, {"file": SimpleUploadedFile("a.txt", b"a")})
    return program.send(call.method, call.path, call.body)


def _heirs(base: type) -> set[type]:
    return {heir for child in base.__subclasses__() for heir in (child, *_heirs(child))}


def _template(call: Call, number: str) -> str:
    return call.path.replace(number, "{number}")
