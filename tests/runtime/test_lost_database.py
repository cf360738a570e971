"""A process that served before its database was started again serves the next time too, with nothing lost between."""

import os
import subprocess
import sys

import pytest

SERVES_TWICE = """
import os

import django
import psycopg

django.setup()
from django.db import close_old_connections, connection

def ask():
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return cursor.fetchone()[0]

close_old_connections()
first = ask()
close_old_connections()
with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as other:
    other.execute("SELECT pg_terminate_backend(%s, 5000)", [first])
close_old_connections()
second = ask()
connection.close()
print("served again" if second != first else "never interrupted")
"""


@pytest.mark.parametrize("role", ["worker", "web"])
def test_the_first_question_after_it_finds_a_new_connection(role):
    answer = subprocess.run(
        [sys.executable, "-c", SERVES_TWICE],
        env={**os.environ, "SHOUWEN_ROLE": role, "DJANGO_SETTINGS_MODULE": "shouwen.settings"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )

    assert answer.stdout.strip() == "served again", answer.stderr[-1500:]
