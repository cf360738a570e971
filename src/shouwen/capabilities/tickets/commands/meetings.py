"""Coordination meetings: called by somebody or by a ladder's step, kept on record, put right without losing a word."""

from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext as _

from shouwen.base.actors import Actor
from shouwen.base.permissions import require
from shouwen.base.refusals import InvalidInput, NotVisible, StaleView
from shouwen.capabilities.people.models import Person
from shouwen.capabilities.tickets.choices import EntryKind, Remote, Why
from shouwen.capabilities.tickets.commands.changing import Change, changing
from shouwen.capabilities.tickets.commands.work import involve
from shouwen.capabilities.tickets.facts import (
    MEETING_CORRECTED,
    MEETING_HELD,
    MEETING_OPENED,
    REMOTE_NOT_RULED_OUT,
    REMOTE_RULED_OUT,
)
from shouwen.capabilities.tickets.models import Entry, Meeting, MeetingPart, Ticket
from shouwen.capabilities.tickets.models.meetings import HELD, WAITED_FOR
from shouwen.capabilities.tickets.permissions import WORK_ANY, may_keep_meeting, may_open_meeting
from shouwen.capabilities.tickets.queries.rights import mark_helper
from shouwen.capabilities.tickets.refusals import MeetingWaitedFor


def open_meeting(
    *,
    ticket: Ticket,
    invited: tuple[Person, ...],
    actor: Actor,
    at: datetime,
    about: str = "",
    seen: int | None = None,
) -> Meeting:
    """A coordination meeting is called: those `invited` see the ticket and are told; what it is `about` may be said.

    One at a time: while another one is waited for, MeetingWaitedFor. Raises InvalidInput where nobody is invited.
    """
    if not invited:
        raise InvalidInput({"invited": _("Choose who takes part.")})
    with changing(ticket, actor=actor, at=at, seen=seen) as change:
        require(may_open_meeting(actor, change.ticket), grant=WORK_ANY)
        if waited_for(change.ticket) is not None:
            raise MeetingWaitedFor(number=change.ticket.number)
        return call_meeting(change, invited, about=about)


def keep_meeting(
    *,
    meeting: Meeting,
    attended: tuple[Person, ...],
    cause: str,
    remote: Remote | str,
    decided: str,
    held_at: datetime,
    actor: Actor,
    at: datetime,
    seen: int | None = None,
) -> Meeting:
    """What came of `meeting` is on record: who was there, the cause, whether remote help is possible, what was decided.

    The first record tells that it was held, at `held_at`, however late it is written; every further one corrects it,
    and what was written before stays in the ticket's story. That help from afar is ruled out, or no longer is, is told
    by a fact of its own. Raises InvalidInput, NotVisible for a meeting that was withdrawn, and StaleView where somebody
    else was first.
    """
    reported_at = meeting.ticket.reported_at
    if held_at == reported_at.replace(second=0, microsecond=0):  # people write minutes
        held_at = reported_at
    errors = _faults(meeting, attended, decided, held_at, at)
    if errors:
        raise InvalidInput(errors)
    is_first = meeting.held_at is None
    told_at = max(at, held_at)  # a meeting that was called ahead of our clock may have been held there
    with changing(
        meeting.ticket, actor=actor, at=told_at, seen=seen, happened_at=held_at if is_first else None
    ) as change:
        mark_helper(change.ticket, actor)
        require(may_keep_meeting(actor, change.ticket), grant=WORK_ANY)
        kept = _as_kept(meeting)
        if (kept.held_at is None) != is_first:
            raise StaleView(number=change.ticket.number, seq=change.subject.seq)
        was_ruled_out = kept.remote == Remote.NO
        facets = {
            "meeting": kept.pk, "cause": cause, "remote": Remote(remote).value, "decided": decided,
            "held_at": held_at.isoformat(), "attended": [person.pk for person in attended], "kept_by": actor.id,
        }  # fmt: skip
        entry = change.write(EntryKind.MEETING, "\n".join(filter(None, (cause, decided))), facets=facets)
        write_down(kept, entry)
        involve(change, attended, Why.FOLLOWER)
        change.show(meeting=HELD)
        change.tell(
            MEETING_HELD if is_first else MEETING_CORRECTED,
            meeting=kept.pk,
            entry=entry.pk,
            remote=kept.remote,
            attended=facets["attended"],
            held_at=held_at,
        )
        if (kept.remote == Remote.NO) != was_ruled_out:
            change.tell(
                REMOTE_NOT_RULED_OUT if was_ruled_out else REMOTE_RULED_OUT,
                meeting=kept.pk,
                reported_at=change.ticket.reported_at,
                occurred_at=change.ticket.occurred_at,
            )
    return kept


def call_meeting(
    change: Change, invited: Iterable[Person], *, about: str = "", stage: str = "", promise: str = ""
) -> Meeting:
    """A meeting on the ticket at hand is called, by whoever acts or by the `stage` of a ladder."""
    people = tuple(dict.fromkeys(invited))
    meeting = Meeting.objects.create(
        ticket=change.ticket,
        about=about.strip(),
        opened_at=change.at,
        opened_by_id=change.actor.id if change.actor.kind == "person" else None,
        stage=stage,
    )
    MeetingPart.objects.bulk_create(
        MeetingPart(meeting=meeting, person=person, invited=True) for person in people
    )
    involve(change, people, Why.FOLLOWER)
    change.show(meeting=WAITED_FOR)
    entry = change.write(EntryKind.REASON, about.strip()) if about.strip() else None
    change.tell(
        MEETING_OPENED,
        meeting=meeting.pk,
        invited=[person.pk for person in people],
        stage=stage,
        promise=promise,
        entry=entry and entry.pk,
    )
    return meeting


def invite(change: Change, meeting: Meeting, persons: Iterable[Person]) -> list[Person]:
    """Those of `persons` who had no part in `meeting` yet are invited to it; returns them."""
    known = set(meeting.parts.values_list("person_id", flat=True))
    new = [person for person in persons if person.pk not in known]
    MeetingPart.objects.bulk_create(
        MeetingPart(meeting=meeting, person=person, invited=True) for person in new
    )
    involve(change, tuple(new), Why.FOLLOWER)
    return new


def write_down(meeting: Meeting, entry: Entry | None) -> None:
    """`meeting` reads as `entry` has it; without one it has not been held yet."""
    facets = entry.facets if entry else {}
    meeting.cause, meeting.decided = facets.get("cause", ""), facets.get("decided", "")
    meeting.remote = facets.get("remote", Remote.UNKNOWN.value)
    meeting.held_at = datetime.fromisoformat(facets["held_at"]) if facets else None
    meeting.kept_by_id = facets.get("kept_by")
    meeting.save(update_fields=["cause", "decided", "remote", "held_at", "kept_by"])
    _take_part(meeting, set(facets.get("attended", ())))


def _take_part(meeting: Meeting, there: set[int]) -> None:
    """Exactly those in `there` attended; who was invited stays so, who was neither has no part."""
    parts = {part.person_id: part for part in meeting.parts.all()}
    parts |= {pk: MeetingPart(meeting=meeting, person_id=pk) for pk in there - parts.keys()}
    gone = {pk for pk, part in parts.items() if pk not in there and not part.invited}
    for pk, part in parts.items():
        part.attended = pk in there
    MeetingPart.objects.bulk_create(
        [MeetingPart(meeting=meeting, person_id=pk, invited=part.invited, attended=part.attended)
         for pk, part in parts.items() if pk not in gone],
        update_conflicts=True, unique_fields=["meeting", "person"], update_fields=["attended"],
    )  # fmt: skip
    if gone:
        meeting.parts.filter(person__in=gone).delete()


def waited_for(ticket: Ticket) -> Meeting | None:
    """The meeting that has been called and not been held yet."""
    return Meeting.objects.filter(ticket=ticket, held_at__isnull=True, withdrawn_at__isnull=True).first()


def _as_kept(meeting: Meeting) -> Meeting:
    """The row as it is in the database; raises NotVisible for one that was withdrawn."""
    found = Meeting.objects.filter(pk=meeting.pk, withdrawn_at__isnull=True).first()
    if found is None:
        raise NotVisible(meeting=meeting.pk)
    return found


def _faults(
    meeting: Meeting, attended: tuple[Person, ...], decided: str, held_at: datetime, at: datetime
) -> dict[str, str]:
    errors = {}
    if not attended:
        errors["attended"] = _("Choose who was present.")
    if not decided.strip():
        errors["decided"] = _("Write what was decided.")
    if held_at > max(at, meeting.opened_at):
        errors["held_at"] = _("It can't have been held in the future.")
    elif held_at < meeting.ticket.reported_at:
        errors["held_at"] = _("It can't have been held before the request was reported.")
    return errors
