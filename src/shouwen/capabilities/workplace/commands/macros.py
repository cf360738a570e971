"""Macros: kept, shown before they are run, run as one, taken back as one."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from shouwen.base.actors import Actor
from shouwen.base.models import Fact
from shouwen.base.permissions import require
from shouwen.base.refusals import InvalidInput, Refusal, StaleView
from shouwen.capabilities.customers.queries.finding import lookup_of
from shouwen.capabilities.people.models import Team
from shouwen.capabilities.tickets.commands import (
    accept_ticket,
    add_note,
    hand_over,
    mark_major,
    reply_to_customer,
    suspend_ticket,
    take_ticket,
)
from shouwen.capabilities.tickets.models import Ticket
from shouwen.capabilities.workplace.choices import FINAL, LAST, Step
from shouwen.capabilities.workplace.models import Macro
from shouwen.capabilities.workplace.permissions import can_change, can_keep_for
from shouwen.capabilities.workplace.queries.mentions import mentioned_in
from shouwen.capabilities.workplace.queries.phrases import open_places
from shouwen.capabilities.workplace.refusals import StepRefused

DO: Final[dict[str, Callable[[dict[str, Any], dict[str, Any]], object]]] = {
    Step.ACCEPT: lambda step, usual: accept_ticket(**usual),
    Step.TAKE: lambda step, usual: take_ticket(**usual),
    Step.MARK_MAJOR: lambda step, usual: mark_major(is_major=True, reason=_("By macro"), **usual),
    Step.NOTE: lambda step, usual: add_note(
        text=step["text"], mentions=mentioned_in(step["text"], actor=usual["actor"]), **usual
    ),
    Step.REPLY: lambda step, usual: reply_to_customer(text=step["text"], **usual),
    Step.SUSPEND: lambda step, usual: suspend_ticket(
        reason=step["reason"], until=usual["at"] + timedelta(days=step["days"]), **usual
    ),
    Step.HAND_OVER: lambda step, usual: hand_over(
        team=_team_called(step["team"]), reason=step["reason"], tried=step["text"], **usual
    ),
}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What running a macro did: the ticket afterwards, and the number of the first fact it told.

    0 in its place where a step can't be undone.
    """

    ticket: Ticket
    first_seq: int


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What running a macro would do: the ticket as it would be, or the refusal of the step that stops it."""

    ticket: Ticket | None
    refusal: Refusal | None = None


@transaction.atomic
def keep_macro(
    *,
    name: str,
    steps: list[dict[str, Any]],
    team: Team | None,
    actor: Actor,
    at: datetime,
    macro: Macro | None = None,
) -> Macro:
    """`steps` are found under `name` by the actor, or by all of his `team`; `macro` is the one that is changed."""
    require(can_keep_for(actor, team.pk if team else None) and (macro is None or can_change(actor, macro)))
    if not name.strip():
        raise InvalidInput({"name": _("Write something first.")})
    if not steps:
        raise InvalidInput({"name": _("Choose at least one step.")})
    if len(LAST & {step["act"] for step in steps}) > 1:
        raise InvalidInput({"hand_over": _("Either wait or hand over: each is the last step.")})
    kept = macro or Macro(author_id=actor.id or 0)
    order = list(Step)
    kept.name, kept.team, kept.updated_at = name.strip(), team, at
    kept.steps = sorted(steps, key=lambda step: order.index(Step(step["act"])))
    kept.lookup = lookup_of(kept.name)
    kept.save()
    return kept


@transaction.atomic
def drop_macro(*, macro: Macro, actor: Actor) -> None:
    """The macro is offered no longer."""
    require(can_change(actor, macro))
    macro.delete()


@transaction.atomic
def run_macro(
    *,
    macro: Macro,
    ticket: Ticket,
    texts: Mapping[str, str],
    actor: Actor,
    at: datetime,
    seen: int | None = None,
) -> Outcome:
    """All steps are done, with the words in `texts` (by act); or none is.

    Raises StepRefused for the first that can't be done, StaleView over unseen news. The facts are told as of one
    instant, so that `undo` of the first takes back all of them, unless a step is FINAL.
    """
    before = ticket.subject.seq
    for step in macro.steps:
        spoken = {**step, "text": texts.get(step["act"], step.get("text", ""))}
        try:
            if unfilled := open_places(spoken["text"]):
                places = ", ".join(f"{{{name}}}" for name in unfilled)
                raise InvalidInput({"text": _("Still to be filled in: %(places)s") % {"places": places}})
            DO[step["act"]](spoken, {"ticket": ticket, "actor": actor, "at": at, "seen": seen})
        except StaleView:
            raise
        except Refusal as refusal:
            raise StepRefused(step=Step(step["act"]).label, why=refusal.sentence()) from refusal
    Macro.objects.filter(pk=macro.pk).update(used=F("used") + 1)
    changed = Ticket.objects.select_related("subject", "handler", "responsible", "team").get(pk=ticket.pk)
    own = Fact.objects.filter(subject_id=ticket.pk, seq__gt=before, actor_kind=actor.kind, actor_id=actor.id)
    first = own.exclude(name__startswith="clock.").order_by("seq").values_list("seq", flat=True)[0]
    return Outcome(changed, 0 if is_final(macro) else first)


def is_final(macro: Macro) -> bool:
    """Whether it does something that can't be undone."""
    return not FINAL.isdisjoint(step["act"] for step in macro.steps)


def _team_called(code: str) -> Team:
    team = Team.objects.filter(code=code, is_active=True).first()
    if team is None:
        raise InvalidInput({"team": _("This team is no longer there.")})
    return team


def foresee_macro(
    *, macro: Macro, ticket: Ticket, texts: Mapping[str, str], actor: Actor, at: datetime
) -> Foreseen:
    """What `run_macro` would do now: it is run in full and taken back before anybody can see it; nothing changes."""
    with transaction.atomic():
        try:
            after = run_macro(macro=macro, ticket=ticket, texts=texts, actor=actor, at=at).ticket
            found = Foreseen(after)
        except Refusal as refusal:
            found = Foreseen(None, refusal)
        transaction.set_rollback(True)
    return found
