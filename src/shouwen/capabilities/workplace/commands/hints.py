"""What somebody makes of a ticket he is hinted at: linked, or ignored; later hints learn from it."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from shouwen.base.actors import Actor
from shouwen.base.refusals import InvalidInput, NotVisible
from shouwen.capabilities.tickets.choices import LinkKind
from shouwen.capabilities.tickets.commands import link_tickets
from shouwen.capabilities.tickets.models import Ticket
from shouwen.capabilities.tickets.permissions import require_right
from shouwen.capabilities.workplace.choices import HintAct
from shouwen.capabilities.workplace.models import HintChoice
from shouwen.capabilities.workplace.queries.hints import hint_between
from shouwen.domain.workflow import TicketVerb


@transaction.atomic
def link_hint(*, ticket: Ticket, other: Ticket, actor: Actor, at: datetime) -> HintChoice:
    """`ticket` is linked to the `other` one that was hinted at, and the reasons of the hint count more.

    Raises what linking raises, and NotVisible where `actor` may not see both.
    """
    _check(ticket, other, actor)
    link_tickets(ticket=ticket, other=other, kind=LinkKind.RELATED, actor=actor, at=at)
    return _keep(ticket, other, HintAct.LINK, actor, at)


@transaction.atomic
def ignore_hint(*, ticket: Ticket, other: Ticket, actor: Actor, at: datetime) -> HintChoice:
    """The `other` ticket is hinted at on `ticket` no longer, and the reasons of the hint count less.

    By whoever may link the ticket. Safe to repeat. Raises NotPermitted or NotVisible.
    """
    _check(ticket, other, actor)
    require_right(actor, TicketVerb.LINK, ticket)
    return _keep(ticket, other, HintAct.IGNORE, actor, at)


def heed_hint(*, ticket: Ticket, other: Ticket, actor: Actor) -> None:
    """What was ignored may be hinted at again, as if nobody had said anything. Safe to repeat."""
    _check(ticket, other, actor)
    require_right(actor, TicketVerb.LINK, ticket)
    HintChoice.objects.filter(ticket=ticket, other=other, act=HintAct.IGNORE).delete()


def _check(ticket: Ticket, other: Ticket, actor: Actor) -> None:
    if ticket.pk == other.pk:
        raise InvalidInput({"other": _("A ticket can't be linked to itself.")})
    pks = {ticket.pk, other.pk}
    if Ticket.objects.visible_to(actor).filter(pk__in=pks).count() != len(pks):
        raise NotVisible(ticket=ticket.pk)


def _keep(ticket: Ticket, other: Ticket, act: HintAct, actor: Actor, at: datetime) -> HintChoice:
    hint = hint_between(ticket, other)
    said = {
        "person_id": actor.id, "act": act, "reasons": [str(reason) for reason in hint.reasons],
        "share": round(hint.share * 100), "at": at,
    }  # fmt: skip
    return HintChoice.objects.update_or_create(ticket=ticket, other=other, defaults=said)[0]
