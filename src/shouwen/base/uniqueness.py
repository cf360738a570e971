"""What two at once would both do: the database lets one through, the other is refused in words."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import IntegrityError, transaction

from shouwen.base.refusals import Refusal


@contextmanager
def refused_as(refusal: Refusal) -> Iterator[None]:
    """Rows written in the block that break a unique constraint raise `refusal`; the transaction around it goes on."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as problem:
        raise refusal from problem
