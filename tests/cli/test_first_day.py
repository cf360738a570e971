"""An empty machine becomes a desk, is backed up, restored and woken again, all from the terminal."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from shouwen.runtime import lock
from shouwen.runtime.postgres import EmbeddedPostgres

pytestmark = pytest.mark.slow


class Terminal:
    """Runs `shouwen …` on a data folder of its own, with nobody at the keyboard."""

    def __init__(self, data: Path) -> None:
        self.data = data
        self.environment = {
            name: value for name, value in os.environ.items() if not name.startswith("SHOUWEN_")
        }
        self.environment.pop("DATABASE_URL", None)
        self.environment |= {"SHOUWEN_DATA": str(data), "LANG": "en_US.UTF-8"}

    def run(self, *arguments: str, typed: str = "") -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "shouwen", *arguments],
            env=self.environment,
            input=typed,
            capture_output=True,
            text=True,
            check=False,
        )

    def health(self) -> dict[str, str]:
        return {each["code"]: each["health"] for each in json.loads(self.run("doctor", "--json").stdout)}


@pytest.fixture
def terminal() -> Iterator[Terminal]:
    data = Path(tempfile.mkdtemp(prefix="shouwen-day-"))
    data.chmod(0o711)
    yield Terminal(data)
    shutil.rmtree(EmbeddedPostgres(data).socket, ignore_errors=True)
    shutil.rmtree(data, ignore_errors=True)


def set_up(terminal: Terminal) -> None:
    done = terminal.run(
        "setup", "--company", "长风软件", "--hotline", "400-000-0000", "--preset", "sla", "--admin", "boss",
        "--admin-name", "高管", "--admin-email", "boss@example.com", "--password-stdin",
        typed="a long enough pass phrase\n",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr


def test_setup_makes_a_desk_with_its_company_preset_and_administrator(terminal: Terminal):
    set_up(terminal)

    health = terminal.health()
    assert (health["regulation"], health["administrator"], health["tables"]) == ("green", "green", "green")
    exported = terminal.run("regulation", "export").stdout
    assert "长风软件" in exported
    assert "400-000-0000" in exported
    again = terminal.run("setup", "--company", "别家", "--hotline", "1", "--admin", "other")
    assert (again.returncode, again.stdout) == (1, "")
    assert "--yes" in again.stderr
    assert terminal.run("regulation", "export").stdout == exported
    closed = terminal.run("setup", "--code")
    assert (closed.returncode, closed.stdout) == (1, "")


def test_the_doctor_of_an_empty_machine_names_the_set_up_and_no_faults_of_a_desk_that_is_not_there(
    terminal: Terminal,
):
    told = terminal.run("doctor")

    assert told.returncode == 1
    assert [line.strip() for line in told.stdout.splitlines() if "→" in line] == [
        "→ shouwen setup",
        "→ shouwen run",
    ]
    assert "Error" not in told.stdout


def test_a_desk_that_only_tried_the_demo_is_as_new_again_and_what_was_tried_lies_in_a_backup(
    terminal: Terminal,
):
    assert terminal.run("demo", "load").returncode == 0

    cleared = terminal.run("demo", "clear")
    told = terminal.run("doctor").stdout
    twice = terminal.run("demo", "clear")

    assert cleared.returncode == 0, cleared.stderr
    (archive,) = (terminal.data / "backups").glob("*.tar")
    assert str(archive) in cleared.stdout
    assert terminal.run("restore", "--verify", str(archive)).returncode == 0
    assert "→ shouwen setup" in told
    assert "user create" not in told
    assert (twice.returncode, twice.stdout) == (1, "")
    set_up(terminal)


def test_a_link_made_at_the_terminal_leads_to_the_desk_that_runs(terminal: Terminal):
    set_up(terminal)

    with lock.take(terminal.data, url="https://192.0.2.10:8137"):
        made = terminal.run("user", "link", "boss")

    assert made.stdout.startswith("https://192.0.2.10:8137/password/")


@pytest.mark.parametrize(
    ("target", "said"), [("nowhere/desk.tar", "no such folder"), (".", "name the file in it")]
)
def test_a_backup_that_has_no_place_to_go_to_is_said_so(terminal: Terminal, target: str, said: str):
    done = terminal.run("backup", str(terminal.data / target))

    assert done.returncode == 1
    (sentence,) = done.stderr.splitlines()
    assert said in sentence


def test_setup_asks_nothing_where_nobody_can_answer(terminal: Terminal):
    done = terminal.run("setup")

    assert done.returncode == 1
    assert "--company" in done.stderr


def test_a_weak_password_is_refused_before_anything_is_made(terminal: Terminal):
    done = terminal.run(
        "setup", "--company", "长风软件", "--hotline", "400-000-0000", "--admin", "boss", "--password-stdin",
        typed="12345\n",
    )  # fmt: skip

    assert done.returncode == 1
    assert terminal.health()["tables"] == "red"


def test_a_restored_desk_is_what_it_was_and_rests_until_resume(terminal: Terminal):
    set_up(terminal)
    archive = terminal.data / "desk.tar"
    assert terminal.run("backup", str(archive)).returncode == 0
    assert terminal.run("user", "create", "li", "--name", "李").returncode == 0

    rehearsed = terminal.run("restore", "--verify", str(archive))
    restored = terminal.run("restore", "--yes", str(archive))

    assert rehearsed.returncode == 0, rehearsed.stderr
    assert restored.returncode == 0, restored.stderr
    assert terminal.run("user", "link", "li").returncode == 1
    assert terminal.run("user", "link", "boss").returncode == 0
    assert terminal.health()["paused"] == "amber"
    assert terminal.run("resume").returncode == 0
    assert terminal.health()["paused"] == "green"


def test_upgrade_backs_up_first_and_can_be_repeated(terminal: Terminal):
    set_up(terminal)

    first, second = terminal.run("upgrade"), terminal.run("upgrade", "--no-backup")

    assert (first.returncode, second.returncode) == (0, 0)
    assert len(list((terminal.data / "backups").glob("*.tar"))) == 1
