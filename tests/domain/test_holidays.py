"""Tables of holidays are read from what people have: JSON, calendar files, sheets."""

from datetime import UTC, date, datetime

import pytest

from shouwen.domain.holidays import NotATable, from_icalendar, from_json, from_rows

NEW_YEAR = [
    {"on": "2027-01-01", "is": "closed", "name": "元旦"},
    {"on": "2027-01-02", "is": "closed", "name": "元旦"},
    {"on": "2027-01-09", "is": "make_up", "name": "元旦"},
]


def calendar(*events: str) -> str:
    body = "".join(f"BEGIN:VEVENT\r\n{event}\r\nEND:VEVENT\r\n" for event in events)
    return f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n{body}END:VCALENDAR\r\n"


# REQ BX-1
def test_a_list_and_a_year_of_json_say_the_same():
    import json

    assert from_json(json.dumps(NEW_YEAR)) == NEW_YEAR
    assert from_json(json.dumps({"2027": NEW_YEAR})) == NEW_YEAR
    assert from_json(json.dumps({"days": NEW_YEAR})) == NEW_YEAR


# REQ BX-1
def test_the_tables_of_chinese_holidays_that_go_round_are_read_as_they_are():
    import json

    days = [{"name": day["name"], "date": day["on"], "isOffDay": day["is"] == "closed"} for day in NEW_YEAR]

    assert from_json(json.dumps({"year": 2027, "papers": ["gov.cn"], "days": days})) == NEW_YEAR
    with pytest.raises(NotATable):
        from_json(json.dumps({"year": 2027, "days": [{"name": "元旦", "isOffDay": True}]}))


# REQ BX-1
def test_a_calendar_file_tells_days_off_from_make_up_days_and_leaves_mere_festivals_out():
    text = calendar(
        "DTSTART;VALUE=DATE:20270101\r\nDTEND;VALUE=DATE:20270103\r\nSUMMARY;LANGUAGE=zh_CN:元旦（休）",
        "DTSTART;VALUE=DATE:20270109\r\nSUMMARY:元旦\r\n （班）",
        "DTSTART;VALUE=DATE:20270130\r\nSUMMARY:小年",
    )

    assert from_icalendar(text) == NEW_YEAR


def test_apples_marks_count_where_the_words_say_nothing():
    text = calendar(
        "DTSTART;VALUE=DATE:20270101\r\nSUMMARY:New Year\r\nX-APPLE-SPECIAL-DAY:WORK-HOLIDAY",
        "DTSTART;VALUE=DATE:20270109\r\nSUMMARY:New Year\r\nX-APPLE-SPECIAL-DAY:ALTERNATE-WORKDAY",
    )

    assert [(day["on"], day["is"]) for day in from_icalendar(text)] == [
        ("2027-01-01", "closed"),
        ("2027-01-09", "make_up"),
    ]


def test_a_calendar_of_holidays_without_marks_is_all_holidays():
    assert from_icalendar(calendar("DTSTART;VALUE=DATE:20271225\r\nSUMMARY:Christmas Day")) == [
        {"on": "2027-12-25", "is": "closed", "name": "Christmas Day"}
    ]


# REQ BX-1
def test_a_sheet_may_have_a_head_and_dates_of_any_writing():
    rows = [
        ("日期", "安排", "名称"),
        (datetime(2027, 1, 1, tzinfo=UTC), "休", "元旦"),
        (date(2027, 1, 2), "放假", "元旦"),
        (None, None, None),
        ("2027/1/9", "元旦", "补班"),
    ]

    assert from_rows(rows) == NEW_YEAR


@pytest.mark.parametrize(
    ("rows", "why"),
    [
        ([("2027-01-01", "元旦")], "row 1: say whether 2027-01-01 is closed (休) or worked (班)"),
        ([("2027-01-01", "休"), ("下周", "休")], "row 2: 下周 is not a date"),
        ([], "it holds no row with a date"),
    ],
)
def test_a_row_that_can_t_be_read_is_named(rows, why):
    with pytest.raises(NotATable) as refused:
        from_rows(rows)

    assert str(refused.value) == why


@pytest.mark.parametrize(
    "text",
    [
        "{", "[]", '[{"day": "2027-01-01"}]', '{"years": [1]}', "[" * 100_000, '[{"on": "abc", "is": "closed"}]',
        '[{"on": 5, "is": "closed"}]', '[{"on": "2027-01-01", "is": "odd"}]', '[{"on": "2027-01-01", "is": ["x"]}]',
        '[{"on": "1027-01-01", "is": "closed"}]', '[{"on": "2027-01-01", "is": "closed", "names": "x"}]',
        '[{"on": "2027-01-01", "is": "make_up", "weekday": "x"}]',
        '[{"on": "2027-01-01", "is": "make_up", "weekday": 1.0}]',
    ],
)  # fmt: skip
def test_what_is_no_table_is_refused(text):
    with pytest.raises(NotATable):
        from_json(text)


@pytest.mark.parametrize(
    "hours", ['"9:00-12:00"', '["9:00"]', '[["9:00"]]', '[["12:00", "9:00"]]', '[["x", "y"]]', "[]", "5"]
)
def test_hours_that_no_calendar_understands_are_refused(hours):  # REQ BX-1
    with pytest.raises(NotATable, match="2027-01-01"):
        from_json(f'[{{"on": "2027-01-01", "is": "own_hours", "hours": {hours}}}]')


def test_a_short_day_keeps_its_hours():  # REQ BX-1
    (day,) = from_json('[{"on": "2027-02-05", "is": "own_hours", "hours": [[9, "12:00"]]}]')

    assert day["hours"] == [["9", "12:00"]]


def test_a_calendar_file_without_ends_or_of_endless_entries_is_gone_through_once():
    with pytest.raises(NotATable, match="no entry"):
        from_icalendar("BEGIN:VCALENDAR\n" + "BEGIN:VEVENT\n" * 50_000)
    with pytest.raises(NotATable, match="longer than a year"):
        from_icalendar(calendar("DTSTART:20270101\r\nDTEND:99990101\r\nSUMMARY:x"))
    with pytest.raises(NotATable, match="no entry"):
        from_icalendar(calendar("DTSTART:99991231\r\nSUMMARY:x"))
    with pytest.raises(NotATable, match="more than"):
        from_icalendar(calendar(*["DTSTART:20270101\r\nDTEND:20271231\r\nSUMMARY:x"] * 12))


def test_what_no_text_may_hold_is_left_out_of_a_name_or_refused():
    (day,) = from_json('[{"on": "2027-01-01", "is": "closed", "name": "a\\u0000b\\nc"}]')
    assert day["name"] == "abc"

    for given in (
        '[{"on": "2027-01-01", "is": "closed", "name": "\\ud800"}]',
        '[{"on": "\\udfff", "is": "closed"}]',
        '[{"on": "2027-01-01", "is": "closed", "names": {"zh": "a\\u0000"}}]',
    ):
        with pytest.raises(NotATable):
            from_json(given)
