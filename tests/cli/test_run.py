"""`shouwen run` says at once, and in words, what it was asked for and can't do."""

import socket
from pathlib import Path

import pytest

from shouwen.cli import main


@pytest.mark.parametrize(
    "misused",
    [["--port", "99999"], ["--port", "0"], ["--port", "http"], ["--web", "-1"], ["--workers", "-1"]],
)
def test_numbers_that_can_not_be_meant_are_misuse(misused: list[str], capsys):
    with pytest.raises(SystemExit) as ended:
        main(["run", *misused])

    assert ended.value.code == 2
    assert misused[0] in capsys.readouterr().err


def test_a_desk_of_no_process_at_all_is_refused(capsys):
    assert main(["run", "--web", "0", "--workers", "0"]) == 1
    assert "--workers" in capsys.readouterr().err


@pytest.mark.parametrize("host", ["203.0.113.5", "nowhere.invalid"])
def test_an_address_that_is_not_this_machines_is_said_so_and_not_called_a_taken_port(
    host: str, tmp_path: Path, monkeypatch, capsys
):
    monkeypatch.setenv("SHOUWEN_DATA", str(tmp_path))

    assert main(["run", "--host", host, "--port", "8999"]) == 1
    assert "not an address of this machine" in capsys.readouterr().err


def test_a_taken_port_is_said_so(tmp_path: Path, monkeypatch, capsys):
    monkeypatch.setenv("SHOUWEN_DATA", str(tmp_path))
    monkeypatch.setattr("shouwen.runtime.supervisor.PORT_PATIENCE", 0)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]

        assert main(["run", "--port", str(port)]) == 1
    assert f"port {port} is taken" in capsys.readouterr().err
