from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0003_own_keys_and_tours"),
    ]

    operations = [
        migrations.AddField(
            model_name="person",
            name="mails_mentions",
            field=models.BooleanField(default=True),
        ),
    ]
