"""What somebody changed in a text: the words that stayed, went and came."""

import re
from difflib import SequenceMatcher
from typing import Final, Literal, NamedTuple

WORD: Final = re.compile(r"[^\W\d_⺀-鿿]+|\d+|\s+|.", re.DOTALL)
"""A run of letters, of digits or of spaces is one word; every Han character is one by itself."""
MOST: Final = 3000
"""So many words are compared; where more differ, the whole stretch is shown as replaced."""


class Piece(NamedTuple):
    """A stretch of the text that is in both, only in the earlier one, or only in the later one."""

    kind: Literal["same", "gone", "new"]
    text: str


def pieces_of(before: str, after: str) -> list[Piece]:
    """`before` and `after` as one text with its changes, in their order; joined without "gone" it is `after`."""
    old, new = WORD.findall(before), WORD.findall(after)
    start, most = 0, min(len(old), len(new))
    while start < most and old[start] == new[start]:
        start += 1
    tail = 0
    while tail < most - start and old[-1 - tail] == new[-1 - tail]:
        tail += 1
    left, right = old[start : len(old) - tail], new[start : len(new) - tail]
    pieces = [Piece("same", "".join(old[:start])), *_between(left, right)]
    pieces.append(Piece("same", "".join(old[len(old) - tail :])))
    return [piece for piece in pieces if piece.text]


def _between(old: list[str], new: list[str]) -> list[Piece]:
    if max(len(old), len(new)) > MOST:
        return [Piece("gone", "".join(old)), Piece("new", "".join(new))]
    found: list[Piece] = []
    for kind, i, j, k, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            found.append(Piece("same", "".join(old[i:j])))
        else:
            found += [Piece("gone", "".join(old[i:j])), Piece("new", "".join(new[k:m]))]
    return found
