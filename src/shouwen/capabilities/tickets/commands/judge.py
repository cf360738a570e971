"""Judging a request: accept it, grade it, mark it, choose its contract, route it away."""

from collections.abc import Container
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from shouwen.base.actors import Actor
from shouwen.base.permissions import require
from shouwen.base.refusals import InvalidInput
from shouwen.capabilities.customers.models import Contract
from shouwen.capabilities.people.models import Team
from shouwen.capabilities.tickets.choices import EntryKind
from shouwen.capabilities.tickets.closing import code_of
from shouwen.capabilities.tickets.commands.changing import Change, changing
from shouwen.capabilities.tickets.commands.dispatch import bind_owner
from shouwen.capabilities.tickets.commands.particulars import check_again
from shouwen.capabilities.tickets.guards import needs
from shouwen.capabilities.tickets.models import RequestCheck, Ticket
from shouwen.capabilities.tickets.permissions import OVERRIDE_CHECK, holds_grant
from shouwen.domain.grading import grade
from shouwen.domain.regulation import Regulation
from shouwen.domain.workflow import TicketVerb


def accept_ticket(*, ticket: Ticket, actor: Actor, at: datetime, seen: int | None = None) -> Ticket:
    """The desk has taken the request on; an actor who accepts one that nobody owns becomes its owner."""
    with changing(ticket, actor=actor, at=at, seen=seen) as change:
        change.move(TicketVerb.ACCEPT)
        change.set(accepted_at=change.at)
        if change.ticket.owner_id is None:
            change.set(owner_id=actor.id)
        change.tell("ticket.accepted", owner=change.ticket.owner_id)
    return change.ticket


@dataclass(frozen=True, kw_only=True, slots=True)
class Judgement:
    """What somebody judged: bare codes of the regulation, empty where nothing was said."""

    klass: str = ""
    category: str = ""
    impact: str = ""
    urgency: str = ""
    difficulty: str = ""
    level: str = ""

    def unknown_to(self, document: Regulation) -> list[str]:
        """Names of the values that the regulation doesn't know."""
        offered: dict[str, Container[str]] = {
            "klass": document.classes,
            "category": document.categories,
            "impact": document.impacts,
            "urgency": document.urgencies,
            "difficulty": document.difficulties,
            "level": document.levels,
        }
        return [
            name
            for name, known in offered.items()
            if getattr(self, name) and getattr(self, name) not in known
        ]


def grade_ticket(
    *,
    ticket: Ticket,
    actor: Actor,
    at: datetime,
    reason: str = "",
    seen: int | None = None,
    **judged: str,
) -> Ticket:
    """The ticket has the level that impact x urgency (x difficulty) give, or `level` as judged by hand.

    `judged` are the fields of `Judgement`. With `klass` it is of another class from now on (a mail taken for a fault
    was an inquiry): its number stays, a category of the former class falls away. A hand-set level that differs from
    the matrix, and every later change of level, need a `reason` where the regulation says so. Clocks are matched anew.
    Raises InvalidInput for unknown codes or when nothing was judged.
    """
    told = Judgement(**judged)
    with changing(ticket, actor=actor, at=at, seen=seen) as change:
        change.move(TicketVerb.GRADE, reason=reason, **judged)
        if unknown := told.unknown_to(change.document):
            raise InvalidInput({name: _("Choose one of the values offered.") for name in unknown})
        previous = code_of(change.ticket.level_id)
        computed = _computed(change, told)
        level = told.level or computed
        if not (level or told.category or told.klass):
            raise InvalidInput({"level": _("Judge impact and urgency, or choose a level.")})
        differs = (level and previous and level != previous) or (
            told.level and computed and told.level != computed
        )
        if differs and change.document.grading.reason_to_change and not reason.strip():
            raise InvalidInput({"reason": _("Enter why the level differs.")})
        _set_judged(change, told)
        if level:
            _set_level(change, level)
        entry = change.write(EntryKind.REASON, reason) if reason.strip() else None
        change.tell(
            "ticket.graded", level=level, previous=previous, computed=computed, entry=entry and entry.pk
        )
    return change.ticket


def _computed(change: Change, told: Judgement) -> str:
    """The level that follows from what was judged: by the matrix, else the own level of a newly chosen class."""
    klass = told.klass or code_of(change.ticket.klass_id)
    if told.impact and told.urgency:
        return grade(
            change.document,
            impact=told.impact,
            urgency=told.urgency,
            difficulty=told.difficulty or None,
            klass=klass,
        ).level
    is_new_class = f"class/{klass}" != change.ticket.klass_id
    return (change.document.classes[klass].default_level or "") if is_new_class else ""


def _set_judged(change: Change, told: Judgement) -> None:
    if told.klass and f"class/{told.klass}" != change.ticket.klass_id:
        change.set(klass_id=f"class/{told.klass}", category_id=None)
    for name in ("impact", "urgency", "difficulty"):
        if chosen := getattr(told, name):
            change.set(**{f"{name}_id": f"{name}/{chosen}"})
    category = change.document.categories.get(told.category)
    if category is not None and f"class/{category.klass}" == change.ticket.klass_id:
        change.set(category_id=f"category/{told.category}")


def _set_level(change: Change, code: str) -> None:
    """Level, rank and priority as the regulation maps them, the customer's service level counted in."""
    level = change.document.levels[code]
    served = change.document.service_levels.get(code_of(change.ticket.service_level_id))
    raised = served.raises_priority_by if served else 0
    change.set(level_id=f"level/{code}", rank=level.rank, priority=max(1, level.priority - raised))
    if level.major:
        change.set(is_major=True)


def mark_major(
    *, ticket: Ticket, is_major: bool, reason: str, actor: Actor, at: datetime, seen: int | None = None
) -> Ticket:
    """The ticket is, or is no longer, marked major 重大."""
    needs({"reason": reason}, reason=_("Enter the reason."))
    with changing(ticket, actor=actor, at=at, seen=seen) as change:
        change.move(TicketVerb.MARK, reason=reason)
        entry = change.write(EntryKind.REASON, reason)
        change.set(is_major=is_major)
        change.tell("ticket.mark_changed", major=is_major, entry=entry.pk)
    return change.ticket


def override_check(
    *, ticket: Ticket, reason: str, actor: Actor, at: datetime, seen: int | None = None
) -> Ticket:
    """The ticket is served although the request check said no; who and why is kept with the check."""
    needs({"reason": reason}, reason=_("Enter why it is served anyway."))
    with changing(ticket, actor=actor, at=at, seen=seen) as change:
        require(holds_grant(actor, OVERRIDE_CHECK, change.ticket), grant=OVERRIDE_CHECK)
        last = change.ticket.checks.order_by("-pk").first()
        RequestCheck.objects.create(
            ticket=change.ticket,
            contract=change.ticket.contract,
            is_valid_customer=bool(last and last.is_valid_customer),
            is_within_services=bool(last and last.is_within_services),
            findings=last.findings if last else [],
            evidence=last.evidence if last else {},
            overridden_by_id=actor.id,
            override_reason=reason,
            at=change.at,
        )
        change.show(checked="overridden")
        change.tell("ticket.checked", verdict="overridden")
    return change.ticket


def change_contract(
    *,
    ticket: Ticket,
    contract: Contract | None,
    reason: str = "",
    actor: Actor,
    at: datetime,
    seen: int | None = None,
) -> Ticket:
    """The ticket is served under `contract`; the check is made again and the clocks are matched anew.

    Raises InvalidInput for another customer's contract, or without a `reason` where the regulation asks for one.
    """
    with changing(ticket, actor=actor, at=at, seen=seen) as change:
        change.move(TicketVerb.CHANGE_CONTRACT, reason=reason)
        if contract is not None and contract.customer_id != change.ticket.customer_id:
            raise InvalidInput({"contract": _("This contract belongs to another customer.")})
        verdict = check_again(change, contract=contract, is_chosen=True)
        entry = change.write(EntryKind.REASON, reason) if reason.strip() else None
        change.tell(
            "ticket.contract_changed",
            contract=change.ticket.contract_id,
            verdict=verdict,
            entry=entry and entry.pk,
        )
    return change.ticket


def route_away(
    *, ticket: Ticket, route: str, reason: str, actor: Actor, at: datetime, seen: int | None = None
) -> Ticket:
    """The request went where it belongs, by a route of the regulation (SA-7): still visible, tracked, its sender told.

    Raises InvalidInput for an unknown route or a missing reason.
    """
    with changing(ticket, actor=actor, at=at, seen=seen) as change:
        chosen = change.document.routes.get(route)
        if chosen is None:
            raise InvalidInput({"route": _("Choose where the request goes.")})
        needs({"reason": reason}, reason=_("Enter the reason."))
        change.move(TicketVerb.ROUTE_AWAY, reason=reason)
        entry = change.write(EntryKind.REASON, reason)
        team = Team.objects.select_related("leader").filter(code=chosen.team).first() if chosen.team else None
        change.set(route_id=f"route/{route}", team=team, handler=None)
        change.tell(
            "ticket.routed_away", route=route, department=chosen.team or chosen.role or "", entry=entry.pk
        )
        if team is not None and team.leader is not None and team.leader.is_active:
            bind_owner(change, team.leader, because="reached")
    return change.ticket
