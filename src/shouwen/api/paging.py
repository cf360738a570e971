"""Cursor paging: a list goes on at `next`, however much was added in front meanwhile."""

import base64
import binascii
import json
from datetime import UTC, datetime
from types import NoneType
from typing import Annotated, Any, get_args

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from pydantic import Field, StringConstraints

from shouwen.api.kinds import Given
from shouwen.base.refusals import InvalidInput

Cursor = Annotated[str, StringConstraints(max_length=400)]


class Page(Given):
    """Which part of a list."""

    cursor: Cursor | None = Field(
        None, description="Leave it out for the first page; follow `next` for the others."
    )
    limit: int = Field(50, ge=1, le=200, description="How many at most.")


def packed(*values: Any) -> str:
    """The place after which a list goes on, opaque to whoever carries it."""
    return base64.urlsafe_b64encode(json.dumps(values, default=str).encode()).decode().rstrip("=")


def unpacked(cursor: str | None, kinds: tuple[Any, ...]) -> list[Any] | None:
    """The values in `cursor`, each of its kind (int, datetime with its zone, or one of them or None).

    None for no cursor. Raises InvalidInput for anything else.
    """
    if not cursor:
        return None
    try:
        values = json.loads(
            base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
        )
    except (binascii.Error, ValueError) as error:
        raise _unknown() from error
    if not isinstance(values, list) or len(values) != len(kinds):
        raise _unknown()
    return [_read(value, kind) for value, kind in zip(values, kinds, strict=True)]


def after(found: QuerySet[Any], cursor: str | None, *, by: str) -> QuerySet[Any]:
    """`found` newest first by the instant `by`, then by key; from the place `cursor` on, which `place_of` wrote."""
    ordered = found.order_by(f"-{by}", "-pk")
    if (place := unpacked(cursor, (datetime, int))) is None:
        return ordered
    at, pk = place
    return ordered.filter(**{f"{by}__lte": at}).exclude(**{by: at, "pk__gte": pk})


def place_of(row: Any, *, by: str) -> str:
    """Where `row` stands in a list that is newest first by the instant `by`."""
    return packed(getattr(row, by).isoformat(), row.pk)


def next_url(request: HttpRequest, cursor: str | None) -> str | None:
    """The address of the page after, with the same filters; None at the end."""
    if cursor is None:
        return None
    query = request.GET.copy()
    query["cursor"] = cursor
    return request.build_absolute_uri(f"{request.path}?{query.urlencode()}")


def cut(rows: list[Any], limit: int) -> tuple[list[Any], bool]:
    """At most `limit` of `rows` (which were asked for one more), and whether there are more."""
    return rows[:limit], len(rows) > limit


def _read(value: Any, kind: Any) -> Any:
    kinds = get_args(kind) or (kind,)
    if value is None and NoneType in kinds:
        return None
    if type(value) is int and int in kinds and abs(value) < 2**63:
        return value
    if type(value) is str and datetime in kinds:
        try:
            instant = datetime.fromisoformat(value)
            if instant.tzinfo:
                return instant.astimezone(UTC)
        except (ValueError, OverflowError) as error:
            raise _unknown() from error
    raise _unknown()


def _unknown() -> InvalidInput:
    return InvalidInput({"cursor": _("This cursor is not valid. Start again with the first page.")})
