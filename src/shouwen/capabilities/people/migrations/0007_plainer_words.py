"""The English of choices and fields reads plainer; the tables stay as they are."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0006_leaders_belong_to_their_teams"),
    ]

    operations = [
        migrations.AlterField(
            model_name="person",
            name="density",
            field=models.CharField(
                choices=[("compact", "Compact"), ("standard", "Standard"), ("roomy", "Spacious")],
                default="standard",
                max_length=10,
            ),
        ),
        migrations.AlterField(
            model_name="person",
            name="theme",
            field=models.CharField(
                choices=[("system", "As on the device"), ("light", "Light"), ("dark", "Dark")],
                default="system",
                max_length=10,
            ),
        ),
    ]
