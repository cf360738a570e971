"""The places of templates and phrases, filled with what is known of a ticket and of the fact that is told."""

from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import translation
from django.utils.dateparse import parse_datetime
from django.utils.formats import date_format
from django.utils.translation import gettext

from shouwen.base.models import Fact
from shouwen.capabilities.notifications.ladders import late_by, moment
from shouwen.capabilities.people.models import Person
from shouwen.capabilities.regulations.queries import Compiled, regulation_of
from shouwen.capabilities.service_levels.queries import clocks_of
from shouwen.capabilities.service_levels.queries.explaining import promise_name
from shouwen.capabilities.tickets.choices import Visibility
from shouwen.capabilities.tickets.closing import code_of
from shouwen.capabilities.tickets.labels import NO_HELPER, quotable
from shouwen.capabilities.tickets.models import Entry, Task, Ticket
from shouwen.capabilities.tickets.progress_links import progress_path
from shouwen.capabilities.tickets.telling.readers import handler_by
from shouwen.domain.regulation.words import NamedRule
from shouwen.domain.workflow import FACT_OF, TicketVerb

READ_ALONG: Final = (
    "subject",
    "customer",
    "contact",
    "contract",
    "product",
    "team__leader",
    "team__parent",
    "owner",
    "responsible",
    "handler",
)
"""What a ticket is read with where its places are filled."""
NOTHING: Final = "--"
INTERNAL: Final = ("done", "found", "next_step", "improvement", "summary")
"""Places whose words were written for colleagues."""
LONGEST_SALUTATION: Final = 3
"""Characters: 主任 and 总经理 are forms of address, 信息科科长 and 网络管理员 are not."""


def places_now(ticket: Ticket, *, language: str, at: datetime) -> dict[str, str]:
    """What {placeholders} stand for to the customer of `ticket` at this instant; what is not known is left out.

    `ticket` comes with what READ_ALONG names, or each costs a statement.
    """
    nothing_told = Fact(subject_id=ticket.pk, name="", at=at, payload={})
    regulation = regulation_of(ticket.regulation_id)
    found = places_of(language, ticket, nothing_told, None, regulation) | {
        **_promised(language, ticket, nothing_told, regulation),
        "link": settings.PUBLIC_URL + progress_path(ticket),
    }
    return {name: text for name, text in found.items() if text != NOTHING}


def places_of(
    language: str, ticket: Ticket, fact: Fact, entry: Entry | None, regulation: Compiled
) -> dict[str, str]:
    """Every placeholder of a template, in `language`; what is not known reads `--`."""
    document = regulation.document
    desk = document.desk
    zone = ZoneInfo(desk.time_zone)
    with translation.override(language):
        promise = fact.payload.get("promise") or ticket.next_due_name
        due_at = _instant(fact.payload.get("due_at")) or ticket.next_due_at
        contact = ticket.contact.name if ticket.contact else ticket.caller_name
        facets = entry.facets if entry else {}
        route = document.routes.get(str(fact.payload.get("route", "")))
        department = document.teams.get(route.team) if route and route.team else None
        texts = {
            "number": ticket.number,
            "subject": quotable(ticket.title),
            "title": ticket.contact.title if ticket.contact else "",
            "class": _in_words(document.classes.get(code_of(ticket.klass_id)), language),
            "level": _in_words(document.levels.get(code_of(ticket.level_id)), language),
            "state": regulation.state_name(ticket.state),
            "company": ticket.customer.name if ticket.customer else ticket.caller_company,
            "contact": contact or translation.gettext("customer"),
            "salutation": _salutation(ticket.contact.title) if ticket.contact else "",
            "phone": ticket.caller_phone,
            "date": _day(ticket.reported_at, zone),
            "problem": quotable(ticket.title),
            "desk": desk.name.in_language(language),
            "hotline": desk.hotline,
            "fax": desk.fax or NOTHING,
            "desk_mail": desk.mail or NOTHING,
            "complaint_phone": desk.complaint_phone or desk.hotline,
            "website": desk.website or NOTHING,
            "agent": ticket.owner.name if ticket.owner else desk.name.in_language(language),
            "owner": ticket.owner.name if ticket.owner else desk.name.in_language(language),
            "handler": _named(_handler(ticket, fact) or ticket.responsible or ticket.owner),
            "responsible": _named(ticket.responsible or ticket.handler),
            "team": document.teams[ticket.team.code].name.in_language(language)
            if ticket.team and ticket.team.code in document.teams
            else NOTHING,
            "product": ticket.product.names.get("en" if language == "en" else "zh", "")
            if ticket.product
            else NOTHING,
            "due": moment(due_at, zone),
            "due_name": promise_name(document, promise, language) if promise else NOTHING,
            "estimate": moment(ticket.estimate_at, zone),
            "until": moment(_instant(fact.payload.get("until")) or ticket.suspended_until, zone),
            "reason": _reason(language, fact, entry, regulation),
            "cause": ticket.cause or NOTHING,
            "solution": ticket.solution or ticket.proposal or NOTHING,
            "workaround": ticket.workaround or NOTHING,
            "department": department.name.in_language(language)
            if department
            else desk.name.in_language(language),
            "done": facets.get("done", "") or facets.get("tried", "") or NOTHING,
            "found": facets.get("found", "") or NOTHING,
            "next_step": facets.get("next", "") or NOTHING,
            "late_by": late_by(due_at, fact),
            "grade": str(fact.payload.get("grade") or ticket.evidence.get("grade") or NOTHING),
            "improvement": entry.body if entry else NOTHING,
            "summary": entry.body if entry else ticket.title,
            "opening_hours": document.calendars[desk.calendar].name.in_language(language),
        }
    return {name: str(value) for name, value in texts.items()}


def for_customer(
    language: str, ticket: Ticket, fact: Fact, entry: Entry | None, regulation: Compiled
) -> dict[str, str]:
    """What somebody outside reads instead of texts and promises that were meant for colleagues."""
    promised = _promised(language, ticket, fact, regulation)
    if entry is None or entry.visibility == Visibility.CUSTOMER:
        return promised
    route = regulation.document.routes.get(str(fact.payload.get("route", "")))
    told = route.name.in_language(language) if route else _reason(language, fact, None, regulation)
    return {"reason": told, **dict.fromkeys(INTERNAL, NOTHING), **promised}


def _promised(language: str, ticket: Ticket, fact: Fact, regulation: Compiled) -> dict[str, str]:
    """The nearest promise that was made to the customer; none of ours among ourselves.

    A fact about one promise tells of that one. At most one statement.
    """
    nearest = regulation.document.targets.get(ticket.next_due_name)
    if fact.payload.get("promise") or (nearest and nearest.shown_to_customer and nearest.promise == "sla"):
        return {}
    promised = [
        clock
        for clock in clocks_of(ticket.pk, for_customer=True)
        if clock.due_at and clock.status == "running"
    ]
    first = min(promised, key=lambda clock: (clock.due_at, clock.pk), default=None)
    if first is None:
        return {"due": NOTHING, "due_name": NOTHING}
    zone = ZoneInfo(regulation.document.desk.time_zone)
    named = promise_name(regulation.document, first.promise, language)
    return {"due": moment(first.due_at, zone), "due_name": named}


def _reason(language: str, fact: Fact, entry: Entry | None, regulation: Compiled) -> str:
    """The reason in words: what was written, else the name of the code that was chosen."""
    chosen = (
        entry.facets.get("reason", "") if entry is not None else ""
    )  # a hand-over's; its body is the package
    said = entry.body if entry is not None and not chosen else ""
    if said and fact.name != FACT_OF[TicketVerb.REFUSE]:
        return said
    if fact.name == "ticket.helper_asked":
        return Task.objects.values_list("wish", flat=True).get(pk=fact.payload["task"])
    code = str(chosen or fact.payload.get("reason") or fact.payload.get("reason_code") or "")
    document = regulation.document
    known: dict[str, Any] = {
        **document.workflow.suspension_reasons,
        **document.dispatch.refusal_reasons,
        **document.dispatch.hand_over_reasons,
    }
    if code in NO_HELPER:
        return str(NO_HELPER[code])
    named = known[code].name.in_language(language) if code in known else code or NOTHING
    return gettext("%(reason)s (%(words)s)") % {"reason": named, "words": said} if said else named


def _salutation(title: str) -> str:
    """The job title as what one is called by, as 科长 or Ms; what only describes his post is not said to him."""
    return title if len(title) <= LONGEST_SALUTATION else ""


def _in_words(rule: NamedRule | None, language: str) -> str:
    return rule.name.in_language(language) if rule else ""


def _handler(ticket: Ticket, fact: Fact) -> Person | None:
    """Who had the ticket in hand by `fact`; a statement only where somebody else has it now."""
    person_id = handler_by(fact, ticket)
    return ticket.handler if person_id == ticket.handler_id else Person.objects.filter(pk=person_id).first()


def _named(person: Person | None) -> str:
    return person.name if person else NOTHING


def _instant(told: Any) -> datetime | None:
    return parse_datetime(told) if isinstance(told, str) else None


def _day(at: datetime, zone: ZoneInfo) -> str:
    return date_format(at.astimezone(zone), "Y-m-d")
