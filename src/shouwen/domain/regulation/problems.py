"""What is wrong with a document: where it stands and why, all of it at once."""

from dataclasses import dataclass
from typing import Final

from shouwen.domain.errors import DomainError

Path = tuple[str | int, ...]
WHOLE: Final = "document"
"""The section of what is wrong with a document as a whole."""


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One fault of a document; `line` counts from 1, None where the document was not read from text."""

    section: str
    key: str
    line: int | None
    reason: str

    def __str__(self) -> str:
        place = f"line {self.line}: " if self.line else ""
        return f"{place}{self.section}{'.' if self.key else ''}{self.key}: {self.reason}"


class RegulationInvalid(DomainError):
    """The document can't be a regulation; `problems` says everything that must change."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = tuple(problems)


def problem(path: Path, reason: str, line: int | None = None) -> Problem:
    """The fault at `path`: its first part is the section, the rest the key."""
    section, *key = path or (WHOLE,)
    return Problem(str(section), ".".join(map(str, key)), line, reason)
