"""Whoever leads a team belongs to it; from now on the commands see to that."""

from django.db import migrations

JOIN = """
INSERT INTO people_membership (person_id, team_id)
SELECT leader_id, id FROM people_team WHERE leader_id IS NOT NULL
ON CONFLICT (person_id, team_id) DO NOTHING
"""


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0005_calendars_by_address"),
    ]

    operations = [
        migrations.RunSQL(JOIN, migrations.RunSQL.noop),
    ]
