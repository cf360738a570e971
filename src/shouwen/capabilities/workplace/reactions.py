"""What the workplace does after a fact is sealed: whoever was named by an @ is told."""

from typing import Final

from django.utils import translation
from django.utils.translation import gettext as _

from shouwen.base import live
from shouwen.base.models import Fact
from shouwen.capabilities.notifications.commands.telling import is_annulled
from shouwen.capabilities.notifications.models import Notice
from shouwen.capabilities.people.models import Person
from shouwen.capabilities.tickets.models import Entry, Ticket

KIND: Final = "mention"


def tell_mentioned(fact_id: int) -> None:
    """Each colleague whom the note names has a line in his inbox; nothing of a note that was undone. Safe to repeat."""
    fact = Fact.objects.get(pk=fact_id)
    named = [pk for pk in fact.payload.get("mentions", ()) if pk != fact.actor_id]
    if not named or is_annulled(fact):
        return
    ticket = Ticket.objects.get(pk=fact.subject_id)
    entry = Entry.objects.filter(pk=fact.payload.get("entry")).first()
    notices = [
        _notice(fact, ticket, entry, person) for person in Person.objects.active().filter(pk__in=named)
    ]
    Notice.objects.bulk_create(notices, ignore_conflicts=True)
    live.ring(*(f"inbox/{notice.person_id}" for notice in notices))


def _notice(fact: Fact, ticket: Ticket, entry: Entry | None, person: Person) -> Notice:
    with translation.override(person.language):
        who = entry.author_name if entry else _("A colleague")
        title = _("%(who)s named you: %(number)s %(title)s") % {
            "who": who, "number": ticket.number, "title": ticket.title
        }  # fmt: skip
    return Notice(
        person=person,
        subject_id=fact.subject_id,
        fact=fact,
        kind=KIND,
        title=title[:300],
        body=entry.body if entry else "",
        path=f"/t/{ticket.number}#fact-{fact.seq}",
        at=fact.at,
    )


REACTIONS: Final = {"ticket.noted": [tell_mentioned]}
