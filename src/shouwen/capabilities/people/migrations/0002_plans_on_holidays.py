from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0001_first_tables"),
    ]

    operations = [
        migrations.AddField(
            model_name="shiftpattern",
            name="on_holidays",
            field=models.BooleanField(db_default=False, default=False),
        ),
    ]
