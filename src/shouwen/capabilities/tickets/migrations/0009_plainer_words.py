"""The English of choices and fields reads plainer; the tables stay as they are."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("tickets", "0008_hand_over_reasons_in_words"),
    ]

    operations = [
        migrations.AlterField(
            model_name="entry",
            name="kind",
            field=models.CharField(
                choices=[
                    ("description", "description"),
                    ("customer", "word from the customer"),
                    ("reply", "reply"),
                    ("note", "note"),
                    ("update", "progress"),
                    ("handling", "handling"),
                    ("hand_over", "hand-over"),
                    ("solution", "solution"),
                    ("workaround", "workaround"),
                    ("reason", "reason"),
                    ("call_back", "call-back"),
                    ("summary", "summary"),
                    ("meeting", "minutes of a meeting"),
                ],
                max_length=12,
            ),
        ),
        migrations.AlterField(
            model_name="meeting",
            name="remote",
            field=models.CharField(
                choices=[
                    ("unknown", "not clear yet"),
                    ("yes", "can be solved remotely"),
                    ("no", "can't be solved remotely"),
                ],
                default="unknown",
                max_length=10,
            ),
        ),
    ]
