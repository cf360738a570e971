"""What there is to tell about a ticket when something happened to it: the frozen matter of its messages."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.utils import translation
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from shouwen.base.models import Fact
from shouwen.capabilities.notifications.ports import (
    Addressee,
    Besides,
    PersonalWord,
    Teller,
    WhatToTell,
    register_teller,
)
from shouwen.capabilities.notifications.queries import thread_of
from shouwen.capabilities.people.models import Team
from shouwen.capabilities.regulations.queries import Compiled, active_regulation, regulation_of
from shouwen.capabilities.tickets.choices import Channel, Visibility
from shouwen.capabilities.tickets.closing import code_of
from shouwen.capabilities.tickets.commands.changing import CONDITION_FIELDS, field_value
from shouwen.capabilities.tickets.commands.undo import UNDOABLE
from shouwen.capabilities.tickets.models import Entry, Ticket
from shouwen.domain.regulation import Regulation
from shouwen.domain.regulation.messages import PLACEHOLDERS
from shouwen.domain.regulation.words import Text

LANGUAGES: Final = ("zh-hans", "en")
NONE: Final = "—"
RELATED: Final = (
    "customer", "contact", "contract", "product", "owner", "responsible", "handler", "team__parent", "subject",
)  # fmt: skip


def tell_of_tickets() -> None:
    """From now on facts about tickets are told in messages."""
    register_teller(
        "ticket",
        Teller(
            what_to_tell, always_on=frozenset({"ticket.replied", "ticket.routed_away", "clock.escalated"})
        ),
    )


def what_to_tell(fact: Fact) -> WhatToTell | None:
    """Everything a message about `fact` may say, as the ticket stands now; None if there is no such ticket."""
    ticket = Ticket.objects.select_related(*RELATED).filter(pk=fact.subject_id).first()
    if ticket is None:
        return None
    regulation = regulation_of(fact.regulation_id) if fact.regulation_id else active_regulation()
    entry = Entry.objects.filter(pk=fact.payload.get("entry")).first() if fact.payload.get("entry") else None
    reader = customer_of(ticket)
    return WhatToTell(
        fact=fact,
        document=regulation.document,
        fields=_fields(ticket, fact),
        places={language: _places(ticket, fact, entry, regulation, language) for language in LANGUAGES},
        for_customer={
            language: _for_customer(fact, entry, regulation.document, language) for language in LANGUAGES
        },
        persons=_persons(ticket, fact),
        customer=(reader,),
        staff_path=f"/tickets/{ticket.number}",
        customer_path=f"/portal/tickets/{ticket.subject.public_token}",
        word=_word(ticket, fact, entry),
        thread=_thread(ticket, reader, is_reply=fact.name == "ticket.replied"),
        proves_nobody=ticket.channel == Channel.MAIL and ticket.state == "new",
        undoable_for=regulation.document.desk.undo_within if fact.name in UNDOABLE else timedelta(0),
        besides=_besides(fact, regulation.document),
        only_besides=fact.name == "clock.escalated",
    )


def customer_of(ticket: Ticket) -> Addressee:
    """Whom the desk writes to about `ticket`: the address the request came from, else the contact's first one."""
    contact = ticket.contact
    address = ticket.caller_mail
    phone = ticket.caller_phone
    if contact is not None:
        address = address or contact.mails.order_by("pk").values_list("address", flat=True).first() or ""
        phone = phone or contact.phones.order_by("pk").values_list("number", flat=True).first() or ""
        return Addressee("contact", contact.pk, contact.name, address.lower(), contact.language, phone)
    return Addressee("outside", None, ticket.caller_name, address.lower(), "zh-hans", phone)


def _fields(ticket: Ticket, fact: Fact) -> dict[str, object]:
    """What conditions may ask for: the ticket's own fields, and the codes this fact brought."""
    fields: dict[str, object] = {told: field_value(ticket, name) for name, told in CONDITION_FIELDS.items()}
    for name in ("route", "grade", "stage", "promise", "reason"):
        if fact.payload.get(name) not in (None, ""):
            fields[name] = fact.payload[name]
    return fields


def _persons(ticket: Ticket, fact: Fact) -> dict[str, tuple[int, ...]]:
    """The colleagues behind each relation to the ticket; the one just asked in stands for the helpers."""
    team = ticket.team
    department = team.parent if team and team.parent else team
    helpers = ticket.involvements.filter(why="helper").values_list("person_id", flat=True)
    found: dict[str, tuple[int | None, ...]] = {
        "owner": (ticket.owner_id,),
        "responsible": (ticket.responsible_id,),
        "handler": (ticket.handler_id,),
        "helpers": (fact.payload["person"],) if fact.name == "ticket.helper_asked" else tuple(helpers),
        "team_leader": (team.leader_id if team else None,),
        "department_head": (department.leader_id if department else None,),
        "watchers": tuple(
            ticket.involvements.filter(why__in=("follower", "mentioned")).values_list("person_id", flat=True)
        ),
    }
    return {relation: tuple(pk for pk in ids if pk is not None) for relation, ids in found.items()}


def _places(
    ticket: Ticket, fact: Fact, entry: Entry | None, regulation: Compiled, language: str
) -> Mapping[str, str]:
    """Every placeholder there is, filled in one language; what the ticket does not know is empty."""
    document = regulation.document
    desk = document.desk
    zone = ZoneInfo(desk.time_zone)
    facets = entry.facets if entry else {}
    with translation.override(language):
        due_name, due_at = _promise(ticket, fact, document, language)
        description = ticket.entries.filter(seq=1).values_list("body", flat=True).first() or ""
        filled = {
            "number": ticket.number,
            "subject": ticket.title,
            "problem": description,
            "class": _named(document.classes.get(code_of(ticket.klass_id)), language),
            "level": _named(document.levels.get(code_of(ticket.level_id)), language),
            "state": regulation.state_name(ticket.state),
            "company": ticket.customer.name if ticket.customer else ticket.caller_company,
            "contact": ticket.contact.name if ticket.contact else ticket.caller_name or _("customer"),
            "salutation": ticket.contact.title if ticket.contact else "",
            "title": ticket.contact.title if ticket.contact else "",
            "phone": ticket.caller_phone,
            "date": _moment(ticket.reported_at, zone),
            "desk": desk.name.in_language(language),
            "hotline": desk.hotline,
            "fax": desk.fax,
            "desk_mail": desk.mail,
            "complaint_phone": desk.complaint_phone,
            "website": desk.website,
            "opening_hours": _named(document.calendars.get(desk.calendar), language),
            "agent": ticket.owner.name if ticket.owner else "",
            "owner": ticket.owner.name if ticket.owner else desk.name.in_language(language),
            "responsible": ticket.responsible.name if ticket.responsible else "",
            "handler": ticket.handler.name if ticket.handler else _team_name(ticket.team, language),
            "team": _team_name(ticket.team, language),
            "department": _department(fact, ticket.team, document, language),
            "product": ticket.product.names.get("en" if language == "en" else "zh", "")
            if ticket.product
            else "",
            "due": _moment(due_at, zone),
            "due_name": due_name,
            "late_by": _late_by(fact, due_at),
            "estimate": _moment(ticket.estimate_at, zone),
            "until": _moment(_instant(fact.payload.get("until")) or ticket.suspended_until, zone),
            "reason": _reason(fact, document, language) or (entry.body if entry else ""),
            "cause": ticket.cause,
            "solution": ticket.solution or ticket.proposal,
            "workaround": ticket.workaround,
            "found": str(facets.get("found", "")),
            "done": str(facets.get("done") or facets.get("tried") or ""),
            "next_step": str(facets.get("next", "")),
            "grade": str(fact.payload.get("grade") or ticket.evidence.get("grade") or ""),
            "improvement": str(facets.get("improvement", "")),
            "summary": ticket.process,
        }
    return {name: filled.get(name, "") for name in PLACEHOLDERS} | filled


def _for_customer(fact: Fact, entry: Entry | None, document: Regulation, language: str) -> dict[str, str]:
    """What a reader outside reads instead: no internal text, and the description of his own request as he sent it."""
    is_his = entry is not None and entry.visibility == Visibility.CUSTOMER
    told = _reason(fact, document, language) or (entry.body if entry and is_his else "")
    inner = {} if is_his else {"found": "", "done": "", "next_step": ""}
    return {"reason": told or NONE, **inner}


def _word(ticket: Ticket, fact: Fact, entry: Entry | None) -> PersonalWord | None:
    """The reply that has to go out as it was written; one that was given by phone has been told already."""
    if fact.name != "ticket.replied" or entry is None or fact.payload.get("channel") == Channel.PHONE:
        return None
    return PersonalWord(
        text=entry.body,
        author=entry.author_name,
        title=ticket.title,
        is_answer=bool(fact.payload.get("answers")),
    )


def _thread(ticket: Ticket, reader: Addressee, *, is_reply: bool) -> tuple[str, ...]:
    """Message ids of what this reader sent and got about the ticket, oldest first; a reply answers his newest."""
    if not reader.address:
        return ()
    his = list(
        ticket.entries.exclude(reference="").filter(reference__startswith="<").order_by("seq")
        .values_list("reference", flat=True)
    )  # fmt: skip
    ours = thread_of(subject_id=ticket.pk, address=reader.address)
    if is_reply and his:
        return (*dict.fromkeys([*his[:1], *ours, *his[1:-1]]), his[-1]) if len(his) > 1 else (*ours, his[0])
    return tuple(dict.fromkeys([*his, *ours]))


def _besides(fact: Fact, document: Regulation) -> tuple[Besides, ...]:
    """A step of a ladder tells whom the step names, in the words of its template or of the one for escalations."""
    if fact.name == "clock.escalated":
        standing = (code for code, template in document.templates.items() if fact.name in template.on)
        template = fact.payload.get("template") or next(standing, "")
        to = tuple(_party(recipient) for recipient in fact.payload.get("recipients", []))
        kind = f"{template}.{fact.payload.get('stage', '')}"
        return (
            Besides(kind=kind, to=to, channels=tuple(fact.payload.get("channels", ())), template=template),
        )
    route = document.routes.get(fact.payload.get("route", "")) if fact.name == "ticket.routed_away" else None
    if route is None or not route.template:
        return ()
    return (Besides(kind=route.template, to=(), channels=(), template=route.template),)


def _party(recipient: Mapping[str, Any]) -> str:
    """A recipient as clocks tell him, as the regulation writes him."""
    kind, code = str(recipient["kind"]), str(recipient.get("code", ""))
    if kind == "role":
        return code
    return f"{'duty' if kind == 'rota' else kind}:{code}" if code else kind


def _promise(ticket: Ticket, fact: Fact, document: Regulation, language: str) -> tuple[str, datetime | None]:
    """The promise this is about: the clock's own for what a clock tells, else the ticket's next one."""
    code = str(fact.payload.get("promise") or ticket.next_due_name)
    due_at = _instant(fact.payload.get("due_at")) or ticket.next_due_at
    return _named(document.targets.get(code), language) or NONE, due_at


def _reason(fact: Fact, document: Regulation, language: str) -> str:
    """The reason in the regulation's own words, where the fact brought a code for it."""
    payload = fact.payload
    rules = document.dispatch
    sections: tuple[tuple[str, Mapping[str, Any]], ...] = (
        ("reason", document.workflow.suspension_reasons),
        ("route", document.routes),
        ("reason", rules.refusal_reasons),
        ("reason_code", {**rules.refusal_reasons, **rules.wrong_reasons, **rules.hand_over_reasons}),
    )
    for name, section in sections:
        if found := section.get(str(payload.get(name, ""))):
            return _named(found, language)
    return ""


def _department(fact: Fact, team: Team | None, document: Regulation, language: str) -> str:
    code = str(fact.payload.get("department", ""))
    return _named(document.teams.get(code) or document.roles.get(code), language) or _team_name(
        team, language
    )


def _team_name(team: Team | None, language: str) -> str:
    return str(team.names.get("en" if language == "en" else "zh", team.code)) if team else ""


def _named(rule: Any, language: str) -> str:
    name: Text | None = getattr(rule, "name", None)
    return name.in_language(language) if name else ""


def _late_by(fact: Fact, due_at: datetime | None) -> str:
    minutes = max(0, int((fact.at - due_at).total_seconds() // 60)) if due_at else 0
    return _("%(minutes)s min") % {"minutes": minutes} if minutes else ""


def _instant(value: object) -> datetime | None:
    return parse_datetime(value) if isinstance(value, str) else None


def _moment(instant: datetime | None, zone: ZoneInfo) -> str:
    return f"{instant.astimezone(zone):%Y-%m-%d %H:%M}" if instant else NONE
