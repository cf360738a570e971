"""The locks name versions and digests, and no place to get them from."""

from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
LOCKS = [*sorted(path.name for path in (ROOT / "requirements").glob("*.txt"))]


@pytest.mark.parametrize("name", LOCKS)
def test_a_python_lock_has_a_digest_for_every_pin_and_no_host(name: str):
    text = (ROOT / "requirements" / name).read_text()

    pins = [line for line in text.splitlines() if "==" in line and not line.startswith(" ")]
    assert pins
    assert all(line.endswith("\\") for line in pins)
    assert "://" not in text


def test_the_front_end_lock_names_no_host():
    text = (ROOT / "package-lock.json").read_text()

    assert '"integrity"' in text
    assert '"resolved"' not in text
