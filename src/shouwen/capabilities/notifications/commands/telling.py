"""A fact becomes messages: in the words of the regulation, to those it names, each once."""

from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from shouwen.base import limits, live
from shouwen.base.models import Fact, Message
from shouwen.base.models.outbox import MessageState
from shouwen.base.refusals import TooMany
from shouwen.capabilities.notifications.choices import MessageChannel, Setback
from shouwen.capabilities.notifications.composing import Words, from_person, from_template
from shouwen.capabilities.notifications.models import Mute, Notice, SilencedAddress
from shouwen.capabilities.notifications.parties import addressees
from shouwen.capabilities.notifications.ports import Addressee, PersonalWord, WhatToTell
from shouwen.capabilities.notifications.queries import outgoing_domain
from shouwen.capabilities.notifications.refusals import UnknownPlaceholder
from shouwen.capabilities.notifications.tokens import new_reply_token
from shouwen.domain.regulation.messages import Template

PERSONAL = ""
"""The template name of messages that a person wrote."""

LOUD = frozenset(
    {"ticket.dispatched", "ticket.handed_over", "ticket.hand_over_returned", "ticket.helper_asked"}
    | {"ticket.review_asked", "ticket.reviewed"}
)
"""Facts that give somebody work, or back what he waits for: they ring even for who muted the ticket, as do promises
and mentions.
"""


@dataclass(slots=True)
class Told:
    """What one fact made: mails on their way (or shown why not), and lines in inboxes."""

    messages: list[Message] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)


@transaction.atomic
def tell(*, what: WhatToTell, at: datetime) -> Told:
    """Everybody whom the regulation names for this fact has his message waiting or his notice in the inbox.

    Safe to repeat: what already stands is left as it is. Nothing is told of an act that was undone. A template with a
    placeholder that nothing fills leaves a failed message behind, for somebody to see.
    """
    told = Told()
    templates = list(_templates(what))
    if (not templates and what.word is None) or (what.undoable_for and is_annulled(what.fact)):
        return told
    if what.word is not None:
        for reader in what.customer:
            message = _message(PERSONAL, from_person(what.word, what, reader), what, reader, automatic=False)
            message.headers |= _company(what.word)
            told.messages.append(message)
    for kind, template, to, channels in templates:
        for reader in addressees(to, what, at=at):
            _tell_one(told, kind, template, channels, what, reader)
    _write(told, what, at)
    return told


@transaction.atomic
def tell_colleagues(
    *, what: WhatToTell, kind: str, words: Mapping[Addressee, Words], mailed: Set[int], at: datetime
) -> Told:
    """Each colleague has his words in the inbox; and, if he is among `mailed` (ids) and has an address, by mail.

    For what a person says to persons, which no template of the regulation words. Safe to repeat.
    """
    told = Told()
    if is_annulled(what.fact):
        return told
    for reader, said in words.items():
        told.notices.append(_notice(kind, said, what, reader))
        if reader.address and reader.id in mailed:
            link = f"{settings.PUBLIC_URL}{what.staff_path}"
            letter = Words(said.title, f"{said.body}\n\n{link}".strip())
            told.messages.append(_message(kind, letter, what, reader, automatic=True))
    _write(told, what, at)
    return told


def is_annulled(fact: Fact) -> bool:
    """Whether `fact` was undone since; one statement."""
    since = Fact.objects.filter(subject_id=fact.subject_id, seq__gt=fact.seq)
    is_undone = Q(name__endswith=".undone", payload__undoes__contains=fact.seq)
    return since.filter(is_undone | Q(payload__withdraws__contains=fact.seq)).exists()


def _templates(what: WhatToTell) -> Iterator[tuple[str, Template, tuple[str, ...], tuple[str, ...]]]:
    """Every template that this fact calls for: by its own `on`, by a step of a ladder or a route."""
    document = what.document
    for besides in what.besides:
        if besides.template in document.templates:
            template = document.templates[besides.template]
            yield besides.kind, template, besides.to or template.to, besides.channels or template.channels
    if what.only_besides:
        return
    for code, template in document.templates.items():
        if what.fact.name in template.on and template.when.holds(what.fields):
            outside = {"customer", "contact"} if what.word is not None else set()
            to = tuple(party for party in template.to if party not in outside)
            yield code, template, to, template.channels


def _tell_one(
    told: Told, kind: str, template: Template, channels: tuple[str, ...], what: WhatToTell, reader: Addressee
) -> None:
    wants_mail = "mail" in channels
    wants_inbox = "inbox" in channels and reader.is_colleague and not _is_his_own_act(what, reader)
    if not (wants_inbox or (wants_mail and not _is_his_own_act(what, reader))):
        return
    try:
        words = from_template(template, what, reader)
    except UnknownPlaceholder as refusal:
        words = Words(title=kind, body=f"{{{refusal.facts['name']}}}")
        blocked = _message(kind, words, what, reader, automatic=True)
        blocked.state, blocked.last_error = MessageState.FAILED, Setback.UNKNOWN_PLACEHOLDER
        told.messages.append(blocked)
        return
    if wants_inbox:
        told.notices.append(_notice(kind, words, what, reader))
    if wants_mail:
        message = _message(kind, words, what, reader, automatic=True)
        message.not_before += template.not_before or timedelta(0)
        told.messages.append(message)


def _is_his_own_act(what: WhatToTell, reader: Addressee) -> bool:
    return reader.is_colleague and (what.fact.actor_kind, what.fact.actor_id) == ("person", reader.id)


def _notice(kind: str, words: Words, what: WhatToTell, reader: Addressee) -> Notice:
    assert reader.id is not None  # a colleague
    return Notice(
        person_id=reader.id,
        subject_id=what.fact.subject_id,
        fact=what.fact,
        kind=kind[:60],
        title=words.title,
        body=words.body,
        path=what.staff_path,
        at=what.at,
    )


def _message(kind: str, words: Words, what: WhatToTell, reader: Addressee, *, automatic: bool) -> Message:
    """A message with its final Message-ID, threaded to the correspondence so far; where no address is known, one to be
    told by phone.
    """
    token = new_reply_token(subject_id=what.fact.subject_id, address=reader.address)
    message = Message(
        subject_id=what.fact.subject_id,
        fact=what.fact,
        channel=MessageChannel.MAIL if reader.address else MessageChannel.PHONE,
        template=kind[:60],
        to_kind=reader.kind,
        to_id=reader.id,
        address=reader.address or reader.phone,
        message_id=f"<{token}@{outgoing_domain()}>",
        subject_line=words.title,
        body=words.body,
        headers=_threading(what.thread()),
        automatic=automatic,
        not_before=what.fact.recorded_at + what.undoable_for,
    )
    if not reader.address:
        message.state, message.last_error = MessageState.WITHDRAWN, Setback.NO_ADDRESS
    return message


def _company(word: PersonalWord) -> dict[str, object]:
    """Who reads the word along, and which attachments go with it."""
    return {
        **({"Cc": ", ".join(word.cc)} if word.cc else {}),
        **({"attachments": list(word.files)} if word.files else {}),
    }


def _threading(thread: tuple[str, ...]) -> dict[str, str]:
    """The fields that put an answer under what it answers (RFC 5322, 3.6.4): the first id and the newest twenty."""
    if not thread:
        return {}
    kept = thread if len(thread) <= 21 else (thread[0], *thread[-20:])
    return {"In-Reply-To": kept[-1], "References": " ".join(kept)}


def _write(told: Told, what: WhatToTell, at: datetime) -> None:
    """Keep what is not there yet; automatic mail to the outside passes the nets against loops."""
    if not (told.messages or told.notices):
        return
    known = set(Message.objects.filter(fact=what.fact).values_list("channel", "address", "template"))
    new: dict[tuple[str, str, str], Message] = {}
    for message in told.messages:
        new.setdefault((message.channel, message.address, message.template), message)
    told.messages = [message for key, message in new.items() if key not in known]
    outside = [
        m for m in told.messages if m.automatic and m.to_kind != "person" and m.state == MessageState.WAITING
    ]
    silenced = set(
        SilencedAddress.objects.filter(address__in={m.address for m in outside}).values_list("address", flat=True)
    ) if outside else set()  # fmt: skip
    for message in outside:
        if (
            setback := Setback.SILENCED
            if message.address in silenced
            else _over_the_cap(message, what.fact, at)
        ):
            message.state, message.last_error = MessageState.WITHDRAWN, setback
    for message in told.messages:
        message.created_at = at
    Message.objects.bulk_create(told.messages, ignore_conflicts=True)
    told.notices = _not_told_alike(told.notices, what.fact)
    muted = _muted(told.notices, what.fact)
    for notice in told.notices:
        notice.read_at = at if notice.person_id in muted else None
    Notice.objects.bulk_create(told.notices, ignore_conflicts=True)
    if told.messages:
        live.ring(f"subject/{what.fact.subject_id}")
    if rung := {f"inbox/{notice.person_id}" for notice in told.notices if notice.read_at is None}:
        live.ring(*rung)


def _not_told_alike(notices: list[Notice], fact: Fact) -> list[Notice]:
    """`notices` without what the same person hears at the same instant in the same words: a promise that is broken and
    the step of its ladder that falls with it are two facts and one thing to know. One statement, for clocks only.
    """
    if not notices or not fact.name.startswith("clock."):
        return notices
    who = {notice.person_id for notice in notices}
    held = Notice.objects.unread().filter(subject_id=fact.subject_id, person_id__in=who, at=notices[0].at)
    said = set(held.exclude(fact=fact).values_list("person_id", "title", "body"))
    return [notice for notice in notices if (notice.person_id, notice.title, notice.body) not in said]


def _muted(notices: list[Notice], fact: Fact) -> set[int]:
    """Who of those that are told wants no bell for it; one statement, none for what calls by name."""
    if not notices or fact.name in LOUD or fact.name.startswith("clock.") or fact.payload.get("mentions"):
        return set()
    who = {notice.person_id for notice in notices}
    mutes = Mute.objects.filter(subject_id=fact.subject_id, person_id__in=who)
    return set(mutes.values_list("person_id", flat=True))


def _over_the_cap(message: Message, fact: Fact, at: datetime) -> Setback | None:
    """What keeps `message` back as one too many. What is told late, as after a rest of the worker or of a story of past
    days, is no answer that another machine would answer at once.
    """
    if at - fact.recorded_at > limits.ANSWER_TO_ADDRESS.window:
        return None
    try:
        limits.spend(limits.ANSWER_TO_ADDRESS, message.address)
    except TooMany:
        return Setback.TOO_MANY_TO_ADDRESS
    try:
        limits.spend(limits.ANSWER_ON_TICKET, str(message.subject_id))
    except TooMany:
        return Setback.TOO_MANY_ON_TICKET
    return None
