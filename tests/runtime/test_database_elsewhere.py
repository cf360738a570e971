"""A database elsewhere that can't be used is said so in one sentence, by every command that needs it."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from shouwen.runtime import external
from shouwen.runtime.postgres import PostgresUnavailable

AWAY = "postgresql://desk:a-secret@127.0.0.1:1/desk"
UNREADABLE = [
    "mysql://desk:a-secret@db/desk",
    "nonsense a-secret",
    "postgresql://desk:a-secret@db:port/desk",
    "postgresql://desk:a-secret@db",
    "postgresql://desk:a-secret%zz@db/desk",
]


def told(data: Path, url: str, *command: str) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("SHOUWEN_")}
    return subprocess.run(
        [sys.executable, "-m", "shouwen", *command],
        env={**kept, "DATABASE_URL": url, "SHOUWEN_DATA": str(data), "LANG": "en_US.UTF-8"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("url", UNREADABLE)
def test_an_address_that_can_not_be_read_is_answered_with_how_to_write_one_and_without_its_password(url: str):
    with pytest.raises(
        external.AddressUnreadable, match="postgresql://user:password@host:5432/name"
    ) as refused:
        external.require(url)

    assert "a-secret" not in str(refused.value)


def test_a_server_that_is_older_than_needed_is_refused(monkeypatch):
    monkeypatch.setattr(external, "OLDEST", 990000)

    with pytest.raises(PostgresUnavailable, match="15 or newer is needed"):
        external.require(os.environ["DATABASE_URL"])


@pytest.mark.parametrize(
    "command",
    [["run", "--port", "8998"], ["user", "link", "boss"], ["backup"], ["upgrade"], ["restore", "--verify", __file__]],
    ids=lambda words: words[0],
)  # fmt: skip
def test_a_server_that_is_away_ends_a_command_with_one_sentence(command: list[str], tmp_path: Path):
    done = told(tmp_path, AWAY, *command)

    assert done.returncode == 1
    (sentence,) = done.stderr.splitlines()
    assert "can't be reached" in sentence
    assert "a-secret" not in sentence


@pytest.mark.parametrize(
    ("url", "repair"),
    [(AWAY, "pg_isready -h 127.0.0.1 -p 1"), (UNREADABLE[0], f"export DATABASE_URL={external.FORM}")],
)
def test_the_doctor_finds_it_once_and_names_what_to_do(url: str, repair: str, tmp_path: Path):
    done = told(tmp_path, url, "doctor", "--json")

    red = [each for each in json.loads(done.stdout) if each["health"] == "red"]
    assert done.returncode == 1
    assert [(each["code"], each["repair"]) for each in red] == [("database", repair)]
