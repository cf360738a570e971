"""Mail: reading a mailbox, understanding what is in it, sending what waits in the outbox."""
