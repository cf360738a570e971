"""Figures as a page or a program asks for them."""

from shouwen.capabilities.reporting.queries.counting import (
    NOBODY,
    Asked,
    Counted,
    SplitRow,
    asked_figure,
    counted,
    figures_of,
    splits_of,
)
from shouwen.capabilities.reporting.queries.records import (
    Record,
    explained,
    read,
    reason_words,
    records_of,
)

__all__ = [
    "NOBODY",
    "Asked",
    "Counted",
    "Record",
    "SplitRow",
    "asked_figure",
    "counted",
    "explained",
    "figures_of",
    "read",
    "reason_words",
    "records_of",
    "splits_of",
]
