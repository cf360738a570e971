"""The regulation's codes, conditions and spans as a person says them, in the reader's language."""

from collections.abc import Iterable, Mapping
from datetime import time, timedelta
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from shouwen.base.languages import name_in, reader_language
from shouwen.capabilities.people.models import Skill
from shouwen.capabilities.tickets.choices import Channel
from shouwen.capabilities.tickets.labels import requirement_label
from shouwen.domain.regulation import Condition, Point, Regulation, Text, Within
from shouwen.domain.regulation.facts import VERB_OF
from shouwen.domain.regulation.words import NamedRule
from shouwen.domain.workflow import TicketState
from shouwen.ui.components.marks import LANES

Words = Mapping[str, Promise | str]

RELATIONS: Final[Words] = {
    "owner": _("owner"),
    "responsible": _("person responsible"),
    "handler": _("handler"),
    "helpers": _("helpers"),
    "team_leader": _("team leader"),
    "department_head": _("head of department"),
    "dispatcher": _("dispatchers"),
    "customer": _("customer"),
    "contact": _("contact"),
    "graded": _("person graded"),
    "watchers": _("watchers"),
    "participants": _("participants of the meeting"),
}
FIELDS: Final[Words] = {
    "class": _("class"),
    "category": _("category"),
    "level": _("level"),
    "priority": _("priority"),
    "service_level": _("service level"),
    "channel": _("channel"),
    "contract": _("contract"),
    "customer": _("customer"),
    "product": _("product"),
    "phase": _("phase"),
    "team": _("team"),
    "lane": _("lane"),
    "state": _("state"),
    "major": _("major"),
    "calendar": _("calendar"),
    "solved_by": _("solved by"),
    "solved_how": _("solved how"),
    "reason": _("reason"),
    "stage": _("stage"),
    "route": _("route"),
    "grade": _("grade"),
    "call_back": _("call-back"),
    "way": _("way"),
    "promise": _("promise"),
    "what": _("what is recorded"),
}
FACTS: Final[Words] = {
    "ticket.registered": _("registration"),
    "ticket.checked": _("check of the request"),
    "ticket.evidence_recorded": _("evidence recorded"),
    "ticket.undone": _("undoing"),
    "intake.received": _("a request came in"),
    "intake.held": _("a request waits for an agent"),
    "intake.quarantined": _("a mail can't be read"),
    "intake.registered": _("a request becomes a ticket"),
    "intake.appended": _("a request is added to a ticket"),
    "intake.routed": _("a request goes to another department"),
    "intake.dismissed": _("a request is dismissed"),
    "clock.warned": _("warning of a promise"),
    "clock.breached": _("a promise broken"),
    "clock.met": _("a promise met"),
    "clock.started": _("a promise begun"),
    "clock.paused": _("a promise paused"),
    "clock.resumed": _("a promise resumed"),
    "clock.cancelled": _("a promise no longer due"),
    "clock.recalculated": _("a promise recalculated"),
    "clock.pause_expired": _("the end of a rest"),
    "clock.breach_withdrawn": _("a promise kept after all"),
    "promise.set_by_hand": _("a date set by hand"),
    "promise.calendars_published": _("other calendars"),
    "promise.regulation_changed": _("another regulation"),
    "ticket.escalated": _("act of an escalation"),
    "ticket.services_counted": _("services of the contract counted"),
    "ticket.call_linked": _("a call linked to it"),
    "ticket.particulars_changed": _("another contact, site or product"),
    "ticket.stand_in_named": _("somebody stands in for the owner"),
    "ticket.stand_in_released": _("the owner is back"),
    "ticket.meeting_opened": _("a coordination meeting called"),
    "ticket.meeting_held": _("a coordination meeting held"),
    "ticket.meeting_corrected": _("the record of a meeting corrected"),
    "ticket.remote_ruled_out": _("confirmed: can't be solved remotely"),
    "ticket.remote_not_ruled_out": _("remote solution no longer ruled out"),
    "ticket.review_asked": _("a draft to review"),
    "ticket.reviewed": _("a draft reviewed"),
    "ticket.review_ended": _("the end of a review"),
    "clock.escalated": _("escalation"),
}
SUBJECTS: Final[Words] = {"ticket": _("ticket"), "intake": _("request that came in")}
"""What a promise is about."""
VALUES: Final[Words] = {
    "yes": _("yes"),
    "no": _("no"),
    "agent": _("agent"),
    "engineer": _("engineer"),
    "phone": _("phone"),
    "remote": _("remote"),
    "on_site": _("on site"),
}
GUARDS: Final[Words] = {
    "cause_and_solution_required": _("cause and solution entered"),
    "process_and_result_required": _("what was done and the result entered"),
    "level_required": _("graded"),
    "request_checked": _("request checked"),
    "handler_on_duty": _("handler on duty"),
    "reason_required": _("reason entered"),
    "until_required": _("end date entered"),
    "tried_and_why_required": _("what was tried and why entered"),
    "solution_confirmed": _("proposed solution confirmed"),
    "backup_asked": _("backup asked for"),
    "charge_agreed": _("fee agreed or waived, where it is served at a charge"),
    "change_approved": _("approved by the project leader, where the category needs it"),
    "tasks_finished": _("helpers' tasks finished"),
    "call_back_done": _("call-back done"),
    "second_call_back_done": _("second call-back done"),
    "grade_ok": _("grade sufficient"),
    "customer_agreed": _("customer agreed"),
    "agent_confirmed": _("agent confirmed"),
    "acknowledged": _("acknowledged by the customer"),
    "business_back_to_normal": _("business back to normal"),
    "sheet_signed": _("service sheet signed"),
    "closing_rule_met": _("closing rule met"),
    "manager_only": _("manager only"),
}


STATES: Final = {state.value: state for state in TicketState}


def said(text: Text | None) -> str:
    """`text` in the reader's language; empty for none."""
    return text.in_language(reader_language()) if text else ""


def name_of(section: Mapping[str, NamedRule], code: str | None) -> str:
    """What `section` calls `code`; the bare code where it is unknown, empty for none."""
    if not code:
        return ""
    rule = section.get(code)
    return said(rule.name) if rule else code


def names_of(section: Mapping[str, NamedRule], codes: Iterable[str]) -> str:
    return listed(name_of(section, code) for code in codes)


def listed(words: Iterable[object]) -> str:
    """`words` one after another, as enumerations are written here."""
    return gettext(", ").join(str(word) for word in words)


def either(words: Iterable[object]) -> str:
    """`words` as alternatives: the last by "or"."""
    *first, last = [str(word) for word in words]
    return gettext("%(some)s or %(last)s") % {"some": listed(first), "last": last} if first else last


def party(document: Regulation, code: str) -> str:
    """Somebody the regulation names: a relation, a role, whoever is on duty in a team, a team, a person, a post."""
    kind, mark, named = code.partition(":")
    if not mark:
        return str(RELATIONS.get(code) or name_of(document.roles, code))
    if kind in ("duty", "team"):
        team = name_of(document.teams, named)
        return gettext("on duty in %(team)s") % {"team": team} if kind == "duty" else team
    return named


def parties(document: Regulation, codes: Iterable[str]) -> str:
    return listed(party(document, code) for code in codes)


def happening(document: Regulation, code: str) -> str:
    """A fact or a state, as the workflow calls its verb or its state."""
    if code in FACTS:
        return str(FACTS[code])
    if verb := VERB_OF.get(code):
        return gettext("“%(act)s”") % {"act": said(document.workflow.verbs.get(verb)) or code}
    state = STATES.get(code)
    return said(document.workflow.states.get(state)) or code if state else code


def happenings(document: Regulation, codes: Iterable[str]) -> str:
    return either(happening(document, code) for code in codes)


def condition(document: Regulation, when: Condition) -> str:
    """The condition as a clause: "class is Fault and level is High or Medium"; empty when it always holds."""
    told = [
        gettext("%(field)s is %(values)s")
        % {
            "field": FIELDS.get(field, field),
            "values": either(value_of(document, field, value) for value in values),
        }
        for field, values in when.named().items()
    ]
    return gettext(" and ").join(told)


def skill_names() -> dict[str, str]:
    """What the desk calls the skills it knows, by their codes; one statement."""
    known = Skill.objects.filter(is_active=True).order_by("code")
    return {skill.code: name_in(skill.names) or skill.code for skill in known}


def value_of(document: Regulation, field: str, value: str) -> str:
    sections: dict[str, Mapping[str, Any]] = {
        "class": document.classes,
        "category": document.categories,
        "level": document.levels,
        "service_level": document.service_levels,
        "team": document.teams,
        "calendar": document.calendars,
        "route": document.routes,
        "call_back": document.call_backs,
        "promise": document.targets,
        "reason": document.workflow.suspension_reasons,
    }
    if field in sections:
        return name_of(sections[field], value)
    if field == "state":
        return happening(document, value)
    if field == "channel":
        return str(Channel(value).label)
    if field == "what":
        return str(requirement_label(value))
    if field == "lane":
        return gettext(LANES.get(value, value))
    return str(VALUES.get(value, value))


def span(length: timedelta) -> str:
    """A span in hours and minutes, whole days from two on: `30 分`, `4 小时`, `3 天`."""
    minutes = int(length.total_seconds()) // 60
    if not minutes:
        return gettext("%(seconds)d s") % {"seconds": int(length.total_seconds())}
    days, rest = divmod(minutes, 1440)
    if days >= 2 and not rest:
        return gettext("%(days)d d") % {"days": days}
    return hours(length)


def hours(length: timedelta) -> str:
    """A span in hours and minutes, however long: working time has no days."""
    whole, minutes = divmod(int(length.total_seconds()) // 60, 60)
    if whole and minutes:
        return gettext("%(hours)d h %(minutes)d min") % {"hours": whole, "minutes": minutes}
    return (
        gettext("%(hours)d h") % {"hours": whole}
        if whole
        else gettext("%(minutes)d min") % {"minutes": minutes}
    )


def clock(at: time) -> str:
    return "24:00" if at == time.max else f"{at:%H:%M}"


def within(limit: Within | None) -> str:
    """How long there is: "within 2 h of working time", "by the end of the working day"; no promise for None."""
    if limit is None:
        return gettext("no promise")
    words = _way(limit)
    return (
        gettext("%(limit)s, by %(time)s") % {"limit": words, "time": clock(limit.by)} if limit.by else words
    )


def _way(limit: Within) -> str:
    if limit.working is not None:
        return gettext("%(span)s of working time") % {"span": hours(limit.working)}
    if limit.wall is not None:
        return gettext("%(span)s around the clock") % {"span": span(limit.wall)}
    if limit.end_of_workday is not None:
        days = limit.end_of_workday
        if not days:
            return gettext("by the end of the same working day")
        return ngettext(
            "by the end of the working day %(days)d day later",
            "by the end of the working day %(days)d days later",
            days,
        ) % {"days": days}
    if limit.times_each_workday is not None:
        times = limit.times_each_workday
        words = ngettext("%(times)d time each working day", "%(times)d times each working day", times) % {
            "times": times
        }
        return (
            words if limit.first_day_counts else gettext("%(limit)s, from the day after") % {"limit": words}
        )
    if limit.day_of_month is not None:
        words = gettext("by day %(day)d of each month") % {"day": limit.day_of_month}
        return (
            gettext("%(limit)s, on the working day before") % {"limit": words} if limit.day_before else words
        )
    if limit.months is not None:
        return ngettext("%(months)d month", "%(months)d months", limit.months) % {"months": limit.months}
    days = limit.days or 0
    return ngettext("%(days)d calendar day", "%(days)d calendar days", days) % {"days": days}


def point(at: Point) -> str:
    """An instant of a clock's course: "at 75 %", "when due", "1 h after it was due"."""
    if at.percent is not None:
        return gettext("at %(percent)d%% of the time") % {"percent": at.percent}
    offset = at.offset or timedelta(0)
    if not offset:
        return gettext("when due")
    if offset < timedelta(0):
        return gettext("%(span)s before it is due") % {"span": span(-offset)}
    return gettext("%(span)s after it was due") % {"span": span(offset)}
