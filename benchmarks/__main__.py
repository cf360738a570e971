"""`make benchmark`: every measurement the README quotes, one after the other."""

import sys

from benchmarks import calendars, desk, firing, replaying


def main() -> int:
    print("# Calendars\n")
    calendars.main()
    print("\n# Replay\n")
    replaying.main()
    print("\n# Firing\n")
    fired = firing.main()
    print("\n# The desk\n")
    return max(fired, desk.main())


if __name__ == "__main__":
    sys.exit(main())
