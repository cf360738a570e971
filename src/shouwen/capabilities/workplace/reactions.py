"""What the workplace does after a fact is sealed: whoever was named by an @, or has a draft before him, is told."""

from dataclasses import replace
from typing import Final

from django.utils import translation
from django.utils.translation import gettext as _

from shouwen.base.models import Fact
from shouwen.base.sentences import filled
from shouwen.base.time import now
from shouwen.capabilities.notifications.commands.telling import is_annulled, tell_colleagues
from shouwen.capabilities.notifications.composing import Words
from shouwen.capabilities.notifications.parties import as_addressee
from shouwen.capabilities.people.models import Person
from shouwen.capabilities.people.queries import actor_of
from shouwen.capabilities.tickets.models import Entry, Ticket
from shouwen.capabilities.tickets.telling import what_to_tell

KIND: Final = "mention"
REVIEW: Final = "review"


def tell_mentioned(fact_id: int) -> None:
    """Each colleague whom the words name has a line in his inbox, and a mail if he wants it; nothing of what was
    undone. Safe to repeat.
    """
    fact = Fact.objects.get(pk=fact_id)
    named = [pk for pk in fact.payload.get("mentions", ()) if pk != fact.actor_id]
    if not named or is_annulled(fact):
        return
    what = what_to_tell(fact)
    if what is None:
        return
    ticket = Ticket.objects.get(pk=fact.subject_id)
    entry = Entry.objects.filter(pk=fact.payload.get("entry")).first()
    people = list(Person.objects.active().filter(pk__in=named))
    words = {as_addressee(person): _words(ticket, entry, person) for person in people}
    mailed = frozenset(person.pk for person in people if person.mails_mentions)
    what = replace(what, staff_path=f"{what.staff_path}#fact-{fact.seq}")
    tell_colleagues(what=what, kind=KIND, words=words, mailed=mailed, at=now())


def names_somebody(fact: Fact) -> bool:
    """Whether the words that were written name a colleague."""
    return bool(fact.payload.get("mentions"))


def _words(ticket: Ticket, entry: Entry | None, person: Person) -> Words:
    with translation.override(person.language):
        who = entry.author_name if entry else _("A colleague")
        told = _("%(who)s mentioned you: %(number)s %(title)s")
        title = filled(told, who=who, number=ticket.number, title=ticket.title)
    return Words(title[:300], entry.body if entry else "")


def tell_of_draft(fact_id: int) -> None:
    """Whoever was asked to look a draft over, or waits for what a colleague says of his, has a line in his inbox.

    Nothing of the draft itself stands there. Safe to repeat.
    """
    fact = Fact.objects.get(pk=fact_id)
    what = what_to_tell(fact)
    person = Person.objects.active().filter(pk=fact.payload["person"]).first()
    if what is None or person is None:
        return
    ticket = Ticket.objects.get(pk=fact.subject_id)
    if not Ticket.objects.visible_to(actor_of(person)).filter(pk=ticket.pk).exists():
        return
    entry = Entry.objects.filter(pk=fact.payload.get("entry")).first()
    who = Person.objects.filter(pk=fact.actor_id).values_list("name", flat=True).first() or ""
    words = {as_addressee(person): Words(_of_draft(fact, ticket, person, who), entry.body if entry else "")}
    what = replace(what, staff_path=f"{what.staff_path}#reviews")
    tell_colleagues(what=what, kind=REVIEW, words=words, mailed=frozenset(), at=now())


def _of_draft(fact: Fact, ticket: Ticket, person: Person, who: str) -> str:
    with translation.override(person.language):
        told = {
            ("ticket.review_asked", ""): _("%(who)s asks you to review a draft: %(number)s %(title)s"),
            ("ticket.reviewed", "fine"): _("Your draft looks good to %(who)s: %(number)s %(title)s"),
            ("ticket.reviewed", "change"): _("%(who)s suggests changes to your draft: %(number)s %(title)s"),
        }[fact.name, fact.payload.get("verdict", "")]
        return filled(told, who=who, number=ticket.number, title=ticket.title)[:300]


REACTIONS: Final = {
    "ticket.noted": [tell_mentioned],
    "ticket.progress_updated": [tell_mentioned],
    "ticket.review_asked": [tell_of_draft],
    "ticket.reviewed": [tell_of_draft],
}
ONLY_IF: Final = {tell_mentioned: names_somebody}
