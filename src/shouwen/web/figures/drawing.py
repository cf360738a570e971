"""Figures in words and marks: the number, of how many, what is wanted, and who a row is."""

from dataclasses import dataclass
from decimal import Decimal

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from shouwen.base.languages import name_in
from shouwen.capabilities.reporting.choices import Split, Which
from shouwen.capabilities.reporting.definitions import Figure
from shouwen.capabilities.reporting.queries import (
    Counted,
    Record,
    SplitRow,
    explained,
    reason_words,
)
from shouwen.ui.components import badge
from shouwen.ui.dates import MISSING
from shouwen.web.figures.asking import Days, address_of

SIGNS = {">=": "≥", "<=": "≤"}


@dataclass(frozen=True, slots=True)
class FigureLine:
    """A figure as it is shown."""

    name: str
    definition: str
    percent: str
    part: int
    whole: int
    wanted: str
    mark: SafeString | str
    url: str
    part_url: str

    @property
    def of_words(self) -> str:
        return f"{self.part} / {self.whole}"


@dataclass(frozen=True, slots=True)
class SplitLine:
    """One team, person or reason, and the address of its own list."""

    name: str
    percent: str
    part: int
    whole: int
    url: str


@dataclass(frozen=True, slots=True)
class RecordLine:
    """One record as it is shown."""

    record: Record
    team: str
    mark: SafeString
    why: str


def line_of(counted: Counted, days: Days) -> FigureLine:
    """No statement."""
    figure, share = counted.asked.figure, counted.share
    return FigureLine(
        name=figure.name,
        definition=str(figure.definition),
        percent=percent_words(share.percent),
        part=share.part,
        whole=share.whole,
        wanted=wanted_words(counted.wanted),
        mark=met_mark(counted.is_met),
        url=address_of(figure.code.value, days),
        part_url=address_of(figure.code.value, days, kept={"which": Which.PART.value}),
    )


def split_line(figure: Figure, split: Split, row: SplitRow, url: str) -> SplitLine:
    return SplitLine(
        name=name_of(figure, split, row),
        percent=percent_words(row.share.percent),
        part=row.share.part,
        whole=row.share.whole,
        url=url,
    )


def name_of(figure: Figure, split: Split, row: SplitRow) -> str:
    """Whom or what a row is about, in words."""
    if split == Split.REASON:
        return reason_words(figure=figure, reason=str(row.value), regulation_id=row.regulation_id)
    if split == Split.TEAM:
        return name_in(row.names) or _("Without a team")
    return row.name or _("Nobody in particular")


def record_line(figure: Figure, record: Record) -> RecordLine:
    """No statement but for a regulation that was not met before."""
    word = str(figure.which[Which.PART if record.is_part else Which.REST])
    mark = badge(word, tone="good" if record.is_part else "warn")
    return RecordLine(
        record, name_in(record.team_names), mark, explained(figure=figure, record=record) or MISSING
    )


def percent_words(percent: Decimal | None) -> str:
    """`95.0%`; of nothing `--`, for that is not 0%."""
    return MISSING if percent is None else f"{percent}%"


def wanted_words(wanted: str) -> str:
    """`≥ 95%`; empty where nothing is wanted."""
    sign, limit = SIGNS.get(wanted[:2], ""), wanted[2:].removesuffix("%")
    return f"{sign} {limit}%" if sign else ""


def met_mark(is_met: bool | None) -> SafeString | str:
    if is_met is None:
        return ""
    return (
        badge(_("goal met"), tone="good", icon_name="check")
        if is_met
        else badge(_("goal missed"), tone="bad", icon_name="alert")
    )
