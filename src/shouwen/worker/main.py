"""The worker process: the loops of the schedule and the queue of reactions, until SIGTERM.

Any number of workers may run: the sealer takes an advisory lock, everything else claims rows.
"""

import asyncio
import os
import sys

import django

from shouwen.runtime.leash import outlive_parent_by
from shouwen.runtime.tuning import tune

NICER = 5  # people who wait come first
SHORT_GRACE = 2.0  # without its supervisor the database is gone too


def main() -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shouwen.settings")
    os.environ.setdefault("SHOUWEN_ROLE", "worker")
    if os.environ.get("SHOUWEN_SUPERVISED"):
        outlive_parent_by(SHORT_GRACE)
    os.nice(NICER)
    tune()
    django.setup()

    from shouwen.worker.queue import work

    asyncio.run(work())
    return 0


if __name__ == "__main__":
    sys.exit(main())
