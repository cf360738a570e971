"""Lists of tickets: filtered, in the queue's order, one page by cursor, each row in one statement."""

import base64
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, Final

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import F, Q
from django.utils.dateparse import parse_datetime

from shouwen.base import search
from shouwen.base.actors import Actor
from shouwen.base.prepared import Prepared
from shouwen.capabilities.tickets.models import QUEUE_ORDER, Ticket, TicketQuerySet
from shouwen.capabilities.tickets.queries.views import VIEWS, parts_of_view

PAGE: Final = 50
ORDERS: Final = {"queue": QUEUE_ORDER, "due": QUEUE_ORDER[1:], "newest": ("-pk",), "oldest": ("pk",)}
ORDERINGS: Final = tuple(ORDERS)


@dataclass(frozen=True, slots=True)
class ListedTicket:
    """One ticket in a list. Codes are keys such as `level/high`; `moved_at` is when something last happened."""

    pk: int
    number: str
    title: str
    state: str
    priority: int
    level: str | None
    klass: str
    channel: str
    lane: str
    is_major: bool
    urged: int
    reopened: int
    awaits_answer: bool
    next_due_at: datetime | None
    next_due_name: str
    suspend_reason: str
    suspended_until: datetime | None
    regulation_id: int
    caller_company: str
    customer: str | None
    handler: str | None
    owner: str | None
    team: str | None
    reported_at: datetime
    moved_at: datetime | None
    escalated_to: int | None
    team_id: int | None
    handler_id: int | None
    handler_stays: bool | None
    owner_stays: bool | None
    """Whether the account is in use; None where there is nobody."""

    @property
    def customer_name(self) -> str:
        return self.customer or self.caller_company


ROWS: Final = """
SELECT t.subject_id, t.number, t.title, t.state, t.priority, t.level_id, t.klass_id, t.channel, t.lane, t.is_major,
       t.urged, t.reopened, t.awaits_answer, t.next_due_at, t.next_due_name, t.suspend_reason, t.suspended_until,
       t.regulation_id, t.caller_company, customer.name, handler.name, owner.name, team.code,
       t.reported_at, subject.last_at, t.escalated_to_id, t.team_id, t.handler_id,
       handler.is_active, owner.is_active
  FROM (SELECT found.id, row_number() OVER () AS place FROM ({which}) AS found(id)) AS page
  JOIN tickets_ticket AS t ON t.subject_id = page.id
  JOIN base_subject AS subject ON subject.id = t.subject_id
  LEFT JOIN customers_customer AS customer ON customer.id = t.customer_id
  LEFT JOIN people_person AS handler ON handler.id = t.handler_id
  LEFT JOIN people_person AS owner ON owner.id = t.owner_id
  LEFT JOIN people_team AS team ON team.id = t.team_id
 ORDER BY page.place
"""
"""What a row shows, in the order of ListedTicket's fields; which rows, the ORM says: it writes their ids only, for
it is slow at wide rows."""


@dataclass(frozen=True, slots=True)
class Filters:
    """What narrows a list; an empty value narrows nothing. Codes are bare, as the regulation writes them."""

    klass: str = ""
    level: str = ""
    state: str = ""
    channel: str = ""
    lane: str = ""
    category: str = ""
    customer: int | None = None
    product: int | None = None
    team: int | None = None
    handler: int | None = None
    owner: int | None = None
    text: str = ""

    def narrow(self, rows: TicketQuerySet) -> TicketQuerySet:
        """Those of `rows` that every filter lets through."""
        plain = {
            "klass_id": f"class/{self.klass}" if self.klass else "",
            "level_id": f"level/{self.level}" if self.level else "",
            "category_id": f"category/{self.category}" if self.category else "",
            "state": self.state,
            "channel": self.channel,
            "lane": self.lane,
            "customer_id": self.customer,
            "product_id": self.product,
            "team_id": self.team,
            "handler_id": self.handler,
            "owner_id": self.owner,
        }
        rows = rows.filter(**{name: value for name, value in plain.items() if value})
        return rows.filter(pk__in=search.matching(self.text)) if self.text else rows


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a list; cursors are empty where there is nothing further."""

    rows: tuple[ListedTicket, ...]
    next: str
    previous: str


def tickets_listed(
    *,
    view: str,
    actor: Actor,
    at: datetime,
    filters: Filters | None = None,
    cursor: str = "",
    ordering: str = "",
    limit: int = PAGE,
) -> Page:
    """One page of `view` as far as `actor` may see it, in one of the ORDERINGS.

    Without one: priority first, then nearest deadline; ended ones newest first. `cursor` is what an earlier page gave;
    an unreadable one means the first page. One statement, at any depth.
    """
    known, is_first = _known(view, ordering), not cursor and (filters is None or filters == Filters())
    if is_first and view in VIEWS and VIEWS[view].parts and actor.is_staff:
        return _page(_read_rows(*_first_page(view, known, limit).sql(actor.id or 0)), limit, is_first=True)
    parts = [(filters or Filters()).narrow(part) for part in parts_of_view(view, actor=actor, at=at)]
    match known:
        case "newest":
            return _by_number(parts, cursor, limit, newest_first=True)
        case "oldest":
            return _by_number(parts, cursor, limit, newest_first=False)
        case "due":
            return _by_deadline(parts, cursor, limit, ("next_due_at",))
        case _:
            return _by_deadline(parts, cursor, limit, ("priority", "next_due_at"))


def order_of(view: str, ordering: str) -> tuple[Any, ...]:
    """By what a view's rows are ordered, for those who read all of them."""
    return ORDERS[_known(view, ordering)]


def _known(view: str, ordering: str) -> str:
    usual = "newest" if view in VIEWS and VIEWS[view].newest_first else "queue"
    return ordering if ordering in ORDERINGS else usual


def rows_of(rows: TicketQuerySet, *, limit: int = PAGE) -> tuple[ListedTicket, ...]:
    """The first `limit` of `rows` in their own order; one statement."""
    try:
        which, params = rows.values("pk")[:limit].query.sql_with_params()
    except EmptyResultSet:
        return ()
    return _read_rows(which, params)


def _read_rows(which: str, params: Sequence[Any]) -> tuple[ListedTicket, ...]:
    """The rows whose ids the statement `which` gives, in its order."""
    with connection.cursor() as cursor:
        cursor.execute(ROWS.format(which=which), params)
        return tuple([ListedTicket(*values) for values in cursor.fetchall()])


def _first_of(
    parts: list[TicketQuerySet], within: Q, order: tuple[Any, ...], limit: int
) -> tuple[ListedTicket, ...]:
    """The first `limit` rows of all `parts` together, which are among the first of each."""
    return rows_of(_together([part.filter(within) for part in parts], order, limit), limit=limit)


def _together(parts: list[TicketQuerySet], order: tuple[Any, ...], limit: int) -> TicketQuerySet:
    if len(parts) == 1:
        return parts[0].order_by(*order)
    first = [part.order_by(*order).values("pk")[:limit] for part in parts]
    together = Ticket.objects.filter(pk__among=first[0].union(*first[1:], all=True))
    return together.order_by(*order)


@cache
def _first_page(view: str, ordering: str, limit: int) -> Prepared[Any]:
    """The ids of the first page of a view that is put together from parts, and one more."""
    parts_of, order = VIEWS[view].parts, ORDERS[ordering]
    assert parts_of is not None
    return Prepared(lambda person: _together(parts_of(person), order, limit + 1).values("pk")[: limit + 1])


def _by_deadline(parts: list[TicketQuerySet], cursor: str, limit: int, keys: tuple[str, ...]) -> Page:
    """By the nearest deadline, those without one last; by priority before it if `keys` begin with that."""
    key = _read(cursor)
    is_back, within = bool(key and key["back"]), Q()
    if key:
        within = _beyond(key["due"], key["pk"], is_back=is_back)
        if "priority" in keys:
            within = _after(key["priority"], within, is_back=is_back)
    onwards = tuple(QUEUE_ORDER[-len(keys) - 1 :])
    backwards = ("-priority", F("next_due_at").desc(nulls_first=True), "-pk")[-len(keys) - 1 :]
    found = _first_of(parts, within, backwards if is_back else onwards, limit + 1)
    return _page(found, limit, is_first=key is None, is_back=is_back)


def _by_number(parts: list[TicketQuerySet], cursor: str, limit: int, *, newest_first: bool) -> Page:
    key = _read(cursor)
    is_back, within = bool(key and key["back"]), Q()
    is_down = newest_first != is_back
    if key:
        within = Q(pk__lt=key["pk"]) if is_down else Q(pk__gt=key["pk"])
    found = _first_of(parts, within, ("-pk" if is_down else "pk",), limit + 1)
    return _page(found, limit, is_first=key is None, is_back=is_back)


def _after(priority: int, within: Q, *, is_back: bool) -> Q:
    """What comes after (before, if `is_back`) in queue order: further priorities, and of the same one those `within`.

    The first condition repeats what follows from the others: it is the one the index can use.
    """
    side = "lt" if is_back else "gt"
    same, further = Q(priority=priority), Q(**{f"priority__{side}": priority})
    return Q(**{f"priority__{side}e": priority}) & (further | (same & within))


def _beyond(due: datetime | None, pk: int, *, is_back: bool) -> Q:
    """What comes after (before, if `is_back`) the row with this deadline, where no deadline comes last."""
    side = "lt" if is_back else "gt"
    beside = Q(next_due_at__isnull=True) if due is None else Q(next_due_at=due)
    within = beside & Q(**{f"pk__{side}": pk})
    if due is not None:
        within |= Q(**{f"next_due_at__{side}": due})
    if (due is None) == is_back:
        within |= Q(next_due_at__isnull=not is_back)
    return within


def _page(found: tuple[ListedTicket, ...], limit: int, *, is_first: bool, is_back: bool = False) -> Page:
    has_more, rows = len(found) > limit, found[:limit]
    if is_back:
        rows = rows[::-1]
    has_next = bool(rows) and (is_back or has_more)
    has_previous = bool(rows) and (has_more if is_back else not is_first)
    return Page(
        rows=rows,
        next=_written(rows[-1], is_back=False) if has_next else "",
        previous=_written(rows[0], is_back=True) if has_previous else "",
    )


def _written(row: ListedTicket, *, is_back: bool) -> str:
    due = row.next_due_at.isoformat() if row.next_due_at else ""
    key = json.dumps([row.priority, due, row.pk, int(is_back)], separators=(",", ":"))
    return base64.urlsafe_b64encode(key.encode()).decode().rstrip("=")


def _read(cursor: str) -> dict[str, Any] | None:
    """The key in a cursor, None for an empty or unreadable one."""
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        priority, due, pk, back = json.loads(base64.urlsafe_b64decode(padded))
        return {
            "priority": int(priority),
            "due": parse_datetime(due) if due else None,
            "pk": int(pk),
            "back": bool(back),
        }
    except (ValueError, TypeError):
        return None
