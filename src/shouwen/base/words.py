"""Words for search: runs of Han characters as bigrams, codes with their parts, all with positions.

A run of n Han characters gives its n-1 bigrams and its last single character; a code such as `SD-20261121-0007` gives
itself and its parts at one position; between runs there is a gap, so that a phrase never reaches across.
"""

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

HAN: Final = "\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
RUN: Final = re.compile(rf"(?P<han>[{HAN}]+)|(?P<code>[^\W_{HAN}]+(?:[-_./@+:][^\W_{HAN}]+)*)")
PART: Final = re.compile(rf"[^\W_{HAN}]+")
LAST_POSITION: Final = 16_000  # PostgreSQL keeps positions up to 16,383
LONGEST_WORD: Final = 100
MOST_POSITIONS: Final = 255  # of one word in one vector; more are dropped by PostgreSQL


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a searchable text: a tsvector literal, ready to be cast."""

    vector: str


def vectors(title: str, body: str) -> list[Part]:
    """The text as one or more vectors (weight A for the title, D for the body); a long body is split."""
    parts: list[dict[str, list[str]]] = [{}]
    position = 0
    for text, weight in ((title, "A"), (body, "D")):
        for words in _runs(text):
            if position + len(words) + 2 > LAST_POSITION:
                parts.append({})
                position = 0
            for offset, alternatives in enumerate(words, start=1):
                for word in alternatives:
                    places = parts[-1].setdefault(word, [])
                    if len(places) < MOST_POSITIONS:
                        places.append(f"{position + offset}{weight if weight == 'A' else ''}")
            position += len(words) + 1
    return [
        Part(" ".join(f"{_quoted(word)}:{','.join(places)}" for word, places in part.items()))
        for part in parts
    ]


def query(text: str) -> str:
    """`text` as a tsquery literal, ready to be cast; empty when there is nothing to search for.

    The bigrams of a run follow one another (`<->`), runs are joined by `&`, codes and single characters match as
    prefixes; a code with separators also matches by its parts.
    """
    conditions = []
    for match in RUN.finditer(_folded(text)):
        if match["han"]:
            run = match["han"]
            if len(run) == 1:
                conditions.append(f"{_quoted(run)}:*")
            else:
                conditions.append(
                    "(" + " <-> ".join(_quoted(run[i : i + 2]) for i in range(len(run) - 1)) + ")"
                )
        else:
            conditions.append(_code_condition(match["code"][:LONGEST_WORD]))
    return " & ".join(conditions)


def _code_condition(code: str) -> str:
    """A code as a prefix; one with separators also by its parts, so that the end of a number finds it."""
    parts = PART.findall(code)
    if len(parts) < 2:
        return f"{_quoted(code)}:*"
    by_parts = " & ".join([*map(_quoted, parts[:-1]), f"{_quoted(parts[-1])}:*"])
    return f"({_quoted(code)}:* | ({by_parts}))"


def _runs(text: str) -> list[list[list[str]]]:
    """For each run its words, position by position, each with its alternatives."""
    runs = []
    for match in RUN.finditer(_folded(text)):
        if match["han"]:
            run = match["han"]
            runs.append([[run[i : i + 2]] for i in range(len(run) - 1)] + [[run[-1]]])
        else:
            code = match["code"][:LONGEST_WORD]
            parts = PART.findall(code)
            runs.append([list(dict.fromkeys([code, *parts]))])
    return runs


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).lower()


def _quoted(word: str) -> str:
    return "'" + word.replace("\\", "\\\\").replace("'", "''") + "'"
