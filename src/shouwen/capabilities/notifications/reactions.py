"""From facts to messages: asks the capability that knows the subject what there is to tell, and tells it."""

from collections.abc import Sequence
from typing import Final

from django.utils import translation
from django.utils.translation import gettext

from shouwen.base import live
from shouwen.base.models import Fact
from shouwen.base.prepared import Prepared
from shouwen.base.time import now
from shouwen.capabilities.jobs.facts import JOB_FAILED, JOB_SUCCEEDED
from shouwen.capabilities.notifications import facts
from shouwen.capabilities.notifications.commands.outbox import withdraw_told
from shouwen.capabilities.notifications.commands.telling import tell
from shouwen.capabilities.notifications.long_work import tell_of_job
from shouwen.capabilities.notifications.models import Mailbox, Notice
from shouwen.capabilities.notifications.ports import TELLERS
from shouwen.capabilities.people.models import Person, PersonRole
from shouwen.capabilities.regulations.queries import regulation_of
from shouwen.domain.regulation.facts import CLOCK_FACTS, KNOWN

FACTS: Final[Prepared[Fact]] = Prepared(
    lambda ids: Fact.objects.select_related("subject").filter(pk__any=ids), lists=(0,)
)


def tell_fact(fact_id: int) -> None:
    """Whoever the regulation names for this fact is told."""
    tell_facts([fact_id])


def tell_facts(fact_ids: Sequence[int]) -> None:
    """The same for each of these facts, in their order."""
    for fact in sorted(FACTS(list(fact_ids)), key=lambda fact: fact.pk):
        teller = TELLERS.get(fact.subject.kind)
        what = teller.what_to_tell(fact) if teller is not None and is_told(fact) else None
        if what is not None:
            tell(what=what, at=now())


def is_told(fact: Fact) -> bool:
    """Whether a template of the fact's regulation waits for it, or it is always told; no statement once that
    regulation is compiled.
    """
    if any(fact.name in teller.always_on for teller in TELLERS.values()):
        return True
    if fact.regulation_id is None:
        return False
    templates = regulation_of(fact.regulation_id).document.templates
    return any(fact.name in template.on for template in templates.values())


def withdraw_undone(fact_id: int) -> None:
    """What an undone act wanted to say, and has not left yet, is not said."""
    undoing = Fact.objects.get(pk=fact_id)
    annulled = Fact.objects.filter(subject_id=undoing.subject_id, seq__in=undoing.payload.get("undoes", []))
    withdraw_told(fact_ids=list(annulled.values_list("pk", flat=True)))


def raise_mailbox_alarm(fact_id: int) -> None:
    """Those who keep the mailboxes find in their inbox that one can't be read, or can again."""
    fact = Fact.objects.get(pk=fact_id)
    mailbox = Mailbox.objects.filter(pk=fact.payload.get("mailbox")).first()
    if mailbox is None:
        return
    keepers = Person.objects.active().filter(
        pk__in=_holders("mailboxes.manage") | _holders("tickets.dispatch")
    )
    notices = [_mailbox_notice(fact, mailbox, person) for person in keepers]
    Notice.objects.bulk_create(notices, ignore_conflicts=True)
    live.ring(*(f"inbox/{notice.person_id}" for notice in notices))


def _mailbox_notice(fact: Fact, mailbox: Mailbox, person: Person) -> Notice:
    with translation.override(person.language):
        if fact.name == facts.MAILBOX_FAILED:
            title = gettext("The mailbox %(address)s can't be read") % {"address": mailbox.address}
        else:
            title = gettext("The mailbox %(address)s is read again") % {"address": mailbox.address}
    return Notice(
        person=person, subject_id=fact.subject_id, fact=fact, kind=fact.name, title=title, at=fact.at
    )


def _holders(grant: str) -> set[int]:
    """The persons who hold `grant` by a role that counts everywhere."""
    held = PersonRole.objects.filter(role__is_active=True, role__grants__contains=[grant], team=None)
    return set(held.values_list("person_id", flat=True))


REACTIONS: Final = {
    **{
        name: [tell_fact]
        for name in sorted(frozenset().union(*KNOWN.values()) | CLOCK_FACTS)
        if name != "ticket.undone"
    },
    "ticket.undone": [withdraw_undone],
    facts.MAILBOX_FAILED: [raise_mailbox_alarm],
    facts.MAILBOX_RECOVERED: [raise_mailbox_alarm],
    JOB_SUCCEEDED: [tell_of_job],
    JOB_FAILED: [tell_of_job],
}
ONLY_IF: Final = {tell_fact: is_told}
TOGETHER: Final = {tell_fact: tell_facts}
