"""One reader of the database's address for run, backup and every command, however the address was given."""

import pytest

from shouwen.runtime import values


@pytest.fixture(autouse=True)
def nothing_given(monkeypatch, tmp_path):
    for name in ("DATABASE_URL", "SHOUWEN_DATABASE_URL", "SHOUWEN_DATABASE_URL_FILE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("SHOUWEN_DATA", str(tmp_path))


def test_without_an_address_the_embedded_database_serves():
    assert values.database_url() == ""


@pytest.mark.parametrize("name", ["DATABASE_URL", "SHOUWEN_DATABASE_URL"])
def test_an_address_is_taken_under_either_name(monkeypatch, name):
    monkeypatch.setenv(name, "postgresql://db/shouwen")

    assert values.database_url() == "postgresql://db/shouwen"


def test_an_address_may_lie_in_a_file(monkeypatch, tmp_path):
    kept = tmp_path / "url"
    kept.write_text("postgresql://db/kept\n")
    monkeypatch.setenv("SHOUWEN_DATABASE_URL_FILE", str(kept))

    assert values.database_url() == "postgresql://db/kept"


def test_a_file_that_cannot_be_read_is_said_and_never_passed_over(monkeypatch, tmp_path):
    monkeypatch.setenv("SHOUWEN_DATABASE_URL_FILE", str(tmp_path / "missing"))

    with pytest.raises(values.UnreadableValue, match="SHOUWEN_DATABASE_URL_FILE"):
        values.database_url()
