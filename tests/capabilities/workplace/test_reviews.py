"""Drafts looked over: two people, one text, nothing lost; the journal knows who asked whom and what came of it."""

import pytest

from shouwen.base.journal import facts_of
from shouwen.base.refusals import InvalidInput, NotPermitted, NotVisible
from shouwen.capabilities.notifications.models import Notice
from shouwen.capabilities.people.models import PersonRole
from shouwen.capabilities.tickets.commands import reply_to_customer
from shouwen.capabilities.tickets.models import Entry
from shouwen.capabilities.tickets.queries import timeline
from shouwen.capabilities.workplace.commands.drafts import forget_draft, keep_draft
from shouwen.capabilities.workplace.commands.reviews import (
    ask_review,
    end_review,
    give_review,
    reword_draft,
)
from shouwen.capabilities.workplace.models import Draft, Review, answer_place
from shouwen.capabilities.workplace.queries.reviews import (
    check_read,
    may_look_over,
    review_numbered,
    reviews_for,
    reviews_on,
    rewordings,
)
from shouwen.capabilities.workplace.reactions import tell_of_draft
from shouwen.capabilities.workplace.refusals import DraftReworded, NothingWritten
from tests.capabilities.tickets.makers import MONDAY_9, MONDAY_10, MONDAY_11, a_desk, a_ticket, told

pytestmark = pytest.mark.django_db
ANSWER = "您好，工程师今天两点到。"


@pytest.fixture
def desk():
    return a_desk()


@pytest.fixture
def ticket(desk):
    return a_ticket(desk)


def written(desk, ticket, text=ANSWER, *, base=""):
    return keep_draft(
        place=answer_place(ticket.pk), texts={"body": text}, base={"body": base} if base else {},
        picks={"kind": "reply"}, actor=desk.as_agent, at=MONDAY_9,
    )  # fmt: skip


def asked(desk, ticket, **changes):
    given = {"reviewer": desk.manager, "question": "语气合适吗？", **changes}
    return ask_review(ticket=ticket, actor=desk.as_agent, at=MONDAY_10, **given)


def reworded(desk, review, text, *, base=ANSWER):
    return reword_draft(
        review=review, texts={"body": text}, base={"body": base}, actor=desk.as_manager, at=MONDAY_10
    )


def kept(desk, ticket):
    return Draft.objects.get(person=desk.agent, place=answer_place(ticket.pk)).texts


# REQ SD-9
def test_a_colleague_changes_a_draft_judges_it_and_the_writer_sees_what_was_changed(desk, ticket):
    written(desk, ticket)
    review = asked(desk, ticket)

    reworded(desk, review, "您好，工程师今天下午两点到。")
    give_review(review=review, verdict="fine", comment="写明下午", actor=desk.as_manager, at=MONDAY_11)

    mine = review_numbered(pk=review.pk, actor=desk.as_agent)
    (change,) = rewordings(mine)
    assert (mine.verdict, mine.comment, kept(desk, ticket)) == (
        "fine",
        "写明下午",
        {"body": "您好，工程师今天下午两点到。"},
    )
    assert (change.by, [piece for piece in change.fields[0][1] if piece.kind != "same"]) == (
        desk.manager.name, [("new", "下午")],
    )  # fmt: skip
    assert told(ticket)[-2:] == ["ticket.review_asked", "ticket.reviewed"]
    assert set(Entry.objects.filter(ticket=ticket, kind="note").values_list("body", "visibility")) == {
        ("语气合适吗？", "internal"), ("写明下午", "internal"),
    }  # fmt: skip


def test_what_both_write_at_once_stays(desk, ticket):
    written(desk, ticket)
    review = asked(desk, ticket)

    reworded(desk, review, "王女士您好，工程师今天两点到。")
    written(desk, ticket, f"{ANSWER}请留人。", base=ANSWER)

    assert kept(desk, ticket) == {"body": "王女士您好，工程师今天两点到。请留人。"}
    assert [one.is_reviewers for one in rewordings(review_numbered(pk=review.pk, actor=desk.as_manager))] == [
        True, False,
    ]  # fmt: skip


def test_whom_it_goes_to_stays_the_writers(desk, ticket):
    keep_draft(
        place=answer_place(ticket.pk), texts={"body": ANSWER, "cc": "boss@example.com"}, base={}, picks={},
        actor=desk.as_agent, at=MONDAY_9,
    )  # fmt: skip
    review = asked(desk, ticket)

    reword_draft(
        review=review, texts={"body": "您好。", "cc": "me@example.com"}, base={"body": ANSWER},
        actor=desk.as_manager, at=MONDAY_10,
    )  # fmt: skip

    assert kept(desk, ticket) == {"body": "您好。", "cc": "boss@example.com"}


def test_an_emptied_draft_stays_while_a_colleague_has_it(desk, ticket):
    written(desk, ticket)
    asked(desk, ticket)

    written(desk, ticket, "", base=ANSWER)

    assert (kept(desk, ticket), Review.objects.count()) == ({}, 1)


# REQ SD-8
def test_nothing_goes_out_over_words_of_a_reviewer_that_the_writer_has_not_read(desk, ticket):
    written(desk, ticket)
    review = asked(desk, ticket)
    check_read(ticket=ticket, turns=0, actor=desk.as_agent)

    give_review(review=review, verdict="change", comment="改约了", actor=desk.as_manager, at=MONDAY_11)

    with pytest.raises(DraftReworded):
        check_read(ticket=ticket, turns=0, actor=desk.as_agent)
    check_read(ticket=ticket, turns=1, actor=desk.as_agent)


def test_a_review_is_no_news_that_holds_an_answer_up(desk, ticket):
    written(desk, ticket)
    ticket.subject.refresh_from_db()
    seen = ticket.subject.seq
    give_review(review=asked(desk, ticket), verdict="fine", actor=desk.as_manager, at=MONDAY_11)

    reply_to_customer(ticket=ticket, text=ANSWER, actor=desk.as_agent, at=MONDAY_11, seen=seen)

    assert "ticket.replied" in told(ticket)


@pytest.mark.parametrize(("was_sent", "how"), [(True, "sent"), (False, "discarded")])
def test_a_draft_sent_or_thrown_away_ends_the_review(desk, ticket, was_sent, how):
    written(desk, ticket)
    review = asked(desk, ticket)

    forget_draft(place=answer_place(ticket.pk), actor=desk.as_agent, at=MONDAY_11, was_sent=was_sent)

    assert [fact.payload["how"] for fact in facts_of(ticket.pk) if fact.name == "ticket.review_ended"] == [
        how
    ]
    assert (Draft.objects.count(), Review.objects.count()) == (0, 0)
    with pytest.raises(NotVisible):
        reworded(desk, review, "您好。")


def test_a_draft_taken_back_is_the_writers_alone_with_all_that_was_changed(desk, ticket):
    written(desk, ticket)
    review = asked(desk, ticket)
    reworded(desk, review, "您好，工程师三点到。")

    with pytest.raises(NotPermitted):
        end_review(review=review, how="withdrawn", actor=desk.as_manager, at=MONDAY_11)
    end_review(review=review, how="withdrawn", actor=desk.as_agent, at=MONDAY_11)

    assert kept(desk, ticket) == {"body": "您好，工程师三点到。"}
    assert reviews_on(ticket=ticket, actor=desk.as_manager) == []
    with pytest.raises(NotVisible):
        give_review(review=review, verdict="fine", actor=desk.as_manager, at=MONDAY_11)


def test_asking_another_takes_it_back_from_the_first_and_asking_again_clears_the_answer(desk, ticket):
    third = desk.other_engineer
    PersonRole.objects.create(person=third, role=PersonRole.objects.get(person=desk.manager).role)
    written(desk, ticket)
    first = asked(desk, ticket)
    give_review(review=first, verdict="change", comment="太短", actor=desk.as_manager, at=MONDAY_10)

    again = asked(desk, ticket, question="")
    cleared = (again.pk == first.pk, again.verdict, again.comment)
    asked(desk, ticket, reviewer=third)

    assert cleared == (True, "", "")
    assert list(Review.objects.values_list("reviewer", flat=True)) == [third.pk]
    assert reviews_for(actor=desk.as_manager) == []


def test_only_a_colleague_who_may_see_the_ticket_is_asked(desk, ticket):
    written(desk, ticket)
    offered = list(may_look_over(ticket=ticket, actor=desk.as_agent))

    for nobody in (desk.agent, desk.other_engineer):
        with pytest.raises(InvalidInput):
            asked(desk, ticket, reviewer=nobody)

    assert offered == [desk.manager]
    assert "ticket.review_asked" not in told(ticket)


def test_without_a_word_there_is_nothing_to_look_over(desk, ticket):
    with pytest.raises(NothingWritten):
        asked(desk, ticket)

    assert "ticket.review_asked" not in told(ticket)


def test_whoever_may_no_longer_see_the_ticket_sees_and_changes_nothing_of_the_draft(desk, ticket):
    written(desk, ticket)
    review = asked(desk, ticket)
    PersonRole.objects.filter(person=desk.manager).delete()

    assert reviews_on(ticket=ticket, actor=desk.as_manager) == []
    assert reviews_for(actor=desk.as_manager) == []
    for attempt in (
        lambda: reworded(desk, review, "x"),
        lambda: give_review(review=review, verdict="fine", actor=desk.as_manager, at=MONDAY_11),
    ):
        with pytest.raises(NotVisible):
            attempt()
    assert kept(desk, ticket) == {"body": ANSWER}


def test_both_are_told_once_without_a_word_of_the_draft_and_the_customer_sees_nothing(desk, ticket):
    written(desk, ticket)
    review = asked(desk, ticket)
    give_review(review=review, verdict="change", comment="改约了", actor=desk.as_manager, at=MONDAY_11)

    for fact in [
        fact for fact in facts_of(ticket.pk) if fact.name in ("ticket.review_asked", "ticket.reviewed")
    ] * 2:
        tell_of_draft(fact.pk)

    notices = list(Notice.objects.filter(kind="review").order_by("pk").values_list("person", "body", "path"))
    where = f"/t/{ticket.number}#reviews"
    assert notices == [(desk.manager.pk, "语气合适吗？", where), (desk.agent.pk, "改约了", where)]
    names = {line.name for line in timeline(ticket=ticket, actor=desk.as_contact)}
    assert not {name for name in names if "review" in name}


def test_a_wish_for_change_says_what(desk, ticket):
    written(desk, ticket)
    review = asked(desk, ticket)

    with pytest.raises(InvalidInput):
        give_review(review=review, verdict="change", actor=desk.as_manager, at=MONDAY_11)

    assert "ticket.reviewed" not in told(ticket)
