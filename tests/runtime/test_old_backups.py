"""Which backups stay; and that what a killed backup left goes with the next one."""

import os
import signal
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path

from shouwen.runtime.old_backups import KeepRule
from shouwen.runtime.unfinished import remove_unfinished, working_folder

SUNDAY = date(2026, 11, 22)
AT_WORK = """
import sys, pathlib
from shouwen.runtime.unfinished import working_folder
with working_folder(pathlib.Path(sys.argv[1])) as folder:
    (folder / "database.dump").write_bytes(b"half")
    print("at work", flush=True)
    sys.stdin.read()
"""


def a_backup(days_ago: int) -> str:
    return f"shouwen-{SUNDAY - timedelta(days=days_ago):%Y%m%d}-023000.tar"


def test_the_newest_stay_and_one_of_each_week_before():
    daily = [a_backup(days) for days in range(60)]

    gone = KeepRule(newest=3, weeks=4).surplus(daily)

    assert [name for name in daily if name not in gone] == [
        a_backup(0), a_backup(1), a_backup(2), a_backup(7), a_backup(14), a_backup(21),
    ]  # fmt: skip
    assert gone == sorted(gone)


def test_weeks_without_a_backup_are_not_counted_and_what_was_kept_stays_kept():
    weekly = [a_backup(days) for days in (0, 35, 70, 105)]
    rule = KeepRule(newest=1, weeks=3)

    gone = rule.surplus(weekly)

    assert gone == [a_backup(105)]
    assert rule.surplus(set(weekly) - set(gone)) == []


def test_the_newest_is_never_surplus_and_nothing_is_without_a_rule():
    names = [a_backup(days) for days in range(5)]

    assert a_backup(0) not in KeepRule(newest=1, weeks=0).surplus(names)
    assert KeepRule(newest=0, weeks=0).surplus(names) == []


def test_a_file_that_the_desk_did_not_name_stays():
    theirs = ["before-the-move.tar", "shouwen-20200101.tar", "shouwen-20209999-000000.tar", "shouwen-old.tar"]

    assert KeepRule(newest=1, weeks=0).surplus([*theirs, a_backup(0)]) == []


def test_what_a_killed_backup_left_goes_and_what_is_being_made_stays(tmp_path: Path):
    first, second = tmp_path / a_backup(1), tmp_path / a_backup(0)
    killed, working = (
        subprocess.Popen(
            [sys.executable, "-c", AT_WORK, str(target)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        )
        for target in (first, second)
    )
    for process in (killed, working):
        assert process.stdout is not None
        assert process.stdout.readline() == b"at work\n"
    killed.send_signal(signal.SIGKILL)
    killed.communicate()
    (tmp_path / ".shouwen-20260101-023000.tar.part").write_bytes(b"as earlier versions left it")
    (tmp_path / ".mine.tar.part").write_bytes(b"somebody's own")

    removed = remove_unfinished(tmp_path / "other.tar")
    working.communicate()

    assert removed == [".shouwen-20260101-023000.tar.part", f".{first.name}.part"]
    assert [path.name for path in tmp_path.iterdir()] == [".mine.tar.part"]


def test_a_backup_under_the_name_of_a_killed_one_begins_anew(tmp_path: Path):
    (tmp_path / ".desk.tar.part").mkdir()
    (tmp_path / ".desk.tar.part" / "database.dump").write_bytes(b"half")

    with working_folder(tmp_path / "desk.tar") as folder:
        assert list(folder.iterdir()) == []
        assert folder.stat().st_mode & 0o077 == 0
    assert list(tmp_path.iterdir()) == []
