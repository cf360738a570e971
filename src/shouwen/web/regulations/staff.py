"""Desk, roles, teams, figures: who serves and what is counted."""

from datetime import timedelta

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from shouwen.capabilities.regulations.queries import Compiled
from shouwen.domain.regulation import Regulation
from shouwen.ui.components import lane
from shouwen.ui.html import element
from shouwen.web.regulations.pieces import Group, Table, known, named, origin_of
from shouwen.web.regulations.wording import condition, listed, name_of, parties, said, span, within


def desk(regulation: Compiled) -> list[Group]:
    """What the desk is called, how one reaches it, and how it orders its work."""
    document = regulation.document
    told = document.desk
    orders = {
        "rank": _("rank"),
        "priority": _("priority"),
        "deadline": _("deadline"),
        "reported_at": _("time of report"),
    }
    reach = known(
        (_("Name of the desk"), said(told.name)),
        (_("Hotline"), told.hotline),
        (_("Complaints"), told.complaint_phone),
        (_("Fax"), told.fax),
        (_("Mail"), told.mail),
        (_("Website"), told.website),
    )
    habits = known(
        (_("Default calendar"), name_of(document.calendars, told.calendar)),
        (_("Time zone"), told.time_zone),
        (_("Agents are ready before the shift"), span(told.agent_shift_lead)),
        (_("Picked up by ring"), str(told.pick_up_rings)),
        (_("Order of work lists"), listed(orders[order] for order in told.order_by)),
        (_("Dates told reach back"), span(told.told_back)),
        (_("Reopened within"), span(told.reopen_within) if told.reopen_within > timedelta(0) else _("never")),
        (_("Acts can be undone within"), span(told.undo_within)),
    )
    return [
        Group(
            "name", _("Name of the regulation"), facts=known((pgettext("thing", "Name"), said(document.name)))
        ),
        Group("about", _("Description"), facts=known((_("Description"), said(document.about) or "--"))),
        Group("desk", _("How to reach the desk"), facts=reach, origin=origin_of(told)),
        Group("habits", _("How the desk works"), facts=habits, part_of="desk"),
        _points(document),
    ]


def roles(regulation: Compiled) -> list[Group]:
    document = regulation.document
    parts = tuple(
        (named(code, role.name), said(role.duties) or "--", said(role.qualification) or "--", origin_of(role))
        for code, role in document.roles.items()
    )
    teams = tuple(
        (
            named(code, team.name),
            _("Line %(number)d") % {"number": team.line} if team.line else "--",
            lane(team.lane.value),
            name_of(document.calendars, team.calendar) or _("the desk's"),
            origin_of(team),
        )
        for code, team in document.teams.items()
    )
    return [
        Group(
            "roles",
            _("Roles"),
            table=Table(
                (_("Role"), _("Duties"), _("Qualification"), _("Origin")), parts, codes=tuple(document.roles)
            ),
        ),
        Group(
            "teams",
            _("Teams"),
            table=Table(
                (_("Team"), _("Line of support"), _("Lane"), _("Calendar"), _("Origin")),
                teams,
                codes=tuple(document.teams),
            ),
        ),
    ]


def figures(regulation: Compiled) -> list[Group]:
    """What is counted, what is reported, how long repairs take as a rule."""
    document = regulation.document
    periods = {
        "day": _("daily"),
        "week": _("weekly"),
        "month": _("monthly"),
        "quarter": _("quarterly"),
        "year": _("yearly"),
        "case": _("per case"),
    }
    wanted = tuple(
        (
            named(code, kpi.name),
            _wanted(kpi.wanted) or "--",
            periods[kpi.period],
            parties(document, kpi.roles) or "--",
            condition(document, kpi.when) or "--",
            origin_of(kpi),
        )
        for code, kpi in document.kpi.items()
    )
    due = tuple(
        (
            named(code, report.name),
            periods[report.every],
            within(report.due) if report.due else "--",
            parties(document, report.sender) or "--",
            parties(document, report.receiver) or "--",
            origin_of(report),
        )
        for code, report in document.reports.items()
    )
    standard = tuple(
        (
            name_of(document.categories, rule.category),
            name_of(document.levels, rule.level) or "--",
            span(rule.span),
            origin_of(rule),
        )
        for rule in document.standard_hours.values()
    )
    return [
        Group(
            "kpi",
            _("Figures and their goals"),
            table=Table(
                (_("Figure"), _("Goal"), _("Each"), _("Roles"), _("Condition"), _("Origin")),
                wanted,
                codes=tuple(document.kpi),
            ),
        ),
        Group(
            "reports",
            _("Reports that are due"),
            table=Table(
                (_("Report"), _("Each"), _("Due"), _("Handed in by"), _("Received by"), _("Origin")),
                due,
                codes=tuple(document.reports),
            ),
        ),
        Group(
            "standard_hours",
            _("Standard hours"),
            table=Table((_("Category"), _("Level"), _("Hours"), _("Origin")), standard),
        ),
    ]


def _points(document: Regulation) -> Group:
    ledger = document.points
    period = {"month": _("month"), "quarter": _("quarter")}[ledger.period]
    told = known(
        (_("Points are kept per"), period),
        (_("Appeal within"), span(ledger.appeal_within)),
        (_("Decided by"), parties(document, ledger.decided_by)),
    )
    return Group("points", _("Points"), facts=told, origin=origin_of(ledger))


def _wanted(limit: str) -> str:
    """`≥ 95%`, as one reads what the document writes as `>=95%`."""
    return limit.replace(">=", "≥ ").replace("<=", "≤ ")


def _mono(text: str) -> SafeString:
    return element("span", text, class_="mono")
