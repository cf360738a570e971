"""What call-backs do after a fact is sealed."""

from django.utils import translation
from django.utils.translation import gettext

from shouwen.base import live
from shouwen.base.models import Fact
from shouwen.capabilities.call_backs.commands import (
    begin_silence,
    cancel_call_backs,
    open_call_backs,
    restore_call_backs,
)
from shouwen.capabilities.call_backs.models import CallBack
from shouwen.capabilities.notifications.models import Notice
from shouwen.capabilities.people.models import Person
from shouwen.capabilities.people.queries import persons_with_role
from shouwen.capabilities.regulations.queries import regulation_of
from shouwen.capabilities.tickets.closing import closing_rule
from shouwen.capabilities.tickets.commands import SILENCE
from shouwen.capabilities.tickets.models import Ticket


def open_for(fact_id: int) -> None:
    """A fact that call-backs follow opens them; where nobody calls back, an answer is where the silence begins."""
    fact = Fact.objects.get(pk=fact_id)
    opened = open_call_backs(fact=fact)
    is_answer = fact.name == "ticket.completed" or bool(fact.payload.get("answers"))
    if is_answer and not opened and not CallBack.objects.filter(ticket_id=fact.subject_id).waiting().exists():
        begin_silence(ticket=Ticket.objects.get(pk=fact.subject_id), seq=fact.seq, since=fact.at)


def may_open(fact: Fact) -> bool:
    """Whether a call-back of the fact's regulation follows it, or an answer from which the silence may count."""
    if fact.name == "ticket.completed" or fact.payload.get("answers") or fact.regulation_id is None:
        return True
    rules = regulation_of(fact.regulation_id).document.call_backs
    return any(fact.name in rule.after for rule in rules.values())


def tell_silence(fact_id: int) -> None:
    """Whoever may close against the rule finds in his inbox that the customer can't be reached; safe to repeat."""
    fact = Fact.objects.get(pk=fact_id)
    if fact.payload.get("what") != SILENCE:
        return
    ticket = Ticket.objects.select_related("customer").get(pk=fact.subject_id)
    rule = closing_rule(regulation_of(ticket.regulation_id).document, ticket)
    deciding = {
        person.pk: person
        for role in (*rule.override_by, "desk_manager")
        for person in persons_with_role(code=role)
    }
    notices = [_silence_notice(fact, ticket, person) for person in deciding.values()]
    Notice.objects.bulk_create(notices, ignore_conflicts=True)
    live.ring(*(f"inbox/{notice.person_id}" for notice in notices))


def cancel_for(fact_id: int) -> None:
    """Back to work, or over: nothing more to ask."""
    cancel_call_backs(fact=Fact.objects.get(pk=fact_id))


def restore_for(fact_id: int) -> None:
    """Undone: what was to be asked before is to be asked again."""
    restore_call_backs(fact=Fact.objects.get(pk=fact_id))


def _silence_notice(fact: Fact, ticket: Ticket, person: Person) -> Notice:
    with translation.override(person.language):
        title = gettext("%(number)s: the customer can't be reached, please decide") % {
            "number": ticket.number
        }
    return Notice(
        person=person,
        subject_id=ticket.pk,
        fact=fact,
        kind=SILENCE,
        title=title,
        body=ticket.title,
        path=f"/t/{ticket.number}",
        at=fact.at,
    )


REACTIONS = {
    "ticket.completed": [open_for],
    "ticket.verified": [open_for],
    "ticket.closed": [cancel_for, open_for],
    "ticket.replied": [open_for],
    "ticket.reopened": [cancel_for],
    "ticket.cancelled": [cancel_for],
    "ticket.merged": [cancel_for],
    "ticket.undone": [restore_for],
    "ticket.unmerged": [restore_for],
    "ticket.evidence_recorded": [tell_silence],
}
ONLY_IF = {open_for: may_open}
