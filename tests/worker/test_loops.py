"""The loops: they beat, rest while the desk is paused, and go on after a fault."""

import threading
import time

import pytest
from django.db import OperationalError

from shouwen.base.models import Heartbeat
from shouwen.worker import loops
from shouwen.worker.loops import LoopThread
from shouwen.worker.pausing import is_paused, pause, resume
from shouwen.worker.schedule import Loop

turns: list[str] = []


def succeed(limit: int = 0) -> int:
    turns.append("turn")
    return 0


def do_one(limit: int = 0) -> int:
    return 1


def fail() -> int:
    raise RuntimeError("no")


def lose_the_database() -> int:
    raise OperationalError("server closed the connection unexpectedly")


def a_thread(name: str, *, seconds: float = 1, **options: object) -> LoopThread:
    turns.clear()
    return LoopThread(Loop(name, seconds, f"{__name__}:{name}", **options), threading.Event())


@pytest.fixture(autouse=True)
def in_this_module(monkeypatch):
    monkeypatch.setattr(Loop, "function", property(lambda loop: globals()[loop.name]))


@pytest.mark.django_db(transaction=True)
def test_a_loop_tells_that_it_is_alive():
    a_thread("succeed")._turn_once()

    assert turns == ["turn"]
    assert Heartbeat.objects.get(part="worker.succeed").state == "ok"


@pytest.mark.django_db(transaction=True)
def test_a_failing_loop_says_so_and_waits_longer_each_time():
    thread = a_thread("fail")

    pauses = [thread._turn_once() or thread._pause() for _ in range(3)]

    assert pauses == [2, 4, 8]
    assert Heartbeat.objects.get(part="worker.fail").state == "failing"


@pytest.mark.django_db(transaction=True)
def test_a_loop_that_lost_its_database_tries_again_within_seconds_however_seldom_it_turns():
    thread = a_thread("lose_the_database", seconds=600)

    pauses = [thread._turn_once() or thread._pause() for _ in range(7)]
    thread.loop = Loop("succeed", 600, f"{__name__}:succeed")
    thread._turn_once()

    assert pauses == [1, 2, 3, 4, 5, 5, 5]
    assert thread._pause() == 600


@pytest.mark.django_db(transaction=True)
def test_a_loop_that_found_its_database_again_says_at_once_that_it_is_well():
    thread = a_thread("lose_the_database", seconds=600)
    thread._turn_once()

    thread.loop = Loop("lose_the_database", 600, f"{__name__}:succeed")
    thread.loop.__dict__["turn"] = lambda: 0
    thread._turn_once()

    assert Heartbeat.objects.get(part="worker.lose_the_database").state == "ok"


@pytest.mark.django_db(transaction=True)
def test_a_paused_desk_turns_only_what_keeps_the_house_clean():
    pause("restored")
    a_thread("succeed")._turn_once()
    resting = list(turns)
    a_thread("succeed", paused_with_the_desk=False)._turn_once()

    assert (resting, turns) == ([], ["turn"])
    assert is_paused()
    assert resume()
    assert not is_paused()


@pytest.mark.django_db(transaction=True)
def test_a_loop_goes_on_at_once_only_while_it_does_all_it_may():
    assert a_thread("do_one")._turn_once()
    assert a_thread("do_one", limit=1)._turn_once()
    assert not a_thread("do_one", limit=2)._turn_once()


@pytest.mark.django_db(transaction=True)
def test_what_rings_meanwhile_waits_for_the_next_turn_and_is_done_together():
    thread = a_thread("succeed", seconds=60, limit=9)
    begun = time.monotonic()
    thread.start()
    for _ in range(20):
        thread.bell.set()
        time.sleep(loops.PACE / 10)
    thread.stopping.set()
    thread.bell.set()
    thread.join(10)

    assert 2 <= len(turns) <= (time.monotonic() - begun) / loops.PACE + 2
