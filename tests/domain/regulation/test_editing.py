"""Parts of a document taken out and put back, and the work of two people put together."""

from shouwen.domain.regulation.comparing import ThreeWay, three_way
from shouwen.domain.regulation.dumping import dump, dump_plain, plain
from shouwen.domain.regulation.editing import Conflict, merged, normal, part_of, with_part
from shouwen.domain.regulation.loading import load

BASE = {"name": {"zh": "响应", "en": "Response"}, "rank": "1", "limits": [{"within": {"working": "1h"}}]}


def changed(**keys: object) -> dict[str, object]:
    return {**BASE, **keys}


def test_a_part_is_found_replaced_added_and_taken_away(desk):
    content = plain(load(desk))

    without = with_part(content, ("targets", "answer"), None)
    again = with_part(without, ("targets", "answer"), part_of(content, ("targets", "answer")))

    assert part_of(without, ("targets", "answer")) is None
    assert part_of(content, ("targets", "answer"))["rank"] == "1"
    assert again["targets"] == content["targets"]
    assert list(again["targets"])[-1] == "answer"


def test_the_plain_writing_is_the_document(desk):
    document = load(desk)

    assert dump_plain(plain(document)) == dump(document)
    assert load(dump_plain(plain(document))) == document


# REQ BX-4
def test_changes_of_different_places_are_both_kept():
    theirs = changed(rank="2", limits=[{"within": {"working": "2h"}}])
    mine = changed(name={"zh": "首次响应", "en": "Response"})

    both = merged(BASE, theirs, mine)

    assert both.value == changed(
        name={"zh": "首次响应", "en": "Response"}, rank="2", limits=[{"within": {"working": "2h"}}]
    )
    assert both.conflicts == ()


def test_a_place_changed_differently_by_both_is_told_and_mine_stands():
    both = merged(BASE, changed(rank="2"), changed(rank="3"))

    assert both.value == changed(rank="3")
    assert both.conflicts == (Conflict(("rank",), "1", "2", "3"),)


def test_what_one_took_away_stays_away_if_the_other_left_it_alone():
    theirs = {key: value for key, value in BASE.items() if key != "rank"}

    assert merged(BASE, theirs, changed(name={"zh": "甲", "en": "A"})).value == {
        "name": {"zh": "甲", "en": "A"},
        "limits": [{"within": {"working": "1h"}}],
    }


def test_lists_that_grew_on_both_sides_conflict_as_a_whole():
    more = [*BASE["limits"], {"within": {"working": "3h"}}]
    other = [*BASE["limits"], {"within": {"working": "4h"}}]

    both = merged(BASE, changed(limits=more), changed(limits=other))

    assert both.value == changed(limits=other)
    assert [conflict.path for conflict in both.conflicts] == [("limits",)]


def test_a_rule_is_brought_into_the_writing_of_the_document():
    written = {"name": {"zh": "高", "en": "High"}, "definition": {"zh": "停", "en": "Down"}, "rank": "1", "priority": "1",
               "major": "true"}  # fmt: skip

    assert normal(("levels", "high"), written) == {
        "name": {"zh": "高", "en": "High"},
        "definition": {"zh": "停", "en": "Down"},
        "rank": "1",
        "priority": "1",
        "major": "yes",
        "tone": "normal",
        "origin": "default",
    }
    assert normal(("levels", "high"), {"rank": "9"}) == {"rank": "9"}


# REQ BX-4
def test_three_ways_say_who_changed_what_since_the_base(desk):
    base = load(desk)
    active = load(desk.replace("hotline: 400-000-0000", "hotline: 400-000-0001"))
    draft = load(
        desk.replace("hotline: 400-000-0000", "hotline: 400-000-0002").replace(
            "pick_up_rings: 3", "pick_up_rings: 4"
        )
    )

    found = three_way(base, active, draft)

    assert found == [
        ThreeWay("desk/hotline", "400-000-0000", "400-000-0001", "400-000-0002"),
        ThreeWay("desk/pick_up_rings", "3", "3", "4"),
    ]
    assert [each.is_clash for each in found] == [True, False]
