"""The frame of every command on a ticket: lock, rights, workflow, facts, clocks, save; one transaction."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext as _

from shouwen.base import journal, live
from shouwen.base.actors import SYSTEM, Actor
from shouwen.base.models import Fact, Subject
from shouwen.base.permissions import require
from shouwen.base.refusals import InvalidInput, StaleView
from shouwen.base.rows import Writing, carry_out, insert, insertion, updating
from shouwen.capabilities.regulations.queries import Compiled, regulation_of
from shouwen.capabilities.service_levels.commands import FeedResult, feed, missed_meanwhile
from shouwen.capabilities.tickets.choices import EntryKind, Lane, Visibility
from shouwen.capabilities.tickets.commands.holding import taken
from shouwen.capabilities.tickets.facts import REVIEWING
from shouwen.capabilities.tickets.fields import (
    CONDITION_FIELDS,
    calendar_code,
    condition_fields,
    field_value,
)
from shouwen.capabilities.tickets.guards import check
from shouwen.capabilities.tickets.lanes import lane_of
from shouwen.capabilities.tickets.models import Entry, Ticket
from shouwen.capabilities.tickets.permissions import WORK_ANY, has_part, may_do, require_right
from shouwen.capabilities.tickets.queries.rights import mark_helper
from shouwen.capabilities.tickets.refusals import VerbRefused
from shouwen.capabilities.tickets.required import check_verb
from shouwen.domain.regulation import Regulation
from shouwen.domain.workflow import (
    FINAL_STATES,
    OPEN_STATES,
    TicketState,
    TicketVerb,
    VerbDoesNotApply,
)

CLOCKS_DIFFER: Final = timedelta(minutes=5)
"""By how much a program's clock may be ahead of ours."""
DECIDED_BY: Final = frozenset(
    {
        "ticket.dispatched",
        "ticket.handed_over",
        "ticket.helper_asked",
        "ticket.owner_changed",
        "ticket.graded",
    }
)
"""A manager who was brought in has decided when he does one of these himself."""
DECIDED: Final = frozenset({"ticket.completed", "ticket.reopened"})
"""What leaves him nothing to decide, whoever does it."""
CALLED_BACK: Final = frozenset({"ticket.call_back_recorded", "ticket.verified", "ticket.closed"})
"""The same where he was brought in after the work, because the call-back was not made."""


def brought_along(files: Iterable[tuple[int, str]]) -> dict[str, Any]:
    """What a fact tells of the files a customer sent with his words, by key and digest; nothing where there are none.

    Not as `attachments`: those go out with the mail about the fact, and these came from him.
    """
    pairs = list(files)
    return (
        {"brought": [key for key, _d in pairs], "digests": [digest for _k, digest in pairs]} if pairs else {}
    )


class Change:
    """One command at work on one locked ticket: what it sets, writes and tells is kept together until `save`."""

    def __init__(
        self, *, ticket: Ticket, subject: Subject, regulation: Compiled, actor: Actor, at: datetime
    ) -> None:
        self.ticket, self.subject, self.regulation, self.actor = ticket, subject, regulation, actor
        self.at = at if subject.last_at is None else max(at, subject.last_at)
        self._told: list[tuple[str, dict[str, Any]]] = []
        self._before: dict[str, Any] = {}
        self._written: list[Entry] = []
        self.facts: list[Fact] = []

    @property
    def document(self) -> Regulation:
        return self.regulation.document

    @property
    def next_seq(self) -> int:
        """The number the next fact told will have."""
        return self.subject.seq + len(self._told) + 1

    def require(self, verb: TicketVerb) -> None:
        """Raises NotPermitted or NotNamed without the right to `verb`, VerbRefused where the workflow has none."""
        if not may_do(self.actor, verb, self.ticket):
            mark_helper(self.ticket, self.actor)
            require_right(self.actor, verb, self.ticket)
        if not self.regulation.workflow.applies(TicketState(self.ticket.state), verb):
            raise self._refused(verb)

    def require_part(self) -> None:
        """Raises NotPermitted for a colleague who has no part in the ticket and only notes on it; customers pass."""
        if self.actor.is_staff and not has_part(self.actor, self.ticket):
            mark_helper(self.ticket, self.actor)
            require(has_part(self.actor, self.ticket), grant=WORK_ANY)

    def move(self, verb: TicketVerb, **given: Any) -> None:
        """Check rights and guards of `verb` against what was `given`, then take its edge."""
        self.require(verb)
        self.check(verb, **given)
        state = TicketState(self.ticket.state)
        before = TicketState(self.ticket.state_before) if self.ticket.state_before else None
        target = self.regulation.workflow.next(state, verb, before=before)
        if target != state:
            remembers = target in (TicketState.SUSPENDED, TicketState.MERGED)
            self.set(state=target.value, state_before=state.value if remembers else "")

    def check(self, verb: TicketVerb, **given: Any) -> None:
        """Check the required fields of `verb` and its guards in the present state; raises what the failing one says."""
        self.ask(verb, **given)
        try:
            guards = self.regulation.workflow.guards(TicketState(self.ticket.state), verb)
        except VerbDoesNotApply as error:
            raise self._refused(verb) from error
        for guard in sorted(guards):
            check(guard, self, given)

    def ask(self, verb: TicketVerb, **given: Any) -> None:
        """Raises InvalidInput where the regulation asks for more than was `given` or stands on the ticket."""
        check_verb(self, verb, given)

    def set(self, **values: Any) -> None:
        """Give the ticket new values; those that don't differ are no change."""
        for name, value in values.items():
            field = self.ticket._meta.get_field(name)
            old = getattr(self.ticket, field.attname)  # type: ignore[union-attr]
            setattr(self.ticket, name, value)
            if getattr(self.ticket, field.attname) != old:  # type: ignore[union-attr]
                self._before.setdefault(field.name, old)

    def show(self, **evidence: Any) -> None:
        """Add to what the closing rule has been shown: codes, numbers and instants only."""
        self.set(evidence={**self.ticket.evidence, **evidence})

    def write(
        self,
        kind: EntryKind,
        body: str,
        *,
        visibility: Visibility = Visibility.INTERNAL,
        at: datetime | None = None,
        author_name: str = "",
        **values: Any,
    ) -> Entry:
        """Keep a text on the ticket; the fact told next is the one that points to it."""
        key, self.ticket.entry_key = self.ticket.entry_key, None
        entry = Entry(
            pk=key,
            ticket=self.ticket,
            seq=self.next_seq,
            kind=kind,
            visibility=visibility,
            author_kind=self.actor.kind,
            author_id=self.actor.id,
            author_name=author_name or ("" if self.actor.kind == SYSTEM.kind else self.actor.name),
            body=body,
            at=at or self.at,
            created_at=self.at,
            **values,
        )
        if key is None:
            insert(entry)
        else:
            self._written.append(entry)
        return entry

    def tell(self, name: str, **payload: Any) -> None:
        """A fact to be written when the command ends."""
        self._told.append((name, payload))

    def commit(self, rows: Callable[[], Sequence[Writing]], *, late_at: datetime | None = None) -> None:
        """Write what was told, feed the clocks with it, and with them write what `rows` name.

        They are asked for when the ticket knows its nearest deadline.
        """
        telling = journal.Telling(self.subject, self._told, self.regulation.id)
        self.facts = journal.numbered(
            [telling], actor=self.actor, at=late_at or self.at, late=late_at is not None
        )

        def along(fed: Sequence[FeedResult]) -> Sequence[Writing]:
            self.set(next_due_at=fed[0].next_due_at, next_due_name=fed[0].next_due_name)
            return rows()

        feed(self.subject, self.facts, regulation=self.regulation, along=along)

    def save(self, *, late_at: datetime | None = None) -> None:
        """Everything set, written and told becomes true together; clocks included."""
        self.set(lane=self.lane())
        if self.ticket.escalated_to_id is not None and self._is_decided():
            self.set(escalated_to=None)
        if self._told:
            first = self._told[0][1]
            first["before"] = self._plain_before()
            if changed := self._changed_fields():
                first["fields"] = changed
            if self._before.get("state") in FINAL_STATES and self.ticket.state in OPEN_STATES:
                self._told += missed_meanwhile(subject=self.subject, at=self.at)
            self.commit(self._rows, late_at=late_at)
        else:
            carry_out(self._rows())
        self.ring()

    def ring(self) -> None:
        """Tell whoever looks at the ticket or its lists, once this is committed."""
        live.ring(f"subject/{self.ticket.pk}", "queue", "work")

    def lane(self) -> Lane:
        return lane_of(self.ticket, self.document)

    def all_fields(self) -> dict[str, Any]:
        """Every field that conditions may ask for, as the first fact of a ticket carries them."""
        return condition_fields(self.ticket)

    def _rows(self) -> Sequence[Writing]:
        """What was written on the ticket, and its own row where it changed."""
        changed = [updating(self.ticket, self._before)] if self._before else []
        return [*map(insertion, self._written), *changed]

    def _is_decided(self) -> bool:
        """Whether the manager it was escalated to has done his part, or there is none left."""
        names = {name for name, _payload in self._told}
        is_his = self.actor.is_person(self.ticket.escalated_to_id) and not DECIDED_BY.isdisjoint(names)
        ends = DECIDED | CALLED_BACK if self.ticket.completed_at is not None else DECIDED
        return is_his or not ends.isdisjoint(names)

    def _refused(self, verb: TicketVerb) -> VerbRefused:
        return VerbRefused(
            number=self.ticket.number,
            state=self.regulation.state_name(self.ticket.state),
            verb=self.regulation.verb_name(verb),
        )

    def _changed_fields(self) -> dict[str, Any]:
        """What conditions may ask for and this command changed, as conditions write it."""
        return {
            CONDITION_FIELDS[name]: field_value(self.ticket, name)
            for name in self._before
            if name in CONDITION_FIELDS
        } | ({"calendar": calendar_code(self.ticket)} if "contract" in self._before else {})

    def _plain_before(self) -> dict[str, Any]:
        """The values that undo puts back; texts are left out, and so is what follows from other values."""
        left_out = {
            "lane",
            "next_due_at",
            "next_due_name",
            "cause",
            "process",
            "solution",
            "workaround",
            "proposal",
            "title",
        }
        return {name: value for name, value in self._before.items() if name not in left_out}


def service_level_key(document: Regulation, code: str) -> str | None:
    """The key of a service level the regulation knows; contracts may still name one of an earlier regulation."""
    return f"service_level/{code}" if code in document.service_levels else None


@contextmanager
def changing(
    ticket: Ticket,
    *,
    actor: Actor,
    at: datetime,
    seen: int | None = None,
    happened_at: datetime | None = None,
) -> Iterator[Change]:
    """A `Change` on the freshly locked `ticket`, saved when the block ends without an error.

    `seen` is the newest fact the user had before him; an older view than what people have done since raises StaleView.
    A late-capable command says when that `happened_at` which it tells, be it before the last fact; never before the
    request, nor in the future, which raises InvalidInput.
    """
    with transaction.atomic():
        locked, subject = taken(ticket)
        if seen is not None and seen < subject.seq and _news_since(subject, seen, actor):
            raise StaleView(number=locked.number, seq=subject.seq)
        late_at = _late(happened_at, locked, at) if happened_at is not None else None
        change = Change(
            ticket=locked,
            subject=subject,
            regulation=regulation_of(locked.regulation_id),
            actor=actor,
            at=late_at or at,
        )
        yield change
        change.save(late_at=late_at)


def come_already(instant: datetime, *, name: str, at: datetime) -> datetime:
    """`instant`, which the field `name` tells as past; a sender's clock a little ahead of ours means now.

    Raises InvalidInput for one that is yet to come.
    """
    if instant > at + CLOCKS_DIFFER:
        raise InvalidInput({name: _("This is in the future.")})
    return min(instant, at)


def _late(happened_at: datetime, ticket: Ticket, at: datetime) -> datetime:
    if happened_at < ticket.reported_at.replace(second=0, microsecond=0):  # people write minutes
        raise InvalidInput({"happened_at": _("It can't be before the request was reported.")})
    return max(come_already(happened_at, name="happened_at", at=at), ticket.reported_at)


def _news_since(subject: Subject, seen: int, actor: Actor) -> bool:
    """Whether somebody else has told anything after fact number `seen`; what clocks and reviews tell is no news."""
    return (
        Fact.objects.filter(subject=subject, seq__gt=seen)
        .exclude(actor_kind="system")
        .exclude(actor_kind=actor.kind, actor_id=actor.id)
        .exclude(name__in=REVIEWING)
        .exists()
    )
