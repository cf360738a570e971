"""A PostgreSQL that somebody else runs: looked at before it is used, so that what is wrong is said in one sentence."""

from typing import Final
from urllib.parse import parse_qsl, urlsplit

import psycopg

from shouwen.runtime.postgres import PostgresUnavailable

OLDEST: Final = 150000
PATIENCE: Final = 5  # seconds
FORM: Final = "postgresql://user:password@host:5432/name"


class AddressUnreadable(PostgresUnavailable):
    """What DATABASE_URL holds is not the address of a database."""


def require(url: str) -> None:
    """Raises PostgresUnavailable, in both languages and without the password, when the database that `url` names
    can't be used.
    """
    _require_readable(url)
    try:
        with psycopg.connect(url, connect_timeout=PATIENCE) as connection:
            version, told = connection.info.server_version, connection.info.parameter_status("server_version")
    except psycopg.OperationalError as problem:
        raise PostgresUnavailable(
            "DATABASE_URL 指向的数据库无法连接"
            f" · the database that DATABASE_URL names can't be reached: {_said(problem)}"
        ) from problem
    except psycopg.Error:
        raise _unreadable() from None
    if version < OLDEST:
        raise PostgresUnavailable(
            f"PostgreSQL {told} 版本过低，需要 15 或更新 · PostgreSQL {told} is too old; 15 or newer is needed"
        )


def asking(url: str) -> str:
    """The command that asks whether the server of that address takes connections; no password is in it."""
    parts = urlsplit(url)
    host = dict(parse_qsl(parts.query)).get("host") or parts.hostname or "localhost"
    return f"pg_isready -h {host} -p {parts.port or 5432}"


def _require_readable(url: str) -> None:
    try:
        parts = urlsplit(url)
        is_whole = parts.scheme in ("postgres", "postgresql") and parts.path.strip("/") and parts.port != 0
    except ValueError:
        is_whole = False
    if not is_whole:
        raise _unreadable()


def _unreadable() -> AddressUnreadable:
    return AddressUnreadable(f"DATABASE_URL 无法读懂，应写作 · DATABASE_URL can't be read; write {FORM}")


def _said(problem: psycopg.Error) -> str:
    return (str(problem).strip().splitlines() or [""])[0]
