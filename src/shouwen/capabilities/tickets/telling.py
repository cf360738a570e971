"""What there is to tell about a ticket's fact: the places of templates filled, the people behind its parts."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import cache
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import translation
from django.utils.dateparse import parse_datetime
from django.utils.formats import date_format

from shouwen.base.models import Fact
from shouwen.base.prepared import Prepared
from shouwen.capabilities.customers.models import ContactMail
from shouwen.capabilities.notifications.ladders import besides_of_step, late_by, moment, recipients_of
from shouwen.capabilities.notifications.ports import (
    Addressee,
    Besides,
    Found,
    PersonalWord,
    Teller,
    WhatToTell,
    register_teller,
)
from shouwen.capabilities.notifications.queries import thread_of
from shouwen.capabilities.people.models import Person
from shouwen.capabilities.regulations.queries import Compiled, regulation_of
from shouwen.capabilities.service_levels.queries import clocks_of
from shouwen.capabilities.service_levels.queries.explaining import promise_name
from shouwen.capabilities.tickets.choices import SPLIT_TAKEN_BACK, Channel, Visibility
from shouwen.capabilities.tickets.closing import code_of
from shouwen.capabilities.tickets.commands.undo import LATENCY, UNDOABLE
from shouwen.capabilities.tickets.facts import ESCALATED
from shouwen.capabilities.tickets.fields import CONDITION_FIELDS, field_value
from shouwen.capabilities.tickets.labels import NO_HELPER, quotable
from shouwen.capabilities.tickets.models import Entry, Involvement, Task, Ticket
from shouwen.capabilities.tickets.progress_links import progress_path
from shouwen.capabilities.tickets.queries.parties import department_heads, participants_of
from shouwen.domain.regulation.words import NamedRule

LANGUAGES: Final = ("zh-hans", "en")
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
RELATIONS: Final = (
    "owner",
    "responsible",
    "handler",
    "graded",
    "team_leader",
    "department_head",
    "helpers",
    "watchers",
    "participants",
)
NOTHING: Final = "--"
ALWAYS_TOLD: Final = frozenset({"ticket.replied", "ticket.routed_away", "clock.escalated", ESCALATED})
ESTIMATE_ASKED: Final = "estimate_asked"
"""The template by which whoever works on a ticket is asked for a new estimate."""
NO_HELPER_FOUND: Final = "no_helper"
"""The template that tells those whom a ladder's step tells that it found nobody to help."""
MEETING_CALLED: Final = "meeting_opened"
"""The template that calls to a coordination meeting whoever a later step of a ladder invites to one already called."""
INTERNAL: Final = ("done", "found", "next_step", "improvement", "summary")

WITH_ALL: Final[Prepared[Ticket]] = Prepared(
    lambda pk: Ticket.objects.select_related(*READ_ALONG).filter(pk=pk)
)
ENTRY: Final[Prepared[Entry]] = Prepared(lambda pk: Entry.objects.filter(pk=pk))
FIRST_MAIL: Final[Prepared[tuple[str]]] = Prepared(
    lambda contact: ContactMail.objects.filter(contact_id=contact).order_by("pk").values_list("address")[:1]
)
INVOLVED: Final[Prepared[tuple[int, str]]] = Prepared(
    lambda ticket: Involvement.objects.filter(ticket_id=ticket).values_list("person_id", "why")
)
REFERENCES: Final[Prepared[tuple[str]]] = Prepared(
    lambda ticket: (
        Entry.objects.filter(ticket_id=ticket, reference__startswith="<")
        .order_by("seq")
        .values_list("reference")
    )
)


def teach_messages() -> None:
    """From now on facts about tickets are told in messages."""
    register_teller("ticket", Teller(what_to_tell, ALWAYS_TOLD))


def what_to_tell(fact: Fact) -> WhatToTell | None:
    """Everything a message about `fact` may say; None when its ticket is gone, or a split that was taken back. One to
    three statements, and those of what is asked for later.
    """
    ticket = WITH_ALL.one(fact.subject_id)
    if ticket is None or ticket.close_kind == SPLIT_TAKEN_BACK:
        return None
    counts = (
        fact.regulation_id if fact.name.startswith("clock.") else None
    )  # open tickets may have moved to another
    regulation = regulation_of(counts or ticket.regulation_id)
    entry = ENTRY.one(fact.payload["entry"]) if fact.payload.get("entry") else None
    fields = {told: field_value(ticket, name) for name, told in CONDITION_FIELDS.items()}
    grade = fact.payload.get("grade", ticket.evidence.get("grade"))
    reader = _customer(ticket)
    return WhatToTell(
        fact=fact,
        document=regulation.document,
        fields=fields
        | {"route": code_of(ticket.route_id), "grade": grade, "stage": fact.payload.get("stage", "")}
        | {"what": fact.payload.get("what", "")},
        places=Found(LANGUAGES, lambda language: _places(language, ticket, fact, entry, regulation)),
        for_customer=Found(
            LANGUAGES, lambda language: _for_customer(language, ticket, fact, entry, regulation)
        ),
        persons=Found(_relations(ticket), lambda relation: _persons(relation, ticket, fact)),
        customer=(reader,) if reader else (),
        staff_path=f"/t/{ticket.number}",
        customer_path=progress_path(ticket),
        word=_word(ticket, fact, entry),
        thread=cache(lambda: _thread(ticket, reader, is_reply=fact.name == "ticket.replied")),
        proves_nobody=ticket.channel == "mail" and ticket.state == "new",  # nobody has looked at it yet
        undoable_for=regulation.document.desk.undo_within + 2 * LATENCY
        if fact.name in UNDOABLE or fact.payload.get("split_from")
        else timedelta(0),
        besides=tuple(_besides(fact, regulation)),
        only_besides=fact.name == "clock.escalated",
    )


def places_now(ticket: Ticket, *, language: str, at: datetime) -> dict[str, str]:
    """What {placeholders} stand for to the customer of `ticket` at this instant; what is not known is left out.

    `ticket` comes with what READ_ALONG names, or each costs a statement.
    """
    nothing_told = Fact(subject_id=ticket.pk, name="", at=at, payload={})
    regulation = regulation_of(ticket.regulation_id)
    found = _places(language, ticket, nothing_told, None, regulation) | {
        **_promised(language, ticket, nothing_told, regulation),
        "link": settings.PUBLIC_URL + progress_path(ticket),
    }
    return {name: text for name, text in found.items() if text != NOTHING}


def _places(
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
            "salutation": ticket.contact.title if ticket.contact else "",
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
            "handler": _named(ticket.handler or ticket.responsible or ticket.owner),
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
            "done": facets.get("done", "") or NOTHING,
            "found": facets.get("found", "") or NOTHING,
            "next_step": facets.get("next", "") or NOTHING,
            "late_by": late_by(due_at, fact),
            "grade": str(fact.payload.get("grade") or ticket.evidence.get("grade") or NOTHING),
            "improvement": entry.body if entry else NOTHING,
            "summary": entry.body if entry else ticket.title,
            "opening_hours": document.calendars[desk.calendar].name.in_language(language),
        }
    return {name: str(value) for name, value in texts.items()}


def _relations(ticket: Ticket) -> tuple[str, ...]:
    """The relations to the ticket that a regulation may name.

    While no team with a leader holds it, its leader is left out, so that all who have the role are meant.
    """
    has_leader = ticket.team is not None and ticket.team.leader_id is not None
    return RELATIONS if has_leader else tuple(name for name in RELATIONS if name != "team_leader")


def _persons(relation: str, ticket: Ticket, fact: Fact) -> tuple[int, ...]:
    """The colleagues behind this relation to the ticket."""
    ids: list[int | None]
    match relation:
        case "owner":
            ids = [ticket.owner_id, ticket.stand_in_id]
        case "responsible":
            ids = [ticket.responsible_id]
        case "handler":
            ids = [ticket.handler_id]
        case "graded":
            ids = [ticket.responsible_id or ticket.handler_id]
        case "team_leader":
            ids = [ticket.team.leader_id if ticket.team else None]
        case "department_head":
            ids = [*department_heads(ticket)]
        case "helpers" if fact.name == "ticket.helper_asked" and fact.payload.get("person"):
            ids = [fact.payload["person"]]
        case "helpers":
            ids = [person for person, why in INVOLVED(ticket.pk) if why == "helper"]
        case "watchers":
            ids = [person for person, why in INVOLVED(ticket.pk) if why != "helper"]
        case "participants" if "invited" in fact.payload:
            ids = fact.payload["invited"]
        case "participants":
            ids = [*participants_of(ticket)]
        case _:
            raise LookupError(relation)
    return tuple(pk for pk in ids if pk is not None)


def _customer(ticket: Ticket) -> Addressee | None:
    """Whom the customer's side is reached by: the address the request came from, else the contact's first one.

    Somebody without any address is told by phone; None where nobody is known at all.
    """
    contact, phone = ticket.contact, ticket.caller_phone
    if contact is None:
        known = ticket.caller_mail or phone
        return (
            Addressee("outside", None, ticket.caller_name, ticket.caller_mail, phone=phone) if known else None
        )
    address = ticket.caller_mail
    if not address:
        (address,) = FIRST_MAIL.one(contact.pk) or ("",)
    return Addressee("contact", contact.pk, contact.name, address, contact.language, phone)


def _for_customer(
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


def _word(ticket: Ticket, fact: Fact, entry: Entry | None) -> PersonalWord | None:
    """The reply that goes out as it was written; one given by phone has been told already."""
    if fact.name != "ticket.replied" or entry is None or fact.payload.get("channel") == Channel.PHONE:
        return None
    return PersonalWord(
        text=entry.body,
        author=entry.author_name,
        title=ticket.title,
        files=tuple(fact.payload.get("attachments", ())),
        cc=tuple(entry.facets.get("cc", ())),
    )


def _thread(ticket: Ticket, reader: Addressee | None, *, is_reply: bool) -> tuple[str, ...]:
    """Message ids of what this reader wrote and got, oldest first; a reply answers his newest."""
    if reader is None or not reader.address:
        return ()
    his = [reference for (reference,) in REFERENCES(ticket.pk)]
    ours = thread_of(subject_id=ticket.pk, address=reader.address)
    newest = his[-1:] if is_reply else []
    earlier = dict.fromkeys([*his[:1], *ours, *his[1:]])
    return tuple(one for one in earlier if one not in newest) + tuple(newest)


def _besides(fact: Fact, regulation: Compiled) -> Iterator[Besides]:
    """A ladder's step tells those it names, by its own template or the one for promises at risk; a route its sender."""
    if fact.name == "ticket.routed_away":
        route = regulation.document.routes.get(str(fact.payload.get("route", "")))
        if route and route.template:
            yield Besides(kind=route.template, to=(), channels=(), template=route.template)
        return
    templates = regulation.document.templates
    if fact.name == ESCALATED and fact.payload.get("reason") in NO_HELPER:
        step = Fact.objects.get(pk=fact.payload["escalation"]).payload
        yield Besides(
            kind=f"no_helper.{step['stage']}",
            to=recipients_of(step),
            channels=tuple(step.get("channels", ("inbox",))),
            template=NO_HELPER_FOUND if NO_HELPER_FOUND in templates else "escalated",
        )
    if fact.name == ESCALATED and fact.payload.get("invited"):
        yield Besides(
            kind=MEETING_CALLED, to=("participants",), channels=("inbox", "mail"), template=MEETING_CALLED
        )
    yield from besides_of_step(fact, regulation.document)
    if fact.name != "clock.escalated":
        return
    if "ask_estimate" in fact.payload.get("actions", ()) and ESTIMATE_ASKED in templates:
        yield Besides(
            kind=f"estimate.{fact.payload['stage']}",
            to=("handler", "responsible"),
            channels=("inbox", "mail"),
            template=ESTIMATE_ASKED,
        )


def _reason(language: str, fact: Fact, entry: Entry | None, regulation: Compiled) -> str:
    """The reason in words: what was written, else the name of the code that was chosen."""
    if entry is not None and entry.body:
        return entry.body
    if fact.name == "ticket.helper_asked":
        return Task.objects.values_list("wish", flat=True).get(pk=fact.payload["task"])
    code = str(fact.payload.get("reason") or fact.payload.get("reason_code") or "")
    document = regulation.document
    known: dict[str, Any] = {
        **document.workflow.suspension_reasons,
        **document.dispatch.refusal_reasons,
        **document.dispatch.hand_over_reasons,
    }
    if code in NO_HELPER:
        return str(NO_HELPER[code])
    return known[code].name.in_language(language) if code in known else code or NOTHING


def _in_words(rule: NamedRule | None, language: str) -> str:
    return rule.name.in_language(language) if rule else ""


def _named(person: Person | None) -> str:
    return person.name if person else NOTHING


def _instant(told: Any) -> datetime | None:
    return parse_datetime(told) if isinstance(told, str) else None


def _day(at: datetime, zone: ZoneInfo) -> str:
    return date_format(at.astimezone(zone), "Y-m-d")
