"""What an import did, or would do."""

from dataclasses import asdict, dataclass, field
from typing import Any, Final

MOST_ERRORS_SHOWN: Final = 200


@dataclass(frozen=True, slots=True)
class RowError:
    """One thing that is wrong: the sheet's key, the row as Excel counts it, the column's key ("" for the row), why."""

    sheet: str
    row: int
    column: str
    reason: str


@dataclass(slots=True)
class SheetReport:
    """What became of the rows of one sheet."""

    sheet: str
    new: int = 0
    changed: int = 0
    same: int = 0
    wrong: int = 0


@dataclass(slots=True)
class ImportReport:
    """What an import did, or would do: counts per sheet, and every error."""

    sheets: list[SheetReport] = field(default_factory=list)
    errors: list[RowError] = field(default_factory=list)
    is_dry_run: bool = False

    @property
    def is_clean(self) -> bool:
        return not self.errors


def as_result(report: ImportReport) -> dict[str, Any]:
    """The report as a job keeps it, with the first errors."""
    return {
        "is_dry_run": report.is_dry_run,
        "sheets": [asdict(sheet) for sheet in report.sheets],
        "errors": [asdict(error) for error in report.errors[:MOST_ERRORS_SHOWN]],
        "error_count": len(report.errors),
    }


def report_of(result: dict[str, Any]) -> ImportReport:
    """The report that a job kept; of its errors only the first."""
    return ImportReport(
        [SheetReport(**sheet) for sheet in result["sheets"]],
        [RowError(**error) for error in result["errors"]],
        result["is_dry_run"],
    )
