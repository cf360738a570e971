"""The regulation's pages: read by those who may, changed by a draft that is whole, put into force by a confirmation."""

import html
import json
import re
from typing import get_args

import pytest
import yaml
from django.test import Client
from pydantic import BaseModel

from shouwen.base.actors import SYSTEM
from shouwen.capabilities.regulations.commands import import_regulation
from shouwen.capabilities.regulations.models import RegulationVersion
from shouwen.capabilities.regulations.queries import SHIPPED, preset_text
from shouwen.domain.regulation import Regulation
from shouwen.web.regulations.comparing import KEYS, key_words
from shouwen.web.regulations.sections import PARTS
from shouwen.web.regulations.titles import TITLES
from tests.capabilities.people.makers import a_person, an_administrator
from tests.capabilities.tickets.makers import FOUNDING_DAY

MINE = """
format: 1
code: mine
name: {zh: 我的制度, en: Mine}
based_on: desk
ladders:
  answer:
    name: {zh: 答复升级, en: Escalation of the answer}
    steps: [{at: due, to: [desk_manager, team_leader]}]
"""


@pytest.fixture
def admin(desk, browse):
    person, _actor = an_administrator()
    return browse(person)


# REQ BX-4 BX-11
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_part_of_every_shipped_regulation_can_be_read(desk, browse, language):
    person, _actor = an_administrator(language=language)
    client = browse(person)
    for code in SHIPPED:
        client.post(f"/regulation/presets/{code}/drafts")
    versions = RegulationVersion.objects.all()

    pages = [
        client.get(f"/regulation/versions/{version.number}?part={part.code}")
        for version in versions
        for part in PARTS
    ]

    assert {page.status_code for page in pages} == {200}
    assert len(pages) == (1 + len(SHIPPED)) * len(PARTS)


# REQ BX-11
def test_a_promise_is_told_as_a_sentence_with_the_clause_it_comes_from(desk, browse):
    page = browse(desk.manager).get("/regulation?part=promises").content.decode()

    assert "类别为故障时：自登记起，按发生时刻计算，到接单、接收转交或完成为止。" in page
    assert re.search(r"最多追溯</dt>\s*<dd[^>]*>3 天<", page)
    assert "30 分（工作时间）" in page
    assert "SD-7" in page


def test_the_calendar_shows_the_years_holidays_and_make_up_days(desk, browse):
    page = browse(desk.manager).get("/regulation?part=calendars").content.decode()

    assert 'class="is-holiday" title="2026-10-01 ' in page
    assert 'class="is-make-up" title="2026-10-10 ' in page


def test_who_may_only_read_is_offered_nothing_to_change(desk, browse):
    reader = browse(a_person("wu", roles=("quality",)))

    versions = reader.get("/regulation/versions").content.decode()
    refused = [
        reader.post("/regulation/presets/sla/drafts"),
        reader.get("/regulation/drafts"),
        reader.get("/regulation/versions/1/activation"),
    ]

    assert "/regulation/drafts" not in versions
    assert [answer.status_code for answer in refused] == [403, 403, 403]
    assert RegulationVersion.objects.count() == 1


def test_an_agent_does_not_see_the_regulations_pages(desk, browse):
    assert browse(desk.agent).get("/regulation").status_code == 403


# REQ BX-4
def test_a_document_with_faults_changes_nothing_and_names_each_with_its_line(admin):
    text = (
        MINE + "desk: {name: {zh: 台, en: Desk}, hotline: 1, calendar: office, colour: red}\ntargets: [no]\n"
    )

    answer = admin.post("/regulation/drafts", {"text": text})

    page = answer.content.decode()
    assert answer.status_code == 422
    assert RegulationVersion.objects.count() == 1
    assert (
        '<td class="number">9</td><td>服务台</td><td class="mono">colour</td><td>不是本章节的键</td>' in page
    )
    assert '<td class="number">10</td><td>承诺</td><td class="mono">--</td><td>必须是键值映射</td>' in page
    assert "based_on: desk" in page


# REQ BX-4
def test_a_file_becomes_a_draft_that_is_compared_and_put_into_force(admin, tmp_path):
    path = tmp_path / "mine.yaml"
    path.write_text(MINE, encoding="utf-8")

    with path.open("rb") as file:
        drafted = admin.post("/regulation/drafts", {"file": file, "note": "答复也告知组长"})
    changes = admin.get(drafted.headers["Location"]).content.decode()
    unconfirmed = admin.post("/regulation/versions/2/activation", {})
    confirmed = admin.post("/regulation/versions/2/activation", {"has_read": "on"})

    assert drafted.headers["Location"] == "/regulation/versions/2/changes"
    assert "答复升级" in changes
    assert (unconfirmed.status_code, confirmed.status_code) == (422, 303)
    states = dict(RegulationVersion.objects.values_list("number", "state"))
    assert states == {1: "retired", 2: "active"}


def test_a_draft_sent_twice_is_one_draft(admin):
    sent = {"text": MINE, "idempotency_key": "the same"}

    answers = [admin.post("/regulation/drafts", sent) for _number in range(2)]

    assert [answer.headers["Location"] for answer in answers] == ["/regulation/versions/2/changes"] * 2
    assert RegulationVersion.objects.count() == 2


def test_a_draft_is_rewritten_and_what_was_in_force_is_not(admin):
    admin.post("/regulation/drafts", {"text": MINE})

    rewritten = admin.post("/regulation/versions/2/text", {"text": MINE.replace("mine", "other")})
    refused = admin.post("/regulation/versions/1/text", {"text": MINE})

    assert RegulationVersion.objects.get(number=2).code == "other"
    assert (rewritten.status_code, refused.status_code) == (303, 409)


# REQ BX-4
def test_what_is_downloaded_can_be_brought_back_unchanged(admin):
    exported = admin.get("/regulation/versions/1/document")

    admin.post("/regulation/drafts", {"text": exported.content.decode()})

    assert exported.headers["Content-Disposition"] == 'attachment; filename="desk-v1.yaml"'
    digests = RegulationVersion.objects.order_by("number").values_list("digest", flat=True)
    assert digests[0] == digests[1]


def test_the_shipped_text_and_the_schema_can_be_downloaded(admin):
    assert admin.get("/regulation/presets/sla").content.decode() == preset_text("sla")
    assert yaml.safe_load(preset_text("sla"))["code"] == "sla"
    assert json.loads(admin.get("/regulation/schema").content)["title"] == "Shouwen regulation"


def test_without_any_regulation_the_way_leads_to_the_first_one(desk, browse):
    person, _actor = an_administrator()

    RegulationVersion.objects.update(state="draft", active_from=None)

    assert browse(person).get("/regulation").headers["Location"] == "/regulation/versions"


@pytest.mark.parametrize("part", [part.code for part in PARTS])
def test_a_part_asks_at_most_twelve_questions(desk, browse, django_assert_max_num_queries, part):
    client = browse(desk.manager)
    client.get("/regulation?part=calendars")

    with django_assert_max_num_queries(12):
        assert client.get(f"/regulation?part={part}").status_code == 200


# REQ BX-4
def test_the_schema_has_an_address_that_needs_no_session(desk):
    answer = Client().get("/schemas/regulation.json")

    told = answer.json()
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "application/schema+json; charset=utf-8"
    assert told["$id"] == "http://testserver/schemas/regulation.json"
    assert {"targets", "grading", "ladders"} <= told["properties"].keys()


# REQ DP-12 BX-3
def test_a_version_of_former_days_under_which_no_agent_closes_says_what_to_do(admin):
    former = preset_text("software").replace("closes_by: [agent, owner,", "closes_by: [owner,")
    version = import_regulation(text=former, actor=SYSTEM, at=FOUNDING_DAY)
    today = import_regulation(text=preset_text("software"), actor=SYSTEM, at=FOUNDING_DAY)

    pages = [admin.get(f"/regulation/versions/{one.number}").content.decode() for one in (version, today)]

    assert [page.count("坐席不在可关闭的人员之列") for page in pages] == [2, 0]


# REQ BX-4
def test_what_a_version_changes_is_told_in_words_and_not_in_keys_and_codes(admin):
    drafted = admin.post("/regulation/presets/default/drafts")
    page = html.unescape(admin.get(drafted.headers["Location"]).content.decode())

    cards = re.findall(r'<div class="card-body stack is-tight">(.*?)</div></div></div>', page, re.S)
    told = [re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", card)).strip() for card in cards]
    assert "响应 时限 › 第 1 条 › 期限 › 工作时间 修改前： 30 分 修改后： 15 分" in told
    assert "定级矩阵 › 第 5 条 › 难度 修改前： -- 修改后： 疑难" in told
    assert any(
        line.startswith("复发回访 修改前： -- 修改后： 名称: 中文: 复发回访") and "尝试次数: 3" in line
        for line in told
    )


def test_every_key_of_the_document_has_words():
    models, keys = [Regulation], set()
    for model in models:
        for name, field in model.model_fields.items():
            keys.add(field.alias or name)
            models += [found for found in _models_in(field.annotation) if found not in models]

    assert len(keys) > 200
    assert [
        key for key in sorted(keys) if key_words(key) == key and key not in KEYS and key not in TITLES
    ] == []


def _models_in(annotation):
    inner = [found for part in get_args(annotation) for found in _models_in(part)]
    is_model = isinstance(annotation, type) and issubclass(annotation, BaseModel)
    return [*inner, annotation] if is_model else inner
