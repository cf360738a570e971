"""Writing rows without Django's way round: what belongs together in one statement, and no SQL composed by classes.

For rows of the hot commands, whose models have no signals and no parents.
"""

from __future__ import annotations

from collections.abc import Iterable
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


def insert(row: Model) -> None:
    """`row` exists and has its key; one statement."""
    command, values = _insertion(row)
    key = row._meta.pk
    with connection.cursor() as cursor:
        cursor.execute(f'{command} RETURNING "{key.column}"', values)
        (row.pk,) = cursor.fetchone()
    row._state.adding, row._state.db = False, connection.alias


def update(row: Model, names: Iterable[str]) -> None:
    """The fields `names` of an existing row are what `row` says; one statement."""
    fields = [row._meta.get_field(name) for name in names]
    values = [field.get_db_prep_save(field.pre_save(row, add=False), connection) for field in fields]  # type: ignore[union-attr]
    columns = ", ".join(f'"{field.column}" = %s' for field in fields)  # type: ignore[union-attr]
    key = row._meta.pk
    with connection.cursor() as cursor:
        cursor.execute(
            f'UPDATE "{row._meta.db_table}" SET {columns} WHERE "{key.column}" = %s', [*values, row.pk]
        )


def insert_together(*rows: Model) -> None:
    """All of `rows` exist, in one statement; a key that the database gives is not read back."""
    commands, values = [], []
    for row in rows:
        command, own = _insertion(row)
        commands.append(command)
        values.extend(own)
    *first, last = commands
    beside = ", ".join(f"part_{place} AS ({command})" for place, command in enumerate(first))
    with connection.cursor() as cursor:
        cursor.execute(f"WITH {beside} {last}" if beside else last, values)
    for row in rows:
        row._state.adding, row._state.db = False, connection.alias


def _insertion(row: Model) -> tuple[str, list[Any]]:
    """The INSERT of one row with its values, where the database's own defaults stand for what nobody set."""
    model, held = type(row), row.__dict__
    given: list[bool] = []
    values: list[Any] = []
    for name, plain, field in _columns(model):
        value = held.get(name)
        if type(value) not in plain:
            value = field.pre_save(row, add=True)
            if hasattr(value, "resolve_expression") or (value is None and field.primary_key):
                given.append(False)
                continue
            value = field.get_db_prep_save(value, connection)
        given.append(True)
        values.append(value)
    return _command(model, tuple(given)), values


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
