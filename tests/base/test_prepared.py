"""A prepared query reads what its queryset would read, in one statement, for any values."""

import pytest
from django.db import DataError, transaction
from django.db.models import F

from shouwen.base import journal
from shouwen.base.actors import SYSTEM
from shouwen.base.models import Attachment, Fact, Subject
from shouwen.base.prepared import Prepared
from tests.base.test_journal import MONDAY_9

pytestmark = pytest.mark.django_db


@pytest.fixture
def subjects() -> list[Subject]:
    subjects = [journal.open_subject("ticket") for _ in range(3)]
    for subject in subjects:
        journal.record_all(
            subject,
            [("ticket.registered", {"n": subject.pk}), ("ticket.closed", {})],
            actor=SYSTEM,
            at=MONDAY_9,
        )
    return subjects


def test_other_values_give_other_rows_without_writing_the_query_again(subjects, django_assert_num_queries):
    asked = 0

    def make(subject, before):
        nonlocal asked
        asked += 1
        return Fact.objects.filter(subject_id=subject, seq__lt=before).order_by("-seq")

    facts = Prepared(make)

    for subject in subjects:
        with django_assert_num_queries(1):
            found = facts(subject.pk, 9)
        assert found == list(Fact.objects.filter(subject_id=subject.pk).order_by("-seq"))
        assert found[1].payload == {"n": subject.pk}
        assert [fact.name for fact in facts(subject.pk, 2)] == ["ticket.registered"]
    assert asked == 1


def test_what_was_selected_along_costs_no_further_statement(subjects, django_assert_num_queries):
    facts = Prepared(lambda subject: Fact.objects.select_related("subject").filter(subject_id=subject))

    facts(subjects[0].pk)
    with django_assert_num_queries(1):
        assert {fact.subject for fact in facts(subjects[1].pk)} == {subjects[1]}


def test_lists_of_any_length_are_one_value(subjects):
    of_many = Prepared(
        lambda ids: Fact.objects.filter(subject_id__any=ids, seq=1).values_list("subject_id", "name"),
        lists=(0,),
    )

    assert of_many([]) == []
    for count in (1, 3):
        chosen = [subject.pk for subject in subjects[:count]]
        assert sorted(of_many(chosen)) == [(pk, "ticket.registered") for pk in chosen]


def test_rows_of_values_come_as_dicts(subjects):
    told = Prepared(
        lambda name: Fact.objects.filter(name=name).annotate(again=F("seq")).values("seq", "again")
    )

    assert told("ticket.closed") == [{"seq": 2, "again": 2}] * 3


def test_one_gives_the_first_or_none(subjects):
    files = Prepared(lambda subject: Attachment.objects.filter(subject_id=subject))
    facts = Prepared(lambda subject: Fact.objects.filter(subject_id=subject).order_by("seq"))

    assert files.one(subjects[0].pk) is None
    first = facts.one(subjects[0].pk)
    assert first is not None
    assert first.name == "ticket.registered"


def test_a_value_that_reaches_no_parameter_is_an_error(subjects):
    careless = Prepared(lambda subject, other: Fact.objects.filter(subject_id=subject))

    with pytest.raises(AssertionError, match="reach no parameter"):
        careless(1, 2)


def test_a_number_too_large_for_its_column_is_refused_instead_of_losing_its_upper_bits(subjects):
    row = Subject.objects.get(pk=subjects[0].pk)

    with pytest.raises(DataError), transaction.atomic():
        Subject.objects.filter(pk=row.pk).update(seq=2**32 + 5)

    assert Subject.objects.get(pk=row.pk).seq == row.seq
