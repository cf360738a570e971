"""The embedded server: private, durable, and back after a kill -9."""

import os
import shutil
import signal
import stat
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from shouwen.runtime.postgres import EmbeddedPostgres, running


@pytest.fixture
def data() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="shouwen-postgres-"))
    folder.chmod(0o711)
    yield folder
    shutil.rmtree(EmbeddedPostgres(folder).socket, ignore_errors=True)
    shutil.rmtree(folder, ignore_errors=True)


def ask(server: EmbeddedPostgres, question: str) -> object:
    with psycopg.connect(server.url()) as connection:
        row = connection.execute(question).fetchone()
    assert row is not None
    return row[0]


def test_it_writes_safely_listens_on_a_private_socket_only_and_speaks_utf_8(data: Path):
    with running(data) as server:
        assert ask(server, "SHOW fsync") == "on"
        assert ask(server, "SHOW full_page_writes") == "on"
        assert ask(server, "SHOW data_checksums") == "on"
        assert ask(server, "SHOW listen_addresses") == ""
        assert ask(server, "SHOW server_encoding") == "UTF8"
        assert stat.S_IMODE(server.socket.stat().st_mode) == 0o700
        assert len(str(server.socket / ".s.PGSQL.5432")) < 107


def test_pinyin_order_comes_from_the_encoding_gb18030(data: Path):
    with running(data) as server, psycopg.connect(server.url()) as connection:
        names = connection.execute(
            "SELECT name FROM unnest(%s::text[]) AS name ORDER BY convert_to(name, 'GB18030')",
            [["张", "李", "阿"]],
        ).fetchall()

        assert [name for (name,) in names] == ["阿", "李", "张"]


def test_a_second_user_of_the_same_data_shares_the_running_server(data: Path):
    with running(data) as first, running(data) as second:
        assert first.process is not None
        assert second.process is None
        assert ask(second, "SELECT 1") == 1


def test_after_a_kill_9_the_committed_rows_are_there_again(data: Path):
    server = EmbeddedPostgres(data)
    server.start()
    with psycopg.connect(server.url()) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 42 AS answer")
    assert server.process is not None
    os.kill(server.process.pid, signal.SIGKILL)
    server.process.wait()

    with running(data) as again:
        assert ask(again, "SELECT answer FROM kept") == 42


def test_an_initdb_that_was_cut_short_is_begun_anew(data: Path):
    (data / "postgres").mkdir(mode=0o700)
    (data / "postgres" / "half").write_text("an unfinished cluster")

    with running(data) as server:
        assert ask(server, "SELECT 1") == 1
