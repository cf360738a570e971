"""A calendar as other programs read it (RFC 5545): whole lines, marked signs, and a zone that says when clocks change."""

import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shouwen.domain.icalendar import Event, calendar_text, escaped, folded

SHANGHAI, BERLIN = ZoneInfo("Asia/Shanghai"), ZoneInfo("Europe/Berlin")
NOON = datetime(2026, 11, 23, 4, tzinfo=UTC)
HOUR = timedelta(hours=1)


def written(*events, zone=SHANGHAI, at=NOON):
    return calendar_text(events, name="首问 · 林晓", zone=zone, at=at, refresh=timedelta(minutes=30))


def unfolded(text):
    return re.sub(r"\r\n ", "", text).split("\r\n")


@given(st.text(alphabet=st.characters(codec="utf-8", exclude_characters="\r\n")))
def test_a_folded_line_is_the_same_line_in_pieces_of_75_octets(line):
    pieces = folded(line).split("\r\n")

    assert pieces[0] + "".join(piece[1:] for piece in pieces[1:]) == line
    assert all(len(piece.encode()) <= 75 for piece in pieces)
    assert all(piece.startswith(" ") for piece in pieces[1:])


@given(st.text(alphabet="ab;,\\\n人"))
def test_a_marked_text_reads_back_as_it_was_and_ends_no_property(text):
    marked = escaped(text)
    back = re.sub(r"\\(.)", lambda sign: "\n" if sign[1] == "n" else sign[1], marked)

    assert back == text
    assert "\n" not in marked


def test_no_other_control_gets_into_a_calendar():
    assert escaped("a\x00b\x0bc\rd\x7fe\tf") == "abc\\nde\tf"


def test_an_event_stands_on_the_wall_of_its_zone():
    lines = unfolded(
        written(Event("duty-1@desk", "值班; 一线", NOON, NOON + HOUR, text="a\nb", url="https://desk/t/1"))
    )

    assert lines[lines.index("BEGIN:VEVENT") :] == [
        "BEGIN:VEVENT", "UID:duty-1@desk", "DTSTAMP:20261123T040000Z",
        "DTSTART;TZID=Asia/Shanghai:20261123T120000", "DTEND;TZID=Asia/Shanghai:20261123T130000",
        "SUMMARY:值班\\; 一线", "DESCRIPTION:a\\nb", "URL:https://desk/t/1", "TRANSP:OPAQUE", "END:VEVENT",
        "END:VCALENDAR", "",
    ]  # fmt: skip
    zone = lines[lines.index("BEGIN:VTIMEZONE") : lines.index("END:VTIMEZONE")]
    assert zone == [
        "BEGIN:VTIMEZONE", "TZID:Asia/Shanghai", "BEGIN:STANDARD", "DTSTART:20261122T120000",
        "TZOFFSETFROM:+0800", "TZOFFSETTO:+0800", "TZNAME:CST", "END:STANDARD",
    ]  # fmt: skip


def test_a_zone_tells_every_change_of_its_clocks_between_the_first_and_the_last_event():
    spring = datetime(2026, 3, 20, 8, tzinfo=UTC)
    lines = unfolded(
        written(
            Event("a", "a", spring, busy=False),
            Event("b", "b", spring + timedelta(days=240)),
            zone=BERLIN,
            at=spring,
        )
    )

    told = [
        dict(line.split(":", 1) for line in block)
        for block in (
            lines[n + 1 : n + 5]
            for n, line in enumerate(lines)
            if line in ("BEGIN:STANDARD", "BEGIN:DAYLIGHT")
        )
    ]

    assert [(one["DTSTART"], one["TZOFFSETFROM"], one["TZOFFSETTO"], one["TZNAME"]) for one in told] == [
        ("20260319T090000", "+0100", "+0100", "CET"),
        ("20260329T020000", "+0100", "+0200", "CEST"),
        ("20261025T030000", "+0200", "+0100", "CET"),
    ]
    assert lines.count("BEGIN:DAYLIGHT") == 1
    assert "DTSTART;TZID=Europe/Berlin:20260320T090000" in lines
    assert lines.count("TRANSP:TRANSPARENT") == 1


@pytest.mark.parametrize(
    ("instant", "on_the_wall"),
    [
        (datetime(2026, 10, 25, 0, 30, tzinfo=UTC), "DTSTART;TZID=Europe/Berlin:20261025T023000"),
        (datetime(2026, 10, 25, 1, 30, tzinfo=UTC), "DTSTART:20261025T013000Z"),  # 2:30 for the second time
    ],
)
def test_an_hour_that_the_wall_shows_twice_is_never_mistaken(instant, on_the_wall):
    assert on_the_wall in unfolded(written(Event("a", "a", instant), zone=BERLIN))
