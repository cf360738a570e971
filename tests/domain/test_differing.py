"""What was changed in a text, as its reader is shown it."""

from hypothesis import given
from hypothesis import strategies as st

from shouwen.domain.differing import pieces_of

TEXTS = st.text("今天两点到 ab1\n，。", max_size=40)


def test_han_characters_are_compared_one_by_one_and_words_as_wholes():
    assert pieces_of("今天 10 点 fine", "今天 12 点 fine") == [
        ("same", "今天 "), ("gone", "10"), ("new", "12"), ("same", " 点 fine"),
    ]  # fmt: skip


@given(TEXTS, TEXTS)
def test_nothing_of_either_text_is_lost_or_moved(before, after):
    pieces = pieces_of(before, after)

    assert "".join(piece.text for piece in pieces if piece.kind != "gone") == after
    assert "".join(piece.text for piece in pieces if piece.kind != "new") == before


def test_texts_that_differ_beyond_measure_are_shown_as_replaced():
    assert [piece.kind for piece in pieces_of("甲" * 4000, "乙" * 4000)] == ["gone", "new"]
