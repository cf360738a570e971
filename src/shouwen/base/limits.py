"""One table of limits: who may do what how often, shared by all processes."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db import connection

from shouwen.base.refusals import TooMany
from shouwen.base.time import now

COUNT_HIT = """
INSERT INTO base_ratelimithit (what, who, window_at, hits) VALUES (%s, %s, %s, 1)
ON CONFLICT (what, who, window_at) DO UPDATE SET hits = base_ratelimithit.hits + 1
RETURNING hits
"""


UNCOUNT_HIT = """
UPDATE base_ratelimithit SET hits = hits - 1 WHERE what = %s AND who = %s AND window_at = %s AND hits > 0
"""


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `cap` acts of kind `what` by one `who` within each window of length `window`."""

    what: str
    cap: int
    window: timedelta


SIGN_IN_BY_ADDRESS = Limit("sign_in_address", 30, timedelta(minutes=15))
SIGN_IN_BY_ACCOUNT = Limit("sign_in_account", 8, timedelta(minutes=15))
SECOND_FACTOR = Limit("second_factor", 8, timedelta(minutes=15))
LINK_BY_MAIL = Limit("link_mail", 5, timedelta(hours=1))
LINK_BY_ADDRESS = Limit("link_address", 20, timedelta(hours=1))
PORTAL_REPORT = Limit("portal_report", 30, timedelta(hours=1))
TOKEN_USE = Limit("token_use", 6000, timedelta(minutes=10))
CALENDAR_READ = Limit("calendar", 60, timedelta(minutes=15))
CALENDAR_BY_ADDRESS = Limit("calendar_address", 30, timedelta(minutes=15))
ANSWER_TO_ADDRESS = Limit("answer_address", 10, timedelta(hours=1))
ANSWER_ON_TICKET = Limit("answer_ticket", 20, timedelta(hours=1))


@dataclass(frozen=True, slots=True)
class Allowance:
    """What is left in the present window, and in how many seconds the next begins."""

    left: int
    seconds: int


def spend(limit: Limit, who: str) -> Allowance:
    """Count one act; raises TooMany, with the seconds left in the window, above the cap. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(COUNT_HIT, [limit.what, who[:120], window_of(limit, now())])
        (hits,) = cursor.fetchone()
    return judged(limit, hits)


def judged(limit: Limit, hits: int) -> Allowance:
    """What `hits` counted in the present window leave; raises TooMany above the cap. No statement."""
    instant = now()
    seconds = max(1, int((window_of(limit, instant) + limit.window - instant).total_seconds()))
    if hits > limit.cap:
        raise TooMany(seconds=seconds, what=limit.what)
    return Allowance(left=limit.cap - hits, seconds=seconds)


def give_back(limit: Limit, who: str) -> None:
    """The act just counted was a right one and does not count: only failures use up such a limit. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(UNCOUNT_HIT, [limit.what, who[:120], window_of(limit, now())])


def window_of(limit: Limit, instant: datetime) -> datetime:
    """When the window in which `instant` lies began."""
    seconds = int(instant.timestamp())
    width = int(limit.window.total_seconds())
    return datetime.fromtimestamp(seconds - seconds % width, tz=UTC)
