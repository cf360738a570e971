"""The English of choices and fields reads plainer; the tables stay as they are."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("service_levels", "0005_levels_that_moved"),
    ]

    operations = [
        migrations.AlterField(
            model_name="moving",
            name="recalculated",
            field=models.PositiveIntegerField(default=0, verbose_name="recalculated"),
        ),
    ]
