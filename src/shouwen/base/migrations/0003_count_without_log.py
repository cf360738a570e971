"""Counts of a few minutes survive no crash and need no place in the write-ahead log: counting costs no flush."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("base", "0002_guard_the_journal")]

    operations = [
        migrations.RunSQL(
            "ALTER TABLE base_ratelimithit SET UNLOGGED", "ALTER TABLE base_ratelimithit SET LOGGED"
        )
    ]
