"""The editors of a draft: what is shown is sent back unchanged, what is changed is kept, and nobody's work is lost."""

import json

import pytest
from django.test import Client

from shouwen.capabilities.regulations.models import RegulationVersion
from shouwen.capabilities.regulations.queries import document_of
from shouwen.domain.regulation import Regulation
from shouwen.web.regulations.editing.shapes import EDITORS
from tests.capabilities.people.makers import an_administrator
from tests.web.regulations.forms import Form

DRAFT = "/regulation/versions/2"


@pytest.fixture
def admin(desk, browse) -> Client:
    person, _actor = an_administrator()
    client = browse(person)
    client.post("/regulation/versions/1/drafts", {"part": "promises"})
    return client


def draft() -> Regulation:
    return document_of(RegulationVersion.objects.get(number=2).document)


def filled(client: Client, place: str, **changed: object) -> dict[str, object]:
    return {**Form(client.get(f"{DRAFT}/{place}").content.decode()).sent, **changed}


# REQ BX-4
def test_every_editor_sends_back_what_it_shows(admin):
    places = [
        f"{section}{f'/{code}' if code else ''}"
        for section, editor in EDITORS.items()
        for code in ([""] if editor.whole else list(getattr(draft(), section))[:1])
    ]
    before = RegulationVersion.objects.get(number=2).digest

    answers = {
        place: admin.post(f"{DRAFT}/edit/{place}", filled(admin, f"edit/{place}", act="save"))
        for place in places
    }

    assert {place: answer.status_code for place, answer in answers.items() if answer.status_code != 303} == {}
    assert RegulationVersion.objects.get(number=2).digest == before


# REQ RS-3
def test_a_cell_of_the_matrix_is_changed_and_the_example_follows(admin):
    form = filled(admin, "edit/grading", **{"cell/department/hindered": "high", "x-impact": "department",
                                            "x-urgency": "hindered", "x-at": "2026-11-23T09:00"})  # fmt: skip

    preview = admin.post(f"{DRAFT}/preview/grading", form).content.decode()
    saved = admin.post(f"{DRAFT}/edit/grading", {**form, "act": "save"})

    assert '<span class="strong">解决</span><span>11-23 14:00</span>' in preview
    assert saved.status_code == 303
    row = next(
        row
        for row in draft().grading.matrix
        if row.impact == ("department",) and row.urgency == ("hindered",)
    )
    assert row.level == "high"


# REQ SD-7 BX-1
def test_a_promise_is_changed_in_its_sentence_and_shows_when_it_falls_due(admin):
    form = filled(
        admin, "edit/targets/response", **{"limits/1/within/amount": "90", "limits/1/within/way": "wall-m",
                                           "x-at": "2026-11-23T17:30"},
    )  # fmt: skip

    preview = admin.post(f"{DRAFT}/preview/targets/response", form).content.decode()
    admin.post(f"{DRAFT}/edit/targets/response", {**form, "act": "save"})

    assert "类别为故障时" in preview
    assert '<span class="strong">响应</span><span>11-23 19:00</span>' in preview
    within = draft().targets["response"].limits[1].within
    assert (within.wall.total_seconds(), within.working) == (5400, None)


def test_a_row_is_added_raised_and_taken_away_before_anything_is_saved(admin):
    more = admin.post(
        f"{DRAFT}/edit/targets/response", filled(admin, "edit/targets/response", act="add:limits")
    )
    form = Form(more.content.decode()).sent
    raised = Form(
        admin.post(f"{DRAFT}/edit/targets/response", {**form, "act": "up:limits/3"}).content.decode()
    ).sent
    less = Form(
        admin.post(f"{DRAFT}/edit/targets/response", {**raised, "act": "drop:limits/0"}).content.decode()
    ).sent

    spans = [
        [limit["within"]["working"] for limit in json.loads(each["now"][0])["limits"]]
        for each in (form, raised, less)
    ]
    assert spans == [["30m", "2h", "4h", "1h"], ["30m", "2h", "1h", "4h"], ["2h", "1h", "4h"]]
    assert len(draft().targets["response"].limits) == 3


# REQ BX-4
def test_the_second_of_two_people_sees_what_the_first_changed_and_merges(admin, desk, browse):
    other = browse(desk.manager)
    first = filled(admin, "edit/targets/response", **{"limits/0/within/amount": "20", "act": "save"})
    second = filled(
        other, "edit/targets/response", **{"limits/2/within/amount": "6", "limits/2/within/way": "working-h"}
    )
    admin.post(f"{DRAFT}/edit/targets/response", first)

    answer = other.post(f"{DRAFT}/edit/targets/response", {**second, "act": "save"})
    page = answer.content.decode()
    between = draft().targets["response"].limits
    merged = other.post(f"{DRAFT}/edit/targets/response", {**Form(page).sent, "act": "save"})

    assert answer.status_code == 412
    assert "刚改过这部分" in page
    assert [limit.within.working.total_seconds() / 60 for limit in between] == [20, 120, 240]
    assert merged.status_code == 303
    assert [limit.within.working.total_seconds() / 60 for limit in draft().targets["response"].limits] == [
        20,
        120,
        360,
    ]


def test_both_changing_one_place_is_told_with_both_writings(admin, desk, browse):
    other = browse(desk.manager)
    second = filled(other, "edit/targets/response", **{"limits/0/within/amount": "25", "act": "save"})
    admin.post(
        f"{DRAFT}/edit/targets/response",
        filled(admin, "edit/targets/response", **{"limits/0/within/amount": "20", "act": "save"}),
    )

    page = other.post(f"{DRAFT}/edit/targets/response", second).content.decode()

    assert "两边都改了：现在是你写的25m，对方写的是20m" in page


def test_what_would_break_other_sections_is_told_and_not_saved(admin):
    answer = admin.post(f"{DRAFT}/edit/ladders/answer", filled(admin, "edit/ladders/answer", act="delete"))

    assert answer.status_code == 422
    assert "answer.ladder" in answer.content.decode()
    assert "answer" in draft().ladders


def test_a_new_degree_of_impact_brings_its_row_of_the_matrix(admin):
    page = admin.post(
        f"{DRAFT}/edit/impacts", filled(admin, "edit/impacts", **{"+code": "region", "act": "add:"})
    ).content.decode()
    form = Form(page).sent | {
        "region/name/zh": "一个地区", "region/name/en": "A region", "region/definition/zh": "一个地区的用户",
        "region/definition/en": "Users of one region", "region/rank": "2",
    }  # fmt: skip

    saved = admin.post(f"{DRAFT}/edit/impacts", {**form, "act": "save"})

    assert saved.status_code == 303
    assert {row.urgency for row in draft().grading.matrix if "region" in row.impact} == {
        (urgency,) for urgency in draft().urgencies
    }


def test_a_new_promise_needs_a_code_of_its_own(admin):
    form = filled(
        admin, "add/targets", **{"name/zh": "复核", "name/en": "Check", "meets_on": "ticket.closed"}
    )

    refused = admin.post(f"{DRAFT}/add/targets", {**form, "code": "response", "act": "save"})
    saved = admin.post(f"{DRAFT}/add/targets", {**form, "code": "check", "act": "save"})

    assert (refused.status_code, saved.status_code) == (422, 303)
    assert draft().targets["check"].meets_on == ("ticket.closed",)


def test_a_tapped_day_of_the_year_is_an_exception_and_goes_with_another_tap(admin):
    place = f"{DRAFT}/edit/calendars/office"

    page = admin.post(place, filled(admin, "edit/calendars/office", act="day:2026-12-31")).content.decode()
    form = Form(page).sent
    own = {
        **form,
        "days/0/rule": "own",
        "days/0/own": "9:00-12:00",
        "days/0/name/zh": "年末",
        "days/0/name/en": "Year's end",
    }
    gone = Form(admin.post(place, {**form, "act": "day:2026-12-31"}).content.decode()).sent
    admin.post(place, {**own, "act": "save"})

    day = draft().calendars["office"].days[0]
    assert "days" not in json.loads(gone["now"][0])
    assert (day.on, day.closed, [f"{period.start:%H:%M}" for period in day.hours]) == (
        "2026-12-31",
        False,
        ["09:00"],
    )


def test_the_message_is_shown_filled_in_both_languages(admin):
    form = filled(
        admin,
        "edit/templates/accepted",
        **{"subject/zh": "已受理 {number}", "subject/en": "Accepted {number}"},
    )

    page = admin.post(f"{DRAFT}/preview/templates/accepted", form).content.decode()

    assert "已受理 SD-20261123-0007" in page
    assert "Accepted SD-20261123-0007" in page


def test_a_field_that_is_none_is_refused(admin):
    answer = admin.post(
        f"{DRAFT}/edit/targets/response", filled(admin, "edit/targets/response", colour="red", act="save")
    )

    assert answer.status_code == 422


def test_what_is_in_force_is_not_edited(admin):
    assert admin.get("/regulation/versions/1/edit/grading").status_code == 409


# REQ BX-4
def test_the_text_as_a_whole_is_not_saved_over_unseen_work(admin):
    seen, text = (getattr(RegulationVersion.objects.get(number=2), name) for name in ("digest", "document"))
    form = filled(admin, "edit/targets/response", **{"limits/0/within/amount": "20", "act": "save"})
    admin.post(f"{DRAFT}/edit/targets/response", form)

    answer = admin.post(f"{DRAFT}/text", {"text": text, "seen": seen})

    assert answer.status_code == 412
    assert "code: desk" in answer.content.decode()
    assert draft().targets["response"].limits[0].within.working.total_seconds() == 1200


CHANGES = [
    ("name", {"/zh": "新制度", "/en": "New rules"}, lambda d: (d.name.zh, d.name.en) == ("新制度", "New rules")),
    ("desk", {"pick_up_rings": "5", "order_by": ["deadline", "priority"]},
     lambda d: (d.desk.pick_up_rings, d.desk.order_by) == (5, ("deadline", "priority"))),
    ("roles/agent", {"duties/zh": "接听", "duties/en": "Answers"}, lambda d: d.roles["agent"].duties.en == "Answers"),
    ("teams/field", {"line": "3", "calendar": "office"},
     lambda d: (d.teams["field"].line, d.teams["field"].calendar) == (3, "office")),
    ("classes/fault", {"default_urgency": "blocked"}, lambda d: d.classes["fault"].default_urgency == "blocked"),
    ("categories/slow", {"standard_span/amount": "90", "standard_span/unit": "m"},
     lambda d: d.categories["slow"].standard_span.total_seconds() == 5400),
    ("required_fields/screenshot", {"ask": "file", "when/channel": ["portal"]},
     lambda d: (d.required_fields["screenshot"].ask, d.required_fields["screenshot"].when.channel)
     == ("file", ("portal",))),
    ("routes/prospect", {"role": "", "team": "operations"},
     lambda d: (d.routes["prospect"].role, d.routes["prospect"].team) == (None, "operations")),
    ("workflow", {"edges/refuse/0/guards": [], "edges/take/0/guards": ["change_approved"],
                  "suspension_reasons/agreed_date/name/en": "As agreed"},
     lambda d: (d.workflow.edges["refuse"][0].guards, d.workflow.edges["take"][0].guards,
                d.workflow.suspension_reasons["agreed_date"].name.en)
     == ((), ("change_approved",), "As agreed")),
    ("categories/function", {"needs_approval": "yes"}, lambda d: d.categories["function"].needs_approval),
    ("dispatch", {"most_open": "12", "weights/skill": "50", "lines": ["second_line", "third_line", ""]},
     lambda d: (d.dispatch.most_open, d.dispatch.weights.skill, d.dispatch.lines)
     == (12, 50, ("second_line", "third_line"))),
    ("questionnaires/engineer", {"grades/satisfied/deduction": "1"},
     lambda d: d.questionnaires["engineer"].grades["satisfied"].deduction == 1),
    ("scripts/answering", {"say/zh": "您好，{desk}。"}, lambda d: d.scripts["answering"].say.zh == "您好，{desk}。"),
    ("closing/answered", {"silence/days": "9", "silence/then": "manager"},
     lambda d: (d.closing["answered"].silence.days, d.closing["answered"].silence.then) == (9, "manager")),
    ("points", {"period": "month"}, lambda d: d.points.period == "month"),
    ("kpi/first_line_share", {"wanted": ">=70%", "roles": ["agent"]},
     lambda d: (d.kpi["first_line_share"].wanted, d.kpi["first_line_share"].roles) == (">=70%", ("agent",))),
    ("reports/quality_analysis", {"every": "week", "due/amount": "2", "due/way": "days"},
     lambda d: (d.reports["quality_analysis"].every, d.reports["quality_analysis"].due.days) == ("week", 2)),
    ("standard_hours", {"function/span/amount": "6"},
     lambda d: d.standard_hours["function"].span.total_seconds() == 6 * 3600),
]  # fmt: skip
"""A part, what is sent of it, and what must be true of the draft then."""


# REQ BX-4 SD-9 CS-7
def test_every_part_is_changed_in_its_sentences(admin):
    answers = {
        place: admin.post(
            f"{DRAFT}/edit/{place}", filled(admin, f"edit/{place}", **{"act": "save", **sent})
        ).status_code
        for place, sent, _held in CHANGES
    }

    document = draft()
    assert {place: status for place, status in answers.items() if status != 303} == {}
    assert [place for place, _sent, held in CHANGES if not held(document)] == []


# REQ BX-4
def test_a_fault_stands_at_the_place_it_is_about(admin):
    form = filled(admin, "edit/classes/fault", prefix="IQ", act="save")

    page = admin.post(f"{DRAFT}/edit/classes/fault", form).content.decode()

    sentence = next(part for part in page.split('<div class="says') if 'name="prefix"' in part)
    assert sentence.startswith(" is-wrong")
    assert "field-error" in sentence
    assert "inquiry" in sentence


# REQ BX-4
def test_an_answer_to_choose_is_added_within_a_question(admin):
    place = f"{DRAFT}/edit/questionnaires/engineer"
    question = next(iter(draft().questionnaires["engineer"].questions))
    rows = f"questions/{question}/choices"
    more = admin.post(
        place, filled(admin, "edit/questionnaires/engineer", **{f"{rows}+code": "maybe", "act": f"add:{rows}"})
    )  # fmt: skip
    form = Form(more.content.decode()).sent | {f"{rows}/maybe/zh": "也许", f"{rows}/maybe/en": "Maybe"}

    saved = admin.post(place, {**form, "act": "save"})

    assert saved.status_code == 303
    assert draft().questionnaires["engineer"].questions[question].choices["maybe"].en == "Maybe"


# REQ BX-4
def test_a_condition_on_any_field_is_added_to_a_limit_and_kept(admin):
    place, rows = f"{DRAFT}/edit/targets/response", "limits/0/when"
    more = admin.post(
        place, filled(admin, "edit/targets/response", **{f"{rows}+code": "product", "act": f"add:{rows}"})
    )
    form = Form(more.content.decode()).sent | {f"{rows}/product": "17, 18"}

    admin.post(place, {**form, "act": "save"})

    assert draft().targets["response"].limits[0].when.product == ("17", "18")


# REQ BX-4
def test_two_people_change_two_moves_of_the_workflow_and_both_are_kept(admin, desk, browse):
    other = browse(desk.manager)
    first = filled(admin, "edit/workflow", **{"edges/refuse/0/guards": [], "act": "save"})
    second = filled(other, "edit/workflow", **{"edges/withdraw/0/guards": ["reason_required"]})
    admin.post(f"{DRAFT}/edit/workflow", first)

    answer = other.post(f"{DRAFT}/edit/workflow", {**second, "act": "save"})
    other.post(f"{DRAFT}/edit/workflow", {**Form(answer.content.decode()).sent, "act": "save"})

    edges = draft().workflow.edges
    assert answer.status_code == 412
    assert (edges["refuse"][0].guards, edges["withdraw"][0].guards) == ((), ("reason_required",))


def test_a_rule_of_a_table_is_changed_from_its_row_and_shown_as_it_will_read(admin):
    page = admin.get(f"{DRAFT}?part=dispatch").content.decode()
    preview = admin.post(
        f"{DRAFT}/preview/routes/prospect", filled(admin, "edit/routes/prospect", **{"name/zh": "潜在的客户"})
    ).content.decode()

    assert f'href="{DRAFT}/edit/routes/prospect"' in page
    assert f'href="{DRAFT}/edit/dispatch"' in page
    assert "潜在的客户" in preview


# REQ SD-14
def test_who_is_named_though_nobody_is_there_is_told_before_it_counts(admin):
    page = admin.get(f"{DRAFT}/activation").content.decode()

    assert "目前无人" in page
    assert "角色“部门助理”无人担任" in page


# REQ BX-4
def test_each_version_leads_to_what_if(admin, desk, browse):
    page = admin.get("/regulation/versions").content.decode()
    asked = admin.get("/simulations/new?source=version/2").content.decode()

    assert 'href="/simulations/new?source=version/2"' in page
    assert '<option value="version/2" selected' in asked
    assert "/simulations/new" not in browse(desk.agent).get("/regulation/versions").content.decode()


# REQ BX-4 DP-7 RS-6
def test_a_step_that_brings_somebody_in_is_said_as_a_sentence_and_checked(admin):
    place = f"{DRAFT}/edit/ladders/answer"
    called = {
        "steps/0/act": "open_meeting",
        "steps/0/brings": ["desk_manager", "duty:second_line"],
        "steps/0/wish/zh": "先查原因",
        "steps/0/wish/en": "Find the cause first",
        "act": "save",
    }

    unknown = admin.post(
        place, filled(admin, "edit/ladders/answer", **{**called, "steps/0/brings": ["team:nowhere"]})
    )
    words_gone = {"steps/0/wish/zh": "", "steps/0/wish/en": ""}
    idle = admin.post(
        place, filled(admin, "edit/ladders/answer", **{**called, **words_gone, "steps/0/act": "raise"})
    )
    saved = admin.post(place, filled(admin, "edit/ladders/answer", **called))
    (step,) = draft().ladders["answer"].steps
    read = admin.get(f"{DRAFT}?part=promises").content.decode()

    assert (unknown.status_code, idle.status_code, saved.status_code) == (422, 422, 303)
    assert "只用于会请人来的步骤" in idle.content.decode()
    assert (step.act, step.brings, step.wish.zh) == (
        "open_meeting",
        ("desk_manager", "duty:second_line"),
        "先查原因",
    )
    assert "召集协调会：服务台经理、二线技术组当班人员 · 先查原因" in read
