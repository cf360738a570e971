"""`shouwen regulation`: import, export, compare, activate, schema."""

import json
import subprocess
import sys
from importlib.resources import files
from pathlib import Path

import pytest

from shouwen.base.time import database_now
from shouwen.capabilities.regulations.queries import active_regulation, preset_text
from shouwen.capabilities.service_levels.commands import move_next
from shouwen.cli import main
from tests.capabilities.tickets.makers import a_desk, a_ticket

pytestmark = pytest.mark.django_db


# REQ BX-4
def test_a_preset_is_imported_compared_activated_and_exported(capsys, tmp_path: Path):
    assert main(["regulation", "import", "desk"]) == 0
    assert main(["regulation", "activate", "1"]) == 0
    file = tmp_path / "own.yaml"
    assert main(["regulation", "export", "-o", str(file)]) == 0
    file.write_text(file.read_text().replace("hotline: 400-000-0000", "hotline: 400-123-4567"))
    assert main(["regulation", "import", str(file), "--note", "new number"]) == 0
    capsys.readouterr()

    assert main(["regulation", "diff", "2"]) == 0
    assert capsys.readouterr().out == '~ desk/hotline: "400-000-0000" -> "400-123-4567"\n'
    assert main(["regulation", "activate", "2"]) == 0
    assert active_regulation().document.desk.hotline == "400-123-4567"
    capsys.readouterr()
    assert main(["regulation", "list"]) == 0
    assert [line.split("\t")[:2] for line in capsys.readouterr().out.splitlines()] == [
        ["2", "desk"],
        ["1", "desk"],
    ]


def test_faults_are_printed_with_their_lines_and_the_code_is_1(capsys, monkeypatch, tmp_path: Path):
    file = tmp_path / "spoiled.yaml"
    file.write_text(preset_text("desk").replace("prefix: IQ", "prefix: SD"))

    monkeypatch.setenv("SHOUWEN_LANGUAGE", "zh")

    assert main(["regulation", "check", str(file)]) == 1
    line = file.read_text().split("prefix: SD\n    flow: fault")[0].count("\n") + 1
    assert capsys.readouterr().out == (
        f"{file}: 第 {line} 行，classes.fault.prefix：前缀 SD 已用于类别 'inquiry'\n"
    )
    assert main(["regulation", "import", str(file)]) == 1
    assert "classes.fault.prefix：前缀 SD" in capsys.readouterr().err


# REQ BX-4
def test_a_terminal_where_nothing_else_runs_finds_no_fault_in_what_the_product_ships():
    """In a process of its own: what capabilities declare when they start is not there by itself."""
    shipped = str(files("shouwen.presets") / "software.yaml")

    done = subprocess.run(
        [sys.executable, "-m", "shouwen", "regulation", "check", shipped], capture_output=True
    )

    assert (done.returncode, done.stdout) == (0, b"")


# REQ BX-1
def test_a_table_of_holidays_is_refused_at_the_terminal_in_its_language(capsys, monkeypatch, tmp_path: Path):
    file = tmp_path / "days.json"
    file.write_text("[1")

    monkeypatch.setenv("SHOUWEN_LANGUAGE", "zh")
    assert main(["holidays", "import", "2027", str(file)]) == 1
    assert capsys.readouterr().err == "shouwen: 无法读取节假日表：从第 1 行起不是 JSON。\n"
    monkeypatch.setenv("SHOUWEN_LANGUAGE", "en")
    assert main(["holidays", "import", "2027", str(file)]) == 1
    assert "can't be read: it is not JSON, from line 1 on." in capsys.readouterr().err


def test_the_exported_preset_is_whole(capsys):
    assert main(["regulation", "export", "--preset", "sla"]) == 0
    assert "based_on" not in (text := capsys.readouterr().out)
    assert "code: sla" in text


def test_the_schema_is_json(capsys):
    assert main(["regulation", "schema"]) == 0

    schema = json.loads(capsys.readouterr().out)
    assert schema["title"] == "Shouwen regulation"
    assert set(schema["required"]) >= {"desk", "classes", "levels", "grading", "workflow", "closing"}


def test_without_a_regulation_in_force_the_command_says_what_to_do(capsys):
    assert main(["regulation", "export"]) == 1
    assert "shouwen regulation activate" in capsys.readouterr().err


# REQ SD-14
def test_who_is_named_though_nobody_is_there_is_printed_before_it_counts(capsys):
    assert main(["regulation", "import", "desk"]) == 0
    assert main(["regulation", "activate", "1"]) == 0
    assert main(["regulation", "import", "desk"]) == 0
    capsys.readouterr()

    assert main(["regulation", "preview", "2"]) == 0

    told = [line for line in capsys.readouterr().out.splitlines() if line.startswith("!")]
    assert any("服务台经理" in line and "无人担任" in line for line in told)


# REQ BX-3 BX-4
def test_levels_the_new_regulation_does_not_know_are_mapped_at_the_terminal(capsys, monkeypatch):
    """Without saying what each level becomes nothing moves; a level that is none is refused, not swallowed."""
    monkeypatch.setenv("SHOUWEN_LANGUAGE", "en")
    desk = a_desk()
    ticket = a_ticket(desk, at=database_now(), occurred_at=None)
    assert ticket.level_id == "level/medium"
    assert main(["regulation", "import", "software"]) == 0
    number = capsys.readouterr().out.strip()
    activate = ["regulation", "activate", number, "--for-open"]

    assert main(activate) == 1
    assert "Medium" in capsys.readouterr().err
    for wrong, said in (
        ([*activate, "--level", "medium=L9"], "no level L9"),
        ([*activate, "--level", "medium"], "OLD=NEW"),
        ([*activate[:-1], "--level", "medium=L2"], "--for-open"),
    ):
        assert main(wrong) == 1
        assert said in capsys.readouterr().err
    assert active_regulation().document.code == "desk"

    assert main([*activate, "--level", "medium=L2", "--level", "high=L1"]) == 0
    assert active_regulation().document.code == "software"
    while move_next():
        pass
    ticket.refresh_from_db()
    assert ticket.level_id == "level/L2"
