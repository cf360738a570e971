"""The doctor: what is well, what needs care, what is broken, each with the command that repairs it."""
