"""A database that is founded is the one that all migrations, walked step by step, leave behind."""

import os
import subprocess
import sys
from collections.abc import Iterator
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest

STRUCTURE = """
SELECT 'table', relname, relkind::text, relpersistence::text, relrowsecurity::text FROM pg_class
 WHERE relnamespace = 'public'::regnamespace
UNION ALL
SELECT 'column', attrelid::regclass::text, attname,
       row_number() OVER (PARTITION BY attrelid ORDER BY attnum) || format_type(atttypid, atttypmod) || attnotnull::text,
       attidentity::text || attgenerated::text || coalesce(pg_get_expr(adbin, adrelid), '')
  FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid
       LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
 WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'v', 'c', 'S') AND attnum > 0 AND NOT attisdropped
UNION ALL
SELECT 'constraint', conrelid::regclass::text, conname, pg_get_constraintdef(oid), '' FROM pg_constraint
 WHERE connamespace = 'public'::regnamespace
UNION ALL
SELECT 'index', tablename, indexname, indexdef, '' FROM pg_indexes WHERE schemaname = 'public'
UNION ALL
SELECT 'trigger', tgrelid::regclass::text, tgname, pg_get_triggerdef(oid), tgenabled::text FROM pg_trigger
 WHERE NOT tgisinternal
UNION ALL
SELECT 'function', proname, '', pg_get_functiondef(oid), '' FROM pg_proc WHERE pronamespace = 'public'::regnamespace
UNION ALL
SELECT 'value', enumtypid::regtype::text, enumlabel, enumsortorder::text, '' FROM pg_enum
UNION ALL
SELECT 'migration', app, name, '', '' FROM django_migrations
UNION ALL
SELECT 'content', app_label, model, '', '' FROM django_content_type
UNION ALL
SELECT 'permission', codename, '', '', '' FROM auth_permission
"""
WALK = ["-m", "shouwen", "manage", "migrate", "--verbosity", "0"]
FOUND = ["-c", "import django; django.setup(); from shouwen.runtime import preparing; preparing.migrate()"]


@pytest.fixture
def databases() -> Iterator[list[str]]:
    """The addresses of two empty databases, gone after the test."""
    server = os.environ["SHOUWEN_TEST_DATABASE_URL"]
    names = [f"{way}_{os.getpid()}" for way in ("walked", "founded")]
    with psycopg.connect(server, autocommit=True) as connection:
        for name in names:
            connection.execute(f"CREATE DATABASE {name} TEMPLATE template0")
        yield [urlunsplit(urlsplit(server)._replace(path=f"/{name}")) for name in names]
        for name in names:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


def structure(url: str) -> set[tuple[str, ...]]:
    with psycopg.connect(url) as connection:
        return set(connection.execute(STRUCTURE).fetchall())


def test_founding_leaves_what_all_migrations_step_by_step_leave(databases: list[str]):
    walked, founded = databases
    for url, way in ((walked, WALK), (founded, FOUND)):
        subprocess.run([sys.executable, *way], env={**os.environ, "DATABASE_URL": url}, check=True)

    expected, found = structure(walked), structure(founded)

    assert {kind for kind, *_rest in expected} >= {
        "table",
        "column",
        "constraint",
        "index",
        "trigger",
        "migration",
    }
    assert found - expected == set()
    assert expected - found == set()


OLDER = """
import django; django.setup()
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from shouwen.runtime.founding import found_tables
connection.pg_version = 160_004
print(found_tables(MigrationExecutor(connection)), connection.introspection.table_names())
"""


def test_an_older_server_is_left_to_be_walked_step_by_step(databases: list[str]):
    environment = {**os.environ, "DATABASE_URL": databases[0]}
    told = subprocess.run([sys.executable, "-c", OLDER], env=environment, check=True, capture_output=True)

    assert told.stdout.decode().strip() == "False []"
