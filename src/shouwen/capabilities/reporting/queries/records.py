"""The records behind a figure, newest first, ready to be shown, sent or exported."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Case, F, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce

from shouwen.base.actors import Actor
from shouwen.base.languages import reader_language
from shouwen.capabilities.regulations.queries import regulation_of
from shouwen.capabilities.reporting.choices import FigureCode, Which
from shouwen.capabilities.reporting.definitions import Figure
from shouwen.capabilities.reporting.queries.counting import Asked, behind
from shouwen.capabilities.tickets.choices import Way


@dataclass(frozen=True, slots=True)
class Record:
    """One record: its ticket, its instant, whom and which team it counts for, and what explains it."""

    id: int
    number: str
    title: str
    customer: str
    at: datetime
    person_id: int | None
    person: str
    team_id: int | None
    team_names: dict[str, str]
    reason: str
    regulation_id: int
    is_part: bool


def records_of(
    *, asked: Asked, actor: Actor, which: Which = Which.ALL, after: tuple[datetime, int] | None = None
) -> QuerySet[Any, tuple[Any, ...]]:
    """Exactly the records that the figure counts, newest first; each row makes a Record by `read`.

    `after` is the instant and the id of the last one seen. Raises NotPermitted.
    """
    figure = asked.figure
    found = behind(asked=asked, actor=actor, which=which)
    if after is not None:
        at, pk = after
        found = found.filter(**{f"{figure.at}__lte": at}).exclude(**{figure.at: at, "pk__gte": pk})
    return found.order_by(f"-{figure.at}", "-pk").values_list(
        "pk",
        figure.path("number"),
        figure.path("title"),
        Coalesce(F(figure.path("customer__name")), F(figure.path("caller_company"))),
        figure.at,
        f"{figure.person}_id",
        f"{figure.person}__name",
        f"{figure.team}_id",
        f"{figure.team}__names",
        figure.reason,
        figure.path("regulation_id"),
        Case(When(Q(figure.good), then=Value(True)), default=Value(False)),
    )


def read(row: tuple[Any, ...]) -> Record:
    """A row of `records_of` as a record; who and which team are empty where there is none."""
    pk, number, title, customer, at, person_id, person, team_id, names, reason, regulation_id, is_part = row
    return Record(
        id=pk,
        number=number,
        title=title,
        customer=customer,
        at=at,
        person_id=person_id,
        person=person or "",
        team_id=team_id,
        team_names=names or {},
        reason=reason,
        regulation_id=regulation_id,
        is_part=is_part,
    )


def reason_words(*, figure: Figure, reason: str, regulation_id: int) -> str:
    """What explains a record, in the reader's language: as its own regulation calls it, else the bare code."""
    if figure.code == FigureCode.FIRST_LINE_SHARE:
        return str(dict(Way.choices).get(reason, reason))
    rule = regulation_of(regulation_id).document.dispatch.wrong_reasons.get(reason)
    return rule.name.in_language(reader_language()) if rule else reason


def explained(*, figure: Figure, record: Record) -> str:
    """Why a record counts as it does: the way a ticket was solved, the reason why a dispatch was wrong."""
    if figure.code == FigureCode.DISPATCH_ACCURACY and record.is_part:
        return ""
    return reason_words(figure=figure, reason=record.reason, regulation_id=record.regulation_id)
