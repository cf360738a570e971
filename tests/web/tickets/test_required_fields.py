"""What the regulation asks for before an act is marked on its form, and missed by name on the page and by the API."""

import html
import re
from datetime import timedelta

import pytest
from django.db import transaction

from shouwen.base.time import database_now
from shouwen.capabilities.people.models import Team
from shouwen.capabilities.tickets.models import Ticket
from shouwen.domain.regulation.asking import REGISTERED
from tests.api.makers import a_program
from tests.capabilities.customers.makers import a_product
from tests.capabilities.tickets.makers import MONDAY_11, a_ticket_in_work
from tests.capabilities.tickets.test_required import asking

pytestmark = pytest.mark.django_db

TOMORROW = (MONDAY_11 + timedelta(days=1)).strftime("%Y-%m-%dT%H:%M")
COMPLETION = {"cause": "磨损", "solution": "更换", "process": "拆机", "way": "on_site"}


def required_on(page: str) -> set[str]:
    """The names of the controls that a form marks as required."""
    controls = re.findall(r"<(?:input|textarea|select)[^>]*>", page)
    return {
        found[1] for one in controls if " required" in one and (found := re.search(r'name="([^"]+)"', one))
    }


# REQ SD-12 SD-30 BX-3
def test_three_acts_mark_and_miss_what_the_regulation_asks_for(desk, browse):
    asking()
    ticket = a_ticket_in_work(desk)
    client, address = browse(desk.engineer), f"/t/{ticket.number}"

    suspending, completing, handing = (
        client.get(f"{address}/{act}").content.decode() for act in ("suspend", "complete", "hand-over")
    )
    assert "text" in required_on(suspending)
    assert "minutes" in required_on(completing)
    assert "“故障类别”必须填写。" in completing
    assert "next_step" in required_on(handing)
    assert "“交接照片”：请先给工单附上文件。" in handing

    rest = {"reason": "waiting_parts", "until": TOMORROW}
    refused = [
        client.post(f"{address}/suspend", rest),
        client.post(f"{address}/complete", COMPLETION | {"restored_by": "solution", "minutes": "5"}),
        client.post(f"{address}/hand-over", {"team": desk.second_line.pk, "tried": "重启", "reason": "需要支持"}),
    ]  # fmt: skip
    assert [answer.status_code for answer in refused] == [422, 422, 422]
    assert "“故障类别”必须填写。" in refused[1].content.decode()
    ticket.refresh_from_db()
    assert ticket.state == "in_progress"
    assert client.post(f"{address}/suspend", rest | {"text": "等待配件"}).status_code == 303


# REQ SD-12 SD-30 BX-3
def test_a_program_is_told_which_fields_are_missing(desk):
    asking()
    ticket = a_ticket_in_work(desk)
    program = a_program(desk.engineer, "tickets:write")
    path = f"/tickets/{ticket.number}"

    def errors_of(resource: str, body: dict) -> dict:
        with transaction.atomic():
            answer = program.post(f"{path}/{resource}", body)
        assert answer.status_code == 422
        return {one["field"]: one["message"] for one in answer.json()["errors"]}

    until = (database_now() + timedelta(days=1)).isoformat()
    package = {"team": desk.second_line.code, "tried": "restart", "reason": "needs hardware"}
    assert errors_of("suspensions", {"reason": "waiting_parts", "until": until}) == {
        "text": "“What it waits for” is required here."
    }
    assert errors_of("completion", COMPLETION) == {
        "minutes": "“Time spent” is required here.",
        "category": "“Kind of fault” is required here.",
    }
    assert errors_of("hand-overs", package) == {
        "screenshot": "“Picture of the handing over”: attach a file to the ticket first.",
        "next_step": "“What happens next” is required here.",
    }


# REQ SA-6 BX-3
def test_the_product_asked_for_is_chosen_among_the_customers_own_and_the_card_shows_it(desk, browse):
    asking("\n  what: {name: {zh: 产品型号, en: Which product}, field: product, on: complete}\n")
    other = a_product(names={"zh": "别家的系统", "en": "Somebody else's"})
    ticket = a_ticket_in_work(desk, product=None)
    client, address = browse(desk.engineer), f"/t/{ticket.number}"

    completing = client.get(f"{address}/complete").content.decode()
    form = client.get(f"{address}/particulars").content.decode()
    refused = client.post(f"{address}/particulars", {"product": other.pk})
    kept = client.post(f"{address}/particulars", {"contact": desk.contact.pk, "product": desk.product.pk})
    card, story = (client.get(f"{address}{part}").content.decode() for part in ("/company", "/story"))

    ticket.refresh_from_db()
    assert "“产品型号”必须填写：请先用“填写联系人、站点、产品”补上。" in completing
    assert (f'value="{desk.product.pk}"' in form, "别家的系统" in form) == (True, False)
    assert (refused.status_code, kept.status_code) == (422, 303)
    assert (ticket.product_id, ticket.contact_id) == (desk.product.pk, desk.contact.pk)
    assert f'href="{address}/particulars"' in card
    assert "更改了：产品" in story


# REQ SD-12
def test_what_a_progress_update_must_say_is_starred_and_keeps_no_other_entry_back(desk, browse):
    ticket = a_ticket_in_work(desk)

    page = browse(desk.engineer).get(f"/t/{ticket.number}").content.decode()

    starred = set(re.findall(r'<label for="answer_(\w+)">[^<]*<span class="field-need"', page))
    assert {"found", "next_step", "next_at"} <= starred
    assert not {"found", "next_step", "next_at"} & required_on(page.replace("aria-required", ""))


# REQ SD-12
def test_the_head_of_a_ticket_has_the_number_of_its_caller_to_call(desk, browse):
    ticket = a_ticket_in_work(desk)
    Ticket.objects.filter(pk=ticket.pk).update(caller_phone="13800138001")

    page = browse(desk.engineer).get(f"/t/{ticket.number}").content.decode()

    head = page.partition('<header class="ticket-head"')[2].partition("</header>")[0]
    assert 'href="tel:13800138001"' in head


# REQ SA-2
@pytest.mark.parametrize(
    ("team", "way"), [("field", "on_site"), ("first_line", "remote"), ("second_line", "remote")]
)
def test_how_it_was_done_begins_with_how_the_line_of_the_team_works(desk, browse, team, way):
    ticket = a_ticket_in_work(desk)
    Ticket.objects.filter(pk=ticket.pk).update(team=Team.objects.get(code=team))

    form = browse(desk.engineer).get(f"/t/{ticket.number}/complete").content.decode()

    chosen = form.partition('name="way"')[2].partition("</select>")[0]
    assert re.findall(r'value="(\w+)"[^>]* selected', chosen) == [way]


# REQ SD-11
@pytest.mark.parametrize(
    ("entry", "label"),
    [
        ({"kind": "reply", "wait": "waiting_parts"}, "恢复处理时间"),
        ({"kind": "reply", "cc": "nobody"}, "抄送"),
        ({"kind": "update", "found": "卡纸", "next_step": "换轮", "next_at": "2020-01-01T10:00"}, "截止时间"),
        ({"kind": "note", "minutes": "-3"}, "用时（分钟）"),
    ],
)
def test_what_the_answer_box_refuses_names_the_field(desk, browse, entry, label):
    ticket = a_ticket_in_work(desk)

    answer = browse(desk.engineer).post(f"/t/{ticket.number}/answers", {"body": "稍候", **entry})

    assert answer.status_code == 422
    assert f"{label}：" in html.unescape(answer.content.decode())


# REQ SD-4 SA-8 RS-3 BX-3
@pytest.mark.parametrize("field", sorted(REGISTERED - {"class", "screenshot", "written_report"}))
def test_whatever_can_be_asked_of_a_registration_is_missed_at_its_place_on_the_form(desk, browse, field):
    asking(
        f"\n  more: {{name: {{zh: 另需, en: More}}, field: {field}, on: register, when: {{class: other}}}}\n",
        of="default",
    )
    said = {"klass": "other", "channel": "chat", "description": "想了解新版本"}

    answer = browse(desk.agent).post("/t/new", said)

    page = answer.content.decode()
    assert answer.status_code == 422
    assert page.count("此项必填。") == 1
    assert not Ticket.objects.exists()


# REQ SA-8 RS-3
def test_how_hard_it_is_is_asked_where_the_regulation_grades_by_it(desk, browse):
    client, of_the_desk = browse(desk.agent), browse(desk.agent).get("/t/new").content.decode()
    asking("\n", of="default")
    judged = {"klass": "fault", "impact": "department", "urgency": "minor"}

    form = client.get("/t/new").content.decode()
    foretold = [
        client.get("/t/new/check", judged | {"difficulty": code}).content.decode()
        for code in ("routine", "hard")
    ]
    said = {"channel": "phone", "description": "卡纸", "screenshot": "no", "contact": desk.contact.pk}
    client.post("/t/new", judged | said | {"difficulty": "hard"})

    assert 'name="difficulty"' not in of_the_desk
    assert re.findall(r'name="difficulty" value="(\w+)"', form) == ["routine", "hard"]
    assert ["级别 低" in foretold[0], "级别 中" in foretold[1]] == [True, True]
    ticket = Ticket.objects.get()
    assert (ticket.level_id, ticket.difficulty_id) == ("level/medium", "difficulty/hard")
