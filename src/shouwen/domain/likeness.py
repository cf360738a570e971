"""How much two short texts are about the same thing."""

import re
from itertools import pairwise
from typing import Final

_WORDS: Final = re.compile(r"[a-z0-9]+|[\u3400-\u9fff]")


def likeness(one: str, other: str) -> float:
    """The share of the shorter text's pairs of characters (words, where it has letters) that the other has too, 0 to 1.

    0 where either has fewer than three of them: two characters in common mean nothing.
    """
    own, foreign = _pairs(one), _pairs(other)
    shorter = min(len(own), len(foreign))
    return len(own & foreign) / shorter if shorter >= 3 else 0.0


def _pairs(text: str) -> frozenset[str]:
    parts = _WORDS.findall(text.lower())
    pairs = {one + other for one, other in pairwise(parts)}
    return frozenset(pairs | {part for part in parts if len(part) > 1})
