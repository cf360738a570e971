"""The English of choices and fields reads plainer; the tables stay as they are."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("intake", "0001_first_tables"),
    ]

    operations = [
        migrations.AlterField(
            model_name="intakeitem",
            name="held",
            field=models.CharField(
                blank=True,
                choices=[
                    ("agent_registers", "only agents register requests of this kind"),
                    ("new_sender", "the sender is not a contact of this ticket"),
                    ("unproved", "nothing proves who the sender is"),
                    ("automatic", "a machine wrote this"),
                    ("incomplete", "the regulation asks for more than the mail says"),
                    ("too_many", "many requests from this address"),
                    ("ticket_is_over", "its ticket accepts no more additions"),
                    ("unreadable", "it can't be read safely"),
                ],
                max_length=16,
            ),
        ),
        migrations.AlterField(
            model_name="intakeraw",
            name="state",
            field=models.CharField(
                choices=[
                    ("waiting", "waiting to be parsed"),
                    ("understood", "parsed"),
                    ("quarantined", "in quarantine"),
                ],
                default="waiting",
                max_length=12,
            ),
        ),
    ]
