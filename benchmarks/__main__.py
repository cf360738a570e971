"""`make benchmark`: every measurement the README quotes, one after the other."""

import sys

from benchmarks import calendars, desk, replaying


def main() -> int:
    print("# Calendars\n")
    calendars.main()
    print("\n# Replay\n")
    replaying.main()
    print("\n# The desk\n")
    return desk.main()


if __name__ == "__main__":
    sys.exit(main())
