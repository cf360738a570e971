"""An act is carried out once for its key; one that was refused leaves nothing but its answer."""

from threading import Thread

import pytest
from django.db import connection

from shouwen.base.idempotency import Answer, StillInFlight, once
from shouwen.base.models import IdempotencyKey, Setting
from shouwen.base.refusals import NotVisible, Refusal
from shouwen.base.time import now

pytestmark = pytest.mark.django_db(transaction=True)

DONE = Answer(201, b"done")


def kept(name: str) -> Answer:
    Setting.objects.create(key=name, value=1, changed_at=now())
    return DONE


def written_then_refused() -> Answer:
    kept("half")
    raise NotVisible(setting="half")


def says(refusal: Refusal) -> Answer:
    return Answer(refusal.status, refusal.code.encode())


def sent(act, refused=says) -> tuple[Answer, bool]:
    return once(actor="token/1", key="k", request=b"the same", act=act, refused=refused)


# REQ BX-5
def test_nothing_stands_of_what_was_refused_and_its_repetition_is_refused_alike():
    first = sent(written_then_refused)
    again = sent(lambda: kept("again"))

    assert first == (Answer(404, b"not_found"), False)
    assert again == (Answer(404, b"not_found"), True)
    assert not Setting.objects.exists()


# REQ BX-5
def test_where_the_same_is_done_while_a_refusal_is_put_into_words_the_deed_counts():
    def done_meanwhile(refusal: Refusal) -> Answer:
        assert sent(lambda: kept("whole")) == (DONE, False)
        return says(refusal)

    assert sent(written_then_refused, done_meanwhile) == (DONE, True)
    assert [setting.key for setting in Setting.objects.all()] == ["whole"]
    assert IdempotencyKey.objects.get().status == 201


# REQ BX-5
def test_a_failure_keeps_no_key_and_may_be_tried_again():
    def fails() -> Answer:
        kept("half")
        raise RuntimeError("no answer")

    with pytest.raises(RuntimeError):
        sent(fails)

    assert not IdempotencyKey.objects.exists()
    assert sent(lambda: kept("whole")) == (DONE, False)


# REQ BX-5
def test_nobody_acts_under_a_key_while_the_first_is_at_work():
    raised: list[str] = []

    def other() -> None:
        try:
            sent(lambda: kept("twice"))
        except StillInFlight as refusal:
            raised.append(refusal.code)
        finally:
            connection.close()

    def act() -> Answer:
        thread = Thread(target=other)
        thread.start()
        thread.join()
        return kept("whole")

    assert sent(act) == (DONE, False)
    assert raised == ["still_in_flight"]
    assert [setting.key for setting in Setting.objects.all()] == ["whole"]
