"""What can be done with messages: told, sent, read, held back; mailboxes kept."""
