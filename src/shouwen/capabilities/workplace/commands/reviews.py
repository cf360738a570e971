"""A draft looked over before it is sent: given to a colleague, reworded, judged, taken back."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from shouwen.base import live
from shouwen.base.actors import Actor
from shouwen.base.permissions import require
from shouwen.base.refusals import InvalidInput, NotVisible
from shouwen.capabilities.people.models import Person
from shouwen.capabilities.people.queries import actor_of
from shouwen.capabilities.tickets.commands.reviews import tell_of_review
from shouwen.capabilities.tickets.facts import REVIEW_ASKED, REVIEW_ENDED, REVIEWED
from shouwen.capabilities.tickets.models import Ticket
from shouwen.capabilities.workplace.choices import Ending, Verdict
from shouwen.capabilities.workplace.models import REWORDED, Draft, Review, Wording, answer_place
from shouwen.capabilities.workplace.refusals import NothingWritten
from shouwen.domain.merging import merge_fields


@transaction.atomic
def ask_review(
    *,
    ticket: Ticket,
    reviewer: Person,
    actor: Actor,
    at: datetime,
    question: str = "",
    texts: Mapping[str, str] | None = None,
    picks: Mapping[str, str] | None = None,
) -> Review:
    """`reviewer` has the draft of `actor`'s answer on `ticket` before him, and is told so.

    With `texts` they are the draft from now on. Asking again, after he answered, clears his answer; asking somebody
    else takes the draft back from the first. Raises InvalidInput for who may not see the ticket, NothingWritten where
    there is no draft.
    """
    if reviewer.pk == actor.id or not _may_see(reviewer, ticket):
        raise InvalidInput({"reviewer": _("Choose a colleague who may see this ticket.")})
    tell_of_review(ticket=ticket, name=REVIEW_ASKED, actor=actor, at=at, text=question, person=reviewer.pk)
    draft = _draft_of(ticket, actor, at, texts, picks)
    earlier = Review.objects.filter(draft=draft).exclude(reviewer=reviewer).first()
    if earlier is not None:
        _tell_ended(earlier, Ending.WITHDRAWN, actor, at)
        earlier.delete()
    review, _is_new = Review.objects.update_or_create(
        draft=draft,
        defaults={
            "ticket": ticket, "reviewer": reviewer, "question": question.strip(), "asked_at": at,
            "verdict": "", "comment": "", "given_at": None,
        },
    )  # fmt: skip
    note_wording(review=review, texts=draft.texts, actor=actor, at=at)
    _ring(review, draft)
    return review


@transaction.atomic
def reword_draft(
    *, review: Review, texts: Mapping[str, str], base: Mapping[str, str], actor: Actor, at: datetime
) -> Draft:
    """What the reviewer changed stands in the writer's draft, merged with what he writes meanwhile.

    `base` are the texts the reviewer started from. Raises NotVisible where it is not, or no longer, with him.
    """
    draft = Draft.objects.select_for_update(of=("self",)).filter(review=review.pk).first()
    held = _with(actor, review)
    if draft is None or held is None:
        raise NotVisible(review=review.pk)
    his = {name: text for name, text in draft.texts.items() if name in REWORDED}
    mine = {name: texts.get(name, "") for name in REWORDED if name in texts or name in his}
    merged = {name: text for name, text in draft.texts.items() if name not in REWORDED}
    merged |= merge_fields(base, mine, his)
    if merged == draft.texts:
        return draft
    draft.texts, draft.updated_at = merged, at
    draft.save(update_fields=["texts", "updated_at"])
    Review.objects.filter(pk=held.pk).update(turns=F("turns") + 1)
    note_wording(review=held, texts=merged, actor=actor, at=at)
    live.ring(f"drafts/{draft.person_id}", f"drafts/{actor.id}")
    return draft


@transaction.atomic
def give_review(*, review: Review, verdict: str, actor: Actor, at: datetime, comment: str = "") -> Review:
    """The reviewer has said what he thinks of the draft; the writer is told. He may say it again.

    Raises InvalidInput for no such verdict, or a wish for change without a word; NotVisible where it is not with him.
    """
    if verdict not in Verdict.values:
        raise InvalidInput({"verdict": _("Say whether it looks good.")})
    held = _with(actor, review)
    if held is None:
        raise NotVisible(review=review.pk)
    draft = held.draft
    is_reworded = held.wordings.filter(person=actor.id).exists()
    if verdict == Verdict.CHANGE and not (comment.strip() or is_reworded):
        raise InvalidInput({"comment": _("Say what to change, or change it yourself.")})
    tell_of_review(
        ticket=held.ticket, name=REVIEWED, actor=actor, at=at, text=comment, verdict=verdict,
        person=draft.person_id, is_reworded=is_reworded,
    )  # fmt: skip
    given = {"verdict": verdict, "comment": comment.strip(), "given_at": at, "turns": F("turns") + 1}
    if not Review.objects.filter(pk=held.pk).update(**given):
        raise NotVisible(review=review.pk)
    held.refresh_from_db()
    _ring(held, draft)
    return held


@transaction.atomic
def end_review(*, review: Review, how: str, actor: Actor, at: datetime) -> None:
    """The colleague has the draft no longer: the writer took it back, sent it, or threw it away.

    What was taken back is the writer's alone again, with all that was changed in it; else the draft is gone.
    Raises NotPermitted for anybody but the writer, InvalidInput for no such ending.
    """
    if how not in Ending.values:
        raise InvalidInput({"how": _("This does not exist, or you may not see it.")})
    draft = Draft.objects.filter(review=review.pk).first()
    if draft is None:
        return  # it has ended already
    require(actor.is_person(draft.person_id))
    if Ticket.objects.visible_to(actor).filter(pk=review.ticket_id).exists():
        _tell_ended(review, how, actor, at)
    Draft.objects.select_for_update().filter(pk=draft.pk).first()
    if how == Ending.WITHDRAWN:
        Review.objects.filter(pk=review.pk).delete()
    else:
        draft.delete()
    _ring(review, draft)


def note_wording(*, review: Review, texts: Mapping[str, str], actor: Actor, at: datetime) -> None:
    """The draft stands so by `actor`'s hand; called with the draft locked. What one writes in a row is one wording."""
    last = Wording.objects.filter(review=review).order_by("-number").first()
    if last is not None and last.texts == texts:
        return
    if last is not None and last.person_id == actor.id:
        Wording.objects.filter(pk=last.pk).update(texts=texts, at=at)
        return
    number = last.number + 1 if last else 1
    Wording.objects.create(review=review, number=number, person_id=actor.id or 0, texts=texts, at=at)


def _draft_of(
    ticket: Ticket,
    actor: Actor,
    at: datetime,
    texts: Mapping[str, str] | None,
    picks: Mapping[str, str] | None,
) -> Draft:
    """The locked draft of `actor`'s answer on `ticket`, with `texts` if given. Raises NothingWritten."""
    place = answer_place(ticket.pk)
    draft = Draft.objects.select_for_update().visible_to(actor).filter(place=place).first()
    if texts is not None:
        given = {
            "texts": {name: text for name, text in texts.items() if text},
            "picks": picks or {},
            "updated_at": at,
        }
        draft, _is_new = Draft.objects.update_or_create(
            person_id=actor.id or 0, place=place, defaults=given,
            create_defaults={**given, "subject_id": ticket.pk},
        )  # fmt: skip
    if draft is None or not any(text.strip() for text in draft.texts.values()):
        raise NothingWritten(number=ticket.number)
    return draft


def _with(actor: Actor, review: Review) -> Review | None:
    """The review, if it is (still) `actor` who looks it over and he may (still) see the ticket."""
    visible = Review.objects.visible_to(actor).filter(pk=review.pk, reviewer=actor.id)
    return visible.select_related("draft", "ticket").first()


def _may_see(person: Person, ticket: Ticket) -> bool:
    return person.is_active and Ticket.objects.visible_to(actor_of(person)).filter(pk=ticket.pk).exists()


def _tell_ended(review: Review, how: str, actor: Actor, at: datetime) -> None:
    tell_of_review(
        ticket=review.ticket, name=REVIEW_ENDED, actor=actor, at=at, how=str(how), person=review.reviewer_id
    )


def _ring(review: Review, draft: Draft) -> None:
    live.ring(f"reviews/{review.ticket_id}", f"drafts/{draft.person_id}", f"drafts/{review.reviewer_id}")
