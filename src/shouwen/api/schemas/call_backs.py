"""Call-backs, as programs see them."""

from datetime import datetime

from shouwen.api.kinds import Shown
from shouwen.capabilities.call_backs.models import CallBack


class CallBackShown(Shown):
    """A question that the desk asks, or asked, the customer after the work."""

    id: int
    rule: str
    purpose: str
    state: str
    due_at: datetime | None
    not_before: datetime | None
    tries: int
    result: str
    grade: str
    points: int | None
    improvement: str
    done_at: datetime | None


class CallBackList(Shown):
    items: list[CallBackShown]


def call_back(of: CallBack) -> CallBackShown:
    return CallBackShown.of(
        id=of.pk,
        rule=of.rule,
        purpose=str(of.purpose),
        state=str(of.state),
        due_at=of.due_at,
        not_before=of.not_before,
        tries=of.tries,
        result=str(of.result),
        grade=of.grade,
        points=of.points,
        improvement=of.improvement,
        done_at=of.done_at,
    )
