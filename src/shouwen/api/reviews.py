"""Drafts looked over before they are sent: given to a colleague, reworded, judged, ended."""

from datetime import datetime
from typing import Any, Literal

from ninja import Router
from pydantic import Field

from shouwen.api import finding
from shouwen.api.asking import ApiRequest
from shouwen.api.door import Rule
from shouwen.api.kinds import Code, Given, Prose, Shown
from shouwen.api.operations import acting, reading
from shouwen.api.schemas.shared import Done, PersonShown, person
from shouwen.base.actors import Actor
from shouwen.base.refusals import NotVisible
from shouwen.base.time import now
from shouwen.capabilities.workplace.commands.reviews import ask_review, end_review, give_review, reword_draft
from shouwen.capabilities.workplace.models import Review
from shouwen.capabilities.workplace.queries.reviews import review_numbered, reviews_on, texts_under_review

router = Router(tags=["Workplace"])
READS = Rule("tickets")
WRITES = Rule("tickets", writes=True)


class AnswerTextsGiven(Given):
    """What an answer says; `found` and `next_step` belong to a progress update."""

    body: Prose = ""
    found: Prose = ""
    next_step: Prose = ""

    def written(self) -> dict[str, str]:
        """The texts that are not empty."""
        return {name: text for name, text in self.model_dump(exclude={"base"}).items() if text}


class WordingGiven(AnswerTextsGiven):
    base: AnswerTextsGiven = Field(
        description="The texts you started from; what others wrote meanwhile is merged."
    )


class ReviewWanted(Given):
    reviewer: Code = Field(description="User name of a colleague who may see the ticket.")
    kind: Literal["reply", "note", "update"] = "reply"
    texts: AnswerTextsGiven | None = Field(
        None, description="The draft; left out: what you began on the ticket's page."
    )
    question: Prose = ""


class VerdictGiven(Given):
    verdict: Literal["fine", "change"]
    comment: Prose = ""


class EndingGiven(Given):
    how: Literal["withdrawn", "sent", "discarded"]


class WordingShown(Shown):
    """The draft as one of the two left it."""

    by: PersonShown | None
    texts: dict[str, str]
    at: datetime


class DraftReviewShown(Shown):
    id: int
    writer: PersonShown | None
    reviewer: PersonShown | None
    question: str
    kind: str
    texts: dict[str, str]
    verdict: str = Field(description="Empty while the reviewer has not answered.")
    comment: str
    asked_at: datetime
    given_at: datetime | None
    wordings: list[WordingShown]


class DraftReviewList(Shown):
    items: list[DraftReviewShown]


@reading(router, "/tickets/{number}/reviews", name="list_reviews", answer=DraftReviewList, rule=READS)
def list_reviews(request: ApiRequest, number: finding.Number) -> Any:
    """List the drafts on a ticket that you were given to look over, and your own that a colleague has."""
    ticket = finding.ticket_of(request, number)
    return DraftReviewList.of(items=[_shown(row) for row in reviews_on(ticket=ticket, actor=_actor(request))])


@acting(router, "/tickets/{number}/reviews", name="ask_review", answer=DraftReviewShown, rule=WRITES)
def ask(request: ApiRequest, number: finding.Number, body: ReviewWanted) -> Any:
    """Give a colleague the draft of your answer to look over.

    He is told; nobody else sees it. Asking somebody else takes it back from the first.
    """
    actor, ticket = _actor(request), finding.ticket_of(request, number)
    review = ask_review(
        ticket=ticket,
        reviewer=finding.person_named(actor, "reviewer", body.reviewer),
        question=body.question,
        texts=body.texts.written() if body.texts else None,
        picks={"kind": body.kind} if body.texts else None,
        actor=actor,
        at=now(),
    )
    return _shown(_found(request, number, review.pk))


@acting(
    router, "/tickets/{number}/reviews/{review}/texts", name="reword_draft", answer=DraftReviewShown, rule=WRITES,
    method="PUT", status=200,
)  # fmt: skip
def reword(request: ApiRequest, number: finding.Number, review: finding.PathId, body: WordingGiven) -> Any:
    """Change the draft that you were given to look over; its writer sees it at once."""
    found = _found(request, number, review)
    reword_draft(
        review=found, texts=body.written(), base=body.base.written(), actor=_actor(request), at=now()
    )
    return _shown(_found(request, number, review))


@acting(
    router,
    "/tickets/{number}/reviews/{review}/verdicts",
    name="give_review",
    answer=DraftReviewShown,
    rule=WRITES,
)
def give(request: ApiRequest, number: finding.Number, review: finding.PathId, body: VerdictGiven) -> Any:
    """Say what you think of the draft; its writer is told."""
    found = _found(request, number, review)
    give_review(review=found, verdict=body.verdict, comment=body.comment, actor=_actor(request), at=now())
    return _shown(_found(request, number, review))


@acting(router, "/tickets/{number}/reviews/{review}/endings", name="end_review", answer=Done, rule=WRITES)
def end(request: ApiRequest, number: finding.Number, review: finding.PathId, body: EndingGiven) -> Any:
    """Take your draft back, or tell that you sent it or threw it away."""
    end_review(review=_found(request, number, review), how=body.how, actor=_actor(request), at=now())
    return Done()


def _found(request: ApiRequest, number: str, pk: int) -> Review:
    ticket = finding.ticket_of(request, number)
    found = review_numbered(pk=pk, actor=_actor(request))
    if found is None or found.ticket_id != ticket.pk:
        raise NotVisible(review=pk)
    return found


def _shown(of: Review) -> DraftReviewShown:
    return DraftReviewShown.of(
        id=of.pk, writer=person(of.draft.person), reviewer=person(of.reviewer), question=of.question,
        kind=of.draft.picks.get("kind", "reply"), texts=texts_under_review(of), verdict=of.verdict,
        comment=of.comment, asked_at=of.asked_at, given_at=of.given_at,
        wordings=[
            WordingShown.of(by=person(row.person), texts=row.texts, at=row.at) for row in of.told
        ],
    )  # fmt: skip


def _actor(request: ApiRequest) -> Actor:
    actor: Actor = request.actor
    return actor
