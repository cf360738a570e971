"""`pk__among=queryset`: like `__in`, but the rows inside are gathered first and then looked up by their keys."""

from typing import Any

from django.db.models.fields import Field
from django.db.models.fields.related import ForeignObject
from django.db.models.lookups import In


@ForeignObject.register_lookup
@Field.register_lookup
class Among(In):
    """For a few thousand keys at most, from several indexed branches.

    For IN (… UNION …) the planner guesses how many rows come, and takes a plan for everybody that suits nobody; from an
    array it always goes by the key. Branches may name a row twice: UNION ALL is enough.
    """

    lookup_name = "among"

    def get_rhs_op(self, connection: Any, rhs: str) -> str:
        return f"= ANY(ARRAY{rhs})"
