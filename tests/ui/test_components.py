"""Components: escaped by type, a word beside every sign, times as people say them."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django import forms
from django.template import Context, Template
from django.utils import translation
from django.utils.safestring import SafeString

from shouwen.capabilities.tickets.choices import Lane, State
from shouwen.ui import components as ui
from shouwen.ui.components.icons import icon_names
from shouwen.ui.components.marks import LANES, STATES
from shouwen.ui.dates import ago_words, hours_words, span_words, stamp

MONDAY_9 = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


def text_of(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html)).strip()


def a_row(number: int = 17, **values: object) -> ui.TicketRow:
    usual = {
        "number": f"SD-20261123-{number:04}",
        "url": f"/t/SD-20261123-{number:04}",
        "title": "泵房报警",
        "customer": "华东水务",
        "state": "in_progress",
        "priority": 1 + number % 4,
        "clock": ui.Clock("running", MONDAY_9 + number * HOUR / 3),
        "handler": "王建国",
        "moved_at": MONDAY_9 - timedelta(minutes=number),
        "marks": (("重大", "bad"),),
    }
    return ui.TicketRow(**{**usual, **values})


def test_what_a_customer_wrote_is_never_markup():
    hostile = '"><script>alert(1)</script>'
    row = a_row(title=hostile, customer=hostile, handler=hostile, marks=((hostile, "bad"),))
    drawn = [
        ui.queue_row(row, now=MONDAY_9, pick=True),
        ui.button(hostile, title=hostile),
        ui.badge(hostile, title=hostile),
        ui.person(hostile, note=hostile),
        ui.toast(hostile, undo_url=hostile),
        ui.file_thumb(hostile, hostile),
        ui.clock_chip(ui.Clock("paused", MONDAY_9, name=hostile, reason=hostile), now=MONDAY_9, named=True),
        ui.timeline_entry(
            ui.TimelineEntry("note", "note", hostile, hostile, MONDAY_9, body=hostile, note=hostile),
            now=MONDAY_9,
        ),
        ui.text_area("body", label=hostile, value=hostile, error=hostile),
        ui.empty_state(hostile, why=hostile),
    ]

    assert [html for html in drawn if "<script" in html or hostile in html] == []


def test_safe_html_is_not_escaped_again():
    inner = ui.badge("重大", tone="bad")

    assert str(inner) in ui.button(inner)


def test_attributes_are_named_as_in_python_and_left_out_when_false():
    drawn = ui.button("派单", hx_post="/x?a=1&b=2", hx_target__inherited="#a", disabled=False, hidden=True)

    assert 'hx-post="/x?a=1&amp;b=2"' in drawn
    assert 'hx-target:inherited="#a"' in drawn
    assert " hidden" in drawn
    assert "disabled" not in drawn


def test_every_state_and_lane_of_a_ticket_has_word_sign_and_shape():
    assert set(STATES) == set(State.values)
    assert set(LANES) == set(Lane.values)
    assert [state for state in State.values if f"state-{state}" not in icon_names()] == []
    with translation.override("zh-hans"):
        assert text_of(ui.state_badge("in_progress")) == "处理中"
        assert text_of(ui.lane("rnd")) == "研发"
    with translation.override("en"):
        assert text_of(ui.state_badge("in_progress")) == "In progress"


# REQ SD-13 BX-1
@pytest.mark.parametrize(
    ("clock", "look", "chinese"),
    [
        (ui.Clock("running", MONDAY_9 + timedelta(hours=3, minutes=20)), "normal", "剩 3 小时 20 分"),
        (ui.Clock("running", MONDAY_9 + timedelta(minutes=18)), "near", "剩 18 分"),
        (ui.Clock("running", MONDAY_9 + HOUR, near_at=MONDAY_9), "near", "剩 1 小时"),
        (ui.Clock("running", MONDAY_9 - timedelta(minutes=45)), "late", "超 45 分"),
        (ui.Clock("running", MONDAY_9), "late", "超 1 分"),
        (ui.Clock("paused", MONDAY_9, reason="等客户"), "paused", "停表 · 等客户"),
        (ui.Clock("met", MONDAY_9), "met", "达成"),
        (ui.Clock("missed", MONDAY_9), "missed", "超时完成"),
        (ui.Clock("cancelled", MONDAY_9), "none", "不再适用"),
        (None, "none", "无承诺"),
    ],
)
def test_a_clock_says_how_its_promise_stands(clock, look, chinese):
    with translation.override("zh-hans"):
        drawn = ui.clock_chip(clock, now=MONDAY_9)

    assert text_of(drawn) == chinese
    assert f'class="clock is-{look}"' in drawn
    assert ("data-due" in drawn) == (clock is not None and clock.state == "running")


def test_spans_and_ages_are_written_as_people_say_them():
    with translation.override("zh-hans"):
        assert span_words(timedelta(seconds=20)) == "1 分"
        assert span_words(timedelta(hours=47)) == "47 小时"
        assert span_words(timedelta(days=2, hours=4, minutes=59)) == "2 天 4 小时"
        assert hours_words(timedelta(days=2, hours=2)) == "50 小时"
        assert hours_words(timedelta(days=7, hours=7, minutes=3)) == "175 小时 3 分"
        assert ago_words(MONDAY_9 - timedelta(seconds=59), MONDAY_9) == "刚刚"
        assert ago_words(MONDAY_9 - timedelta(minutes=59), MONDAY_9) == "59 分钟前"
        assert ago_words(MONDAY_9 - timedelta(hours=23, minutes=59), MONDAY_9) == "23 小时前"
        assert ago_words(MONDAY_9 - timedelta(hours=24), MONDAY_9) == "11-22 09:00"
        assert ago_words(MONDAY_9 - timedelta(days=400), MONDAY_9) == "2025-10-19 09:00"
        assert ago_words(MONDAY_9 + HOUR, MONDAY_9) == "11-23 10:00"
    assert stamp(None) == "--"


def test_a_list_has_one_row_per_ticket_and_ticks_that_belong_to_its_form():
    drawn = ui.queue_table([a_row(1), a_row(2)], now=MONDAY_9, pick=True, form="bulk")

    assert drawn.count("data-row=") == 2
    assert drawn.count('name="ticket"') == 2
    assert drawn.count('form="bulk"') == 3


def test_a_field_ties_its_help_and_its_error_to_the_control():
    class Question(forms.Form):
        phone = forms.CharField(label="电话", help_text="11 位", max_length=3)

    form = Question({"phone": "1862"})
    drawn = ui.field(form["phone"])

    assert 'aria-describedby="id_phone-help id_phone-error"' in drawn
    assert 'aria-invalid="true"' in drawn
    assert 'for="id_phone"' in drawn
    assert form.errors["phone"][0] in text_of(drawn)


def test_each_form_has_a_key_of_its_own():
    assert ui.key_field() != ui.key_field()


def test_an_unknown_icon_is_an_error_at_once():
    with pytest.raises(ValueError, match="no icon"):
        ui.icon("no-such-sign")


def test_blocks_and_tags_work_in_templates():
    page = Template('{% load ui %}{% card title=name %}{% button name kind="primary" %}{% endcard %}')

    drawn = page.render(Context({"name": "<派单>"}))

    assert drawn.count("&lt;派单&gt;") == 2
    assert "<派单>" not in drawn


def test_nothing_that_components_write_is_inline_style_or_script():
    drawn = SafeString("").join(
        [
            ui.queue_table([a_row()], now=MONDAY_9),
            ui.progress(3, 7, label="导入"),
            ui.steps_bar([("已收到", "done"), ("处理中", "now")]),
            ui.answer_box([ui.AnswerKind("reply", "回复", "answer")], action="/x", csrf=""),
        ]
    )

    assert re.findall(r"\s(?:style|on\w+)=", drawn) == []


@pytest.mark.parametrize(("plain", "look"), [(False, "table is-cards"), (True, "table is-plain")])
def test_rows_are_cards_on_a_phone_without_waiting_for_a_script(plain, look):
    drawn = ui.table(SafeString("<tr><td>1</td></tr>"), heads=["序号"], caption="清单", plain=plain)

    assert re.findall(r'<table class="([^"]*)"', drawn) == [look]
