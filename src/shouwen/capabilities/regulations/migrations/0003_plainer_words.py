"""The English of choices and fields reads plainer; the tables stay as they are."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("regulations", "0002_drafts_know_their_base"),
    ]

    operations = [
        migrations.AlterField(
            model_name="code",
            name="kind",
            field=models.CharField(
                choices=[
                    ("class", "Class"),
                    ("category", "Category"),
                    ("level", "Level"),
                    ("impact", "Impact"),
                    ("urgency", "Urgency"),
                    ("difficulty", "Difficulty"),
                    ("service_level", "Service level"),
                    ("route", "Route"),
                    ("calendar", "Calendar"),
                    ("team", "Team"),
                    ("role", "Role"),
                    ("step", "Step"),
                    ("suspension_reason", "Reason to suspend"),
                    ("refusal_reason", "Reason to refuse"),
                    ("wrong_reason", "Reason for a wrong dispatch"),
                    ("hand_over_reason", "Reason to hand over"),
                    ("target", "Promise"),
                    ("call_back", "Call-back"),
                    ("questionnaire", "Questionnaire"),
                    ("grade", "Satisfaction"),
                    ("script", "Script"),
                    ("template", "Message template"),
                    ("closing", "Closing rule"),
                    ("figure", "Figure"),
                    ("report", "Report"),
                ],
                max_length=20,
            ),
        ),
    ]
