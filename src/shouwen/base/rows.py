"""Writing rows without Django's way round: what belongs together in one statement, and no SQL composed by classes.

For rows of the hot commands, whose models have no signals and no parents.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache, lru_cache
from types import NoneType
from typing import Any, Final

from django.db import connection, models
from django.db.models import Field, ForeignKey, Model

STORED_AS: Final[dict[type, type]] = {
    models.CharField: str,
    models.TextField: str,
    models.BooleanField: bool,
    models.DateTimeField: datetime,
    models.IntegerField: int,
    models.BigIntegerField: int,
    models.SmallIntegerField: int,
    models.PositiveIntegerField: int,
    models.PositiveSmallIntegerField: int,
    models.BigAutoField: int,
}
"""Fields of these very classes keep values of this very type as they are."""


@dataclass(frozen=True, slots=True)
class Writing:
    """One statement that writes a row, and what it is given: carried out by itself or beside another one."""

    sql: str
    values: list[Any]


def insert(row: Model) -> None:
    """`row` exists and has its key; one statement."""
    writing = insertion(row)
    key = row._meta.pk
    with connection.cursor() as cursor:
        cursor.execute(f'{writing.sql} RETURNING "{key.column}"', writing.values)
        (row.pk,) = cursor.fetchone()


def carry_out(writings: Iterable[Writing]) -> None:
    """All of `writings` in their order, a statement each."""
    with connection.cursor() as cursor:
        for writing in writings:
            cursor.execute(writing.sql, writing.values)


def insertion(row: Model) -> Writing:
    """What makes `row` exist, which counts as saved from now on; a key that the database gives is not read back."""
    given: list[bool] = []
    values: list[Any] = []
    held = row.__dict__
    for name, plain, field in _columns(type(row)):
        value = held.get(name)
        if type(value) not in plain:
            value = field.pre_save(row, add=True)
            if hasattr(value, "resolve_expression") or (value is None and field.primary_key):
                given.append(False)
                continue
            value = field.get_db_prep_save(value, connection)
        given.append(True)
        values.append(value)
    row._state.adding, row._state.db = False, connection.alias
    return Writing(_command(type(row), tuple(given)), values)


def updating(row: Model, names: Iterable[str]) -> Writing:
    """What makes the fields `names` of an existing row what `row` says."""
    fields = [row._meta.get_field(name) for name in names]
    values = [field.get_db_prep_save(field.pre_save(row, add=False), connection) for field in fields]  # type: ignore[union-attr]
    columns = ", ".join(f'"{field.column}" = %s' for field in fields)  # type: ignore[union-attr]
    sql = f'UPDATE "{row._meta.db_table}" SET {columns} WHERE "{row._meta.pk.column}" = %s'
    return Writing(sql, [*values, row.pk])


def beside(writings: Sequence[Writing]) -> str:
    """`writings` as parts of a WITH that something stands before; their values follow those of what does."""
    return "".join(f",\npart_{place} AS ({writing.sql})" for place, writing in enumerate(writings))


@lru_cache(maxsize=256)
def _command(model: type[Model], given: tuple[bool, ...]) -> str:
    """The INSERT of a row of which these columns are `given`; a key that is not is the database's to draw."""
    parts = [
        (f'"{field.column}"', "%s" if is_given else "DEFAULT")
        for is_given, (_name, _plain, field) in zip(given, _columns(model), strict=True)
        if is_given or not field.primary_key
    ]
    columns, places = zip(*parts, strict=True)
    return f'INSERT INTO "{model._meta.db_table}" ({", ".join(columns)}) VALUES ({", ".join(places)})'


@cache
def _columns(model: type[Model]) -> list[tuple[str, frozenset[type], Field[Any, Any]]]:
    """For each column the attribute, the types whose values go to the database as they are, and the field."""
    fields = [field for field in model._meta.local_concrete_fields if not field.generated]
    return [(field.attname, _plain_types(field), field) for field in fields]


def _plain_types(field: Field[Any, Any]) -> frozenset[type]:
    """Of which types a value is stored as it is: Django would hand on the same object, after asking it much."""
    if field.primary_key or getattr(field, "auto_now", False) or getattr(field, "auto_now_add", False):
        return frozenset()
    kind = field.target_field if isinstance(field, ForeignKey) else field
    own = next((own for known, own in STORED_AS.items() if type(kind) is known), None)
    return frozenset() if own is None else frozenset({own, NoneType})
