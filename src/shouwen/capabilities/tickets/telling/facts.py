"""What there is to tell about a fact of a ticket."""

from datetime import timedelta
from functools import cache
from typing import Final

from shouwen.base.models import Fact
from shouwen.base.prepared import Prepared
from shouwen.capabilities.notifications.ports import (
    Addressee,
    Found,
    PersonalWord,
    Teller,
    WhatToTell,
    register_teller,
)
from shouwen.capabilities.notifications.queries import thread_of
from shouwen.capabilities.regulations.queries import regulation_of
from shouwen.capabilities.tickets.choices import SPLIT_TAKEN_BACK, Channel
from shouwen.capabilities.tickets.closing import code_of
from shouwen.capabilities.tickets.commands.undo import LATENCY, UNDOABLE
from shouwen.capabilities.tickets.facts import ESCALATED
from shouwen.capabilities.tickets.fields import CONDITION_FIELDS, field_value
from shouwen.capabilities.tickets.models import Entry, Ticket
from shouwen.capabilities.tickets.progress_links import progress_path
from shouwen.capabilities.tickets.telling.places import READ_ALONG, for_customer, places_of
from shouwen.capabilities.tickets.telling.readers import customer_of, persons_of, relations_of
from shouwen.capabilities.tickets.telling.steps import besides_of

LANGUAGES: Final = ("zh-hans", "en")
ALWAYS_TOLD: Final = frozenset({"ticket.replied", "ticket.routed_away", "clock.escalated", ESCALATED})
WITH_ALL: Final[Prepared[Ticket]] = Prepared(
    lambda pk: Ticket.objects.select_related(*READ_ALONG).filter(pk=pk)
)
ENTRY: Final[Prepared[Entry]] = Prepared(lambda pk: Entry.objects.filter(pk=pk))
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
    counts = fact.regulation_id if fact.name.startswith("clock.") else None  # the ticket may have moved since
    regulation = regulation_of(counts or ticket.regulation_id)
    entry = ENTRY.one(fact.payload["entry"]) if fact.payload.get("entry") else None
    fields = {told: field_value(ticket, name) for name, told in CONDITION_FIELDS.items()}
    grade = fact.payload.get("grade", ticket.evidence.get("grade"))
    reader = customer_of(ticket)
    return WhatToTell(
        fact=fact,
        document=regulation.document,
        fields=fields
        | {"route": code_of(ticket.route_id), "grade": grade, "stage": fact.payload.get("stage", "")}
        | {name: fact.payload.get(name, "") for name in ("what", "promise")},
        places=Found(LANGUAGES, lambda language: places_of(language, ticket, fact, entry, regulation)),
        for_customer=Found(
            LANGUAGES, lambda language: for_customer(language, ticket, fact, entry, regulation)
        ),
        persons=Found(relations_of(ticket, fact), lambda relation: persons_of(relation, ticket, fact)),
        customer=(reader,) if reader else (),
        staff_path=f"/t/{ticket.number}",
        customer_path=progress_path(ticket),
        word=_word(ticket, fact, entry),
        thread=cache(lambda: _thread(ticket, reader, is_reply=fact.name == "ticket.replied")),
        proves_nobody=ticket.channel == "mail" and ticket.state == "new",  # nobody has looked at it yet
        undoable_for=regulation.document.desk.undo_within + 2 * LATENCY
        if fact.name in UNDOABLE or fact.payload.get("split_from")
        else timedelta(0),
        besides=tuple(besides_of(fact, regulation)),
        only_besides=fact.name == "clock.escalated",
    )


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
