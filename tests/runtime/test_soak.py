"""Parts of a running desk are killed while programs register tickets, and nothing is lost, doubled or timed twice."""

import pytest

from benchmarks.soak import soak

pytestmark = pytest.mark.slow


def test_200_tickets_survive_kill_9_of_worker_web_and_database():
    found = soak(200)

    assert (found.lost, found.doubled) == (0, 0)
    assert (found.notes_lost, found.notes_doubled) == (0, 0)
    assert found.stages_fired > 0
    assert found.stages_doubled == 0
    assert found.failed_jobs == 0
    assert found.journal_whole
    assert found.clocks_agree
