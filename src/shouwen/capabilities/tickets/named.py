"""Whom the regulation names for an act: a grant says that somebody may at all, the regulation whose part it is."""

from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext as _

from shouwen.base.actors import NO_TEAM, Actor
from shouwen.base.languages import reader_language
from shouwen.base.time import now
from shouwen.capabilities.people.models import Person, Team
from shouwen.capabilities.people.queries import who_is_on_duty
from shouwen.capabilities.regulations.queries import regulation_of
from shouwen.capabilities.tickets.closing import closing_rule
from shouwen.capabilities.tickets.models import Ticket
from shouwen.capabilities.tickets.refusals import LeaderAnswersFirst, NotNamed
from shouwen.domain.regulation import Regulation
from shouwen.domain.workflow import TicketVerb

DISPATCHING = frozenset({TicketVerb.DISPATCH, TicketVerb.WITHDRAW})


def named_for(verb: TicketVerb, ticket: Ticket) -> tuple[str, ...] | None:
    """The parties that the ticket's regulation names for `verb`; None where it leaves the verb to the grants."""
    document = regulation_of(ticket.regulation_id).document
    if verb in DISPATCHING:
        return (*document.dispatch.by, *document.dispatch.falls_to)
    if verb == TicketVerb.CLOSE:
        rule = closing_rule(document, ticket)
        return (*rule.closes_by, *rule.override_by)
    return None


def is_named(actor: Actor, verb: TicketVerb, ticket: Ticket) -> bool:
    """Whether the regulation names `actor` for `verb`, or names nobody for it; a customer closes by his own word."""
    if actor.kind == "contact" and verb == TicketVerb.CLOSE:
        return closes(actor, ticket)
    parties = named_for(verb, ticket)
    return parties is None or is_among(actor, parties, ticket)


def closes(actor: Actor, ticket: Ticket) -> bool:
    """Whether it is `actor`'s part to close `ticket` once its closing rule is met (SA-12, SD-15)."""
    rule = closing_rule(regulation_of(ticket.regulation_id).document, ticket)
    if actor.kind == "contact":
        return rule.customer_may_confirm
    return is_among(actor, rule.closes_by, ticket)


def require_closing(actor: Actor, ticket: Ticket, *, overrides: bool) -> None:
    """Pass if `actor` is named to close by the rule, or against it when he `overrides`; raise NotNamed otherwise."""
    rule = closing_rule(regulation_of(ticket.regulation_id).document, ticket)
    is_his = is_among(actor, rule.override_by, ticket) if overrides else closes(actor, ticket)
    if not is_his:
        raise not_named(ticket, rule.override_by if overrides else rule.closes_by)


def require_dispatching(actor: Actor, ticket: Ticket, *, leader: str, at: datetime) -> None:
    """Pass if it is `actor`'s turn to dispatch; who comes after the leader waits for his answer, or says what it was.

    The leader has the regulation's span from the registration; `leader` records that he "decided", told by whoever
    writes it down, or was "unreached" (CS-7). Raises LeaderAnswersFirst.
    """
    rules = regulation_of(ticket.regulation_id).document.dispatch
    until = ticket.registered_at + rules.answer_span
    if leader or at >= until or is_among(actor, rules.by, ticket):
        return
    raise LeaderAnswersFirst(
        number=ticket.number,
        parties=in_words(rules.by, ticket),
        minutes=int(rules.answer_span.total_seconds() // 60),
    )


def comes_after_leader(actor: Actor, ticket: Ticket) -> bool:
    """Whether dispatching falls to `actor` only once the leader has had his time."""
    rules = regulation_of(ticket.regulation_id).document.dispatch
    return not is_among(actor, rules.by, ticket)


def not_named(ticket: Ticket, parties: Iterable[str]) -> NotNamed:
    """The refusal that names who may."""
    return NotNamed(number=ticket.number, parties=in_words(parties, ticket))


def is_among(actor: Actor, parties: Iterable[str], ticket: Ticket) -> bool:
    """Whether one of `parties` means `actor` on this ticket. No statement but for posts, duty and departments."""
    if actor.kind == "system":
        return True
    if not actor.is_staff:
        return actor.kind == "contact" and not {"customer", "contact"}.isdisjoint(parties)
    named = tuple(parties)
    return not _played_for(actor, ticket).isdisjoint(named) or any(
        _means(party, actor, ticket) for party in named
    )


def _played_for(actor: Actor, ticket: Ticket) -> frozenset[str]:
    """The roles that `actor` plays on `ticket`: those of everywhere, and those given for the team it is with."""
    roles, of_teams = actor.extras.get("roles", ()), actor.extras.get("roles_of_teams", {})
    if not isinstance(roles, tuple) or not isinstance(of_teams, dict):
        return frozenset()
    return frozenset(
        code for code in roles if code not in of_teams or (ticket.team_id or NO_TEAM) in of_teams[code]
    )


def in_words(parties: Iterable[str], ticket: Ticket) -> str:
    """The parties as the reader calls them: "owner, desk manager"."""
    document, language = regulation_of(ticket.regulation_id).document, reader_language()
    return _(", ").join(dict.fromkeys(_word(party, document, language) for party in parties))


def _means(party: str, actor: Actor, ticket: Ticket) -> bool:
    kind, mark, code = party.partition(":")
    if mark:
        return _is_of(kind, code, actor)
    if party == "team_leader":
        return ticket.team is not None and actor.is_person(ticket.team.leader_id)
    if party == "department_head":
        team = ticket.team and (ticket.team.parent or ticket.team)
        return bool(team) and actor.is_person(team.leader_id)  # type: ignore[union-attr]  # asked for just before
    if party == "dispatcher":
        return is_among(actor, regulation_of(ticket.regulation_id).document.dispatch.by, ticket)
    if party == "helpers":
        return actor.id is not None and getattr(ticket, "is_helped_by", None) == actor.id
    persons = {
        "owner": ticket.owner_id,
        "responsible": ticket.responsible_id,
        "handler": ticket.handler_id,
        "graded": ticket.responsible_id or ticket.handler_id,
    }
    return actor.is_person(persons.get(party)) or (party == "owner" and actor.is_person(ticket.stand_in_id))


def _is_of(kind: str, code: str, actor: Actor) -> bool:
    if kind == "person":
        return bool(actor.extras.get("user_name") == code.lower())
    if kind == "post":
        return bool(Person.objects.active().filter(pk=actor.id, post=code).exists())
    if kind in ("duty", "team"):
        team = Team.objects.filter(code=code).first()
        is_member = team is not None and team.pk in actor.team_ids
        return bool(is_member) and (kind == "team" or _is_on_duty(actor))
    return False


def _is_on_duty(actor: Actor) -> bool:
    return actor.id is not None and actor.id in who_is_on_duty(person_ids=[actor.id], at=now())


def _word(party: str, document: Regulation, language: str) -> str:
    _kind, mark, code = party.partition(":")
    if party in document.roles:
        return document.roles[party].name.in_language(language)
    if mark and code in document.teams:
        return document.teams[code].name.in_language(language)
    return {
        "owner": _("owner"),
        "responsible": _("person responsible"),
        "handler": _("handler"),
        "team_leader": _("team leader"),
        "department_head": _("head of department"),
        "dispatcher": _("dispatchers"),
    }.get(party, code or party)
