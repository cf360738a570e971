"""What leaves the desk, and the mailboxes it leaves by."""
