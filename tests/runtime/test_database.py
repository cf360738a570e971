"""The database that every other test stands on."""

import pytest
from django.db import connection


@pytest.mark.django_db
def test_the_database_is_postgresql_with_utf_8_and_checksums():
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('server_encoding'), current_setting('data_checksums')")

        assert cursor.fetchone() == ("UTF8", "on")
