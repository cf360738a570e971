"""What changes of open subjects besides their promises when another version counts for them: levels it lacks."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

from shouwen.capabilities.regulations.queries import Compiled
from shouwen.domain.regulation import Regulation

Fields = dict[int, dict[str, Any]]
"""Id of a subject -> the fields that conditions name and that change with it."""


@dataclass(frozen=True, slots=True)
class Carrier:
    """What the keeper of a kind of subjects knows of their levels.

    `held`: levels open subjects have and a document does not know, with how many. `proposals`: for every level it does
    not know, held or not, the nearest of its own. `fields`: what changes for these subjects; `keep` writes it.
    """

    held: Callable[[Regulation], dict[str, int]]
    proposals: Callable[[Regulation], dict[str, str]]
    fields: Callable[[Collection[int], Compiled, Mapping[str, str]], Fields]
    keep: Callable[[Fields], None]


_carriers: list[Carrier] = []


def carry_levels(carrier: Carrier) -> None:
    """From now on subjects move with the levels this one maps."""
    if carrier not in _carriers:
        _carriers.append(carrier)


def levels_held(document: Regulation) -> dict[str, int]:
    """Levels that open subjects have and `document` does not know, with how many have them."""
    return {code: count for one in _carriers for code, count in one.held(document).items()}


def levels_proposed(document: Regulation) -> dict[str, str]:
    """For every level `document` does not know, the one of its own that is as grave."""
    return {code: level for one in _carriers for code, level in one.proposals(document).items()}


def carried(ids: Collection[int], regulation: Compiled, levels: Mapping[str, str]) -> Fields:
    """What changes for these subjects when they move with `levels`; no statement where there are none."""
    if not levels:
        return {}
    return {pk: told for one in _carriers for pk, told in one.fields(ids, regulation, levels).items()}


def keep_carried(fields: Fields) -> None:
    """What was carried along is written where the subjects are kept."""
    if fields:
        for one in _carriers:
            one.keep(fields)
