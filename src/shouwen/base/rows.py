"""Rows that belong together are written together."""

from __future__ import annotations

from functools import cache
from typing import Any

from django.db import connection
from django.db.models import Field, Model


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
