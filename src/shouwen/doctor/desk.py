"""Looks at the desk: its rules, its people, its journal."""

from datetime import UTC, datetime

from django.conf import settings

from shouwen.base import audit
from shouwen.capabilities.regulations.queries import faults_since
from shouwen.capabilities.regulations.reasons import fault_words
from shouwen.capabilities.regulations.refusals import MOST_TOLD
from shouwen.capabilities.service_levels.calendars.shelf import unreadable_calendars
from shouwen.doctor.findings import Finding, Health
from shouwen.doctor.questions import Asked

NEXT_YEAR_FROM_MONTH = 11  # the State Council publishes the next year's holidays in November


def regulation(asked: Asked) -> Finding:
    version = asked.regulation
    if version is None:
        return Finding("regulation", Health.RED, "none", "shouwen setup")
    return Finding("regulation", Health.GREEN, f"{version.code} {version.number}")


def rules(asked: Asked) -> Finding:
    """What this build would refuse in the regulation in force, which an earlier one accepted."""
    faults = faults_since(asked.regulation) if asked.regulation else ()
    if not faults:
        return Finding("rules", Health.GREEN, "ok")
    told = "; ".join(fault_words(fault) for fault in faults[:MOST_TOLD])
    return Finding("rules", Health.AMBER, f"refused now: {told}", "shouwen regulation export")


def holidays(asked: Asked) -> Finding:
    today = datetime.now(UTC)
    needed = today.year + (1 if today.month >= NEXT_YEAR_FROM_MONTH else 0)
    if needed not in asked.standing.years_of_holidays:
        return Finding(
            "holidays", Health.AMBER, f"{needed} is missing", f"shouwen holidays import {needed} FILE"
        )
    return Finding("holidays", Health.GREEN, str(needed))


def calendars(_asked: Asked) -> Finding:
    found = unreadable_calendars()
    if not found:
        return Finding("calendars", Health.GREEN, "ok")
    told = ", ".join(
        f"{one.code} v{one.version} -> {f'v{one.instead}' if one.instead else '--'}" for one in found
    )
    health = Health.AMBER if all(one.instead for one in found) else Health.RED
    return Finding("calendars", health, f"unreadable: {told}", "shouwen holidays import YEAR FILE")


def administrator(asked: Asked) -> Finding:
    if asked.standing.has_administrator:
        return Finding("administrator", Health.GREEN, "ok")
    another = "shouwen user create admin --name Admin --role administrator"
    return Finding(
        "administrator", Health.RED, "nobody", another if asked.standing.has_people else "shouwen setup"
    )


def paused(asked: Asked) -> Finding:
    rests = asked.standing.is_paused
    return Finding("paused", Health.AMBER if rests else Health.GREEN, "yes" if rests else "no",
                   "shouwen resume" if rests else "")  # fmt: skip


def journal(_asked: Asked) -> Finding:
    report = audit.verify(heads=settings.DATA_FOLDER / "heads")
    return Finding("journal", Health.GREEN if report.is_whole else Health.RED, f"{report.facts}",
                   "" if report.is_whole else "shouwen audit verify")  # fmt: skip
