"""The certificate for phones in the same network."""

from pathlib import Path

from shouwen.runtime.certificate import lan_certificate


def test_certificate_and_key_are_made_once_and_open_to_nobody_else_as_the_doctor_wants_all_of_that_folder(
    tmp_path: Path,
):
    made = lan_certificate(tmp_path)
    read = [path.read_bytes() for path in made]

    assert [path.stat().st_mode & 0o777 for path in made] == [0o600, 0o600]
    assert [path.read_bytes() for path in lan_certificate(tmp_path)] == read
