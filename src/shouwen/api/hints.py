"""Tickets that may help with a ticket, each with its reasons, and what one makes of them."""

from typing import Any, Literal

from ninja import Router
from pydantic import Field

from shouwen.api import finding
from shouwen.api.asking import ApiRequest
from shouwen.api.door import Rule
from shouwen.api.kinds import Code, Given, Shown
from shouwen.api.operations import acting, reading
from shouwen.api.schemas.shared import Done
from shouwen.base.refusals import NotVisible
from shouwen.base.time import now
from shouwen.capabilities.tickets.models import Ticket
from shouwen.capabilities.tickets.queries import ticket_numbered
from shouwen.capabilities.workplace.commands.hints import heed_hint, ignore_hint, link_hint
from shouwen.capabilities.workplace.queries.hints import Hint, hints_on

router = Router(tags=["Workplace"])


class HintReasonShown(Shown):
    """One reason, and what people made of tickets hinted at for it in the last half year."""

    reason: Literal["customer", "site", "product", "words"]
    weight: float = Field(
        description="1 as a rule; up to 1.5 where it is linked, down to 0.5 where it is ignored."
    )
    linked: int
    ignored: int


class HintShown(Shown):
    number: str
    title: str
    state: str
    solution: str
    same_words: float = Field(description="The share of the same words, 0 to 1.")
    reasons: list[HintReasonShown]


class HintsShown(Shown):
    same: list[HintShown] = Field(description="Open tickets it may belong to, the likeliest first.")
    solved: list[HintShown] = Field(description="Solved tickets alike in words.")


class HintChosen(Given):
    other: Code = Field(description="The number of the ticket hinted at.")
    choice: Literal["link", "ignore", "heed"] = Field(
        description="`ignore`: hint at it here no longer; `heed`: do so again."
    )


@reading(router, "/tickets/{number}/hints", name="list_hints", answer=HintsShown, rule=Rule("tickets"))
def list_hints(request: ApiRequest, number: finding.Number) -> Any:
    """List tickets that may be about the same, and how such a thing was solved before."""
    same, solved = hints_on(ticket=_ticket(request, number), actor=request.actor, at=now())
    return HintsShown.of(same=[_shown(hint) for hint in same], solved=[_shown(hint) for hint in solved])


@acting(
    router, "/tickets/{number}/hint-choices", name="choose_hint", answer=Done,
    rule=Rule("tickets", writes=True),
)  # fmt: skip
def choose(request: ApiRequest, number: finding.Number, body: HintChosen) -> Any:
    """Link a ticket that was hinted at, or ignore it; later hints learn from it."""
    ticket, actor = _ticket(request, number), request.actor
    other = finding.ticket_named(actor, "other", body.other)
    if body.choice == "link":
        link_hint(ticket=ticket, other=other, actor=actor, at=now())
    elif body.choice == "ignore":
        ignore_hint(ticket=ticket, other=other, actor=actor, at=now())
    else:
        heed_hint(ticket=ticket, other=other, actor=actor)
    return Done()


def _ticket(request: ApiRequest, number: str) -> Ticket:
    ticket = ticket_numbered(number, actor=request.actor, with_company=True)
    if ticket is None:
        raise NotVisible(ticket=number)
    return ticket


def _shown(of: Hint) -> HintShown:
    return HintShown.of(
        number=of.ticket.number, title=of.ticket.title, state=of.ticket.state, solution=of.ticket.solution,
        same_words=round(of.share, 2),
        reasons=[
            HintReasonShown.of(
                reason=str(reason), weight=round(tally.weight, 2), linked=tally.linked, ignored=tally.ignored
            )
            for reason in of.reasons
            for tally in [of.tally(reason)]
        ],
    )  # fmt: skip
