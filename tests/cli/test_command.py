"""The command `shouwen`: its answers and exit codes."""

import json

import pytest

from shouwen.cli import main


def test_help_names_every_sub_command(capsys):
    with pytest.raises(SystemExit) as ended:
        main(["--help"])

    assert ended.value.code == 0
    shown = capsys.readouterr().out
    for command in ("run", "setup", "doctor", "backup", "restore", "upgrade", "resume", "user", "token"):
        assert f"    {command} " in shown


def test_the_help_of_a_backup_says_which_ones_stay(capsys):
    with pytest.raises(SystemExit):
        main(["backup", "--help"])

    shown = capsys.readouterr().out
    assert "SHOUWEN_BACKUPS_KEPT" in shown
    assert "最近 14 份" in shown


def test_a_misused_command_ends_with_2():
    with pytest.raises(SystemExit) as ended:
        main(["backup", "--nonsense"])

    assert ended.value.code == 2


def test_without_a_sub_command_the_help_is_shown_and_the_code_is_2(capsys):
    assert main([]) == 2
    assert "doctor" in capsys.readouterr().out


@pytest.mark.django_db(transaction=True)
def test_the_doctor_finds_every_part_and_names_a_repair_for_what_is_not_well(capsys):
    main(["doctor", "--json"])

    findings = {each["code"]: each for each in json.loads(capsys.readouterr().out)}
    assert findings["database"]["health"] == "green"
    assert findings["tables"]["health"] == "green"
    assert findings["worker"]["health"] == "amber"
    assert [code for code, each in findings.items() if each["health"] != "green" and not each["repair"]] == []


@pytest.mark.django_db(transaction=True)
def test_a_restore_is_refused_without_consent_where_nobody_can_be_asked(tmp_path, capsys, monkeypatch):
    monkeypatch.setattr("sys.stdin.isatty", lambda: False, raising=False)
    archive = tmp_path / "backup.tar"
    archive.write_bytes(b"whatever")

    assert main(["restore", str(archive)]) == 1
    assert "--yes" in capsys.readouterr().err
