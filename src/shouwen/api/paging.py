"""Cursor paging: a list goes on at `next`, however much was added in front meanwhile."""

import base64
import binascii
import json
from typing import Annotated, Any

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


def unpacked(cursor: str | None, kinds: tuple[type, ...]) -> list[Any] | None:
    """The values in `cursor`, each of its kind or None; None for no cursor. Raises InvalidInput for anything else."""
    if not cursor:
        return None
    try:
        values = json.loads(
            base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
        )
    except (binascii.Error, ValueError) as error:
        raise _unknown() from error
    fits = isinstance(values, list) and len(values) == len(kinds)
    if not fits or not all(
        value is None or type(value) is kind for value, kind in zip(values, kinds, strict=True)
    ):
        raise _unknown()
    if any(type(value) is int and abs(value) >= 2**63 for value in values):
        raise _unknown()
    return list(values)


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


def _unknown() -> InvalidInput:
    return InvalidInput({"cursor": _("This cursor is not valid. Start again with the first page.")})
