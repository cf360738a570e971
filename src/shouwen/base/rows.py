"""Writing rows without Django's way round: what belongs together in one statement, and no SQL composed by classes.

For rows of the hot commands, whose models have no signals and no parents.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Any

from django.db import connection
from django.db.models import Field, Model


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
    names, places, values = [], [], []
    for field in _fields(type(row)):
        value = field.pre_save(row, add=True)
        if field.primary_key and value is None:
            continue
        names.append(f'"{field.column}"')
        if hasattr(value, "resolve_expression"):
            places.append("DEFAULT")
        else:
            places.append("%s")
            values.append(field.get_db_prep_save(value, connection))
    table = row._meta.db_table
    return f'INSERT INTO "{table}" ({", ".join(names)}) VALUES ({", ".join(places)})', values


@cache
def _fields(model: type[Model]) -> list[Field[Any, Any]]:
    return [field for field in model._meta.local_concrete_fields if not field.generated]
