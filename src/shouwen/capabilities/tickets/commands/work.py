"""Work on a ticket: notes, progress, contact, estimates, suspension, helpers."""

import logging
from datetime import datetime, timedelta
from typing import Final

from django.utils.translation import gettext as _

from shouwen.base import files
from shouwen.base.actors import SYSTEM, Actor
from shouwen.base.models import Attachment
from shouwen.base.refusals import InvalidInput, NotVisible, Refusal
from shouwen.base.time import now
from shouwen.capabilities.people.models import Person
from shouwen.capabilities.tickets.choices import EntryKind, Visibility, Way, Why
from shouwen.capabilities.tickets.commands.changing import Change, changing
from shouwen.capabilities.tickets.guards import needs
from shouwen.capabilities.tickets.models import Entry, Involvement, Task, Ticket
from shouwen.capabilities.tickets.permissions import may_finish
from shouwen.capabilities.tickets.refusals import UpdateTooThin
from shouwen.domain.workflow import TicketState, TicketVerb

log = logging.getLogger(__name__)
FURTHEST: Final = timedelta(days=366)
"""So far ahead work is put off, planned or estimated; what lies beyond is a slip of the pen."""


def add_note(
    *,
    ticket: Ticket,
    text: str,
    actor: Actor,
    at: datetime,
    way: Way | str = "",
    minutes: int | None = None,
    mentions: tuple[Person, ...] = (),
    seen: int | None = None,
) -> Entry:
    """An internal note stands on the ticket; whoever is mentioned may see the ticket from now on."""
    needs({"text": text}, text=_("Write something first."))
    with changing(ticket, actor=actor, at=at, seen=seen) as change:
        change.require(TicketVerb.NOTE)
        change.ask(TicketVerb.NOTE, text=text, way=way, minutes=minutes)
        entry = change.write(EntryKind.NOTE, text, way=way, minutes=minutes)
        involve(change, mentions, Why.MENTIONED)
        change.tell(
            "ticket.noted", entry=entry.pk, way=way, minutes=minutes, mentions=[p.pk for p in mentions]
        )
    return entry


def update_progress(
    *,
    ticket: Ticket,
    done: str,
    found: str,
    next_step: str,
    next_at: datetime | None,
    actor: Actor,
    at: datetime,
    way: Way | str = "",
    minutes: int | None = None,
    tell_customer: bool = False,
    mentions: tuple[Person, ...] = (),
    seen: int | None = None,
    happened_at: datetime | None = None,
) -> Entry:
    """The progress of the work is on the ticket: what was done, found, what is next and when.

    Whoever is mentioned may see the ticket from now on.

    Anything thinner, the same words for two of these, or the same text as last time, raises UpdateTooThin: a daily
    update that says nothing is none. A next step in the past raises InvalidInput.
    `happened_at` is for updates that arrive late (written without signal); clocks use it.
    """
    with changing(ticket, actor=actor, at=at, seen=seen, happened_at=happened_at) as change:
        change.require(TicketVerb.UPDATE)
        change.ask(TicketVerb.UPDATE, way=way, minutes=minutes)
        parts = (done.strip(), found.strip(), next_step.strip())
        body = "\n".join(parts)
        if min(map(len, parts)) < 2 or len(set(parts)) < len(parts) or next_at is None:
            raise UpdateTooThin(number=change.ticket.number)
        last = change.ticket.entries.filter(kind=EntryKind.UPDATE).order_by("-seq").first()
        if last is not None and last.body == body:
            raise UpdateTooThin(number=change.ticket.number)
        _expect_ahead("next_at", next_at, change.at - timedelta(microseconds=1))
        entry = change.write(
            EntryKind.UPDATE,
            body,
            visibility=Visibility.CUSTOMER if tell_customer else Visibility.INTERNAL,
            way=way,
            minutes=minutes,
            facets={"done": done, "found": found, "next": next_step, "next_at": next_at.isoformat()},
        )
        involve(change, mentions, Why.MENTIONED)
        change.tell(
            "ticket.progress_updated",
            entry=entry.pk,
            mentions=[person.pk for person in mentions],
            substantial=True,
            full=True,
            told=tell_customer,
            next_at=next_at,
            way=way,
        )
    return entry


def record_contact(
    *,
    ticket: Ticket,
    text: str,
    way: Way | str,
    actor: Actor,
    at: datetime,
    needed: bool = True,
    seen: int | None = None,
) -> Entry:
    """The customer was contacted by the one who works on it; or (`needed` False) no contact was needed, and why."""
    needs({"text": text}, text=_("Write what was said, or why no contact was needed."))
    with changing(ticket, actor=actor, at=at, seen=seen) as change:
        change.require(TicketVerb.CONTACT)
        change.ask(TicketVerb.CONTACT, text=text, way=way)
        entry = change.write(EntryKind.HANDLING, text, way=way)
        change.set(last_word_at=change.at)
        change.tell("ticket.contacted", needed=needed, entry=entry.pk, way=way)
    return entry


def give_estimate(
    *, ticket: Ticket, until: datetime, reason: str, actor: Actor, at: datetime, seen: int | None = None
) -> Ticket:
    """The engineer's new estimate is on the ticket and the customer is told (SD-13)."""
    needs({"reason": reason}, reason=_("Enter what the customer is told as the reason."))
    _expect_ahead("until", until, at)
    with changing(ticket, actor=actor, at=at, seen=seen) as change:
        change.require(TicketVerb.ESTIMATE)
        change.ask(TicketVerb.ESTIMATE, until=until, reason=reason)
        entry = change.write(EntryKind.REASON, reason, visibility=Visibility.CUSTOMER)
        change.set(estimate_at=until, estimate_asked_at=None)
        change.tell("ticket.estimate_given", until=until, entry=entry.pk)
    return change.ticket


def suspend_ticket(
    *,
    ticket: Ticket,
    reason: str,
    until: datetime,
    text: str = "",
    actor: Actor,
    at: datetime,
    seen: int | None = None,
) -> Ticket:
    """The ticket rests for a `reason` of the regulation until `until`; promises that pause for it stand still."""
    with changing(ticket, actor=actor, at=at, seen=seen) as change:
        rest(change, reason=reason, until=until, text=text)
        entry = change.write(EntryKind.REASON, text) if text.strip() else None
        change.tell("ticket.suspended", reason=reason, until=until, entry=entry and entry.pk)
    return change.ticket


def rest(change: Change, *, reason: str, until: datetime | None, text: str = "") -> None:
    """The ticket at hand is suspended; raises InvalidInput for a reason the regulation doesn't know or a past end."""
    change.require(TicketVerb.SUSPEND)
    errors = {}
    if reason not in change.document.workflow.suspension_reasons:
        errors["reason"] = _("Choose one of the reasons offered.")
    if fault := _not_ahead(until, change.at):
        errors["until"] = fault
    if errors:
        raise InvalidInput(errors)
    change.move(TicketVerb.SUSPEND, reason=reason, until=until, text=text)
    change.set(suspend_reason=reason, suspended_until=until)


def resume_ticket(
    *, ticket: Ticket, actor: Actor, at: datetime, seen: int | None = None, because: str = "person"
) -> Ticket:
    """Work goes on where it rested; `because` says whether a person, the end date or the customer's word resumed it."""
    with changing(ticket, actor=actor, at=at, seen=seen) as change:
        change.move(TicketVerb.RESUME)
        change.set(suspend_reason="", suspended_until=None)
        change.tell("ticket.resumed", because=because)
    return change.ticket


def ask_in(
    *,
    ticket: Ticket,
    person: Person,
    wish: str,
    actor: Actor,
    at: datetime,
    due_at: datetime | None = None,
    seen: int | None = None,
) -> Task:
    """`person` helps with a task of his own; responsible and owner stay who they are (CS-2, RS-6)."""
    needs({"wish": wish}, wish=_("Say what the helper should do."))
    if due_at is not None:
        _expect_ahead("due_at", due_at, at)
    with changing(ticket, actor=actor, at=at, seen=seen) as change:
        change.require(TicketVerb.ASK_IN)
        change.ask(TicketVerb.ASK_IN, person=person, wish=wish, due_at=due_at)
        return bring_in(change, person, wish=wish, due_at=due_at)


def bring_in(
    change: Change, person: Person, *, wish: str, due_at: datetime | None = None, **why: object
) -> Task:
    """`person` has a task on the ticket at hand, and may see it; `why` is told along."""
    task = Task.objects.create(
        ticket=change.ticket,
        person=person,
        asked_by_id=change.actor.id,
        wish=wish,
        due_at=due_at,
        at=change.at,
    )
    involve(change, (person,), Why.HELPER)
    entry = change.write(EntryKind.TASK, wish)
    change.tell("ticket.helper_asked", task=task.pk, person=person.pk, due_at=due_at, entry=entry.pk, **why)
    return task


def finish_task(*, task: Task, result: str, actor: Actor, at: datetime) -> Task:
    """The helper's task is over, with what came of it: done, or no longer needed. `may_finish` says who says so."""
    needs({"result": result}, result=_("Enter the outcome."))
    with changing(task.ticket, actor=actor, at=at) as change:
        if not may_finish(actor, task, change.ticket):
            raise NotVisible(task=task.pk)
        change.ask(TicketVerb.FINISH_TASK, result=result)
        locked = Task.objects.get(pk=task.pk)
        if locked.finished_at is None:
            locked.result, locked.finished_at = result, change.at
            locked.save(update_fields=["result", "finished_at"])
            entry = change.write(EntryKind.TASK, result)
            change.tell("ticket.task_finished", task=locked.pk, person=locked.person_id, entry=entry.pk)
    return locked


def attach_file(
    *,
    ticket: Ticket,
    upload: files.Upload,
    actor: Actor,
    at: datetime,
    visibility: Visibility = Visibility.CUSTOMER,
) -> Attachment:
    """The file is kept on the ticket; pictures without their metadata. What a customer adds he can see.

    Who only notes on the ticket adds files for colleagues; showing the customer one is for those who have a part in it.
    """
    with changing(ticket, actor=actor, at=at) as change:
        change.require(TicketVerb.ATTACH)
        if visibility == Visibility.CUSTOMER:
            change.require_part()
        attachment = keep_upload(
            change, upload, Visibility.CUSTOMER if actor.kind == "contact" else visibility
        )
        change.tell("ticket.file_attached", attachment=attachment.pk, digest=attachment.blob_id)
    return attachment


def keep_upload(change: Change, upload: files.Upload, visibility: Visibility) -> Attachment:
    """The file hangs on the ticket; the fact told with it names it."""
    return files.keep(
        upload.stream,
        name=upload.name,
        media_type=upload.media_type,
        subject_id=change.ticket.pk,
        actor=change.actor,
        visibility=visibility,
    )


def involve(change: Change, persons: tuple[Person, ...], why: Why) -> None:
    """Each of `persons` may see the ticket from now on; safe to repeat."""
    if persons:
        rows = [Involvement(ticket=change.ticket, person=person, why=why) for person in persons]
        Involvement.objects.bulk_create(rows, ignore_conflicts=True)


def wake_suspended(*, limit: int = 100) -> int:
    """Every ticket whose rest is over is back where it was; returns how many. Safe at any lateness.

    One that meanwhile went elsewhere, or whose workflow lets nobody resume it, is left alone and told to the log.
    """
    at = now()
    due = Ticket.objects.filter(state=TicketState.SUSPENDED.value, suspended_until__lte=at).order_by("pk")
    return sum(_wake(ticket, at) for ticket in due[:limit])


def _wake(ticket: Ticket, at: datetime) -> bool:
    try:
        resume_ticket(ticket=ticket, actor=SYSTEM, at=at, because="until")
    except Refusal:
        log.warning("a ticket could not be resumed", extra={"ticket": ticket.pk})
        return False
    return True


def _expect_ahead(name: str, until: datetime, at: datetime) -> None:
    """Raises InvalidInput for an instant that is not ahead of `at`, or further than FURTHEST."""
    if fault := _not_ahead(until, at):
        raise InvalidInput({name: fault})


def _not_ahead(until: datetime | None, at: datetime) -> str:
    """What is wrong with this instant, if anything."""
    if until is None or until <= at:
        return _("Enter until when; it must be in the future.")
    return _("This is more than a year ahead. Check the date.") if until > at + FURTHEST else ""
