"""Queries of a fixed shape: Django writes their SQL once in a process, afterwards only their values are new.

Writing a wide query costs Django more than answering it costs the database. What is read is the same as ever: model
instances with what was selected along, or the rows that `values` and `values_list` give.
"""

from __future__ import annotations

import copy
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any, Final, Generic, TypeVar

from django.db import connections
from django.db.models import QuerySet
from django.db.models.fields import Field
from django.db.models.fields.related import ForeignObject
from django.db.models.lookups import Exact
from django.db.models.sql.compiler import SQLCompiler

Row = TypeVar("Row")
PROBE: Final = 1_654_321_000  # fits every integer column, and nobody writes it into a query himself


@ForeignObject.register_lookup
@Field.register_lookup
class AnyOf(Exact):
    """`id__any=[…]`: like `__in`, in one parameter, so that the shape is the same for any number of values."""

    lookup_name = "any"

    def get_prep_lookup(self) -> list[Any]:
        return [self.lhs.output_field.get_prep_value(value) for value in self.rhs]

    def get_db_prep_lookup(self, value: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        return "%s", (value,)

    def get_rhs_op(self, connection: Any, rhs: str) -> str:
        return f"= ANY({rhs})"


class Prepared(Generic[Row]):
    """The rows of `make(*values)`, whose shape must not depend on the values: ids, texts, lists for `__any`.

    `lists` names the places of the values that are lists.
    """

    def __init__(self, make: Callable[..., QuerySet[Any, Row]], *, lists: tuple[int, ...] = ()) -> None:
        self._make = make
        self._probes: list[Any] = [
            [PROBE + place] if place in lists else PROBE + place for place in range(make.__code__.co_argcount)
        ]
        self._written: _Written | None = None

    def __call__(self, *values: Any, using: str = "default") -> list[Row]:
        """All rows for these values; one statement."""
        written = self._written or self._write(using)
        return list(written.rows(values, using))

    def one(self, *values: Any, using: str = "default") -> Row | None:
        """The first row; None when there is none."""
        written = self._written or self._write(using)
        return next(iter(written.rows(values, using)), None)

    def sql(self, *values: Any, using: str = "default") -> tuple[str, list[Any]]:
        """The statement for these values and its parameters, to be put into another one."""
        written = self._written or self._write(using)
        return written.sql, written.bound(values)

    def _write(self, using: str) -> _Written:
        self._written = written = _Written(self._make(*self._probes), self._probes, using)
        return written


class _Written:
    """A query with its SQL, and for each parameter where its value comes from."""

    def __init__(self, queryset: QuerySet[Any, Any], probes: list[Any], using: str) -> None:
        self.queryset = queryset
        self.compiler: SQLCompiler = queryset.query.get_compiler(using=using)
        self.sql, params = self.compiler.as_sql()
        self.params = [(param, _place(param, probes)) for param in params]
        missing = set(range(len(probes))) - {place for _, place in self.params}
        assert not missing, f"values {missing} reach no parameter of {self.sql}"
        fields = [expression for expression, _, _ in self.compiler.select[: self.compiler.col_count]]
        self.converters = self.compiler.get_converters(fields)

    def bound(self, values: tuple[Any, ...]) -> list[Any]:
        """The parameters with `values` in their places."""
        return [param if place is None else type(param)(values[place]) for param, place in self.params]

    def rows(self, values: tuple[Any, ...], using: str) -> Any:
        """An iterable of what the queryset would have given."""
        params: Any = self.bound(values)
        warm = copy.copy(self.compiler)
        warm.connection = connections[using]
        warm.execute_sql = lambda *_, **__: [self._fetched(params, using)]  # type: ignore[assignment, method-assign]
        warm.get_converters = lambda expressions: self.converters  # type: ignore[method-assign]
        queryset = self.queryset
        query = SimpleNamespace(
            get_compiler=lambda *_, **__: warm,
            extra_select=queryset.query.extra_select,
            values_select=queryset.query.values_select,
            annotation_select=queryset.query.annotation_select,
            selected=queryset.query.selected,
        )
        reading: Any = SimpleNamespace(query=query, db=using, model=queryset.model, _known_related_objects={})
        reading._fields = queryset._fields  # type: ignore[attr-defined]  # as a queryset of values has them
        return queryset._iterable_class(reading)

    def _fetched(self, params: list[Any], using: str) -> list[Any]:
        with connections[using].cursor() as cursor:
            cursor.execute(self.sql, params)
            fetched: list[Any] = cursor.fetchall()
        return fetched


def _place(param: Any, probes: list[Any]) -> int | None:
    """Which value `param` stands for, if any."""
    return next((place for place, probe in enumerate(probes) if _said(param) == _said(probe)), None)


def _said(value: Any) -> Any:
    return [str(one) for one in value] if isinstance(value, list) else str(value)
