"""The English of choices and fields reads plainer; the tables stay as they are."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("jobs", "0001_long_work"),
    ]

    operations = [
        migrations.AlterField(
            model_name="job",
            name="asked_at",
            field=models.DateTimeField(verbose_name="submitted at"),
        ),
    ]
