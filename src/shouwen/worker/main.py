"""The worker process: the loops of the schedule and the queue of reactions, until SIGTERM.

Any number of workers may run: the sealer takes an advisory lock, everything else claims rows.
"""

import asyncio
import os
import sys

import django


def main() -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shouwen.settings")
    os.environ.setdefault("SHOUWEN_ROLE", "worker")
    django.setup()

    from shouwen.worker.queue import work

    asyncio.run(work())
    return 0


if __name__ == "__main__":
    sys.exit(main())
