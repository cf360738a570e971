"""A morning of the desk: dispatches right and wrong, tickets solved here and there; told by commands."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from shouwen.capabilities.reporting.choices import FigureCode, Span
from shouwen.capabilities.reporting.periods import Period
from shouwen.capabilities.reporting.queries import Asked, asked_figure
from shouwen.capabilities.tickets.choices import Way
from shouwen.capabilities.tickets.commands import complete_ticket, dispatch_ticket
from shouwen.capabilities.tickets.models import Ticket
from tests.capabilities.tickets.makers import MONDAY_10, MONDAY_11, Desk, a_ticket, a_ticket_in_work

ACCURACY, FIRST_LINE = FigureCode.DISPATCH_ACCURACY, FigureCode.FIRST_LINE_SHARE
SHANGHAI = ZoneInfo("Asia/Shanghai")


def the_days(first: date = date(2026, 11, 1), last: date = date(2026, 11, 30)) -> Period:
    return Period(Span.DAYS, first, last, SHANGHAI)


def asked(code: FigureCode, **narrowed: object) -> Asked:
    return asked_figure(code=code, period=the_days(), **narrowed)  # type: ignore[arg-type]


def a_corrected_ticket(desk: Desk) -> Ticket:
    """Dispatched to the wrong engineer, taken, and dispatched again for the reason that his skill does not fit."""
    return dispatch_ticket(
        ticket=a_ticket_in_work(desk),
        engineer=desk.other_engineer,
        wrong_reason="wrong_skill",
        actor=desk.as_agent,
        at=MONDAY_11,
    )


def a_solved_ticket(desk: Desk, *, way: Way = Way.PHONE, at: datetime = MONDAY_10) -> Ticket:
    """Registered and solved by the agent, without dispatch."""
    ticket = a_ticket(desk, impact="person", urgency="minor")
    return complete_ticket(
        ticket=ticket,
        cause="驱动卡住",
        solution="指导重启打印服务",
        process="电话指导",
        way=way,
        actor=desk.as_agent,
        at=at,
    )
