"""Messages out: the inbox of the house, the outbox of mail, and the words in which both are told."""
