"""What was still to be asked before a ticket was closed is not asked any more."""

from django.db import migrations

END = """
UPDATE call_backs_callback AS call_back
   SET state = 'cancelled'
  FROM tickets_ticket AS ticket
 WHERE call_back.state = 'waiting'
   AND ticket.subject_id = call_back.ticket_id
   AND ticket.state = 'closed'
   AND EXISTS (
       SELECT 1 FROM base_fact AS closed
        WHERE closed.subject_id = call_back.ticket_id AND closed.name = 'ticket.closed' AND closed.seq > call_back.seq
   )
"""


class Migration(migrations.Migration):
    dependencies = [
        ("base", "0001_first_tables"),
        ("call_backs", "0003_what_was_made"),
        ("tickets", "0001_first_tables"),
    ]

    operations = [migrations.RunSQL(END, migrations.RunSQL.noop)]
