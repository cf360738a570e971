"""The wheel holds everything: an empty environment that installs it can run the desk."""

import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
import venv
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from shouwen.runtime.postgres import EmbeddedPostgres

ROOT = Path(__file__).resolve().parent.parent.parent
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("dist")
    run([sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(target)], cwd=ROOT)
    return next(target.glob("*.whl"))


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of programs of a new environment that holds the wheel and what it needs, nothing else."""
    place = tmp_path_factory.mktemp("installed")
    venv.create(place)
    python = str(place / "bin" / "python")
    install = [
        sys.executable,
        "-m",
        "pip",
        "--python",
        python,
        "install",
        "--quiet",
        "--no-input",
        "--no-deps",
        "--no-compile",
    ]
    run([*install, "--require-hashes", "-r", str(ROOT / "requirements" / "runtime.txt")])
    run([*install, str(wheel)])
    return place / "bin"


@pytest.fixture
def data() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="shouwen-wheel-"))
    folder.chmod(0o711)
    yield folder
    shutil.rmtree(EmbeddedPostgres(folder).socket, ignore_errors=True)
    shutil.rmtree(folder, ignore_errors=True)


def run(command: list[str], *, cwd: Path | None = None) -> None:
    done = subprocess.run(
        command, cwd=cwd, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def environment(data: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("SHOUWEN_")}
    kept.pop("DATABASE_URL", None)
    return {**kept, "SHOUWEN_DATA": str(data), "LANG": "C.UTF-8"}


def test_the_wheel_holds_front_end_translations_templates_and_presets(wheel: Path):
    names = zipfile.ZipFile(wheel).namelist()

    for part in (
        "shouwen/static_root/staticfiles.json",
        "shouwen/locale/zh_Hans/LC_MESSAGES/django.mo",
        "shouwen/presets/desk.yaml",
        "shouwen/base/migrations/0001_first_tables.py",
    ):
        assert part in names
    assert [name for name in names if "node_modules" in name or name.endswith(".po")] == []


def test_the_installed_command_helps_and_examines(installed: Path, data: Path):
    shouwen = str(installed / "shouwen")

    helped = subprocess.run([shouwen, "--help"], capture_output=True, text=True, check=False)
    examined = subprocess.run(
        [shouwen, "doctor", "--json"], env=environment(data), capture_output=True, text=True, check=False
    )

    assert helped.returncode == 0
    findings = {each["code"]: each["health"] for each in json.loads(examined.stdout)}
    assert (findings["assets"], findings["translations"], findings["tables"]) == ("green", "green", "red")
    assert examined.returncode == 1


def test_the_installed_desk_runs_until_it_is_ready(installed: Path, data: Path):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]

    desk = subprocess.Popen(
        [str(installed / "shouwen"), "run", "--port", str(port)],
        env=environment(data),
        stdin=subprocess.DEVNULL,
    )
    try:
        assert ready(port, seconds=90)
    finally:
        desk.terminate()
        assert desk.wait(30) == 0


def ready(port: int, *, seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=5) as answer:
                return bool(json.load(answer)["ready"])
        except (urllib.error.URLError, OSError):
            time.sleep(0.3)
    return False
