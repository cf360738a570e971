"""Two people change one draft and lose nothing; drafts are reviewed, wait for their day, and are rolled back."""

from datetime import timedelta

import pytest

from shouwen.base.journal import facts_of
from shouwen.base.refusals import StaleView
from shouwen.base.time import fixed_at
from shouwen.capabilities.regulations.choices import Review, VersionState
from shouwen.capabilities.regulations.commands import (
    activate_regulation,
    ask_review,
    catch_up,
    draft_from,
    edit_part,
    review_draft,
    roll_back,
    save_draft,
    withdraw_activation,
)
from shouwen.capabilities.regulations.models import RegulationVersion, Remark
from shouwen.capabilities.regulations.queries import document_of, in_force
from shouwen.capabilities.regulations.refusals import (
    DocumentRefused,
    NotWaiting,
    OwnWork,
    PartChanged,
    ReasonMissing,
)
from shouwen.domain.regulation import Regulation
from shouwen.domain.regulation.dumping import plain
from shouwen.domain.regulation.editing import part_of
from tests.capabilities.regulations.test_versions import (
    ACTIVATOR,
    AUTHOR,
    MONDAY_9,
    TUESDAY_9,
    a_draft,
    a_regulation_in_force,
    names_told,
)

pytestmark = pytest.mark.django_db
ANSWER = ("targets", "answer")


@pytest.fixture(autouse=True)
def on_monday():
    with fixed_at(MONDAY_9):
        yield


def document(version: RegulationVersion) -> Regulation:
    version.refresh_from_db()
    return document_of(version.document)


def as_seen(version: RegulationVersion, path: tuple[str, ...] = ANSWER) -> dict[str, object]:
    return part_of(plain(document(version)), path)


def edited(version, base, actor=AUTHOR, path=ANSWER, **keys):
    return edit_part(version=version, path=path, base=base, value={**base, **keys}, actor=actor, at=MONDAY_9)


# REQ BX-4
def test_an_edited_part_is_in_the_draft_and_in_its_history():
    draft = a_draft()

    edited(draft, as_seen(draft), rank="3")

    assert document(draft).targets["answer"].rank == 3
    assert [(fact.name, fact.payload.get("part")) for fact in facts_of(draft.pk)] == [
        ("regulation.drafted", None),
        ("regulation.redrafted", "targets/answer"),
    ]


# REQ BX-4
def test_two_people_on_one_part_see_each_other_and_nothing_is_lost():
    draft = a_draft()
    before = as_seen(draft)
    edited(draft, before, rank="3")

    with pytest.raises(PartChanged) as refused:
        edited(draft, before, ACTIVATOR, kind="other")

    assert document(draft).targets["answer"].kind == "response"
    assert refused.value.by == AUTHOR.id
    assert refused.value.merge.conflicts == ()
    assert (refused.value.merge.value["rank"], refused.value.merge.value["kind"]) == ("3", "other")
    seen_again = refused.value.theirs
    edit_part(
        version=draft,
        path=ANSWER,
        base=seen_again,
        value=refused.value.merge.value,
        actor=ACTIVATOR,
        at=MONDAY_9,
    )
    assert (document(draft).targets["answer"].rank, document(draft).targets["answer"].kind) == (3, "other")


def test_two_people_on_different_parts_do_not_meet():
    draft = a_draft()
    answer, ladder = as_seen(draft), as_seen(draft, ("ladders", "answer"))

    edited(draft, answer, rank="3")
    edited(draft, ladder, ACTIVATOR, ("ladders", "answer"), name={"zh": "答复升级二", "en": "Second"})

    assert document(draft).targets["answer"].rank == 3
    assert document(draft).ladders["answer"].name.en == "Second"


def test_a_part_that_others_need_is_not_taken_away():
    draft = a_draft()

    with pytest.raises(DocumentRefused) as refused:
        edit_part(
            version=draft, path=("ladders", "answer"), base=as_seen(draft, ("ladders", "answer")), value=None,
            actor=AUTHOR, at=MONDAY_9,
        )  # fmt: skip

    assert "answer" in document(draft).ladders
    assert {problem.section for problem in refused.value.problems} == {"targets"}


def test_a_text_saved_over_unseen_work_is_refused():
    draft = a_draft()
    seen = draft.digest
    edited(draft, as_seen(draft), rank="3")

    with pytest.raises(StaleView):
        save_draft(version=draft, text=draft.document, actor=ACTIVATOR, at=MONDAY_9, seen=seen)

    assert document(draft).targets["answer"].rank == 3


def test_a_draft_knows_the_version_it_goes_out_from():
    current = a_regulation_in_force()

    assert draft_from(version=current, actor=AUTHOR, at=MONDAY_9).base == current


# REQ BX-4
def test_a_review_passes_what_was_read_and_ends_with_the_next_change():
    draft = a_draft()
    ask_review(version=draft, remark="请看答复时限", actor=AUTHOR, at=MONDAY_9)

    passed = review_draft(version=draft, passed=True, remark="可以", actor=ACTIVATOR, at=MONDAY_9)
    changed = edited(draft, as_seen(draft), rank="3")

    assert (passed.review, changed.review) == (Review.PASSED, Review.NONE)
    assert list(Remark.objects.order_by("pk").values_list("body", "author_id")) == [
        ("请看答复时限", 7),
        ("可以", 8),
    ]


def test_nobody_reviews_his_own_draft_nor_sends_one_back_without_a_word():
    draft = a_draft()

    with pytest.raises(OwnWork):
        review_draft(version=draft, passed=True, remark="", actor=AUTHOR, at=MONDAY_9)
    with pytest.raises(ReasonMissing):
        review_draft(version=draft, passed=False, remark=" ", actor=ACTIVATOR, at=MONDAY_9)

    draft.refresh_from_db()
    assert draft.review == Review.NONE


# REQ BX-4
def test_a_version_waits_for_its_day_and_can_be_called_back():
    current, draft = a_regulation_in_force(), a_draft()
    waiting = activate_regulation(
        version=draft,
        actor=ACTIVATOR,
        at=MONDAY_9 + timedelta(hours=1),
        active_from=TUESDAY_9,
        remark="周二起",
    ).version
    then = (in_force(TUESDAY_9 - timedelta(minutes=1)), in_force(TUESDAY_9))

    withdraw_activation(version=waiting, remark="培训未完", actor=ACTIVATOR, at=MONDAY_9 + timedelta(hours=2))

    current.refresh_from_db()
    draft.refresh_from_db()
    assert then == (current, waiting)
    assert (current.state, current.active_to, draft.state) == (VersionState.ACTIVE, None, VersionState.DRAFT)
    assert in_force(TUESDAY_9) == current
    assert names_told(draft)[-2:] == ["regulation.activated", "regulation.activation_withdrawn"]


def test_what_is_in_force_already_is_not_called_back():
    current = a_regulation_in_force()

    with pytest.raises(NotWaiting):
        withdraw_activation(version=current, remark="错了", actor=ACTIVATOR, at=TUESDAY_9)

    assert in_force(TUESDAY_9) == current


# REQ BX-4
def test_rolling_back_puts_the_earlier_words_into_force_as_a_new_version():
    first, draft = a_regulation_in_force(), a_draft()
    edited(draft, as_seen(draft), rank="3")
    second = activate_regulation(version=draft, actor=ACTIVATOR, at=TUESDAY_9).version

    back = roll_back(
        to=first, remark="新规则误伤", actor=ACTIVATOR, at=TUESDAY_9 + timedelta(hours=1)
    ).version

    first.refresh_from_db()
    assert (back.number, back.digest, back.base, back.state) == (3, first.digest, first, VersionState.ACTIVE)
    assert in_force(TUESDAY_9) == second
    assert Remark.objects.get(version=back).body == "新规则误伤"


# REQ BX-4
def test_a_draft_takes_in_what_was_put_into_force_meanwhile():
    first = a_regulation_in_force()
    mine, other = (draft_from(version=first, actor=AUTHOR, at=MONDAY_9) for _ in range(2))
    edited(mine, as_seen(mine), rank="3")
    edited(other, as_seen(other), kind="other")
    activate_regulation(version=other, actor=ACTIVATOR, at=TUESDAY_9)

    conflicts = catch_up(version=mine, actor=AUTHOR, at=TUESDAY_9)

    assert conflicts == ()
    assert (document(mine).targets["answer"].rank, document(mine).targets["answer"].kind) == (3, "other")
    assert mine.base == other
