"""Handing a ticket over between lines, with a package that spares the second asking (SD-30)."""

from datetime import datetime

from django.utils.translation import gettext as _

from shouwen.base.actors import Actor
from shouwen.base.refusals import InvalidInput
from shouwen.base.sentences import filled
from shouwen.capabilities.people.models import Membership, Person, Team
from shouwen.capabilities.tickets.choices import EntryKind, HandOverState, Outcome
from shouwen.capabilities.tickets.commands.changing import Change, changing
from shouwen.capabilities.tickets.commands.dispatch import (
    bind_owner,
    bind_responsible,
    settle,
    settle_package,
)
from shouwen.capabilities.tickets.guards import needs
from shouwen.capabilities.tickets.models import HandOver, Ticket
from shouwen.capabilities.tickets.refusals import EngineerUnavailable
from shouwen.domain.workflow import TicketVerb


def hand_over(
    *,
    ticket: Ticket,
    team: Team,
    tried: str,
    reason: str,
    actor: Actor,
    at: datetime,
    person: Person | None = None,
    found: str = "",
    asked: str = "",
    next_step: str = "",
    seen: int | None = None,
) -> Ticket:
    """The ticket lies with `team` (and `person`, if named) with what was tried, found, asked and comes next.

    `reason` is a code of the regulation or plain words. No lane passes a ticket on without having recorded its
    handling: an empty `tried` is refused, as is a `person` who is not in the team. The owner stays; the receiving
    team's own clock starts at receipt.
    """
    needs(
        {"tried": tried, "reason": reason},
        tried=_("Enter what was tried."),
        reason=_("Enter why it is handed over."),
    )
    if person is not None and not person.is_active:
        raise EngineerUnavailable(engineer=person.name)
    if person is not None and not Membership.objects.filter(person=person, team=team).exists():
        words = _("%(name)s is not in this team. Choose somebody who is, or leave the person open.")
        raise InvalidInput({"person": filled(words, name=person.name)})
    with changing(ticket, actor=actor, at=at, seen=seen) as change:
        known = reason in change.document.dispatch.hand_over_reasons
        from_team_id = change.ticket.team_id
        change.move(
            TicketVerb.HAND_OVER, tried=tried, reason=reason, team=team, person=person, found=found, asked=asked,
            next_step=next_step,
        )  # fmt: skip
        change.set(handler=person, team=team, suspend_reason="", suspended_until=None)
        settle(change, Outcome.REPLACED)
        settle_package(change)
        package = HandOver.objects.create(
            ticket=change.ticket,
            from_person_id=actor.id,
            from_team_id=from_team_id,
            to_team=team,
            to_person=person,
            reason=reason,
            tried=tried,
            found=found,
            asked=asked,
            next_step=next_step,
            at=change.at,
        )
        body = "\n\n".join(part for part in (tried, found, asked, next_step) if part.strip())
        entry = change.write(
            EntryKind.HAND_OVER,
            body,
            facets={"tried": tried, "found": found, "asked": asked, "next": next_step, "reason": reason},
        )
        change.tell(
            "ticket.handed_over",
            package=package.pk,
            entry=entry.pk,
            to_team=team.pk,
            team_code=team.code,
            to_person=person and person.pk,
            reason_code=reason if known else "",
        )
    return change.ticket


def accept_hand_over(*, ticket: Ticket, actor: Actor, at: datetime, seen: int | None = None) -> Ticket:
    """The receiving line has the ticket: the actor works on it now."""
    with changing(ticket, actor=actor, at=at, seen=seen) as change:
        person = Person.objects.get(pk=actor.id)
        package = _open_package(change)
        change.move(TicketVerb.ACCEPT_HAND_OVER)
        change.set(handler=person)
        package.state, package.answered_at, package.to_person = HandOverState.ACCEPTED, change.at, person
        package.save(update_fields=["state", "answered_at", "to_person"])
        settle(change, Outcome.TAKEN)
        bind_responsible(change, person)
        is_first = change.ticket.taken_at is None
        if is_first:
            change.set(taken_at=change.at)
        change.tell("ticket.hand_over_accepted", package=package.pk, engineer=person.pk)
        if is_first:
            bind_owner(change, person)
    return change.ticket


def return_hand_over(
    *, ticket: Ticket, answer: str, actor: Actor, at: datetime, seen: int | None = None
) -> Ticket:
    """The receiving line gives it back to whoever handed it over, saying what is missing or what to do next."""
    needs({"answer": answer}, answer=_("Say what is missing, or what comes next and who does it."))
    with changing(ticket, actor=actor, at=at, seen=seen) as change:
        package = _open_package(change)
        change.move(TicketVerb.RETURN_HAND_OVER, reason=answer, answer=answer)
        change.set(handler_id=package.from_person_id, team_id=package.from_team_id)
        package.state, package.answer, package.answered_at = HandOverState.RETURNED, answer, change.at
        package.save(update_fields=["state", "answer", "answered_at"])
        entry = change.write(EntryKind.HAND_OVER, answer)
        change.tell(
            "ticket.hand_over_returned", package=package.pk, entry=entry.pk, to_person=package.from_person_id
        )
    return change.ticket


def _open_package(change: Change) -> HandOver:
    package = HandOver.objects.filter(ticket=change.ticket, state=HandOverState.OPEN).order_by("-pk").first()
    if package is None:
        raise InvalidInput({"hand_over": _("Nothing is handed over to be accepted or returned.")})
    return package
