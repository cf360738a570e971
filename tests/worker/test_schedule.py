"""The schedule of the worker's loops."""

from shouwen.worker.schedule import LOOPS


def test_every_loop_names_a_function_that_exists():
    assert all(callable(loop.function) for loop in LOOPS)


def test_only_tidying_goes_on_while_the_desk_is_paused():
    assert [loop.name for loop in LOOPS if not loop.paused_with_the_desk] == ["sweeper", "housekeeping"]
