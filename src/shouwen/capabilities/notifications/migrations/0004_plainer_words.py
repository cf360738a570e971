"""The English of choices and fields reads plainer; the tables stay as they are."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("notifications", "0003_fewer_indexes"),
    ]

    operations = [
        migrations.AlterField(
            model_name="mailbox",
            name="done_folder",
            field=models.CharField(blank=True, max_length=100, verbose_name="folder for mail after reading"),
        ),
        migrations.AlterField(
            model_name="mailbox",
            name="folder",
            field=models.CharField(default="INBOX", max_length=100, verbose_name="folder to read"),
        ),
        migrations.AlterField(
            model_name="mailbox",
            name="name",
            field=models.CharField(blank=True, max_length=100, verbose_name="name shown to recipients"),
        ),
    ]
