"""What changes from one document to another."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from shouwen.domain.regulation.dumping import plain
from shouwen.domain.regulation.model import Regulation


@dataclass(frozen=True, slots=True)
class Change:
    """One difference: `before` None was added, `after` None was taken away."""

    path: str
    before: Any
    after: Any

    @property
    def section(self) -> str:
        """The section it belongs to."""
        return self.path.split("/", 1)[0]


def changes(before: Regulation, after: Regulation) -> list[Change]:
    """Every difference, in the order of the document; lists of texts are compared whole."""
    return list(_differences("", plain(before), plain(after)))


def _differences(path: str, before: Any, after: Any) -> Iterator[Change]:
    if before == after:
        return
    if isinstance(before, dict) and isinstance(after, dict):
        for key in [*before, *(key for key in after if key not in before)]:
            yield from _differences(f"{path}/{key}" if path else key, before.get(key), after.get(key))
    elif _of_mappings(before) and _of_mappings(after):
        for number in range(max(len(before), len(after))):
            yield from _differences(
                f"{path}/{number + 1}",
                before[number] if number < len(before) else None,
                after[number] if number < len(after) else None,
            )
    else:
        yield Change(path, before, after)


def _of_mappings(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(item, dict) for item in value)


@dataclass(frozen=True, slots=True)
class ThreeWay:
    """One place that the version in force or the draft changed since `base`; a clash if both did, differently."""

    path: str
    base: Any
    active: Any
    draft: Any

    @property
    def section(self) -> str:
        return self.path.split("/", 1)[0]

    @property
    def is_clash(self) -> bool:
        return self.active not in (self.base, self.draft) and self.draft != self.base


def three_way(base: Regulation, active: Regulation, draft: Regulation) -> list[ThreeWay]:
    """Every place where one of the three differs, in the order of the draft."""
    return list(_three_ways("", plain(base), plain(active), plain(draft)))


def _three_ways(path: str, base: Any, active: Any, draft: Any) -> Iterator[ThreeWay]:
    if base == active == draft:
        return
    held = (base, active, draft)
    if sum(isinstance(each, dict) for each in held) >= 2 and all(
        isinstance(each, dict | None) for each in held
    ):
        parts = [each or {} for each in held]
        for key in dict.fromkeys(key for part in reversed(parts) for key in part):
            yield from _three_ways(f"{path}/{key}" if path else key, *(part.get(key) for part in parts))
    else:
        yield ThreeWay(path, base, active, draft)
