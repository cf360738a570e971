"""`make benchmark`: every measurement that docs/measured.md quotes, one after the other, each in its own process."""

import subprocess
import sys

MEASUREMENTS = {
    "Calendars": "calendars",
    "Replay": "replaying",
    "Firing": "firing",
    "Activating": "activating",
    "The desk": "desk",
    "Pages": "pages",
}


def main() -> int:
    """1 if any of them missed its bound."""
    missed = 0
    for title, module in MEASUREMENTS.items():
        print(f"\n# {title}\n", flush=True)
        missed = max(
            missed, subprocess.run([sys.executable, "-m", f"benchmarks.{module}"], check=False).returncode
        )
    return missed


if __name__ == "__main__":
    sys.exit(main())
