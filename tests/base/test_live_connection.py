"""The live line's own connection is opened as the address of the database says."""

import psycopg
from django.db import connection

from shouwen.base import live


def test_every_option_of_the_address_counts_and_what_is_only_djangos_stays_behind(monkeypatch):
    given = {
        **connection.get_connection_params(),
        "sslmode": "verify-full",
        "sslrootcert": "/etc/ssl/desk.pem",
        "target_session_attrs": "read-write",
    }
    monkeypatch.setattr(connection, "get_connection_params", lambda: given)
    opened: dict[str, object] = {}
    monkeypatch.setattr(psycopg, "connect", lambda **values: opened.update(values))

    live.open_connection()

    assert {name: opened[name] for name in ("sslmode", "sslrootcert", "target_session_attrs")} == {
        "sslmode": "verify-full",
        "sslrootcert": "/etc/ssl/desk.pem",
        "target_session_attrs": "read-write",
    }
    assert opened["autocommit"] is True
    assert not {"cursor_factory", "prepare_threshold", "server_side_binding"} & opened.keys()
