"""The steps of ladders as messages: whom a step tells, by which template, and the words for its deadline."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils import translation
from django.utils.dateparse import parse_datetime

from shouwen.base.models import Fact
from shouwen.capabilities.notifications.ports import Besides
from shouwen.domain.regulation import Regulation

NOTHING = "--"


def besides_of_step(fact: Fact, document: Regulation) -> Iterator[Besides]:
    """What the ladder's step of which `fact` (`clock.escalated`) tells says to those it names: by its own template,
    else by the one for promises at risk or broken.
    """
    if fact.name != "clock.escalated":
        return
    is_late = (due_at := when_due(fact)) is not None and fact.at >= due_at
    wanted = (fact.payload.get("template", ""), "breached" if is_late else "warned", "escalated")
    yield Besides(
        kind=f"ladder.{fact.payload['stage']}",
        to=recipients_of(fact.payload),
        channels=tuple(fact.payload.get("channels", ("inbox",))),
        template=next((code for code in wanted if code in document.templates), ""),
    )


def recipients_of(payload: Mapping[str, list[dict[str, str]]]) -> tuple[str, ...]:
    """Whom a step tells, as a regulation writes them."""
    return tuple(written(one) for one in payload.get("recipients", ()))


def written(recipient: Mapping[str, str]) -> str:
    """A recipient of a ladder's step as a regulation writes it."""
    kind, code = recipient["kind"], recipient["code"]
    if kind == "role":
        return code
    if kind == "rota":
        return f"duty:{code}"
    return f"{kind}:{code}" if code else kind


def when_due(fact: Fact) -> datetime | None:
    """When the promise that a clock's fact tells of falls or fell due."""
    told = fact.payload.get("due_at")
    return parse_datetime(told) if isinstance(told, str) else None


def late_by(due_at: datetime | None, fact: Fact) -> str:
    """By how much of the wall's time it was late when `fact` happened; `--` while it was not."""
    if due_at is None or fact.at <= due_at:
        return NOTHING
    minutes = int((fact.at - due_at).total_seconds() // 60)
    hours, rest = divmod(minutes, 60)
    if hours:
        return translation.gettext("%(hours)s h %(minutes)s min") % {"hours": hours, "minutes": rest}
    return translation.gettext("%(minutes)s min") % {"minutes": rest}


def moment(at: datetime | None, zone: ZoneInfo) -> str:
    """The instant on the desk's wall to the minute; `--` for none."""
    return f"{at.astimezone(zone):%Y-%m-%d %H:%M}" if at else NOTHING
